"""Text as the bytes that Go's strings are.

A Go string is bytes, usually UTF-8. Here it is ``str``, where every byte that is not part of valid UTF-8 is one lone
surrogate (``surrogateescape``), so iterating over the ``str`` goes rune by rune as Go's ``range`` does.
"""

from __future__ import annotations

import re

RUNE_ERROR = "\ufffd"

WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What unicode.IsSpace accepts."""

BYTE_SPACES = frozenset(b"\t\n\v\f\r \x85\xa0")
"""The byte values that are white space when a byte is taken for a rune."""

_INVALID = re.compile("[\udc80-\udcff]")


def encode(text: str) -> bytes:
    """The bytes of a Go string."""
    return text.encode("utf-8", "surrogateescape")


def decode(data: bytes) -> str:
    """The Go string of these bytes."""
    return data.decode("utf-8", "surrogateescape")


def runes(text: str) -> str:
    """`text` after Go's ``[]rune`` conversion and back: every invalid byte has become U+FFFD."""
    if text.isascii() or not _INVALID.search(text):
        return text
    return _INVALID.sub(RUNE_ERROR, decode(encode(text)))


def byte_length(text: str) -> int:
    """Go's len(): how many bytes the string has."""
    return len(text) if text.isascii() else len(encode(text))
