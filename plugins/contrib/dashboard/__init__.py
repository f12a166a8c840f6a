"""A local page about releases: states, history, differences, manifests, live objects."""
