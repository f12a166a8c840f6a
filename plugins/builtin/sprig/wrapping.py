"""Sprig's functions that fit text into a width: abbrev, abbrevboth, initials, nospace, wrap and wrapWith.

They count bytes, not characters, and some take each byte for a character. Rule: goutils.
"""

from __future__ import annotations

from ....core.golib.limits import check_items, check_text
from ....core.golib.types import GoFunction, go
from ....core.golib.utf8 import BYTE_SPACES, decode, encode

_ELLIPSIS = b"..."
_LATIN_SPACES = {byte: None for byte in BYTE_SPACES}


def abbrev(width: int, text: str) -> str:
    """`text` cut to `width` bytes, the last three of them dots; as it is if it fits or `width` is below 4."""
    return text if width < 4 else decode(_abbreviate(encode(text), 0, width))


def abbrevboth(left: int, right: int, text: str) -> str:
    """`text` from byte `left` on, cut to `right` bytes, with dots on both sides where something is left out."""
    if right < 4 or (left > 0 and right < 7):
        return text
    return decode(_abbreviate(encode(text), left, right))


def _abbreviate(data: bytes, offset: int, width: int) -> bytes:
    size = len(data)
    if size <= width:
        return data
    offset = min(offset, size)
    if size - offset < width - 3:
        offset = size - (width - 3)
    if offset <= 4:
        return data[: width - 3] + _ELLIPSIS
    if width < 7:
        return b""
    if offset + width - 3 < size:
        return _ELLIPSIS + _abbreviate(data[offset:], 0, width - 3)
    return _ELLIPSIS + data[size - (width - 3) :]


def initials(text: str) -> str:
    """The first byte of each word, taken for a character; white space separates words."""
    letters = []
    word_begins = True
    for byte in encode(text):
        if byte in BYTE_SPACES:
            word_begins = True
        elif word_begins:
            letters.append(chr(byte))
            word_begins = False
    return "".join(letters)


def nospace(text: str) -> str:
    """`text` without white space. Where there was some, every byte is taken for a character (`é` becomes `Ã©`)."""
    latin = encode(text).decode("latin-1")
    kept = latin.translate(_LATIN_SPACES)
    return text if len(kept) == len(latin) else kept


def wrap(width: int, text: str) -> str:
    """`text` broken into lines of at most `width` bytes at blanks; longer words stay whole."""
    return _wrap(text, width, "\n", break_words=False)


def wrap_with(width: int, separator: str, text: str) -> str:
    """`text` broken into pieces of at most `width` bytes, longer words too; `separator` (or a line end) between."""
    return _wrap(text, width, separator or "\n", break_words=True)


def _wrap(text: str, width: int, separator: str, *, break_words: bool) -> str:
    width = max(width, 1)
    data = encode(text)
    size = len(data)
    lines = []
    offset = 0
    while size - offset > width:
        if data[offset] == 0x20:
            offset += 1
            continue
        blank = data.rfind(b" ", offset, offset + width + 1)
        end = offset + width
        if blank < 0 and not break_words:
            blank = data.find(b" ", end)
            if blank < 0:
                lines.append(data[offset:])
                offset = size
                break
        if blank < 0:
            lines.append(data[offset:end])
            offset = end
        else:
            lines.append(data[offset:blank])
            offset = blank + 1
    else:
        lines.append(data[offset:])
    check_items(len(lines))
    check_text(size + len(lines) * len(separator))
    return decode(encode(separator).join(lines))


FUNCTIONS: dict[str, GoFunction] = {
    "abbrev": go(abbrev, "int", "string"),
    "abbrevboth": go(abbrevboth, "int", "int", "string"),
    "initials": go(initials, "string"),
    "nospace": go(nospace, "string"),
    "wrap": go(wrap, "int", "string"),
    "wrapWith": go(wrap_with, "int", "string", "string"),
}
