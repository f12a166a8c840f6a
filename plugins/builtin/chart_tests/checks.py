"""What all assertions share: what they are asked about, and walking over documents and the values at a path.

A check gives the lines that say what is wrong; none means that it holds. It is asked once per template.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import wording
from .paths import PathError, read_path

if TYPE_CHECKING:
    from .fields import Fields
    from .paths import Path
    from .rendering import RenderFailure
    from .snapshots import TestSnapshots

NO_DOCUMENT = "no document was rendered"


class Subject:
    """What an assertion is asked about: a template's documents, those that were selected, and what went wrong.

    `negative` asks for the contrary. With `fail_fast` the first thing that is wrong is enough.
    """

    __slots__ = ("documents", "fail_fast", "failure", "negative", "selected", "snapshots", "template")

    def __init__(
        self,
        documents: list[dict[str, Any]],
        selected: list[dict[str, Any]],
        *,
        negative: bool,
        snapshots: TestSnapshots,
        failure: RenderFailure | None = None,
        template: str = "",
        fail_fast: bool = False,
    ) -> None:
        self.documents = documents
        self.selected = selected
        self.negative = negative
        self.snapshots = snapshots
        self.failure = failure
        self.template = template
        self.fail_fast = fail_fast


class Check:
    """An assertion that was read from a test file."""

    def lines(self, subject: Subject) -> wording.Lines:
        """What is wrong, empty when nothing is."""
        raise NotImplementedError


MakeCheck = Callable[["Fields"], Check]


class DocumentCheck(Check):
    """A check that every selected document has to meet; without a document it fails, or holds when negated."""

    def lines(self, subject: Subject) -> wording.Lines:
        """What is wrong, document by document."""
        if not subject.selected:
            return [] if subject.negative else self.document_missing()
        wrong: wording.Lines = []
        for index, document in enumerate(subject.selected):
            wrong += self.document_lines(index, document, subject)
            if wrong and subject.fail_fast:
                break
        return wrong

    def document_lines(self, index: int, document: dict[str, Any], subject: Subject) -> wording.Lines:
        """What is wrong with one document."""
        raise NotImplementedError

    def document_missing(self) -> wording.Lines:
        """What is said when there is no document at all."""
        return wording.problem(NO_DOCUMENT)


class PathCheck(DocumentCheck):
    """A check of the values at a path; each has to meet it. Where there is none it fails, or holds when negated."""

    def __init__(self, fields: Fields, *, required: bool = True) -> None:
        self.path = read_field_path(fields, required=required)

    def document_lines(self, index: int, document: dict[str, Any], subject: Subject) -> wording.Lines:
        """What is wrong with the values at the path in one document."""
        try:
            values = self.path.find(document)
        except PathError as error:
            return [*wording.place(index), *wording.problem(str(error))]
        if not values and not subject.negative:
            return [*wording.place(index), *wording.problem(f"unknown path {self.path.text}")]
        wrong: wording.Lines = []
        for at, value in enumerate(values):
            found = self.value_lines(value, subject)
            if found:
                wrong += [*wording.place(index, at if len(values) > 1 else -1), *found]
                if subject.fail_fast:
                    break
        return wrong

    def value_lines(self, value: Any, subject: Subject) -> wording.Lines:
        """What is wrong with one value."""
        raise NotImplementedError


def read_field_path(fields: Fields, name: str = "path", *, required: bool = True) -> Path:
    """The path in a field of an assertion. Raises ChartError for what is none."""
    text = fields.text(name, required=required)
    try:
        return read_path(text)
    except PathError as error:
        raise fields.error(str(error), name) from None
