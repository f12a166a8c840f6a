"""Runs the chart hooks of an event on a cluster and waits for them.

`run` is the order of things; `delete` removes objects and waits until they are gone, `until_ready` and `established`
wait for what was created, `failure` says what went wrong where. Not here: which manifests are chart hooks.
"""
