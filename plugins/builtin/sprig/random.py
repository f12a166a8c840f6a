"""Sprig's random texts.

`randAlpha` and the like draw from the system's secure source (goutils' cryptorandomstringutils.go); `shuffle` from
Go's math/rand, which Helm never seeds (xstrings' Shuffle).
"""

from __future__ import annotations

from os import urandom

from ....core.golib.limits import check_text
from ....core.golib.rand import shared
from ....core.golib.types import GoFunction, go
from ....core.golib.utf8 import runes

_DIGITS = "0123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PRINTABLE = "".join(map(chr, range(32, 127)))


def _drawn(count: int, characters: str) -> str:
    """`count` characters, each as likely as any other: bytes past the last full round of `characters` are dropped.

    (The module `secrets` does the same, and costs more to import than a small chart to render.)
    """
    check_text(count)
    drawn: list[str] = []
    rounds = 256 - 256 % len(characters)
    while len(drawn) < count:
        drawn += [characters[byte % len(characters)] for byte in urandom(2 * (count - len(drawn))) if byte < rounds]
    return "".join(drawn[: max(count, 0)])


def rand_alpha(count: int) -> str:
    """`count` letters; the empty string for a negative count, here and below."""
    return _drawn(count, _LETTERS)


def rand_alpha_num(count: int) -> str:
    """`count` letters and digits, at least one digit among them."""
    text = _drawn(count, _LETTERS + _DIGITS)
    if not text or any(character in _DIGITS for character in text):
        return text
    position = int.from_bytes(urandom(8)) % count
    return f"{text[:position]}{_drawn(1, _DIGITS)}{text[position + 1 :]}"


def rand_ascii(count: int) -> str:
    """`count` printable ASCII characters, blanks included."""
    return _drawn(count, _PRINTABLE)


def rand_numeric(count: int) -> str:
    """`count` digits."""
    return _drawn(count, _DIGITS)


def shuffle(text: str) -> str:
    """The characters of `text` in an order drawn from Go's unseeded math/rand, the same in every new process."""
    characters = list(runes(text))
    for index in range(len(characters) - 1, 0, -1):
        other = shared.intn(index + 1)
        characters[index], characters[other] = characters[other], characters[index]
    return "".join(characters)


FUNCTIONS: dict[str, GoFunction] = {
    "randAlpha": go(rand_alpha, "int"),
    "randAlphaNum": go(rand_alpha_num, "int"),
    "randAscii": go(rand_ascii, "int"),
    "randNumeric": go(rand_numeric, "int"),
    "shuffle": go(shuffle, "string"),
}
