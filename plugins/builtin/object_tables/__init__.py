"""Prints the live objects of a release as tables, as `kubectl get` would."""
