"""The versions of a chart in order: newest first, each once.

Rules: pkg/repo/index.go (SortEntries), sort.Sort of Go 1.15 for versions that are equal or unreadable.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ....core.golib import semver

if TYPE_CHECKING:
    from .index_document import Fields

_PLAIN = re.compile(
    r"v?([0-9]{1,18})\.([0-9]{1,18})\.([0-9]{1,18})"
    r"(?:-([0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*))?(?:\+[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*)?"
)
_NUMBER = re.compile("(?:0|[1-9][0-9]{0,17})")
_RELEASE = ((2,),)


def newest_first(versions: list[Fields]) -> list[Fields]:
    """The versions sorted; of those with the same version text the first one alone is left (CVE-2020-15185).

    An index that names a version twice would let the later entry stand in for the earlier, so it never counts.
    """
    by_text: dict[str, Fields] = {}
    for fields in versions:
        by_text.setdefault(fields.get("version", ""), fields)
    if len(by_text) == 1:
        return list(by_text.values())
    keys = list(map(_key, by_text))
    if None in keys or len(set(keys)) < len(keys):
        return sort_as_go(list(by_text.values()))
    if all(map(_is_after, keys, keys[1:])):
        return list(by_text.values())
    keyed = sorted(zip(keys, by_text.values(), strict=True), key=_first, reverse=True)
    return [fields for _, fields in keyed]


def shadowed(versions: list[Fields]) -> list[Fields]:
    """The versions that `newest_first` leaves out though they name another archive than the one that is left."""
    by_text: dict[str, Fields] = {}
    odd = []
    for fields in versions:
        first = by_text.setdefault(fields.get("version", ""), fields)
        if first is not fields and first.get("urls") != fields.get("urls"):
            odd.append(fields)
    return odd


def sort_as_go(versions: list[Fields]) -> list[Fields]:
    """The versions as SortEntries leaves them: also where they are equal, and where they are no versions."""
    from ....core.golib.sort import sort

    ordered = list(versions)
    sort(ordered, lambda fields: _Reversed(fields.get("version", "")))
    return ordered


def _first(pair: tuple[Any, Fields]) -> Any:
    return pair[0]


def _is_after(newer: Any, older: Any) -> bool:
    return bool(newer > older)


def _key(text: str) -> Any:
    """What orders the usual versions as semver does; None for all others."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    major, minor, patch, pre = found.groups()
    if pre is None:
        return int(major), int(minor), int(patch), _RELEASE
    parts = []
    for part in pre.split("."):
        if _NUMBER.fullmatch(part):
            parts.append((0, int(part), ""))
        elif part.isdigit():
            return None
        else:
            parts.append((1, 0, part))
    return int(major), int(minor), int(patch), tuple(parts)


class _Reversed:
    """A version in the order of sort.Reverse over ChartVersions.Less, which is no order for unreadable versions."""

    __slots__ = ("version",)

    def __init__(self, text: str) -> None:
        self.version: semver.Version | None
        try:
            self.version = semver.parse(text)
        except semver.SemverError:
            self.version = None

    def __lt__(self, other: _Reversed) -> bool:
        if other.version is None:
            return True
        return self.version is not None and other.version.less_than(self.version)
