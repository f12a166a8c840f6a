"""Filters of paths: ``[?(@.name == "app" && @.ports)]``.

Comparisons hold when both sides have values and it holds for each pair of them; numbers are ordered, everything else
is equal or not. ``=~ /pattern/`` matches a text by RE2.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

from .paths import Budget, PathError, read_filter_path

_DEEPEST = 50
_WORD = re.compile(
    r"""\s*(&&|\|\||==|!=|<=|>=|=~|[<>!()@$]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|/(?:\\.|[^/\\])*/|[-\w.+]+)"""
)

Filter = Callable[[Any, Budget], bool]
_Term = Callable[[Any, Budget], list[Any]]

_ORDERINGS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPARISONS = frozenset((*_ORDERINGS, "==", "!=", "=~"))
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None}


def read_filter(text: str, position: int) -> tuple[Filter, int]:
    """The filter that begins at a position, its parentheses included, and where it ends. Raises PathError."""
    reader = _Reader(text, position)
    return reader.either(0), reader.position


class _Reader:
    """Recursive descent over a filter; `peek` is the word at the position, empty at the end."""

    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position

    def error(self, problem: str) -> PathError:
        return PathError(f"invalid path {self.text!r}, at character {self.position + 1}: {problem}")

    def peek(self) -> str:
        found = _WORD.match(self.text, self.position)
        return found[1] if found is not None else ""

    def take(self) -> str:
        found = _WORD.match(self.text, self.position)
        if found is None:
            raise self.error("the filter is not complete")
        self.position = found.end()
        return found[1]

    def either(self, depth: int) -> Filter:
        if depth > _DEEPEST:
            raise self.error(f"filters may be nested {_DEEPEST} times")
        parts = [self.both(depth)]
        while self.peek() == "||":
            self.take()
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else lambda item, budget: any(part(item, budget) for part in parts)

    def both(self, depth: int) -> Filter:
        parts = [self.basic(depth)]
        while self.peek() == "&&":
            self.take()
            parts.append(self.basic(depth))
        return parts[0] if len(parts) == 1 else lambda item, budget: all(part(item, budget) for part in parts)

    def basic(self, depth: int) -> Filter:
        word = self.peek()
        if word == "!":
            self.take()
            if depth > _DEEPEST:
                raise self.error(f"filters may be nested {_DEEPEST} times")
            inner = self.basic(depth + 1)
            return lambda item, budget: not inner(item, budget)
        if word == "(":
            self.take()
            grouped = self.either(depth + 1)
            if self.peek() != ")":
                raise self.error(") is expected")
            self.take()
            return grouped
        left, is_literal = self.term()
        if self.peek() in _COMPARISONS:
            return self.comparison(left, self.take())
        if not is_literal:
            return lambda item, budget: bool(left(item, budget))
        return lambda item, budget: left(item, budget) == [True]

    def term(self) -> tuple[_Term, bool]:
        """What one side of a comparison stands for, and whether it is a literal."""
        word = self.take()
        if word in ("@", "$"):
            path, self.position = read_filter_path(self.text, self.position)
            if word == "@":
                return path.find_below, False
            return lambda item, budget: path.find_below(budget.root, budget), False
        value = self.literal(word)
        return lambda item, budget: [value], True

    def literal(self, word: str) -> Any:
        if word[0] in ("'", '"'):
            return re.sub(r"\\(.)", r"\1", word[1:-1])
        if word in _CONSTANTS:
            return _CONSTANTS[word]
        try:
            return int(word) if len(word) < 20 and word.lstrip("-").isdecimal() else float(word)
        except ValueError:
            raise self.error(f"{word!r} is no number, text in quotes, true, false, null, @ or $") from None

    def comparison(self, left: _Term, sign: str) -> Filter:
        if sign == "=~":
            return self.matching(left)
        right, _ = self.term()

        def compare(item: Any, budget: Budget) -> bool:
            lefts, rights = left(item, budget), right(item, budget)
            budget.spend(len(lefts) * len(rights))
            pairs = [(one, other) for one in lefts for other in rights]
            return bool(pairs) and all(_holds(sign, one, other) for one, other in pairs)

        return compare

    def matching(self, left: _Term) -> Filter:
        from ....core.golib import regexp

        word = self.take()
        if word[0] != "/" or len(word) < 2:
            raise self.error("a pattern such as /a.*/ is expected")
        try:
            pattern = regexp.compile(word[1:-1].replace("\\/", "/"))
        except regexp.RegexpError as error:
            raise self.error(str(error)) from None

        def match(item: Any, budget: Budget) -> bool:
            found = left(item, budget)
            return bool(found) and all(isinstance(one, str) and pattern.match(one) for one in found)

        return match


def _holds(sign: str, one: Any, other: Any) -> bool:
    numbers = _is_number(one) and _is_number(other)
    if sign in _ORDERINGS:
        return numbers and _ORDERINGS[sign](one, other)
    equal = one == other if numbers else type(one) is type(other) and not isinstance(one, (dict, list)) and one == other
    return equal if sign == "==" else not equal


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
