"""Assertions about lists and mappings: contains, isSubset, lengthEqual, hasUniqueItems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.json import encode
from . import wording
from .checks import DocumentCheck, PathCheck, Subject, read_field_path
from .equality import contains_fields, same
from .paths import PathError

if TYPE_CHECKING:
    from .fields import Fields
    from .paths import Path


class Contains(PathCheck):
    """``contains`` (path, content, count, any): a list has an item, so many times, or one with these fields (any)."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields)
        self.content = fields.anything("content")
        self.count = fields.integer("count")
        self.any = fields.flag("any")

    def value_lines(self, value: Any, subject: Subject) -> wording.Lines:
        """What is wrong with one value."""
        if not isinstance(value, list):
            return wording.problem(f"expect '{self.path.text}' to be an array, got:\n{wording.shown(value)}")
        found = sum(map(self._matches, value))
        holds = found > 0 if self.count is None else found > 0 and found == self.count
        if holds is not subject.negative:
            return []
        if found and self.count is not None and not subject.negative:
            return wording.problem(
                f"expect count {self.count} in '{self.path.text}' to be in array, got {found}:\n{wording.shown(value)}"
            )
        return wording.expectation(
            "to contain",
            wording.shown([self.content]),
            path=self.path.text,
            negative=subject.negative,
            actual=wording.shown(value),
        )

    def _matches(self, item: Any) -> bool:
        if self.any and isinstance(item, dict) and isinstance(self.content, dict):
            return contains_fields(item, self.content)
        return same(item, self.content)


class IsSubset(PathCheck):
    """``isSubset`` (path, content): a mapping has all these keys, with equal values."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(fields, required=False)
        self.content = fields.table("content")

    def value_lines(self, value: Any, subject: Subject) -> wording.Lines:
        """What is wrong with one value."""
        if not isinstance(value, dict):
            return wording.problem(f"expect '{self.path.text}' to be an object, got:\n{wording.shown(value)}")
        if contains_fields(value, self.content) is not subject.negative:
            return []
        return wording.expectation(
            "to contain",
            wording.shown(self.content),
            path=self.path.text,
            negative=subject.negative,
            actual=wording.shown(value),
        )


class LengthEqual(DocumentCheck):
    """``lengthEqual`` (path and count, or paths and perhaps count): how long lists (or mappings) are.

    Null has no items. Several paths have to lead to lists of one length.
    """

    def __init__(self, fields: Fields) -> None:
        self.count = fields.integer("count")
        single = fields.has("path")
        if single == fields.has("paths"):
            raise fields.error("either path or paths is expected")
        if single and self.count is None:
            raise fields.error("'count' field must be set if 'path' is used")
        self.paths = [read_field_path(fields)] if single else fields.paths("paths")

    def document_lines(self, index: int, document: dict[str, Any], subject: Subject) -> wording.Lines:
        """What is wrong with one document."""
        wrong: wording.Lines = []
        lengths: dict[str, int] = {}
        for path in self.paths:
            try:
                wrong += self._single(path, document, subject.negative, lengths)
            except PathError as error:
                wrong += wording.problem(str(error))
        if not wrong and self.count is None and (len(set(lengths.values())) < 2) is subject.negative:
            told = "\n".join(f"{path}: {length}" for path, length in lengths.items())
            wrong = wording.expectation("to have equal lengths", told, negative=subject.negative)
        return [*wording.place(index), *wrong] if wrong else []

    def _single(self, path: Path, document: dict[str, Any], negative: bool, lengths: dict[str, int]) -> wording.Lines:
        """What is wrong with the values at one path; notes the length of the last in `lengths`."""
        values = path.find(document)
        if not values and not negative:
            return wording.problem(f"unknown path {path.text}")
        wrong: wording.Lines = []
        for value in values:
            if not isinstance(value, (list, dict, type(None))):
                wrong += wording.problem(f"{path.text} is not array")
                continue
            length = lengths[path.text] = len(value or ())
            if self.count is not None and (length == self.count) is negative:
                wrong += wording.expectation(
                    "to match count", str(self.count), path=path.text, negative=negative, actual=str(length)
                )
        return wrong


class HasUniqueItems(PathCheck):
    """``hasUniqueItems`` (path): no item of a list is there twice."""

    def value_lines(self, value: Any, subject: Subject) -> wording.Lines:
        """What is wrong with one value."""
        if not isinstance(value, list):
            return wording.problem(f"expect '{self.path.text}' to be an array, got:\n{wording.shown(value)}")
        seen: set[str] = set()
        twice = []
        for item in value:
            text = f"{type(item).__name__} {encode(item)}"
            if text in seen:
                twice.append(item)
            seen.add(text)
        if (not twice) is not subject.negative:
            return []
        return wording.expectation(
            "to have unique items, got twice",
            wording.shown(twice),
            path=self.path.text,
            negative=subject.negative,
        )
