"""A release service that keeps what it is asked and answers what a test gives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.capabilities import TillerVersion
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.model.release import DEPLOYED, Release, ReleaseInfo
from pilothouse.core.model.release_requests import StatusResult

MOMENT = 1_136_214_245_000_000_007
"""Mon Jan  2 15:04:05 2006 and seven nanoseconds, UTC."""

MANIFEST = "\n---\n# Source: tiny/templates/cm.yaml\nkind: ConfigMap\nmetadata:\n  name: a\n"


class FakeReleaseService:
    """Answers by method name: a value, an error to be raised, or a function of the arguments."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def method(*arguments: Any) -> Any:
            self.asked.append((name, *arguments))
            answer = self.answers[name]
            if isinstance(answer, PilothouseError):
                raise answer
            return answer(*arguments) if callable(answer) else answer

        return method


CURRENT: list[FakeReleaseService] = []
"""The service that the plugin below answers with."""

PLUGIN = '''
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_connect_release_service(target):
    from fake_release_service import CURRENT
    return CURRENT[-1] if target.is_here else None
'''
"""Makes the current fake the release service."""


def make_release(name: str = "a", **changes: Any) -> Release:
    """A deployed release of a small chart, with a chart hook and a manifest."""
    metadata = Metadata("tiny", "0.1.0")
    metadata.app_version = "1.0"
    job = Manifest("tiny/templates/h.yaml", "kind: Job\n", "Job", "batch/v1", "a-job")
    fields: dict[str, Any] = {
        "info": ReleaseInfo(DEPLOYED, first_deployed=MOMENT, last_deployed=MOMENT, description="Install complete"),
        "values_text": "top: over\n",
        "manifest": MANIFEST,
        "hooks": [ChartHook(job, ["pre-install"])],
    }
    fields.update(changes)
    chart = Chart(metadata, values_text="message: hello\n")
    return Release(name, "default", fields.pop("revision", 1), fields.pop("chart", chart), **fields)


def make_status(name: str = "a", **changes: Any) -> StatusResult:
    """The state of a deployed release."""
    info = ReleaseInfo(DEPLOYED, first_deployed=MOMENT, last_deployed=MOMENT, description="Install complete")
    for attribute, value in changes.items():
        setattr(info, attribute, value)
    return StatusResult(name, "default", info, 1)


def messages(*items: Any) -> Iterator[Any]:
    """A stream that gives items and then, where the last one is an error, raises it."""
    for item in items:
        if isinstance(item, PilothouseError):
            raise item
        yield item


VERSION = TillerVersion("v2.17.0", "a690bad98af45b015bd3da1a41f6218b1a451dbe", "clean")
