"""Revisions as Helm 3's records have them, in both directions.

Rules: pkg/release of Helm 3, and helm-2to3 for what becomes of Helm v2's words: statuses in lower case (a DELETED
release is ``uninstalled``), both events of tests are ``test``, the last run of a test is the last run of its hook.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ....core.errors import DamagedRecordError
from ....core.golib import time as go_time
from ....core.golib.time_zone import UTC
from ....core.model.manifest import DELETE_POLICIES, HOOK_EVENTS, ChartHook, Manifest
from ....core.model.release import STATUSES, Release, ReleaseInfo, TestRun, TestSuite
from .fields import Fields
from .helm3_chart import chart_document, read_chart, values_table, values_text

if TYPE_CHECKING:
    from ....core.kernel import Kernel

_WORDS = {"DELETED": "uninstalled", "DELETING": "uninstalling"}
STATUS_WORDS = {status: _WORDS.get(status, status.lower().replace("_", "-")) for status in STATUSES}
"""Helm 3's word for each status."""

_STATUSES = {word: status for status, word in STATUS_WORDS.items()}
_TEST = "test"
_TEST_EVENTS = ("test-success", "test-failure")
_PHASES = {"UNKNOWN": "Unknown", "SUCCESS": "Succeeded", "FAILURE": "Failed", "RUNNING": "Running"}
_RESULTS = {phase: result for result, phase in _PHASES.items()}

_SECOND = 1_000_000_000
_ZERO_TIME = -62_135_596_800 * _SECOND
"""Go's zero time, the beginning of the year 1, which Helm 3 writes as no time."""

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LONGEST_NAME = 53


def is_helm3_name(name: str) -> bool:
    """Whether Helm 3 takes a release of that name: one that Kubernetes would, of at most 53 characters."""
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None


def release_document(release: Release, kernel: Kernel) -> dict[str, Any]:
    """The JSON of a revision. Raises ValuesError for values that cannot be read."""
    info = release.info
    document: dict[str, Any] = {
        "name": release.name,
        "info": {
            "first_deployed": time_text(info.first_deployed),
            "last_deployed": time_text(info.last_deployed),
            "deleted": time_text(info.deleted),
            **_present(description=info.description, status=STATUS_WORDS.get(info.status, "unknown"), notes=info.notes),
        },
        "chart": chart_document(release.chart, kernel),
        "version": release.revision,
        "namespace": release.namespace,
    }
    runs = {run.name: run for run in (info.last_test_suite_run or TestSuite()).results}
    config = values_table(release.values_text, f"the values of {release.key}")
    hooks = [_hook_document(hook, runs.get(hook.manifest.name)) for hook in release.hooks]
    document.update(_present(config=config, manifest=release.manifest, hooks=hooks))
    return document


def labels_of(release: Release) -> dict[str, str]:
    """The labels of the record of a revision.

    The time is that of the deployment, so that the same revision always has the same record.
    """
    at = release.info.last_deployed or release.info.first_deployed or 0
    return {
        "modifiedAt": str(max(at, 0) // _SECOND),
        "name": release.name,
        "owner": "helm",
        "status": STATUS_WORDS.get(release.info.status, "unknown"),
        "version": str(release.revision),
    }


def time_text(nanoseconds: int | None) -> str:
    """A time as Helm 3 writes it; empty for none."""
    if nanoseconds is None or nanoseconds == _ZERO_TIME:
        return ""
    seconds, fraction = divmod(nanoseconds, _SECOND)
    return go_time.Time(seconds, fraction, UTC).format(go_time.RFC3339_NANO)


def _hook_document(hook: ChartHook, run: TestRun | None) -> dict[str, Any]:
    manifest = hook.manifest
    last_run = {"started_at": "", "completed_at": "", "phase": ""}
    if run is not None:
        last_run = {
            "started_at": time_text(run.started_at),
            "completed_at": time_text(run.completed_at),
            "phase": _PHASES.get(run.status, "Unknown"),
        }
    elif hook.last_run:
        moment = time_text(hook.last_run)
        last_run = {"started_at": moment, "completed_at": moment, "phase": "Succeeded"}
    events = [_TEST if event in _TEST_EVENTS else event for event in hook.events]
    return {
        **_present(
            name=manifest.name,
            kind=manifest.kind,
            path=manifest.source,
            manifest=manifest.content,
            events=list(dict.fromkeys(events)),
        ),
        "last_run": last_run,
        **_present(weight=hook.weight, delete_policies=list(hook.delete_policies)),
    }


def _present(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}


def read_release(document: dict[str, Any]) -> Release:
    """The revision in the JSON of Helm 3. Raises DamagedRecordError for what is none."""
    fields = Fields(document)
    name, revision = fields.text("name"), fields.number("version")
    if not is_helm3_name(name) or revision < 1:
        raise DamagedRecordError("it has no name of a release, or no revision")
    hooks = [(hook, _hook(hook)) for hook in fields.objects("hooks")]
    info = _info(fields.object("info"))
    info.last_test_suite_run = _suite(hooks)
    return Release(
        name,
        fields.text("namespace"),
        revision,
        read_chart(fields.object("chart")),
        info=info,
        values_text=values_text(fields.table("config")),
        manifest=fields.text("manifest"),
        hooks=[hook for _, hook in hooks],
    )


def _info(fields: Fields) -> ReleaseInfo:
    status = fields.text("status")
    if status not in _STATUSES:
        raise DamagedRecordError("info.status is no status of Helm 3")
    return ReleaseInfo(
        _STATUSES[status],
        first_deployed=fields.time("first_deployed"),
        last_deployed=fields.time("last_deployed"),
        deleted=fields.time("deleted"),
        description=fields.text("description"),
        notes=fields.text("notes"),
    )


def _hook(fields: Fields) -> ChartHook:
    events = [_TEST_EVENTS[0] if event == _TEST else event for event in fields.texts("events")]
    policies = fields.texts("delete_policies")
    if any(event not in HOOK_EVENTS for event in events):
        raise DamagedRecordError(f"{fields.path}.events has one that Helm v2 does not know")
    if any(policy not in DELETE_POLICIES for policy in policies):
        raise DamagedRecordError(f"{fields.path}.delete_policies has one that Helm v2 does not know")
    manifest = Manifest(fields.text("path"), fields.text("manifest"), fields.text("kind"), name=fields.text("name"))
    hook = ChartHook(manifest, events, fields.number("weight"), list(policies))
    hook.last_run = fields.object("last_run").time("completed_at") or 0
    return hook


def _suite(hooks: list[tuple[Fields, ChartHook]]) -> TestSuite | None:
    """The last run of the tests, as far as Helm 3 tells; None where none ran."""
    results = []
    for fields, hook in hooks:
        run = fields.object("last_run")
        result = _RESULTS.get(run.text("phase"))
        if result is None or not any(event in _TEST_EVENTS for event in hook.events):
            continue
        results.append(TestRun(hook.manifest.name, result, "", run.time("started_at"), run.time("completed_at")))
    started = [run.started_at for run in results if run.started_at is not None]
    completed = [run.completed_at for run in results if run.completed_at is not None]
    if not results:
        return None
    return TestSuite(min(started, default=None), max(completed, default=None), results)
