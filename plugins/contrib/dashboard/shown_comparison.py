"""A comparison of objects as facts for a page: each object's texts line by line, and what has drifted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.yaml import dump
from ....core.model.comparison import BY_CHART, ComparisonOptions
from .line_differences import line_differences

if TYPE_CHECKING:
    from ....core.model.comparison import Comparison, FieldChange, ObjectComparison, ObjectStates
    from .site import Site

_MOST_OBJECTS = 500
_MOST_ROWS = 20_000
"""Rows of all objects together from which on the others show no lines."""

_MOST_CHANGES = 100
_LONGEST = 200


def compared(site: Site, states: list[ObjectStates], *, reveals: bool) -> dict[str, Any] | None:
    """What differs between states of objects; None where no plugin compares. Raises what the plugin raises."""
    options = ComparisonOptions(show_secrets=reveals)
    found: Comparison | None = site.kernel.first_or_none("helm_compare_objects", objects=states, options=options)
    if found is None:
        return None
    objects, rows = [], 0
    for one in found.objects[:_MOST_OBJECTS]:
        shown = _object(one, with_lines=rows < _MOST_ROWS)
        rows += len(shown["rows"])
        objects.append(shown)
    return {
        "objects": objects,
        "left_out": max(len(found.objects) - _MOST_OBJECTS, 0),
        "unchanged": found.unchanged,
        "ignored": found.ignored,
        "error": found.error,
    }


def _object(one: ObjectComparison, *, with_lines: bool) -> dict[str, Any]:
    lines = {"rows": [], "added": 0, "removed": 0, "left_out": 0}
    if with_lines:
        lines = line_differences(_yaml(one.before), _yaml(one.after))
    changes = [_change(change) for change in one.changes if change.cause != BY_CHART]
    return {
        **lines,
        "has_lines": with_lines,
        "kind": one.kind,
        "name": one.name,
        "namespace": one.namespace,
        "action": one.action,
        "source": one.source,
        "chart_hook": one.chart_hook,
        "error": one.error,
        "estimated": one.estimated,
        "changes": changes[:_MOST_CHANGES],
        "left": [_change(change) for change in one.left[:_MOST_CHANGES]],
    }


def _yaml(content: dict[str, Any] | None) -> str:
    return dump(content).rstrip("\n") if content is not None else ""


def _change(change: FieldChange) -> dict[str, Any]:
    return {
        "path": change.path,
        "before": _value(change.before),
        "after": _value(change.after),
        "cause": change.cause,
    }


def _value(value: Any) -> str:
    """A value in few words; empty where there is none. Long texts are among the lines."""
    if value is None:
        return ""
    if isinstance(value, str) and "\n" in value:
        count = len(value.splitlines())
        return f"({count} {'line' if count == 1 else 'lines'})"
    text = dump(value).strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
