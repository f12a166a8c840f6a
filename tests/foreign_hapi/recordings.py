"""Recorded release records as messages of betterproto2, and releases of ours in the form of the recordings.

A recording has of a chart the names of its files and the length of its values: their contents are those of the recorded
charts where they fit, and made up where not.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from foreign_hapi.messages import TEST_STATUSES, moment
from foreign_hapi.runtimes import BetterprotoMessages
from pilothouse.core.model.chart import Chart
from pilothouse.core.model.manifest import DELETE_POLICIES, HOOK_EVENTS, ChartHook
from pilothouse.core.model.release import STATUSES, Release, TestSuite

ANY_TIME = "2006-01-02T15:04:05Z"
EVENTS = ["RELEASE_" * word.startswith("test") + word.upper().replace("-", "_") for word in HOOK_EVENTS]
POLICIES = [word.removeprefix("hook-").upper().replace("-", "_") for word in DELETE_POLICIES]
_PLAIN_METADATA = {
    "name": "name",
    "home": "home",
    "version": "version",
    "description": "description",
    "engine": "engine",
    "icon": "icon",
    "apiVersion": "api_version",
    "condition": "condition",
    "tags": "tags",
    "appVersion": "app_version",
    "tillerVersion": "tiller_version",
    "kubeVersion": "kube_version",
    "deprecated": "deprecated",
    "sources": "sources",
    "keywords": "keywords",
    "annotations": "annotations",
}


def recorded_steps(flows: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The releases in the records after each step of each flow that changed them, with the step's name."""
    for path in sorted((flows / "scenarios").glob("*.json")):
        for number, step in enumerate(json.loads(path.read_text(encoding="utf-8"))["steps"]):
            if isinstance(step.get("records"), list):
                releases = [record["release"] for record in step["records"] if "release" in record]
                if releases:
                    yield f"{path.stem}/{number}", releases


class Recorded:
    """Makes messages of betterproto2 out of recorded releases; every time in them is another one."""

    def __init__(self, messages: BetterprotoMessages, charts: Path) -> None:
        self.messages = messages
        self.charts = charts
        self._ticks = 0

    def release(self, recorded: dict[str, Any]) -> Any:
        """``hapi.release.Release``."""
        return self.messages("hapi.release", "Release")(
            name=recorded["name"],
            info=self.info(recorded["info"]),
            chart=self.chart(recorded["chart"]),
            config=self.messages("hapi.chart", "Config")(raw=recorded["config_raw"]),
            manifest=recorded["manifest"],
            hooks=[self._hook(hook) for hook in recorded["hooks"]],
            version=recorded["version"],
            namespace=recorded["namespace"],
        )

    def info(self, recorded: dict[str, Any]) -> Any:
        """``hapi.release.Info``."""
        suite = recorded.get("last_test_suite_run")
        return self.messages("hapi.release", "Info")(
            status=self.messages("hapi.release", "Status")(
                code=self.messages("hapi.release", "StatusCode")(STATUSES.index(recorded["status"])),
                resources=recorded["resources"],
                notes=recorded["notes"],
                last_test_suite_run=suite and self._suite(suite),
            ),
            description=recorded["description"],
            **{name: self._time(recorded[name]) for name in ("first_deployed", "last_deployed", "deleted")},
        )

    def chart(self, recorded: dict[str, Any]) -> Any:
        """``hapi.chart.Chart``."""
        metadata = {_PLAIN_METADATA.get(name, name): value for name, value in recorded["metadata"].items()}
        people = metadata.pop("maintainers", [])
        name = metadata.get("name", "")
        values = _content(self.charts, name, "values.yaml").decode()
        length = recorded["values_raw_bytes"]
        text = values if len(values) == length else "#" * length
        template, file = self.messages("hapi.chart", "Template"), self.messages("google.protobuf", "Any")
        return self.messages("hapi.chart", "Chart")(
            metadata=self.messages("hapi.chart", "Metadata")(
                maintainers=[self.messages("hapi.chart", "Maintainer")(**one) for one in people], **metadata
            ),
            templates=[template(name=path, data=_content(self.charts, name, path)) for path in recorded["templates"]],
            dependencies=[self.chart(one) for one in recorded.get("dependencies", ())],
            values=self.messages("hapi.chart", "Config")(raw=text) if text else None,
            files=[file(type_url=path, value=_content(self.charts, name, path)) for path in recorded["files"]],
        )

    def _hook(self, recorded: dict[str, Any]) -> Any:
        event, policy = self.messages("hapi.release", "HookEvent"), self.messages("hapi.release", "HookDeletePolicy")
        return self.messages("hapi.release", "Hook")(
            **{
                **recorded,
                "events": [event(EVENTS.index(word)) for word in recorded["events"]],
                "last_run": self._time(recorded["last_run"]),
                "delete_policies": [policy(POLICIES.index(word)) for word in recorded["delete_policies"]],
            }
        )

    def _suite(self, recorded: dict[str, Any]) -> Any:
        status = self.messages("hapi.release", "TestRunStatus")
        return self.messages("hapi.release", "TestSuite")(
            started_at=self._time(recorded["started_at"]),
            completed_at=self._time(recorded["completed_at"]),
            results=[
                self.messages("hapi.release", "TestRun")(
                    **{
                        **run,
                        "status": status(TEST_STATUSES.index(run["status"])),
                        "started_at": self._time(run["started_at"]),
                        "completed_at": self._time(run["completed_at"]),
                    }
                )
                for run in recorded["results"]
            ],
        )

    def _time(self, recorded: str | None) -> datetime | None:
        if recorded is None:
            return None
        self._ticks += 1
        start = moment(1_136_214_245_000_000_000)
        assert start is not None
        return start + timedelta(seconds=self._ticks, microseconds=self._ticks % 1_000_000)


