"""Assertions about documents as a whole: isKind, isAPIVersion, hasDocuments, containsDocument, failedTemplate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib import regexp
from . import wording
from .checks import Check, DocumentCheck, Subject
from .equality import plain_text

if TYPE_CHECKING:
    from .fields import Fields
    from .rendering import RenderFailure


class FieldIs(DocumentCheck):
    """``isKind`` and ``isAPIVersion`` (of): what the top of a document says."""

    def __init__(self, fields: Fields, field: str) -> None:
        self.field = field
        self.of = fields.text("of", required=True)

    def document_lines(self, index: int, document: dict[str, Any], subject: Subject) -> wording.Lines:
        """What is wrong with one document."""
        value = document.get(self.field)
        if (value == self.of) is not subject.negative:
            return []
        actual = None if subject.negative else wording.shown(value)
        what = f"to be {self.field}"
        return [
            *wording.place(index),
            *wording.expectation(what, self.of, negative=subject.negative, actual=actual),
        ]


def is_kind(fields: Fields) -> FieldIs:
    """Read ``isKind``."""
    return FieldIs(fields, "kind")


def is_api_version(fields: Fields) -> FieldIs:
    """Read ``isAPIVersion``."""
    return FieldIs(fields, "apiVersion")


class HasDocuments(Check):
    """``hasDocuments`` (count, filterAware): how many documents a template gave, or how many were selected."""

    def __init__(self, fields: Fields) -> None:
        count = fields.integer("count")
        if count is None:
            raise fields.error("count is expected")
        self.count = count
        self.filter_aware = fields.flag("filterAware")

    def lines(self, subject: Subject) -> wording.Lines:
        """What is wrong with the number."""
        actual = len(subject.selected if self.filter_aware else subject.documents)
        if (actual == self.count) is not subject.negative:
            return []
        return wording.expectation(
            "documents count to be", str(self.count), negative=subject.negative, actual=str(actual)
        )


class ContainsDocument(Check):
    """``containsDocument`` (kind, apiVersion, name, namespace, any): all documents are such, or (any) one is."""

    def __init__(self, fields: Fields) -> None:
        self.kind = fields.text("kind", required=True)
        self.api_version = fields.text("apiVersion")
        self.name = fields.text("name")
        self.namespace = fields.text("namespace")
        self.any = fields.flag("any")

    def lines(self, subject: Subject) -> wording.Lines:
        """What is wrong: the documents that are not such, or with `not` that there are no others."""
        matches = [self._matches(document) for document in subject.selected]
        holds = bool(matches) and (any(matches) if self.any else all(matches))
        if holds is not subject.negative:
            return []
        told = [f"Kind = {self.kind}", f"apiVersion = {self.api_version}" if self.api_version else ""]
        told += [f"Name = {self.name}" if self.name else "", f"Namespace = {self.namespace}" if self.namespace else ""]
        expected = wording.expectation("to contain document", ", ".join(filter(None, told)), negative=subject.negative)
        if self.any or not matches:
            return expected
        wrong = [at for at, matched in enumerate(matches) if matched is subject.negative]
        return [line for at in wrong for line in (*wording.place(at), *expected)]

    def _matches(self, document: dict[str, Any]) -> bool:
        metadata = document.get("metadata")
        if not isinstance(metadata, dict):
            metadata = {}
        wanted = (
            (self.kind, document.get("kind")),
            (self.api_version, document.get("apiVersion")),
            (self.name, metadata.get("name")),
            (self.namespace, metadata.get("namespace")),
        )
        return all(not text or text == value for text, value in wanted)


class FailedTemplate(Check):
    """``failedTemplate`` (errorMessage or errorPattern): rendering failed, in this template, with such a message.

    A pattern that is not found, or is none, is looked for as a plain text too.
    """

    def __init__(self, fields: Fields) -> None:
        self.message = fields.text("errorMessage")
        self.pattern = fields.text("errorPattern")
        if self.message and self.pattern:
            raise fields.error("single attribute 'errorMessage' or 'errorPattern' supported at the same time")
        self._compiled: regexp.Regexp | None = None
        try:
            self._compiled = regexp.compile(self.pattern) if self.pattern else None
        except regexp.RegexpError:
            self._compiled = None

    def lines(self, subject: Subject) -> wording.Lines:
        """What is wrong with how rendering failed, or that it did not."""
        failure = subject.failure
        if failure is None:
            return wording.problem("no template failed")
        if subject.template and not failure.concerns(subject.template):
            return wording.problem(f"this template did not fail, but another one did: {failure.message}")
        if not self.message and not self.pattern:
            return []
        if self._found(failure) is not subject.negative:
            return []
        return wording.expectation(
            "to match" if self.pattern else "to equal",
            self.message or self.pattern,
            negative=subject.negative,
            actual=failure.reason,
        )

    def _found(self, failure: RenderFailure) -> bool:
        if self.message:
            wanted = plain_text(self.message).rstrip("\n")
            return any(plain_text(text).rstrip("\n") == wanted for text in failure.texts)
        if self._compiled is not None and any(self._compiled.match(text) for text in failure.texts):
            return True
        return any(self.pattern in text for text in failure.texts)


class NotFailedTemplate(Check):
    """``notFailedTemplate``: rendering succeeded, which whoever asks has seen to already."""

    def __init__(self, fields: Fields) -> None:
        del fields

    def lines(self, subject: Subject) -> wording.Lines:
        """Nothing, unless it is to be the contrary."""
        return wording.problem("no template failed") if subject.negative else []
