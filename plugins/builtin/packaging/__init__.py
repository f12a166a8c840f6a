"""Charts as archives."""
