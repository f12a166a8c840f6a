"""requirements.yaml at run time: presence of subcharts, tags and conditions, aliases, imported values.

Not here: resolving versions, downloading and lock files, which belong to dependency commands.
"""
