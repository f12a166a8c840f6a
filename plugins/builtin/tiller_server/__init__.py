"""Releases for others: Helm's gRPC protocol from the server's side, with health, probes and metrics."""
