"""Assertions about single values: equal, matchRegex, exists, isNullOrEmpty, isType, greaterOrEqual …"""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from ....core.golib import regexp
from . import wording
from .checks import DocumentCheck, PathCheck, Subject, read_field_path
from .equality import has_type, plain_text, same, type_name
from .paths import PathError

if TYPE_CHECKING:
    from .fields import Fields


class _NotBase64(Exception):
    """A text that should be base64 is not."""


def _decoded(text: str) -> str:
    try:
        return b64decode(text, validate=True).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError):
        raise _NotBase64 from None


class Equal(PathCheck):
    """``equal`` (path, value, decodeBase64): texts are compared without blanks at the end of lines."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        self.value = fields.anything("value")
        self.decode = fields.flag("decodeBase64")

    def value_lines(self, value: Any, subject: Subject) -> wording.Lines:
        """What is wrong with one value."""
        if isinstance(value, str):
            try:
                value = plain_text(_decoded(value) if self.decode else value)
            except _NotBase64:
                return wording.problem(f"{self.path.text} is not base64: {value}")
        expected = self.value
        equal = same(value, expected) or (isinstance(expected, str) and same(value, plain_text(expected)))
        if equal is not subject.negative:
            return []
        return equality_lines(expected, value, subject.negative, self.path.text)


def equality_lines(expected: Any, actual: Any, negative: bool, path: str | None = None) -> wording.Lines:
    """What is said of values that are not equal, or that are."""
    one = wording.shown(expected)
    if negative:
        return wording.expectation("to equal", one, path=path, negative=True)
    other = wording.shown(actual)
    lines = wording.expectation("to equal", one, path=path, actual=other)
    return lines + (wording.difference(one, other) if one != other else ["\t(of another type)"])


class MatchRegex(PathCheck):
    """``matchRegex`` (path, pattern, decodeBase64): the value is a text in which the pattern is found."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        self.pattern = read_pattern(fields)
        self.decode = fields.flag("decodeBase64")

    def value_lines(self, value: Any, subject: Subject) -> wording.Lines:
        """What is wrong with one value."""
        if not isinstance(value, str):
            return wording.problem(f"expect '{self.path.text}' to be a string, got:\n{wording.shown(value)}")
        try:
            text = _decoded(value) if self.decode else value
        except _NotBase64:
            return wording.problem(f"{self.path.text} is not base64: {value}")
        if self.pattern.match(text) is not subject.negative:
            return []
        return wording.expectation(
            "to match", str(self.pattern.expression), path=self.path.text, negative=subject.negative, actual=text
        )


class Pattern:
    """A pattern with the text that it was made of."""

    __slots__ = ("_compiled", "expression")

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self._compiled = regexp.compile(expression)

    def match(self, text: str) -> bool:
        """Whether the pattern is found in a text."""
        return bool(self._compiled.match(text))


def read_pattern(fields: Fields, name: str = "pattern") -> Pattern:
    """The pattern in a field. Raises ChartError for what is none."""
    text = fields.text(name)
    if not text:
        raise fields.error("the pattern is empty, and is found in every text", name)
    try:
        return Pattern(text)
    except regexp.RegexpError as error:
        raise fields.error(str(error), name) from None


class Exists(DocumentCheck):
    """``exists`` (path): the path leads to a value, be it null."""

    def __init__(self, fields: Fields) -> None:
        self.path = read_field_path(fields)

    def document_lines(self, index: int, document: dict[str, Any], subject: Subject) -> wording.Lines:
        """What is wrong with one document."""
        try:
            found = bool(self.path.find(document))
        except PathError as error:
            return [*wording.place(index), *wording.problem(str(error))]
        if found is not subject.negative:
            return []
        wanted = "NOT to exist" if subject.negative else "to exist"
        return [*wording.place(index), f"Path:\t{self.path.text} expected {wanted}"]


class IsNullOrEmpty(PathCheck):
    """``isNullOrEmpty`` (path): null, false, 0, an empty text, list or mapping."""

    def value_lines(self, value: Any, subject: Subject) -> wording.Lines:
        """What is wrong with one value."""
        if (not value) is not subject.negative:
            return []
        return wording.expectation(
            "to be null or empty, got", wording.shown(value), path=self.path.text, negative=subject.negative
        )


class IsType(PathCheck):
    """``isType`` (path, type): the value is of a type, by Go's name or a plain one."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        self.type = fields.text("type")

    def value_lines(self, value: Any, subject: Subject) -> wording.Lines:
        """What is wrong with one value."""
        if has_type(value, self.type) is not subject.negative:
            return []
        return wording.expectation(
            "to be of type",
            self.type,
            path=self.path.text,
            negative=subject.negative,
            actual=type_name(value) or "null",
        )


class Ordered(PathCheck):
    """``greaterOrEqual`` and ``lessOrEqual`` (path, value): both are integers, both floats or both texts."""

    def __init__(self, fields: Fields, *, greater: bool) -> None:
        super().__init__(fields)
        self.value = fields.anything("value")
        self.greater = greater
        if type(self.value) not in (int, float, str):
            raise fields.error("a number or a text is expected", "value")

    def value_lines(self, value: Any, subject: Subject) -> wording.Lines:
        """What is wrong with one value."""
        if type(value) is not type(self.value):
            one, other = type_name(value) or "null", type_name(self.value)
            return wording.problem(f"actual '{one}' and expected '{other}' types do not match")
        holds = value >= self.value if self.greater else value <= self.value
        if holds is not subject.negative:
            return []
        return wording.expectation(
            f"to be {'greater' if self.greater else 'less'} than or equal to",
            wording.shown(self.value),
            path=self.path.text,
            negative=subject.negative,
            actual=wording.shown(value),
        )


def greater_or_equal(fields: Fields) -> Ordered:
    """Read ``greaterOrEqual``."""
    return Ordered(fields, greater=True)


def less_or_equal(fields: Fields) -> Ordered:
    """Read ``lessOrEqual``."""
    return Ordered(fields, greater=False)
