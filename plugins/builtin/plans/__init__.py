"""Plans as files: what an upgrade would do, kept so that it can be done later, or refused."""
