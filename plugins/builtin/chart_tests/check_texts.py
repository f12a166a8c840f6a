"""Assertions about rendered texts that are no YAML, such as NOTES.txt: equalRaw, matchRegexRaw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import wording
from .check_values import equality_lines, read_pattern
from .checks import DocumentCheck, Subject
from .documents import RAW
from .equality import plain_text

if TYPE_CHECKING:
    from .fields import Fields


def raw_text(document: dict[str, Any]) -> str:
    """The text of a document that is one, as texts are compared; empty for other documents."""
    text = document.get(RAW)
    return plain_text(text) if isinstance(text, str) else ""


class EqualRaw(DocumentCheck):
    """``equalRaw`` (value): the whole text."""

    def __init__(self, fields: Fields) -> None:
        self.value = fields.text("value")

    def document_lines(self, index: int, document: dict[str, Any], subject: Subject) -> wording.Lines:
        """What is wrong with the text."""
        actual = raw_text(document)
        if (actual in (self.value, plain_text(self.value))) is not subject.negative:
            return []
        return equality_lines(self.value, actual, subject.negative)


class MatchRegexRaw(DocumentCheck):
    """``matchRegexRaw`` (pattern): the pattern is found in the text."""

    def __init__(self, fields: Fields) -> None:
        self.pattern = read_pattern(fields)

    def document_lines(self, index: int, document: dict[str, Any], subject: Subject) -> wording.Lines:
        """What is wrong with the text."""
        actual = raw_text(document)
        if self.pattern.match(actual) is not subject.negative:
            return []
        return wording.expectation("to match", self.pattern.expression, negative=subject.negative, actual=actual)
