"""Plugins that ship with Pilothouse but are off until they are asked for; they use only `hookspecs` and `core`."""
