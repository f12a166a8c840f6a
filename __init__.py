"""Pilothouse: Helm v2 in Python, in which every part is a plugin."""

__version__ = "0.1.0"
