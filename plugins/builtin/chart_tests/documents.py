"""The documents of rendered files, as they are sent to a cluster: read by the rules of Helm's own YAML."""

from __future__ import annotations

from typing import Any

from ....core.golib import yaml
from ....core.manifest_documents import split_documents

RAW = "raw"
"""The one field of the document that a file without YAML counts as (NOTES.txt)."""

_KEPT_TEXT = 1024 * 1024

Documents = list[dict[str, Any]]


class DocumentError(Exception):
    """A rendered file is not made of YAML mappings."""


class DocumentReader:
    """Reads rendered files; texts that were read before are not read again. Nobody may change what it gives."""

    def __init__(self) -> None:
        self._known: dict[tuple[bool, str], Documents] = {}
        self._size = 0

    def read(self, name: str, text: str) -> Documents:
        """The documents of a file, without empty ones. Raises DocumentError."""
        is_text = name.endswith(".txt")
        known = self._known.get((is_text, text))
        if known is None:
            known = [{RAW: text}] if is_text else _read(name, text)
            self._size += len(text)
            if self._size > _KEPT_TEXT:
                self._known.clear()
                self._size = len(text)
            self._known[is_text, text] = known
        return known


def _read(name: str, text: str) -> Documents:
    documents = []
    parts = split_documents(text)
    # A block of text at the end of a document ends with a line break where the file, or what separates it, does.
    ends = ["\n"] * (len(parts) - 1) + ["\n" if "\n" in text[len(text.rstrip()) :] else ""]
    for part, end in zip(parts, ends, strict=False):
        try:
            value = yaml.to_json_value(part + end)
        except yaml.YamlError as error:
            raise DocumentError(f"{name} is no YAML: {error}") from None
        if value is None or value == {}:
            continue
        if not isinstance(value, dict):
            raise DocumentError(f"{name} is no mapping, but {type(value).__name__}: {str(value)[:60]}")
        documents.append(value)
    return documents
