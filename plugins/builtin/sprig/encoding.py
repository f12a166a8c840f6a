"""Sprig's functions that turn text into other text: base64, base32, checksums, JSON.

Rule: its strings.go, crypto.go, defaults.go.
"""

from __future__ import annotations

from typing import Any

from ....core.golib import base32, base64
from ....core.golib.types import GoError, GoFunction, go


def _to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def b64enc(text: str) -> str:
    """The text as base64."""
    return base64.encode(_to_bytes(text))


def b64dec(text: str) -> str:
    """The text that is base64, or what is wrong with it."""
    try:
        return base64.decode(text).decode("utf-8", "surrogateescape")
    except GoError as error:
        return str(error)


def b32enc(text: str) -> str:
    """The text as base32."""
    return base32.encode(_to_bytes(text))


def b32dec(text: str) -> str:
    """The text that is base32, or what is wrong with it."""
    try:
        return base32.decode(text).decode("utf-8", "surrogateescape")
    except GoError as error:
        return str(error)


def sha1sum(text: str) -> str:
    """The SHA-1 digest in hexadecimal."""
    from hashlib import sha1

    return sha1(_to_bytes(text), usedforsecurity=False).hexdigest()


def sha256sum(text: str) -> str:
    """The SHA-256 digest in hexadecimal."""
    from hashlib import sha256

    return sha256(_to_bytes(text)).hexdigest()


def adler32sum(text: str) -> str:
    """The Adler-32 checksum in decimal."""
    from zlib import adler32

    return str(adler32(_to_bytes(text)))


def to_pretty_json(value: Any) -> str:
    """The value as JSON, indented by two blanks; empty when JSON cannot hold it."""
    from ....core.golib import json

    try:
        return json.encode(value, indent="  ")
    except GoError:
        return ""


FUNCTIONS: dict[str, GoFunction] = {
    "adler32sum": go(adler32sum, "string"),
    "b32dec": go(b32dec, "string"),
    "b32enc": go(b32enc, "string"),
    "b64dec": go(b64dec, "string"),
    "b64enc": go(b64enc, "string"),
    "sha1sum": go(sha1sum, "string"),
    "sha256sum": go(sha256sum, "string"),
    "toPrettyJson": go(to_pretty_json, "any"),
}
