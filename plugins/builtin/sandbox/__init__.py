"""An embedded cluster for trying charts: an API server's answers and its controllers' work over an SQLite file."""
