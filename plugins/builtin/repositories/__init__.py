"""Chart repositories: the registered ones, their indexes, references, downloads."""
