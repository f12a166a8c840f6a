"""The kernel: plugins, the data they exchange and the contracts between them.

What belongs here: how plugins are found, registered and asked (`kernel`, `discovery`, `registry`), the records they
yield (`entries`), what they promise one another (`protocols`), plain data (`model`), errors, settings, the command
line's frame, and Go's behaviour as a library (`golib`). What does not: anything Helm does with a chart or a release.
Nothing here imports `plugins`.
"""
