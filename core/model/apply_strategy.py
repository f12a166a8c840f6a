"""How the objects of a release are changed, as it is recorded with the release."""

EXTRA = "apply-strategy"
"""The extra that keeps the apply strategy of a release, and the setting of the same meaning."""

TWO_WAY = "two-way"
"""Helm's own strategy; a release that has no such extra has it."""
