"""Patching rendered documents: patches in their order, then labels, annotations and images.

A document that nothing changes keeps its text to the byte; one that is changed is written anew, as Go writes YAML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import ManifestError, UsageError
from ....core.golib import yaml
from ....core.golib.json_values import as_read, equal
from ....core.golib.merge_keys import PACKAGES
from ....core.golib.strategic_patch import PatchError, Schema, apply_json_merge, apply_strategic, schema_for
from .documents import Document
from .images import change_images
from .json_patch import JsonPatchError, apply_operations

if TYPE_CHECKING:
    from .patch_file import Patch, Patches

_TEMPLATES = (("spec", "template"), ("spec", "jobTemplate"), ("spec", "jobTemplate", "spec", "template"))
"""Where objects that make Pods have the metadata of these."""

_DIRECTIVE = "$patch"


def apply_patches(patches: Patches, documents: list[Document]) -> list[Document]:
    """The documents as the patches want them; those that a patch deletes are gone.

    Raises UsageError for a patch or an image that no object fits, ManifestError for what cannot be done.
    """
    changed = [_Subject(document) for document in documents if document.content is not None]
    for patch in patches.patches:
        _apply(patch, [subject for subject in changed if not subject.deleted])
    kept = [subject for subject in changed if not subject.deleted]
    for name, added in (("labels", patches.labels), ("annotations", patches.annotations)):
        if added:
            for subject in kept:
                _add_metadata(subject, name, added)
    change_images(patches.path, patches.images, [subject.content for subject in kept])
    results = {id(subject.document): subject.result() for subject in changed}
    outcome = [results.get(id(document), document) for document in documents]
    return [document for document in outcome if document is not None]


class _Subject:
    """A document that may be changed, with what it says by now."""

    __slots__ = ("content", "deleted", "document")

    def __init__(self, document: Document) -> None:
        self.document = document
        try:
            self.content: dict[str, Any] = as_read(document.content)
        except RecursionError:
            raise ManifestError(f"{document.source}: {document.title} is nested too deeply to be patched") from None
        self.deleted = False

    def result(self) -> Document | None:
        """The document as it has become; None when it was deleted."""
        document = self.document
        if self.deleted or equal(as_read(document.content), self.content):
            return None if self.deleted else document
        try:
            text = yaml.dump(self.content)
        except yaml.YamlError as error:
            raise ManifestError(
                f"{document.source}: {document.title} cannot be written after patching: {error}"
            ) from None
        return Document(document.source, text.rstrip("\n"), self.content)


def _apply(patch: Patch, subjects: list[_Subject]) -> None:
    found = [subject for subject in subjects if patch.target.matches(_current(subject))]
    if not found and not patch.allows_missing:
        raise UsageError(
            f"{patch.title}: no rendered object matches its target ({patch.target.text})",
            hint="`allowMissingTarget: true` beside the patch allows that",
        )
    for subject in found:
        try:
            if patch.operations is not None:
                outcome = apply_operations(subject.content, patch.operations)
                if not isinstance(outcome, dict):
                    raise JsonPatchError("what is left is no object")
                subject.content = outcome
            elif patch.merge is not None:
                subject.deleted = patch.merge.get(_DIRECTIVE) == "delete"
                if not subject.deleted:
                    subject.content = _merged(subject.content, patch.merge)
        except (JsonPatchError, PatchError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            raise ManifestError(
                f"{patch.title} cannot be applied to {subject.document.title}: {reason}",
                details=(f"rendered by {subject.document.source}",),
            ) from None


def _current(subject: _Subject) -> Document:
    """The document as it is by now: a patch finds what the ones before it have made."""
    return Document(subject.document.source, subject.document.text, subject.content)


def _merged(content: dict[str, Any], merge: dict[str, Any]) -> dict[str, Any]:
    """A strategic merge, for kinds whose fields are known; else a JSON merge, which replaces lists as a whole."""
    schema = _schema(str(content.get("apiVersion")), str(content.get("kind")))
    if schema is not None:
        return apply_strategic(content, merge, schema)
    _refuse_directives(merge)
    return apply_json_merge(content, merge)


def _schema(api_version: str, kind: str) -> Schema | None:
    """How lists of a kind are merged; a version that is not known takes after another one of its group."""
    group = api_version.rpartition("/")[0]
    others = [other for other in sorted(PACKAGES) if other.rpartition("/")[0] == group != ""]
    found = (schema_for(version, kind) for version in (api_version, *others))
    return next((schema for schema in found if schema is not None), None)


def _refuse_directives(merge: dict[str, Any]) -> None:
    waiting: list[Any] = [merge]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if any(key.startswith("$") for key in value):
                raise PatchError("directives such as $patch need a built-in kind; a JSON patch does without")
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _add_metadata(subject: _Subject, name: str, added: dict[str, str]) -> None:
    """Add labels or annotations to an object and to the Pods that it makes, and leave selectors as they are."""
    content = subject.content
    holders = [content]
    for way in _TEMPLATES:
        inner: Any = content
        for key in way:
            inner = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(inner, dict) and isinstance(inner.get("spec"), dict):
            holders.append(inner)
    for holder in holders:
        metadata = holder.get("metadata")
        metadata = dict(metadata) if isinstance(metadata, dict) else {}
        present = metadata.get(name)
        metadata[name] = {**(present if isinstance(present, dict) else {}), **added}
        holder["metadata"] = metadata
