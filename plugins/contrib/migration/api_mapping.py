"""Manifests whose API versions a cluster does not serve (any more), rewritten so that it does.

What the cluster serves is asked of the cluster. The table says where a kind has gone; the first place on its way that
the cluster serves is taken. A kind that is gone altogether leaves the manifest: there is nothing left of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.golib.types import GoError
from .manifest_text import Head, heads_of, split_text, with_api_versions
from .recorded_objects import is_served

if TYPE_CHECKING:
    from .api_table import ApiMove, ApiTable

_MOST_STEPS = 8


class Served:
    """What a cluster serves, and will serve once it is of version 1.`minor` (None: as it is)."""

    def __init__(self, api_versions: frozenset[str], minor: int | None) -> None:
        self._api_versions = api_versions
        self._minor = minor

    def now(self, api_version: str, kind: str) -> bool:
        """Whether the cluster has it at this moment; a list of it counts as it does."""
        return any(is_served(self._api_versions, api_version, each) for each in (kind, kind.removesuffix("List")))

    def still(self, api_version: str, kind: str, move: ApiMove | None) -> bool:
        """Whether it has it, and goes on having it."""
        is_leaving = self._minor is not None and move is not None and move.removed <= self._minor
        return self.now(api_version, kind) and not is_leaving


class MappedText:
    """A manifest after its mapping: what was done to it, and what should have been done and could not be."""

    def __init__(self, text: str) -> None:
        self.before = text
        self.text = text
        self.done: list[str] = []
        self.left: list[str] = []

    @property
    def is_changed(self) -> bool:
        """Whether it is another text than before."""
        return self.text != self.before


def map_manifest(manifest: str, table: ApiTable, served: Served) -> MappedText:
    """A manifest with API versions that are served. Nothing else in it changes, by so much as a byte."""
    result = MappedText(manifest)
    result.text = "".join(_map_part(part, table, served, result) for part in split_text(manifest))
    return result


def _map_part(part: str, table: ApiTable, served: Served, result: MappedText) -> str:
    try:
        heads = heads_of(part)
    except GoError as error:
        result.left.append(f"a document that cannot be read: {error}")
        return part
    changes: list[tuple[tuple[int, int], str]] = []
    for head in heads:
        if not head.api_version or not head.kind or _is_plain_list(head):
            continue
        move = table.move_of(head.api_version, head.kind)
        if served.still(head.api_version, head.kind, move):
            continue
        what = f"{head.kind} in {head.api_version}"
        target = _target(head, move, table, served)
        if move is None:
            result.left.append(f"{what} is not served, and nobody knows where it has gone")
        elif target is None:
            result.left.append(f"{what} is not served, and nothing that it became is either")
        elif not target and (head.is_item or len(heads) > 1):
            result.left.append(f"{what} is gone, and cannot be taken out of a list")
        elif not target:
            result.done.append(f"{what} is gone ({move.history}): left out")
            return ""
        elif head.place is None:
            result.left.append(f"{what} is written in a way that is not changed here")
        else:
            result.done.append(f"{what} becomes {target} ({move.history})")
            changes.append((head.place, target))
    return with_api_versions(part, changes)


def _is_plain_list(head: Head) -> bool:
    """Whether an object is a list of anything, which no server has as a kind."""
    return head.kind == "List" and head.api_version == "v1"


def _target(head: Head, move: ApiMove | None, table: ApiTable, served: Served) -> str | None:
    """The first API version on a kind's way that is served; empty where the way ends in nothing, None without one."""
    kind = head.kind.removesuffix("List") if head.kind != "List" else head.kind
    for _ in range(_MOST_STEPS):
        if move is None:
            return None
        if not move.new:
            return ""
        following = table.move_of(move.new, kind)
        if served.still(move.new, kind, following):
            return move.new
        move = following
    return None
