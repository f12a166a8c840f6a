"""A release at a glance: its history as a timeline, and the notes of a revision."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from ....core.errors import PilothouseError
from ....core.model.release import FAILED
from .hiding import Hiding
from .moments import moment
from .shown_release import MOST_REVISIONS, ShownRelease, attempted, revision_facts

if TYPE_CHECKING:
    from ....core.model.release import Release
    from .asked import Asked
    from .site import Site

_MOST_READ = 8
"""Other revisions that failed whose records are read for what their Secrets hold."""


def facts(site: Site, asked: Asked) -> dict[str, Any]:
    """History, notes, tests and description; a record that cannot be decoded leaves the history to be seen."""
    shown = ShownRelease(site, asked)
    record, error = attempted(site, shown.content)
    reveals = _reveals(site, asked)
    hiding = Hiding(record) if record is not None and not reveals else None
    chart = {} if record is None else _chart(record)
    notes = record.info.notes if record is not None else ""
    name = shlex.quote(shown.name)
    history = []
    descriptions = [one.description for one in shown.history] if reveals else _descriptions(shown, record)
    for index, one in enumerate(shown.history):
        before = shown.history[index + 1].revision if index + 1 < len(shown.history) else 0
        history.append({**revision_facts(one), "description": descriptions[index], "before": before})
    return {
        "release": shown.facts(record),
        "history": history,
        "is_cut": len(history) == MOST_REVISIONS,
        "notes": hiding.text(notes) if hiding is not None else notes,
        "error": error,
        "chart": chart,
        "first_deployed": moment(record.info.first_deployed) if record is not None else None,
        "deleted": moment(record.info.deleted) if record is not None else None,
        "tests": _tests(record, hiding) if record is not None else [],
        "commands": [
            f"pilothouse status {name}",
            f"pilothouse history {name}",
            *([] if shown.is_newest else [f"pilothouse rollback {name} {shown.revision}"]),
        ],
    }


def _descriptions(shown: ShownRelease, record: Release | None) -> list[str]:
    """What is told of each revision in the history, without what its Secrets hold.

    Why a revision failed may quote them: it is told of those whose records are looked into, which are the one that the
    page is about (`record`) and the newest `_MOST_READ` others that failed.
    """
    left = _MOST_READ
    found = []
    for one in shown.history:
        read = record if one.revision == shown.revision else None
        if one.status != FAILED and " failed" not in one.description and read is None:
            found.append(one.description)
            continue
        if read is None and left and one.revision != shown.revision:
            left -= 1
            read = _read(shown, one.revision)
        what, mark, why = one.description.partition(": ")
        found.append(Hiding(read).text(one.description) if read is not None else f"{what}{mark}{'…' if why else ''}")
    return found


def _read(shown: ShownRelease, revision: int) -> Release | None:
    try:
        return shown.content(revision)
    except PilothouseError:
        return None


def _reveals(site: Site, asked: Asked) -> bool:
    return site.may_show_secrets and asked.reveals


def _chart(record: Release) -> dict[str, Any]:
    metadata = record.chart.metadata
    return {
        "description": metadata.description,
        "deprecated": bool(metadata.deprecated),
        "requirements": [f"{one.metadata.name} {one.metadata.version}" for one in record.chart.dependencies],
        "strategy": record.extras.get("apply-strategy", ""),
    }


def _tests(record: Release, hiding: Hiding | None) -> list[dict[str, Any]]:
    suite = record.info.last_test_suite_run
    if suite is None:
        return []
    return [
        {
            "name": run.name,
            "status": run.status,
            "info": hiding.text(run.info) if hiding is not None else run.info,
            "completed": moment(run.completed_at),
        }
        for run in suite.results
    ]
