"""Everything that Helm does: built-in plugins, and contrib plugins that are off by default."""
