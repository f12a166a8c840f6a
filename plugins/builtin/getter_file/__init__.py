"""Fetching files of this machine by URL."""
