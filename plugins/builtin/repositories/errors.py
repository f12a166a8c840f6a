"""Errors of repositories that callers tell apart."""

from __future__ import annotations

from ....core.errors import RepositoryError


class UnusableRepositoryError(RepositoryError):
    """A repository that cannot even be asked: its URL cannot be read, or nothing fetches URLs of its scheme."""
