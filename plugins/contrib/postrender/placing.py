"""From the stream that a post-renderer printed back to the files that its objects came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import ManifestError
from ....core.golib import yaml
from ....core.manifest_documents import split_documents
from .documents import Document

if TYPE_CHECKING:
    from collections.abc import Callable

_SOURCE = "# Source: "

_LIKENESSES: tuple[Callable[[Document], tuple[str, ...]], ...] = (
    lambda one: (one.api_version, one.kind, one.namespace, one.name),
    lambda one: (one.kind, one.namespace, one.name),
    lambda one: (one.kind, one.name),
)
"""By what an object is known again, closest first: programs set namespaces and newer API versions."""


def place(output: str, given: list[Document], own_file: str) -> list[Document]:
    """The documents of `output`, each with the file of the one in `given` that it was made of.

    One that is known by none of `_LIKENESSES` goes to the file that a comment ``# Source:`` in front of it names, else
    to `own_file`. Within a file, objects keep the order that they had. Documents of `given` that are no objects, and
    that the program has not seen therefore, stay. Raises ManifestError for what is no YAML or no object.
    """
    printed = _read(output)
    places: dict[int, int] = {}
    for likeness in _LIKENESSES:
        _match(likeness, printed, given, places)
    sources = {document.source for document in given}
    ordered = [(at, document) for at, document in enumerate(given) if document.content is None]
    others = []
    for number, document in enumerate(printed):
        at = places.get(number)
        if at is not None:
            document.source = given[at].source
            ordered.append((at, document))
        else:
            document.source = document.source if document.source in sources else own_file
            others.append(document)
    return [document for _, document in sorted(ordered, key=lambda pair: pair[0])] + others


def _match(
    likeness: Callable[[Document], tuple[str, ...]],
    printed: list[Document],
    given: list[Document],
    places: dict[int, int],
) -> None:
    """Add to `places` which printed document is which of the given ones, each taken once and in their order."""
    taken = set(places.values())
    free: dict[tuple[str, ...], list[int]] = {}
    for at, document in enumerate(given):
        if at not in taken and document.content is not None:
            free.setdefault(likeness(document), []).append(at)
    for number, document in enumerate(printed):
        candidates = free.get(likeness(document)) if number not in places else None
        if candidates:
            places[number] = candidates.pop(0)


def _read(output: str) -> list[Document]:
    """The objects in a stream; the source of each is what a comment at its beginning says."""
    documents = []
    for number, text in enumerate(split_documents(output), 1):
        source, text = _without_comment(text)
        try:
            content: Any = yaml.to_json_value(text)
        except yaml.YamlError as error:
            raise ManifestError(
                f"error while parsing post rendered output: {error}",
                details=(f"in document {number} of what the post-renderer printed",),
            ) from None
        if content is None:
            continue
        if not isinstance(content, dict):
            raise ManifestError(
                f"error while parsing post rendered output: document {number} is no object",
                hint="a post-renderer prints manifests alone on its standard output, and everything else elsewhere",
            )
        documents.append(Document(source, text, content))
    return documents


def _without_comment(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    return (first.removeprefix(_SOURCE).strip(), rest) if first.startswith(_SOURCE) else ("", text)
