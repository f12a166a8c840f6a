"""Errors that pass on what another one said."""

from __future__ import annotations

from typing import TypeVar

from ....core.errors import PilothouseError

_Error = TypeVar("_Error", bound=PilothouseError)


def reworded(error: _Error, message: str, *, details: tuple[str, ...] = (), hint: str = "") -> _Error:
    """The same error with another first line, `details` added to its own, and `hint` where it has none."""
    twin = type(error).__new__(type(error))
    twin.__dict__.update(error.__dict__)
    twin.args = (message,)
    twin.message = message
    twin.details = (*error.details, *details)
    twin.hint = error.hint or hint
    return twin
