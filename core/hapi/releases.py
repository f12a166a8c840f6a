"""Releases on the wire: `hapi.release.Release` and the model of a release, in both directions.

A record that Tiller wrote, decoded and encoded again, has the same bytes. Unknown fields are kept on the release, its
info, its status and its hooks (and on charts and values, see there); our own `extras` are a map in a field with a high
number, which Helm carries along unread. Numbers of an enumeration that this version does not know are texts of digits
in the model, and become the same numbers again.
"""

from __future__ import annotations

from typing import Any

from ..errors import DamagedRecordError, StorageError
from ..model.chart import Chart, Metadata
from ..model.manifest import DELETE_POLICIES, HOOK_EVENTS, ChartHook, Manifest
from ..model.release import STATUSES, Release, ReleaseInfo, TestRun, TestSuite
from .charts import chart_from_message, chart_message
from .messages import RELEASE
from .values_text import read_values_text, values_message
from .wire import UNKNOWN, decode, encode

TEST_STATUSES: tuple[str, ...] = ("UNKNOWN", "SUCCESS", "FAILURE", "RUNNING")
"""The word for each number of TestRun.Status."""

_SECOND = 1_000_000_000
_FIRST_SECOND, _LAST_SECOND = -62_135_596_800, 253_402_300_799
"""What a Timestamp may hold: the years 1 to 9999."""


class WireInfo(ReleaseInfo):
    """Facts about a release that were read with fields of Info and of Status that this version does not know."""

    __slots__ = ("status_unknown", "unknown")

    unknown: bytes
    status_unknown: bytes


class WireHook(ChartHook):
    """A chart hook that was read with fields that this version does not know."""

    __slots__ = ("unknown",)

    unknown: bytes


def encode_release(release: Release) -> bytes:
    """The bytes of a release as golang/protobuf writes them.

    Raises StorageError for a text that is not UTF-8, with Go's sentence, and for words that no enumeration has.
    """
    return encode(release_message(release), RELEASE)


def decode_release(data: bytes) -> Release:
    """The release in `data`; absent fields have the model's defaults, as in Go. Raises DamagedRecordError."""
    return release_from_message(decode(data, RELEASE))


def release_message(release: Release) -> dict[str, Any]:
    """The message of a release."""
    return {
        "name": release.name,
        "info": info_message(release.info),
        "chart": chart_message(release.chart),
        "config": values_message(release.values_text, written_when_empty=True),
        "manifest": release.manifest,
        "hooks": [_hook_message(hook) for hook in release.hooks],
        "version": release.revision,
        "namespace": release.namespace,
        "extras": release.extras,
        UNKNOWN: release.unknown,
    }


def release_from_message(message: dict[str, Any]) -> Release:
    """The release in a decoded message. Raises DamagedRecordError for times that are none."""
    chart = message.get("chart")
    return Release(
        message.get("name", ""),
        message.get("namespace", ""),
        message.get("version", 0),
        Chart(Metadata()) if chart is None else chart_from_message(chart),
        info=info_from_message(message.get("info", {})),
        values_text=read_values_text(message.get("config"), written_when_empty=True),
        manifest=message.get("manifest", ""),
        hooks=[_hook(item) for item in message.get("hooks", ())],
        extras=message.get("extras", {}),
        unknown=message.get(UNKNOWN, b""),
    )


def info_message(info: ReleaseInfo) -> dict[str, Any]:
    """The message of the facts about a release. Raises StorageError for a status that is none."""
    unknown, status_unknown = (info.unknown, info.status_unknown) if isinstance(info, WireInfo) else (b"", b"")
    return {
        "status": {
            "code": number_of(info.status, STATUSES),
            "resources": info.resources,
            "notes": info.notes,
            "last_test_suite_run": _suite_message(info.last_test_suite_run),
            UNKNOWN: status_unknown,
        },
        "first_deployed": timestamp(info.first_deployed),
        "last_deployed": timestamp(info.last_deployed),
        "deleted": timestamp(info.deleted),
        "description": info.description,
        UNKNOWN: unknown,
    }


