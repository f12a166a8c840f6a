"""What a manifest's documents say that they are, read once for notes and for the mapping of their API versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.types import GoError
from ....core.golib.yaml import load
from ....core.manifest_documents import split_documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.release import Release


def documents_of(release: Release) -> Iterator[dict[str, Any]]:
    """The objects of a revision, chart hooks too, lists taken apart; what cannot be read is left out."""
    texts = split_documents(release.manifest) + [hook.manifest.content for hook in release.hooks]
    for text in texts:
        try:
            yield from objects_in(load(text))
        except GoError:
            continue


def objects_in(document: Any) -> Iterator[dict[str, Any]]:
    """The objects of a document: itself, or the items of a list."""
    if not isinstance(document, dict):
        return
    items = document.get("items")
    if str(document.get("kind", "")).endswith("List") and isinstance(items, list):
        for item in items:
            if isinstance(item, dict):
                yield item
        return
    yield document


def is_served(served: frozenset[str], api_version: str, kind: str) -> bool:
    """Whether a cluster offers a kind; `served` is what `KubeClient.api_versions` tells."""
    return f"{api_version}/{kind}" in served
