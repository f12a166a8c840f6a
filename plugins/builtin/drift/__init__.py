"""Drift: live objects that differ from the record of their release, and bringing them back."""
