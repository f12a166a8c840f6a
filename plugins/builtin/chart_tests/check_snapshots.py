"""Assertions about snapshots: matchSnapshot, matchSnapshotRaw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import wording
from .check_texts import raw_text
from .check_values import Pattern, read_pattern
from .checks import DocumentCheck, PathCheck, Subject

if TYPE_CHECKING:
    from .fields import Fields


class MatchSnapshot(PathCheck):
    """``matchSnapshot`` (path, matchRegex.pattern, notMatchRegex.pattern): as the stored snapshot, or by patterns."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields, required=False)
        self.wanted = _pattern(fields, "matchRegex")
        self.unwanted = _pattern(fields, "notMatchRegex")

    def value_lines(self, value: Any, subject: Subject) -> wording.Lines:
        """What is wrong with one value."""
        compared = subject.snapshots.compare(value, self.wanted, self.unwanted)
        if compared.matches is not subject.negative:
            return []
        return compared.lines(subject.negative, self.path.text)

    def document_missing(self) -> wording.Lines:
        """Nothing: where there is no document there is nothing to compare."""
        return []


class MatchSnapshotRaw(DocumentCheck):
    """``matchSnapshotRaw``: the whole text is as the stored snapshot."""

    def __init__(self, fields: Fields) -> None:
        del fields

    def document_lines(self, index: int, document: dict[str, Any], subject: Subject) -> wording.Lines:
        """What is wrong with the text."""
        compared = subject.snapshots.compare(raw_text(document))
        return [] if compared.matches is not subject.negative else compared.lines(subject.negative, None)

    def document_missing(self) -> wording.Lines:
        """Nothing: where there is no text there is nothing to compare."""
        return []


def _pattern(fields: Fields, name: str) -> Pattern | None:
    return read_pattern(fields.below(name)) if fields.has(name) else None
