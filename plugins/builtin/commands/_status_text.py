"""The state of a release as ``status``, ``install`` and ``upgrade`` show it: a text, or a document.

Rules: PrintStatus and formatTestResults in cmd/helm/status.go; the document has the names of the protobuf messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.model.engine_use import engines_in
from ....core.model.release import STATUSES
from ._release_dump import ctime
from ._tables import text_table

if TYPE_CHECKING:
    from ....core.model.engine_use import EngineUse
    from ....core.model.release import TestRun, TestSuite
    from ....core.model.release_requests import StatusResult

_TEST_STATUSES = ("UNKNOWN", "SUCCESS", "FAILURE", "RUNNING")
_TEST_COLUMNS = ("TEST", "STATUS", "INFO", "STARTED", "COMPLETED")
_TEST_COLUMN_WIDTH = 50


def status_text(result: StatusResult) -> str:
    """What ``status`` prints: when and where, live objects, the last test run, notes."""
    info = result.info
    parts = [f"LAST DEPLOYED: {ctime(info.last_deployed)}\n"] if info.last_deployed is not None else []
    parts.append(f"NAMESPACE: {result.namespace}\nSTATUS: {info.status}\n")
    parts += [f"ENGINE: {_engine(use)}\n" for use in engines_in(result.engines)]
    parts.append("\n")
    if info.resources:
        parts.append(_resources(info.resources))
    if info.last_test_suite_run is not None:
        parts.append(_test_suite(info.last_test_suite_run))
    if info.notes:
        parts.append(f"NOTES:\n{info.notes}\n")
    return "".join(parts)


def _engine(use: EngineUse) -> str:
    """An engine with who provided it, such as ``jinja2 3.1.6 (isolated; plugin jinja2 of pilothouse)``."""
    provider = f"plugin {use.plugin}" + (f" of {use.distribution}" if use.distribution else "")
    return f"{use.name} {use.version}".rstrip() + f" ({use.trust}; {provider})"


def _resources(text: str) -> str:
    """The tables of live objects, set again two blanks apart over all of them."""
    import re

    from ....core.golib.tabwriter import align

    return align("RESOURCES:\n" + re.sub("  +", "\t", text) + "\n", 0, 0, 2, tab_indent=True)


def _test_suite(suite: TestSuite) -> str:
    rows = [_TEST_COLUMNS, *map(_test_row, suite.results)]
    return (
        f"TEST SUITE:\nLast Started: {ctime(suite.started_at)}\nLast Completed: {ctime(suite.completed_at)}\n\n"
        f"{text_table(rows, _TEST_COLUMN_WIDTH)}\n"
    )


def _test_row(run: TestRun) -> tuple[str, ...]:
    return (run.name, f"{run.status:<10}", run.info, ctime(run.started_at), ctime(run.completed_at))


def status_document(result: StatusResult) -> dict[str, Any]:
    """The state as a plain document. What is empty is left out; statuses are numbers."""
    info = result.info
    suite = info.last_test_suite_run
    status = {
        "code": STATUSES.index(info.status),
        "resources": info.resources,
        "notes": info.notes,
        "last_test_suite_run": _suite_document(suite) if suite is not None else None,
    }
    about = {
        "status": _set(status),
        "first_deployed": time_stamp(info.first_deployed),
        "last_deployed": time_stamp(info.last_deployed),
        "deleted": time_stamp(info.deleted),
        "Description": info.description,
    }
    engines = [_set(dict(zip(use.fields, use, strict=True))) for use in engines_in(result.engines)]
    return _set(
        {"name": result.name, "info": _set(about), "namespace": result.namespace, "engines": engines or None}
    )


def time_stamp(nanoseconds: int | None) -> dict[str, int] | None:
    """A moment as a protobuf time stamp, parts that are zero left out; None for an unknown one."""
    if nanoseconds is None:
        return None
    seconds, nanos = divmod(nanoseconds, 1_000_000_000)
    return _set({"seconds": seconds, "nanos": nanos})


def _suite_document(suite: TestSuite) -> dict[str, Any]:
    results = [_run_document(run) for run in suite.results]
    times = {"started_at": time_stamp(suite.started_at), "completed_at": time_stamp(suite.completed_at)}
    return _set({**times, "results": results or None})


def _run_document(run: TestRun) -> dict[str, Any]:
    status = _TEST_STATUSES.index(run.status)
    times = {"started_at": time_stamp(run.started_at), "completed_at": time_stamp(run.completed_at)}
    return _set({"name": run.name, "status": status, "info": run.info, **times})


def _set(members: dict[str, Any]) -> dict[str, Any]:
    """The members that Go's ``omitempty`` keeps: messages, also empty ones, and texts and numbers that are not zero."""
    return {name: value for name, value in members.items() if value is not None and value != "" and value != 0}
