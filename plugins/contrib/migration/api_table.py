"""Which kinds Kubernetes has moved to another API version, or dropped, and when.

The facts are those of `core.api_removals`; files in the format of the plugin helm-mapkubeapis add others.
"""

from __future__ import annotations

import re
from typing import Any

from ....core.api_removals import REMOVALS
from ....core.errors import UsageError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.golib.yaml import load_map
from ....core.record import Record


class ApiMove(Record):
    """From `old` (an API version) `kinds` went to `new`, empty for nowhere.

    The versions are the minor ones of Kubernetes 1; `deprecated` is 0 where it is not known.
    """

    old: str
    kinds: tuple[str, ...]
    new: str
    deprecated: int
    removed: int

    @property
    def history(self) -> str:
        """Since when it is deprecated, where that is known, and in which version it was removed."""
        deprecated = f"deprecated since Kubernetes 1.{self.deprecated}, " if self.deprecated else ""
        return f"{deprecated}removed in {'' if deprecated else 'Kubernetes '}1.{self.removed}"


MOVES: tuple[ApiMove, ...] = tuple(
    ApiMove(gone.api_version, tuple(gone.kinds), gone.step, gone.deprecated, gone.removed) for gone in REMOVALS
)
"""What Kubernetes has moved."""

MAX_MAP_FILE = 1024 * 1024
"""Bytes of a map file."""

_HEAD = re.compile(r"\s*apiVersion:[ \t]*(\S+)[ \t]*\r?\n[ \t]*kind:[ \t]*(\S+)\s*")
_VERSION = re.compile(r"v?1\.([0-9]{1,3})(?:[.+-].*)?")


class ApiTable:
    """Where a kind of an API version has gone. `moves` that come first win."""

    def __init__(self, moves: tuple[ApiMove, ...] = MOVES) -> None:
        self._moves: dict[tuple[str, str], ApiMove] = {}
        for move in moves:
            for kind in move.kinds:
                self._moves.setdefault((move.old, kind), move)

    def move_of(self, api_version: str, kind: str) -> ApiMove | None:
        """What became of a kind; None where nothing did. A list of a kind goes where the kind goes."""
        found = self._moves.get((api_version, kind))
        if found is None and kind.endswith("List"):
            found = self._moves.get((api_version, kind.removesuffix("List")))
        return found


def read_map_file(path: str) -> tuple[ApiMove, ...]:
    """The moves in a file of helm-mapkubeapis. Raises UsageError that says what is wrong with it."""
    try:
        with open(path, "rb") as stream:
            content = stream.read(MAX_MAP_FILE + 1)
    except OSError as error:
        raise UsageError(path_error("open", path, error)) from None
    if len(content) > MAX_MAP_FILE:
        raise UsageError(f"{path} is larger than {MAX_MAP_FILE} bytes")
    try:
        entries = load_map(content).get("mappings")
    except GoError as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    if not isinstance(entries, list):
        raise UsageError(f"{path} has no list of mappings")
    return tuple(_move(entry, f"{path}: mapping {number}") for number, entry in enumerate(entries, 1))


def _move(entry: Any, place: str) -> ApiMove:
    fields = entry if isinstance(entry, dict) else {}
    old = _head(fields.get("deprecatedAPI"), place)
    new = _head(fields["newAPI"], place) if fields.get("newAPI") else ("", old[1])
    if new[1] != old[1]:
        raise UsageError(f"{place} makes another kind of {quote(old[1])}")
    versions = [minor_version(str(fields.get(name) or "")) for name in ("deprecatedInVersion", "removedInVersion")]
    if versions[1] is None and versions[0] is None:
        raise UsageError(f"{place} says neither deprecatedInVersion nor removedInVersion, such as v1.16")
    removed = versions[1] if versions[1] is not None else versions[0]
    return ApiMove(old[0], (old[1],), new[0], versions[0] or 0, removed or 0)


def _head(text: Any, place: str) -> tuple[str, str]:
    found = _HEAD.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise UsageError(
            f"{place}: deprecatedAPI and newAPI are texts with two lines",
            hint='such as "apiVersion: apps/v1\\nkind: Deployment\\n"',
        )
    return found[1], found[2]


def minor_version(text: str) -> int | None:
    """The 16 of ``v1.16``; None for anything else."""
    found = _VERSION.fullmatch(text)
    return int(found[1]) if found else None
