"""Rendered text as manifests: splitting into documents, telling chart hooks from resources, ordering by kind.

Not here: rendering, and anything that talks to a cluster.
"""
