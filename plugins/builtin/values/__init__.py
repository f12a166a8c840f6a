"""Values: from files and flags to the table that templates see as `.Values`.

Here belong the grammar of ``--set``, reading and merging value sources, coalescing with chart defaults and globals,
and explaining where a value came from. Not here: requirements (which subcharts take part) and rendering.
"""
