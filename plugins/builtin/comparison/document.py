"""A comparison as JSON. Its form is described in docs/diff.md; `VERSION` changes when something in it does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ....core.text import decoded
from .wording import counts, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.model.comparison import Comparison, ComparisonDisplay, FieldChange, ObjectComparison

VERSION = 1


def as_json(comparison: Comparison, display: ComparisonDisplay) -> str:
    """All that there is to say, in ASCII; objects lack their fields when that is wanted."""
    document = {
        "version": VERSION,
        "title": comparison.title,
        "error": comparison.error,
        "differs": comparison.differs,
        "summary": {**counts(comparison), "unchanged": comparison.unchanged, "ignored": comparison.ignored},
        "objects": [_object(found, display) for found in comparison.objects],
    }
    text = json.dumps(document, ensure_ascii=False)
    if not text.isascii():
        document = json.loads(decoded(text))
    return json.dumps(document, indent=2) + "\n"


def _object(found: ObjectComparison, display: ComparisonDisplay) -> dict[str, Any]:
    document: dict[str, Any] = {
        "apiVersion": found.api_version,
        "kind": found.kind,
        "namespace": found.namespace,
        "name": found.name,
        "action": found.action,
        "verdict": verdict(found),
        "source": found.source,
        "chartHook": found.chart_hook,
        "estimated": found.estimated,
        "error": found.error,
    }
    if not display.brief:
        document |= {
            "before": found.before,
            "after": found.after,
            "changes": _changes(found.changes),
            "left": _changes(found.left),
        }
    return document


def _changes(changes: Sequence[FieldChange]) -> list[dict[str, Any]]:
    return [
        {"path": change.path, "before": change.before, "after": change.after, "cause": change.cause}
        if change.path
        else {"path": "", "cause": change.cause}
        for change in changes
    ]
