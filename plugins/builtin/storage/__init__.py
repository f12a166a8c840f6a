"""The built-in release stores: ConfigMaps, Secrets, memory and SQL."""
