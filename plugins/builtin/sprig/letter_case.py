"""Sprig's functions that change the case of letters: camelcase, kebabcase, lower, snakecase, swapcase, title …

Rules: Go's strings (ToLower, ToUpper, Title), goutils (SwapCase, Uncapitalize), xstrings (ToCamelCase, ToSnakeCase,
ToKebabCase), with the faults of those versions.
"""

from __future__ import annotations

from ....core.golib.runes import (
    is_digit,
    is_letter,
    is_lower,
    is_number,
    is_space,
    is_title,
    is_upper,
    to_lower,
    to_title,
    to_upper,
)
from ....core.golib.types import GoFunction, go
from ....core.golib.utf8 import RUNE_ERROR, runes


def title(text: str) -> str:
    """Title case for the first letter of each word, the rest as it is. Letters, digits and ASCII's `_` make words."""
    pieces = []
    in_word = False
    for rune in runes(text):
        pieces.append(rune if in_word else to_title(rune))
        in_word = not _separates(rune)
    return "".join(pieces)


def _separates(rune: str) -> bool:
    if rune.isascii():
        return not (rune.isalnum() or rune == "_")
    return is_space(rune) and not is_letter(rune) and not is_digit(rune)


def untitle(text: str) -> str:
    """Lower case for the first letter of each word; white space separates words."""
    pieces = []
    word_begins = True
    for rune in runes(text):
        if is_space(rune):
            word_begins = True
        elif word_begins:
            rune = to_lower(rune)
            word_begins = False
        pieces.append(rune)
    return "".join(pieces)


def swapcase(text: str) -> str:
    """Upper case becomes lower and the reverse; a lower case letter after white space or at the start, title case."""
    pieces = []
    after_space = True
    for rune in runes(text):
        if is_upper(rune) or is_title(rune):
            pieces.append(to_lower(rune))
            after_space = False
        elif is_lower(rune):
            pieces.append(to_title(rune) if after_space else to_upper(rune))
            after_space = False
        else:
            pieces.append(rune)
            after_space = is_space(rune)
    return "".join(pieces)


def camelcase(text: str) -> str:
    """`http_server` as `HttpServer`; leading underscores stay, of a text that is one letter only they are left."""
    word = runes(text)
    rest = word.lstrip("_")
    pieces = ["_" * (len(word) - len(rest))]
    if len(rest) < 2:
        return pieces[0]
    before = to_upper(rest[0])
    for rune in rest[1:]:
        if before != "_":
            pieces.append(before)
            before = to_lower(rune)
        elif rune == "_":
            pieces.append("_")
        else:
            before = to_upper(rune)
    pieces.append(before)
    return "".join(pieces)


def snakecase(text: str) -> str:
    """`HTTPServer20xOK` as `http_server_20x_ok`."""
    return _Separated(runes(text), "_").text()


def kebabcase(text: str) -> str:
    """`HTTPServer20xOK` as `http-server-20x-ok`."""
    return _Separated(runes(text), "-").text()


class _Separated:
    """A text while its words are taken apart: a connector goes before upper case letters and before numbers."""

    __slots__ = ("connector", "pieces", "rest")

    def __init__(self, text: str, connector: str) -> None:
        self.rest = list(reversed(text))
        self.connector = connector
        self.pieces: list[str] = []

    def text(self) -> str:
        """The words in lower case, joined by the connector."""
        connector, pieces, rest = self.connector, self.pieces, self.rest
        rune = connector
        while rest:
            before, rune = rune, rest.pop()
            begins = before != connector and not is_number(before)
            if is_upper(rune):
                if begins:
                    pieces.append(connector)
                rune = self._after_upper(rune)
            elif is_number(rune):
                pieces.append(connector + rune if begins else rune)
            else:
                if rune in " -_":
                    rune = connector
                pieces.append(rune)
        return "".join(pieces)

    def _after_upper(self, rune: str) -> str:
        """Take an upper case letter and what follows it directly; the last rune taken is returned."""
        pieces, rest = self.pieces, self.rest
        pieces.append(to_lower(rune))
        if not rest:
            return rune
        rune = rest.pop()
        if not is_upper(rune):
            pieces.append(rune)
            return rune
        # Several upper case letters: an abbreviation, whose last letter belongs to the next word if letters follow.
        while rest:
            before, rune = rune, rest.pop()
            if not is_upper(rune):
                rune = self._end_abbreviation(before, rune)
                break
            pieces.append(to_lower(before))
        if not rest or rune == self.connector:
            # At the end of the text this repeats a rune that is not upper case, a fault of the original.
            pieces.append(to_lower(rune))
        return rune

    def _end_abbreviation(self, last: str, rune: str) -> str:
        """Write the last letter of an abbreviation and the rune after it; a connector is left to be written."""
        letter = to_lower(last)
        if rune == RUNE_ERROR:
            self.pieces.append(letter + rune)
        elif rune in "_ -":
            self.pieces.append(letter)
            return self.connector
        elif is_number(rune):
            self.pieces.append(letter + self.connector + rune)
        else:
            self.pieces.append(self.connector + letter + rune)
        return rune


FUNCTIONS: dict[str, GoFunction] = {
    "camelcase": go(camelcase, "string"),
    "kebabcase": go(kebabcase, "string"),
    "lower": go(to_lower, "string"),
    "snakecase": go(snakecase, "string"),
    "swapcase": go(swapcase, "string"),
    "title": go(title, "string"),
    "untitle": go(untitle, "string"),
    "upper": go(to_upper, "string"),
}
