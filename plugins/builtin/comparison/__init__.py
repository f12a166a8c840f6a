"""Comparing states of objects, and printing what differs as text, JSON or Markdown."""
