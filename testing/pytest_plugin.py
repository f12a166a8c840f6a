"""Fixtures for tests of charts, which pytest finds by itself where Pilothouse is installed."""
