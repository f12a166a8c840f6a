"""All releases of the store: found by words, narrowed by status and namespace, in any order, in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import UsageError
from ....core.model.release import ALL_STATUSES, STATUSES
from ....core.model.release_requests import ListRequest
from .shown_release import revision_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ....core.model.release_requests import ReleaseSummary
    from .asked import Asked
    from .site import Site

DAMAGED = "DAMAGED"
"""Stands among the statuses for records that cannot be decoded."""

PAGE = 50
_EVERY = 1_000_000
_ORDERS: dict[str, Callable[[ReleaseSummary], Any]] = {
    "name": lambda one: one.name,
    "status": lambda one: (_status(one), one.name),
    "revision": lambda one: (one.revision, one.name),
    "chart": lambda one: (one.chart_name, one.chart_version, one.name),
    "app": lambda one: (one.app_version, one.name),
    "updated": lambda one: (one.updated or 0, one.name),
    "namespace": lambda one: (one.namespace, one.name),
}


def facts(site: Site, asked: Asked) -> dict[str, Any]:
    """A page of releases, and how many there are of each status and namespace.

    Of the query, ``q`` has words that name, chart or namespace contain, ``status`` and ``namespace`` narrow down,
    ``sort`` is a column (with ``-`` in front: the other way round) and ``page`` counts from 1.
    """
    everything = _newest(site.service.list(ListRequest(limit=_EVERY, statuses=ALL_STATUSES, summary=True)).releases)
    words = asked.text("q").lower().split()
    namespace, status = asked.text("namespace"), asked.text("status").upper()
    order = asked.text("sort") or "name"
    column = order.removeprefix("-")
    if column not in _ORDERS:
        raise UsageError(f"sort has to be one of {', '.join(_ORDERS)}")
    found = [one for one in everything if (not namespace or one.namespace == namespace) and _matches(one, words)]
    counts = {name: sum(_status(one) == name for one in found) for name in (*STATUSES, DAMAGED)}
    shown = sorted((one for one in found if status in ("", _status(one))), key=_ORDERS[column])
    if order.startswith("-"):
        shown.reverse()
    pages = max(-(-len(shown) // PAGE), 1)
    page = min(max(asked.number("page", 1), 1), pages)
    return {
        "releases": [revision_facts(one) for one in shown[(page - 1) * PAGE : page * PAGE]],
        "total": len(everything),
        "matching": len(shown),
        "found": len(found),
        "statuses": {name: count for name, count in counts.items() if count or name == status},
        "namespaces": sorted({one.namespace for one in everything if one.namespace}),
        "page": page,
        "pages": pages,
    }


def _newest(releases: Iterable[ReleaseSummary]) -> list[ReleaseSummary]:
    """Of each release the newest revision."""
    newest: dict[str, ReleaseSummary] = {}
    for one in releases:
        known = newest.get(one.name)
        if known is None or known.revision < one.revision:
            newest[one.name] = one
    return list(newest.values())


def _status(one: ReleaseSummary) -> str:
    return DAMAGED if one.damaged else one.status


def _matches(one: ReleaseSummary, words: list[str]) -> bool:
    text = f"{one.name} {one.chart_name} {one.chart_version} {one.app_version} {one.namespace}".lower()
    return all(word in text for word in words)
