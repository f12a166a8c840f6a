"""Rendered files as documents, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import ManifestError
from ....core.golib import yaml
from ....core.golib.utf8 import WHITE_SPACE
from ....core.manifest_documents import split_documents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....core.model.render import RenderedFiles


class Document:
    """One document of a rendered file: its text and what it says; None where that is no object."""

    __slots__ = ("content", "source", "text")

    def __init__(self, source: str, text: str, content: dict[str, Any] | None) -> None:
        self.source = source
        self.text = text
        self.content = content

    @property
    def api_version(self) -> str:
        """``group/version``, or the version alone."""
        return self._text("apiVersion")

    @property
    def kind(self) -> str:
        """The kind; empty where there is none."""
        return self._text("kind")

    @property
    def name(self) -> str:
        """The object's name; empty where there is none."""
        return self._metadata_text("name")

    @property
    def namespace(self) -> str:
        """The namespace that the document names; empty where it leaves that to the release."""
        return self._metadata_text("namespace")

    @property
    def title(self) -> str:
        """The object as messages call it: ``Deployment web``."""
        return f"{self.kind or 'object'} {self.name or '(no name)'}"

    def mapping(self, name: str) -> dict[str, Any]:
        """The ``labels`` or ``annotations``; empty where there are none."""
        metadata = (self.content or {}).get("metadata")
        value = metadata.get(name) if isinstance(metadata, dict) else None
        return value if isinstance(value, dict) else {}

    def _text(self, name: str) -> str:
        value = (self.content or {}).get(name)
        return value if isinstance(value, str) else ""

    def _metadata_text(self, name: str) -> str:
        metadata = (self.content or {}).get("metadata")
        value = metadata.get(name) if isinstance(metadata, dict) else None
        return value if isinstance(value, str) else ""


def split(files: RenderedFiles) -> list[Document]:
    """The documents of all files that are manifests, by file name. ManifestError for what is no YAML."""
    documents = []
    for source in sorted(files):
        if _holds_objects(source, files[source]):
            documents += [Document(source, text, _read(source, text)) for text in split_documents(files[source])]
    return documents


def join(files: RenderedFiles, documents: Iterable[Document]) -> RenderedFiles:
    """Files with these documents. A file whose documents are as they were stays so to the byte, an empty one goes."""
    texts: dict[str, list[str]] = {}
    for document in documents:
        texts.setdefault(document.source, []).append(document.text)
    joined = {}
    for source, text in files.items():
        own = texts.pop(source, [])
        if not _holds_objects(source, text) or own == split_documents(text):
            joined[source] = text
        elif own:
            joined[source] = _file_text(own)
    joined.update({source: _file_text(own) for source, own in sorted(texts.items())})
    return joined


def _file_text(documents: list[str]) -> str:
    return "\n---\n".join(documents) + "\n"


def _holds_objects(source: str, text: str) -> bool:
    """Whether a file is none of those that are no manifests: notes, partials, blank ones."""
    base = source.rpartition("/")[2]
    return not base.startswith("_") and not base.endswith("NOTES.txt") and bool(text.strip(WHITE_SPACE))


def _read(source: str, text: str) -> dict[str, Any] | None:
    try:
        content = yaml.to_json_value(text)
    except yaml.YamlError as error:
        raise ManifestError(
            f"YAML parse error on {source}: {error}", details=("post-rendering needs manifests that are YAML",)
        ) from None
    return content if isinstance(content, dict) else None