@functools.cache
def _folders(charts: Path) -> dict[str, list[Path]]:
    """The folders of charts by the charts' names."""
    found: dict[str, list[Path]] = {}
    for path in sorted(charts.rglob("Chart.yaml")):
        names = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("name:")]
        found.setdefault(names[0].partition(":")[2].strip() if names else "", []).append(path.parent)
    return found


def _content(charts: Path, chart: str, name: str) -> bytes:
    """The content of a file of a recorded chart, or something that stands for it."""
    for folder in _folders(charts).get(chart, ()):
        path = folder / name
        if path.is_file():
            return path.read_bytes()
    return b"" if name == "values.yaml" else f"# {name}\xff".encode("latin-1")


def in_recorded_form(release: Release) -> dict[str, Any]:
    """A release of ours as the recordings have theirs."""
    info = release.info
    form: dict[str, Any] = {
        "name": release.name,
        "version": release.revision,
        "namespace": release.namespace,
        "info": {
            "status": info.status,
            "description": info.description,
            "first_deployed": _time(info.first_deployed),
            "last_deployed": _time(info.last_deployed),
            "deleted": _time(info.deleted),
            "notes": info.notes,
            "resources": info.resources,
        },
        "config_raw": release.values_text,
        "chart": _chart_form(release.chart),
        "manifest": release.manifest,
        "hooks": [_hook_form(hook) for hook in release.hooks],
    }
    if info.last_test_suite_run is not None:
        form["info"]["last_test_suite_run"] = _suite_form(info.last_test_suite_run)
    return form


def _chart_form(chart: Chart) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        name: value for name, slot in _PLAIN_METADATA.items() if (value := getattr(chart.metadata, slot))
    }
    if chart.metadata.maintainers:
        metadata["maintainers"] = [
            {"name": one.name, "email": one.email, "url": one.url} for one in chart.metadata.maintainers
        ]
    form = {
        "metadata": metadata,
        "templates": [file.name for file in chart.templates],
        "files": [file.name for file in chart.files],
        "values_raw_bytes": len(chart.values_text),
    }
    if chart.dependencies:
        form["dependencies"] = [_chart_form(one) for one in chart.dependencies]
    return form


def _hook_form(hook: ChartHook) -> dict[str, Any]:
    return {
        "name": hook.manifest.name,
        "kind": hook.manifest.kind,
        "path": hook.manifest.source,
        "manifest": hook.manifest.content,
        "events": [EVENTS[HOOK_EVENTS.index(word)] for word in hook.events],
        "last_run": _time(hook.last_run or None),
        "weight": hook.weight,
        "delete_policies": [POLICIES[DELETE_POLICIES.index(word)] for word in hook.delete_policies],
        "delete_timeout": hook.delete_timeout,
    }


def _suite_form(suite: TestSuite) -> dict[str, Any]:
    return {
        "started_at": _time(suite.started_at),
        "completed_at": _time(suite.completed_at),
        "results": [
            {
                "name": run.name,
                "status": run.status,
                "info": run.info,
                "started_at": _time(run.started_at),
                "completed_at": _time(run.completed_at),
            }
            for run in suite.results
        ],
    }


def _time(nanoseconds: int | None) -> str | None:
    return None if nanoseconds is None else ANY_TIME
