"""Lists in which the writes of a rehearsal show."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ....core.model.kube_object import ApiResource
    from .noted import Noted

    Matcher = Callable[[dict[str, Any]], bool]

_TERM = re.compile(r"\s*([^\s=!(),]+)\s*(?:(==?|!=)\s*([^\s,()]*)|\s(in|notin)\s*\(([^)]*)\))?\s*(?:,|$)")
_ABSENT = re.compile(r"\s*!\s*([^\s,]+)\s*(?:,|$)")


def overlaid(
    found: list[dict[str, Any]],
    noted: Iterable[Noted],
    resource: ApiResource,
    namespace: str,
    fits: Matcher,
) -> list[dict[str, Any]]:
    """What a list has once the writes are done: `found` in its order, then what was created."""
    written = {
        (one.target.namespace, one.target.name): one
        for one in noted
        if one.is_written
        and (one.target.resource.group, one.target.kind) == (resource.group, resource.kind)
        and namespace in ("", one.target.namespace)
    }
    if not written:
        return found
    items = []
    for item in found:
        metadata = item["metadata"]
        place = (metadata.get("namespace") or "", metadata["name"])
        if place not in written:
            items.append(item)
            continue
        now = written.pop(place).now
        if now is not None and fits(now):
            items.append(deepcopy(now))
    return items + [deepcopy(one.now) for one in written.values() if one.now is not None and fits(one.now)]


def selects(labels: str, fields: str) -> Matcher:
    """What a label selector and a field selector select, as far as they are understood: the server read them first."""
    tests = [*_terms(labels, _label), *_terms(fields, _field)]
    return lambda content: all(test(content) for test in tests)


def _terms(text: str, read: Callable[[dict[str, Any], str], str | None]) -> list[Matcher]:
    tests: list[Matcher] = []
    position = 0
    while position < len(text):
        absent = _ABSENT.match(text, position)
        term = absent or _TERM.match(text, position)
        if term is None:
            break
        position = term.end()
        tests.append(_test(read, term[1], None) if absent else _test(read, term[1], term))
    return tests


def _test(read: Callable[[dict[str, Any], str], str | None], key: str, term: re.Match[str] | None) -> Matcher:
    """The test of one term; without a term that there is no such label."""
    if term is None:
        return lambda content: read(content, key) is None
    if term[2]:
        wanted, negated = {term[3]}, term[2] == "!="
    elif term[4]:
        wanted, negated = {value.strip() for value in term[5].split(",")}, term[4] == "notin"
    else:
        return lambda content: read(content, key) is not None
    return lambda content: (read(content, key) in wanted) != negated


def _label(content: dict[str, Any], key: str) -> str | None:
    labels = content.get("metadata", {}).get("labels")
    found = labels.get(key) if isinstance(labels, dict) else None
    return found if isinstance(found, str) else None


def _field(content: dict[str, Any], path: str) -> str:
    value: Any = content
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
