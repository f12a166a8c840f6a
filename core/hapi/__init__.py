"""Helm's wire format for releases: field numbers, the codec, and the form in which stores keep a record."""
