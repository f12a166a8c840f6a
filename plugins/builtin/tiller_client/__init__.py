"""Releases in the hands of a Tiller: Helm's gRPC protocol from the client's side, and the way to Tiller's Pod."""
