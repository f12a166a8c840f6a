"""Signatures of charts: OpenPGP provenance files."""
