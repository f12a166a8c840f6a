"""A release service with a cluster in memory, and a list of all records that were written."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core.errors import PilothouseError, ReleaseError
from pilothouse.core.hapi import record
from pilothouse.core.kernel import Kernel, build_kernel
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.kube_object import ChartHookReport
from pilothouse.core.model.release import Release
from pilothouse.core.settings import Settings
from pilothouse.plugins.builtin.releases.connections import Connections
from pilothouse.plugins.builtin.releases.service import InProcessReleaseService
from pilothouse.plugins.builtin.storage.memory import Memory
from stand_ins.living_kube import LivingKube

_NUMBERS = itertools.count()


class World:
    """One service over one cluster. `told` are the records written, as (key, status before, status)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
        self._namespace = f"records-{next(_NUMBERS)}"
        self._patch = monkeypatch
        monkeypatch.delattr(Memory, "share", raising=False)  # as all other stores, whose records are copies
        self.kube = LivingKube()
        self.told: list[tuple[str, str, str]] = []
        self.ran: list[tuple[str, list[str]]] = []
        self.failing_events: dict[str, PilothouseError] = {}
        self.before_event: dict[str, Callable[[], None]] = {}
        self.warnings: list[str] = []
        self.service = self.connect(**environment)

    def connect(self, **environment: str) -> InProcessReleaseService:
        """A service as another process would have one."""
        kernel = build_kernel(
            Settings({"TILLER_STORAGE": "memory", "TILLER_NAMESPACE": self._namespace, "PILOTHOUSE_NO_CACHE": "1",
                      **environment})
        )  # fmt: skip
        self._wrap(kernel)
        self.kernel = kernel
        self.service = InProcessReleaseService(kernel)
        return self.service

    def _wrap(self, kernel: Kernel) -> None:
        first, tell = kernel.first, kernel.tell

        def answered(hook: str, **arguments: Any) -> Any:
            if hook == "helm_connect_kube":
                return self.kube
            if hook == "helm_run_chart_hooks":
                return self._run_hooks(**arguments)
            if hook == "helm_describe_objects":
                return f"objects of {arguments['namespace']}\n"
            return first(hook, **arguments)

        def told(hook: str, **arguments: Any) -> None:
            release: Release = arguments["release"]
            self.told.append((release.key, arguments["previous_status"], release.info.status))
            tell(hook, **arguments)

        self._patch.setattr(kernel, "first", answered)
        self._patch.setattr(kernel, "tell", told)
        self._patch.setattr(kernel, "warn", self.warnings.append)

    def _run_hooks(self, event: str, hooks: list[Any], **_: Any) -> ChartHookReport:
        names = [hook.manifest.name for hook in hooks]
        self.ran.append((event, names))
        if event in self.before_event:
            self.before_event.pop(event)()
        if event in self.failing_events:
            raise self.failing_events[event]
        return ChartHookReport(tuple(names))

    @property
    def driver(self) -> Memory:
        """The store behind the service."""
        return Memory(Connections(self.kernel))

    def records(self) -> list[tuple[int, str, str]]:
        """Revision, status and description of every readable record."""
        found = []
        for stored in self.driver.query({"OWNER": "TILLER"}):
            release = record.unpack(stored.body, stored.metadata.key)
            assert dict(stored.metadata.labels) == {
                "NAME": release.name, "OWNER": "TILLER", "STATUS": release.info.status, "VERSION": str(release.revision)
            }  # fmt: skip
            found.append((release.revision, release.info.status, release.info.description))
        return sorted(found)

    def set_status(self, key: str, status: str) -> None:
        """Leave a record as a process that was killed would have left it."""
        stored = self.driver.get(key)
        release = record.unpack(stored.body, key)
        release.info.status = status
        self.driver.update(key, record.pack(release), {**dict(stored.metadata.labels), "STATUS": status})

    def damage(self, key: str) -> None:
        """Make a record unreadable."""
        self.driver.update(key, "!!!", dict(self.driver.get(key).metadata.labels))

    def live(self) -> list[str]:
        """The live objects, by the last two parts of their paths."""
        paths = [path.split("/")[-2:] for path in self.kube.objects]
        return sorted("/".join(path) for path in paths if path[0] != "namespaces")


def failed(text: str = "it broke") -> ReleaseError:
    return ReleaseError(text)


def config_map(name: str, text: str = "one", *, annotations: str = "") -> str:
    """The template of a ConfigMap."""
    notes = f"\n  annotations: {{{annotations}}}" if annotations else ""
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}{notes}\ndata:\n  text: {text}\n"


def hook(name: str, events: str) -> str:
    """The template of a chart hook."""
    return config_map(name, annotations=f'helm.sh/hook: "{events}"')


def chart(*, values: str = "", version: str = "1.0.0", notes: str = "", **templates: str) -> Chart:
    """A chart called demo with one template file for each argument."""
    files = [File(f"templates/{name}.yaml", text.encode()) for name, text in templates.items()]
    if notes:
        files.append(File("templates/NOTES.txt", notes.encode()))
    return Chart(Metadata("demo", version), files, values)
