"""Gzipped tar archives of strangers: read within limits, checked name by name, written below one folder.

`chart_files` reads archives of charts, `members` any others (of command plugins); `expand` writes what they have. All
three keep to one `budget`. Nothing here follows a link.
"""
