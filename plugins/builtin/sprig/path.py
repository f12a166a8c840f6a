"""Sprig's functions on slash-separated paths: Go's package path."""

from __future__ import annotations

from ....core.golib import path
from ....core.golib.types import GoFunction, go

FUNCTIONS: dict[str, GoFunction] = {
    "base": go(path.base, "string"),
    "clean": go(path.clean, "string"),
    "dir": go(path.directory, "string"),
    "ext": go(path.extension, "string"),
    "isAbs": go(path.is_absolute, "string"),
}
