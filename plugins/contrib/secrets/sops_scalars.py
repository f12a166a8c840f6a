"""Single values of SOPS files: their types in YAML, when decrypted, and in the hash of all of them.

Rules: go-yaml v3 for what a plain text is (YAML 1.2, and octal numbers), ToBytes in getsops/sops for the hash.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ....core.golib.strconv import NumError, format_float, parse_int
from ....core.golib.types import Int64

if TYPE_CHECKING:
    from ....core.golib.yaml_parser import Node

_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ ]+)(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d{1,9})?[ ]*(Z|z|[-+]\d{2}:\d{2})?)?",
    re.ASCII,
)
_BOOLS = {word: True for word in ("1", "t", "T", "TRUE", "true", "True")} | {
    word: False for word in ("0", "f", "F", "FALSE", "false", "False")
}


class Time(str):
    """A point in time, as its text in RFC 3339."""

    __slots__ = ()


def scalar(node: Node) -> Any:
    """The value of a scalar node."""
    text = node.value
    if not node.plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[:1] not in "+-.0123456789":
        return text
    digits = text.replace("_", "")
    try:
        return Int64(parse_int(digits, 0))
    except NumError:
        pass
    if _FLOAT.fullmatch(digits):
        return float(digits)
    return _time(text) or text


def _time(text: str) -> Time | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    clock = ":".join(f"{int(part or 0):02d}" for part in (hour, minute, second))
    fraction = (fraction or "").rstrip("0").rstrip(".")
    zone = "Z" if zone in (None, "z", "+00:00", "-00:00") else zone
    return Time(f"{year}-{int(month):02d}-{int(day):02d}T{clock}{fraction}{zone}")


def typed(plain: bytes, kind: str) -> Any:
    """A decrypted value of a type. Raises ValueError."""
    text = plain.decode("utf-8", "surrogateescape")
    if kind in ("str", "bytes", "comment"):
        return text
    if kind == "int":
        return Int64(int(text))
    if kind == "float":
        return float(text)
    if kind == "bool" and text in _BOOLS:
        return _BOOLS[text]
    if kind == "time":
        return Time(text)
    raise ValueError(f"unknown type {kind}")


def hashed_bytes(value: Any) -> bytes:
    """A value as it goes into the hash."""
    if isinstance(value, bool):
        return b"True" if value else b"False"
    if isinstance(value, float):
        return format_float(value, "f").encode()
    return str(value).encode("utf-8", "surrogateescape")
