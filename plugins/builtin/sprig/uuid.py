"""Sprig's function for random identifiers. Rule: its crypto.go."""

from __future__ import annotations

from os import urandom

from ....core.golib.types import GoFunction, go


def uuidv4() -> str:
    """A random UUID, version 4."""
    data = bytearray(urandom(16))
    data[6] = data[6] & 0x0F | 0x40
    data[8] = data[8] & 0x3F | 0x80
    digits = data.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


FUNCTIONS: dict[str, GoFunction] = {"uuidv4": go(uuidv4)}
