"""Writing, judging and installing plugins: ``plugins new``, ``check``, ``install``, ``uninstall``."""
