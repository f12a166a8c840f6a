"""Prints the live objects of a manifest as tables: the RESOURCES of ``status``.

`describe` reads the objects and groups them, `table_text` prints one group. Not here: what the columns of a kind are
(the server says so).
"""
