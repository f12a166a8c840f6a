"""encoding/base64: the standard alphabet with padding. Line ends in the text are skipped."""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64

from .types import GoError

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_WELL_FORMED = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def encode(data: bytes) -> str:
    """The bytes as base64 (StdEncoding.EncodeToString)."""
    return b2a_base64(data, newline=False).decode("ascii")


def decode(text: str) -> bytes:
    """The bytes (StdEncoding.DecodeString). Raises GoError (`illegal base64 data at input byte 1`)."""
    if _WELL_FORMED.fullmatch(text):
        return a2b_base64(text)
    source = text.encode("utf-8", "surrogateescape").decode("latin-1")
    position = 0
    while position < len(source):
        position = _check_quantum(source, position)
    return a2b_base64(re.sub("[\r\n]", "", source))


def _check_quantum(source: str, position: int) -> int:
    """Read four digits, or the last ones with their padding; where the next four begin."""
    count = 0
    while count < 4:
        if position == len(source):
            if count == 0:
                return position
            raise _corrupt(position - count)
        character = source[position]
        position += 1
        if character in "\r\n":
            continue
        if character in _ALPHABET:
            count += 1
            continue
        if character != "=" or count < 2:
            raise _corrupt(position - 1)
        return _check_padding(source, position, count)
    return position


def _check_padding(source: str, position: int, count: int) -> int:
    """What stands behind the first padding character that follows `count` digits; where the text ends."""
    if count == 2:
        position = _skip_line_ends(source, position)
        if position == len(source):
            raise _corrupt(position)
        if source[position] != "=":
            raise _corrupt(position - 1)
        position += 1
    position = _skip_line_ends(source, position)
    if position < len(source):
        raise _corrupt(position)
    return position


def _skip_line_ends(source: str, position: int) -> int:
    while position < len(source) and source[position] in "\r\n":
        position += 1
    return position


def _corrupt(position: int) -> GoError:
    return GoError(f"illegal base64 data at input byte {position}")
