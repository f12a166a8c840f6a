"""Runs the chart hooks of an event on a cluster and waits for them."""
