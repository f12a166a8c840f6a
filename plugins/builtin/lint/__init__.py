"""Linting charts: Helm's rules, and running all rules."""
