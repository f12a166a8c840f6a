"""Number constants: what a literal may be taken for, and what it is where nothing says which.

Rule: newNumber in text/template/parse/node.go and idealConstant in text/template/exec.go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....core.golib import strconv
from ....core.golib.types import GoError
from .lexer import CHAR_CONSTANT, COMPLEX
from .nodes import Node

if TYPE_CHECKING:
    from collections.abc import Callable

_FLOAT = (
    r"(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*|0[bB][01_]*"
    r"|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)"
)
_COMPLEX = f"([+-]?{_FLOAT})([+-]{_FLOAT})i"
_FLOAT_MARKS = frozenset(".eEpP")
_INT64 = 1 << 63
_UINT64 = 1 << 64


def number_node(position: int, text: str, kind: str) -> Node:
    """The NumberNode of a literal. Raises GoError where Go refuses it."""
    if kind == CHAR_CONSTANT:
        code = _character_code(text)
        return ("NumberNode", position, text, code, code, float(code), None)
    if kind == COMPLEX:
        return _complex_node(position, text, _parse_complex(text))
    if text[-1] == "i":
        try:
            return _complex_node(position, text, complex(0, strconv.parse_float(text[:-1])))
        except GoError:
            pass
    unsigned = _integer(strconv.parse_uint, text)
    signed = _integer(strconv.parse_int, text)
    if signed == 0:
        unsigned = 0
    if signed is not None:
        return ("NumberNode", position, text, signed, unsigned, float(signed), None)
    if unsigned is not None:
        return ("NumberNode", position, text, None, unsigned, float(unsigned), None)
    try:
        value = strconv.parse_float(text)
    except GoError:
        raise GoError(f"illegal number syntax: {strconv.quote(text)}") from None
    if _FLOAT_MARKS.isdisjoint(text):
        raise GoError(f"integer overflow: {strconv.quote(text)}")
    return ("NumberNode", position, text, *_whole(value), value, None)


def ideal_constant(node: Node) -> complex | float | int:
    """The value of a NumberNode where nothing says which type it should have.

    Raises GoError for an integer that does not fit int.
    """
    _, _, text, signed, _, real, imaginary = node
    if imaginary is not None:
        value: complex = imaginary
        return value
    hexadecimal = text[:2] in ("0x", "0X") and len(text) > 2 and "p" not in text.lower()
    if real is not None and not hexadecimal and text[0] != "'" and not _FLOAT_MARKS.isdisjoint(text):
        return float(real)
    if signed is None:
        raise GoError(f"{text} overflows int")
    return int(signed)


def _character_code(text: str) -> int:
    if text == "''":
        raise GoError(strconv.SYNTAX)
    try:
        value = strconv.unquote(text)
    except GoError:
        # Go reads one character and then finds more before the closing mark.
        if len(text) > 3 and _begins_with_character(text):
            raise GoError(f"malformed character constant: {text}") from None
        raise
    return 0xFFFD if "\udc80" <= value <= "\udcff" else ord(value)


def _begins_with_character(text: str) -> bool:
    """Whether some beginning of the constant is a whole character or escape."""
    for end in range(2, min(len(text) - 1, 11) + 1):
        try:
            strconv.unquote(text[:end] + "'")
        except GoError:
            continue
        return True
    return False


def _integer(parse: Callable[[str, int], int], text: str) -> int | None:
    try:
        return parse(text, 0)
    except GoError:
        return None


def _parse_complex(text: str) -> complex:
    match = re.fullmatch(_COMPLEX, text)
    if match is None:
        raise GoError("syntax error scanning complex number")
    return complex(strconv.parse_float(match[1]), strconv.parse_float(match[2]))


def _complex_node(position: int, text: str, value: complex) -> Node:
    if value.imag:
        return ("NumberNode", position, text, None, None, None, value)
    return ("NumberNode", position, text, *_whole(value.real), value.real, value)


def _whole(value: float) -> tuple[int | None, int | None]:
    """A float as the int and the unsigned int that equal it."""
    if value != value or value in (float("inf"), float("-inf")) or value != int(value):
        return None, None
    whole = int(value)
    return (whole if -_INT64 <= whole < _INT64 else None), (whole if 0 <= whole < _UINT64 else None)
