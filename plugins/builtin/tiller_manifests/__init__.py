"""The objects with which Tiller is installed."""
