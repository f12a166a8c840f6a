"""Clusters behind an API server: the everyday transport, and the client that speaks to any transport."""
