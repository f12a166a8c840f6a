"""A template engine for Pilothouse that fills in ${placeholders}."""
