"""Charts from disk: directories and gzipped archives become `Chart` models.

Here belong finding a chart by path, walking, unpacking in memory, .helmignore, Chart.yaml and putting files in their
places. Not here: repositories and downloads, requirements, values, and anything that writes.
"""
