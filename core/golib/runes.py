"""Classes and simple case mappings of Unicode characters, as Go's package unicode has them.

Go maps one rune to one rune ("ß" has no upper case there), Python's ``str.upper`` knows the full mappings ("SS").
Characters that came to Unicode after version 12 belong to no class and have no case. A text argument is one rune or
many; bytes that are not UTF-8 become U+FFFD where a text is mapped.
"""

from __future__ import annotations

from unicodedata import category

from .strconv import rejoin
from .unicode import is_print
from .utf8 import RUNE_ERROR, WHITE_SPACE


def is_upper(rune: str) -> bool:
    """unicode.IsUpper: an upper case letter."""
    return _category(rune) == "Lu"


def is_lower(rune: str) -> bool:
    """unicode.IsLower: a lower case letter."""
    return _category(rune) == "Ll"


def is_title(rune: str) -> bool:
    """unicode.IsTitle: a title case letter (a digraph such as U+01C5)."""
    return _category(rune) == "Lt"


def is_letter(rune: str) -> bool:
    """unicode.IsLetter: a letter of any kind."""
    return _category(rune)[0] == "L"


def is_digit(rune: str) -> bool:
    """unicode.IsDigit: a decimal digit of any script."""
    return _category(rune) == "Nd"


def is_number(rune: str) -> bool:
    """unicode.IsNumber: a digit, letter number or other number."""
    return _category(rune)[0] == "N"


def is_space(rune: str) -> bool:
    """unicode.IsSpace."""
    return rune in WHITE_SPACE


def to_upper(text: str) -> str:
    """unicode.ToUpper for every rune of `text` (strings.ToUpper)."""
    return text.upper() if text.isascii() else rejoin(text).translate(_UPPER)


def to_lower(text: str) -> str:
    """unicode.ToLower for every rune of `text` (strings.ToLower)."""
    return text.lower() if text.isascii() else rejoin(text).translate(_LOWER)


def to_title(text: str) -> str:
    """unicode.ToTitle for every rune of `text`."""
    return text.upper() if text.isascii() else rejoin(text).translate(_TITLE)


def _category(rune: str) -> str:
    return category(rune) if rune.isascii() or is_print(ord(rune)) else "Cn"


class _Mapping(dict[int, str]):
    """A case mapping for ``str.translate`` that is worked out rune by rune, when one is first met."""

    __slots__ = ()

    def mapped(self, rune: str) -> str:
        """The image of an assigned rune."""
        raise NotImplementedError  # abstract

    def __missing__(self, code: int) -> str:
        if 0xDC80 <= code <= 0xDCFF:
            image = RUNE_ERROR
        else:
            rune = chr(code)
            image = self.mapped(rune) if code < 0x80 or is_print(code) else rune
        self[code] = image
        return image


class _Upper(_Mapping):
    __slots__ = ()

    def mapped(self, rune: str) -> str:
        upper = rune.upper()
        # Where the full mapping has several characters, the simple one is the title case, if that is one character.
        return upper if len(upper) == 1 else _TITLE[ord(rune)]


class _Lower(_Mapping):
    __slots__ = ()

    def mapped(self, rune: str) -> str:
        # Only U+0130 has a full mapping of two characters; the first is the simple one.
        return rune.lower()[0]


class _Title(_Mapping):
    __slots__ = ()

    def mapped(self, rune: str) -> str:
        title = rune.title()
        return title if len(title) == 1 else rune


_UPPER = _Upper()
_LOWER = _Lower()
_TITLE = _Title()
