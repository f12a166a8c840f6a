"""Fetching over http and https."""
