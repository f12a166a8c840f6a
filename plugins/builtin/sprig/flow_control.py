"""Sprig's function that ends a rendering: fail."""

from __future__ import annotations

from typing import NoReturn

from ....core.golib.types import GoError, GoFunction, go


def fail(message: str) -> NoReturn:
    """Raise GoError with this message."""
    raise GoError(message)


FUNCTIONS: dict[str, GoFunction] = {"fail": go(fail, "string")}
