"""A release store for Pilothouse: files in a folder."""