def info_from_message(message: dict[str, Any]) -> ReleaseInfo:
    """The facts in a decoded message. Raises DamagedRecordError for times that are none."""
    status = message.get("status", {})
    unknown, status_unknown = message.get(UNKNOWN, b""), status.get(UNKNOWN, b"")
    info = (WireInfo if unknown or status_unknown else ReleaseInfo)(
        word(status.get("code", 0), STATUSES),
        first_deployed=nanoseconds(message.get("first_deployed")),
        last_deployed=nanoseconds(message.get("last_deployed")),
        deleted=nanoseconds(message.get("deleted")),
        description=message.get("description", ""),
        notes=status.get("notes", ""),
        resources=status.get("resources", ""),
        last_test_suite_run=_suite(status.get("last_test_suite_run")),
    )
    if isinstance(info, WireInfo):
        info.unknown, info.status_unknown = unknown, status_unknown
    return info


def _suite_message(suite: TestSuite | None) -> dict[str, Any] | None:
    if suite is None:
        return None
    return {
        "started_at": timestamp(suite.started_at),
        "completed_at": timestamp(suite.completed_at),
        "results": [
            {
                "name": run.name,
                "status": number_of(run.status, TEST_STATUSES),
                "info": run.info,
                "started_at": timestamp(run.started_at),
                "completed_at": timestamp(run.completed_at),
            }
            for run in suite.results
        ],
    }


def _suite(message: dict[str, Any] | None) -> TestSuite | None:
    if message is None:
        return None
    return TestSuite(
        nanoseconds(message.get("started_at")),
        nanoseconds(message.get("completed_at")),
        [
            TestRun(
                run.get("name", ""),
                word(run.get("status", 0), TEST_STATUSES),
                run.get("info", ""),
                nanoseconds(run.get("started_at")),
                nanoseconds(run.get("completed_at")),
            )
            for run in message.get("results", ())
        ],
    )


def _hook_message(hook: ChartHook) -> dict[str, Any]:
    return {
        "name": hook.manifest.name,
        "kind": hook.manifest.kind,
        "path": hook.manifest.source,
        "manifest": hook.manifest.content,
        "events": [number_of(event, HOOK_EVENTS) for event in hook.events],
        "last_run": timestamp(hook.last_run or None),
        "weight": hook.weight,
        "delete_policies": [number_of(policy, DELETE_POLICIES) for policy in hook.delete_policies],
        "delete_timeout": hook.delete_timeout,
        UNKNOWN: hook.unknown if isinstance(hook, WireHook) else b"",
    }


def _hook(message: dict[str, Any]) -> ChartHook:
    unknown = message.get(UNKNOWN, b"")
    hook = (WireHook if unknown else ChartHook)(
        Manifest(
            message.get("path", ""),
            message.get("manifest", ""),
            message.get("kind", ""),
            name=message.get("name", ""),
        ),
        [word(number, HOOK_EVENTS) for number in message.get("events", ())],
        message.get("weight", 0),
        [word(number, DELETE_POLICIES) for number in message.get("delete_policies", ())],
        message.get("delete_timeout", 0),
    )
    hook.last_run = nanoseconds(message.get("last_run")) or 0
    if isinstance(hook, WireHook):
        hook.unknown = unknown
    return hook


def word(number: int, words: tuple[str, ...]) -> str:
    """The word of an enumeration for a number; for one that it does not have, its digits."""
    return words[number] if 0 <= number < len(words) else str(number)


def number_of(text: str, words: tuple[str, ...]) -> int:
    """The number of a word of an enumeration, or of its digits. Raises StorageError for any other text."""
    if text in words:
        return words.index(text)
    try:
        return int(text)
    except ValueError:
        raise StorageError(f"{text!r} is none of {', '.join(words)}") from None


def nanoseconds(timestamp: dict[str, Any] | None) -> int | None:
    """The time in a decoded Timestamp. Raises DamagedRecordError where it is outside of what one may hold."""
    if timestamp is None:
        return None
    seconds: int = timestamp.get("seconds", 0)
    nanos: int = timestamp.get("nanos", 0)
    if not (_FIRST_SECOND <= seconds <= _LAST_SECOND and 0 <= nanos < _SECOND):
        raise DamagedRecordError(f"timestamp: seconds:{seconds} nanos:{nanos} out of range")
    return seconds * _SECOND + nanos


def timestamp(time: int | None) -> dict[str, Any] | None:
    """The message Timestamp of a time in nanoseconds; None for no time."""
    if time is None:
        return None
    seconds, nanos = divmod(time, _SECOND)
    return {"seconds": seconds, "nanos": nanos}
