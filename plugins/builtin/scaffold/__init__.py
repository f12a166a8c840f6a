"""New charts: the built-in scaffold and starters."""
