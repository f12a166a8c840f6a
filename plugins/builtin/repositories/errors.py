"""Errors of repositories that callers tell apart."""

from __future__ import annotations

from ....core.errors import PilothouseError, RepositoryError

_TLS_PROBLEM = "can't create TLS config: "
"""How a getter begins when the files for TLS cannot be used: nothing was asked then."""


class UnusableRepositoryError(RepositoryError):
    """A repository that cannot even be asked: its URL, its files for TLS, or a scheme that nothing fetches."""


def fetch_failure(error: PilothouseError, scheme: str) -> PilothouseError:
    """The error of a fetch from a registered repository; one about files for TLS as Helm words it then."""
    if not error.message.startswith(_TLS_PROBLEM):
        return error
    return UnusableRepositoryError(
        f"Could not construct protocol handler for: {scheme} error: {error.message}",
        details=error.details,
        hint=error.hint,
    )
