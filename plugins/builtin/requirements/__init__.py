"""requirements.yaml and its lock: which subcharts take part in a chart, and how they get into its charts folder.

Not here: repositories and downloads themselves, reading and packing charts, laying values over one another.
"""
