"""Charts in Git repositories."""
