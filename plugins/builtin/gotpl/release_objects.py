"""A recorded release as Go values, for templates of the command line: ``get --template``.

Rules: the generated protobuf code of pkg/proto/hapi/{release,chart}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from ....core.golib.nil import NilPointer
from ....core.golib.types import GoFunction, Int32, Int64, Map, Slice, Struct, go
from ....core.model.chart import Chart, File
from ....core.model.manifest import ChartHook
from ....core.model.release import STATUSES, Release, ReleaseInfo, TestRun, TestSuite
from ....core.template_objects import ChartObject, Message, Timestamp, message_methods

_EVENTS = (
    "UNKNOWN",
    "PRE_INSTALL",
    "POST_INSTALL",
    "PRE_DELETE",
    "POST_DELETE",
    "PRE_UPGRADE",
    "POST_UPGRADE",
    "PRE_ROLLBACK",
    "POST_ROLLBACK",
    "RELEASE_TEST_SUCCESS",
    "RELEASE_TEST_FAILURE",
    "CRD_INSTALL",
)
_EVENT_WORDS = {"test-success": "RELEASE_TEST_SUCCESS", "test-failure": "RELEASE_TEST_FAILURE"}
_DELETE_POLICIES = ("SUCCEEDED", "FAILED", "BEFORE_HOOK_CREATION")
_DELETE_POLICY_WORDS = {
    "hook-succeeded": "SUCCEEDED",
    "hook-failed": "FAILED",
    "before-hook-creation": "BEFORE_HOOK_CREATION",
}
_TEST_STATUSES = ("UNKNOWN", "SUCCESS", "FAILURE", "RUNNING")


class _Enumeration(int):
    """A number of a protobuf enumeration; prints as its name."""

    __slots__ = ()
    go_type = "int32"
    go_kind = "int32"
    names: ClassVar[tuple[str, ...]] = ()

    def go_string(self) -> str:
        """The name."""
        return self.names[self]

    go_methods: ClassVar[Mapping[str, GoFunction]] = {"String": go(go_string)}

    @classmethod
    def named(cls, name: str) -> _Enumeration:
        """The number that has a name; the first one for a name that is unknown."""
        return cls(cls.names.index(name) if name in cls.names else 0)


class StatusCode(_Enumeration):
    """`.Release.Info.Status.Code`."""

    __slots__ = ()
    go_type = "release.Status_Code"
    names = STATUSES


class HookEvent(_Enumeration):
    """One of a chart hook's `.Events`."""

    __slots__ = ()
    go_type = "release.Hook_Event"
    names = _EVENTS


class HookDeletePolicy(_Enumeration):
    """One of a chart hook's `.DeletePolicies`."""

    __slots__ = ()
    go_type = "release.Hook_DeletePolicy"
    names = _DELETE_POLICIES


class TestStatus(_Enumeration):
    """The outcome of a test."""

    __slots__ = ()
    go_type = "release.TestRun_Status"
    names = _TEST_STATUSES


def _slice(element: str) -> type[Slice]:
    """The slice type of an element type."""
    return type("_Slice", (Slice,), {"__slots__": (), "go_type": f"[]{element}", "go_element": element})


_Events = _slice("release.Hook_Event")
_Policies = _slice("release.Hook_DeletePolicy")
_Hooks = _slice("*release.Hook")
_Tests = _slice("*release.TestRun")
_Charts = _slice("*chart.Chart")
_Templates = _slice("*chart.Template")
_Files = _slice("*any.Any")


class _Values(Map):
    """`.Config.Values`: never filled."""

    __slots__ = ()
    go_type = "map[string]*chart.Value"
    go_element = "*chart.Value"


class _ReleaseMessage(Message):
    """A message made of named values; nothing stands for no message."""

    def __init__(self, *values: Any) -> None:
        for attribute, value in zip(self.own, values, strict=True):
            setattr(self, attribute, value)

    own: ClassVar[tuple[str, ...]] = ()


def _message(name: str, fields: Iterable[tuple[str, str]]) -> type[_ReleaseMessage]:
    """The type of a message: its Go name, and its fields as Go and wire name."""
    pairs = tuple(fields)
    go_fields = {go_name: wire.lower() for go_name, wire in pairs} | Message.bookkeeping
    return type(
        name,
        (_ReleaseMessage,),
        {
            "go_type": name,
            "go_fields": go_fields,
            "wire_names": tuple(wire for _, wire in pairs),
            "go_methods": message_methods(go_fields),
            "own": tuple(wire.lower() for _, wire in pairs),
        },
    )


_Release = _message(
    "release.Release",
    (
        ("Name", "name"),
        ("Info", "info"),
        ("Chart", "chart"),
        ("Config", "config"),
        ("Manifest", "manifest"),
        ("Hooks", "hooks"),
        ("Version", "version"),
        ("Namespace", "namespace"),
    ),
)
_Info = _message(
    "release.Info",
    (
        ("Status", "status"),
        ("FirstDeployed", "first_deployed"),
        ("LastDeployed", "last_deployed"),
        ("Deleted", "deleted"),
        ("Description", "Description"),
    ),
)
_Status = _message(
    "release.Status",
    (("Code", "code"), ("Resources", "resources"), ("Notes", "notes"), ("LastTestSuiteRun", "last_test_suite_run")),
)
_TestSuite = _message(
    "release.TestSuite", (("StartedAt", "started_at"), ("CompletedAt", "completed_at"), ("Results", "results"))
)
_TestRun = _message(
    "release.TestRun",
    (
        ("Name", "name"),
        ("Status", "status"),
        ("Info", "info"),
        ("StartedAt", "started_at"),
        ("CompletedAt", "completed_at"),
    ),
)
_Hook = _message(
    "release.Hook",
    (
        ("Name", "name"),
        ("Kind", "kind"),
        ("Path", "path"),
        ("Manifest", "manifest"),
        ("Events", "events"),
        ("LastRun", "last_run"),
        ("Weight", "weight"),
        ("DeletePolicies", "delete_policies"),
        ("DeleteTimeout", "delete_timeout"),
    ),
)
_Chart = _message(
    "chart.Chart",
    (
        ("Metadata", "metadata"),
        ("Templates", "templates"),
        ("Dependencies", "dependencies"),
        ("Values", "values"),
        ("Files", "files"),
    ),
)
_Config = _message("chart.Config", (("Raw", "raw"), ("Values", "values")))
_Template = _message("chart.Template", (("Name", "name"), ("Data", "data")))
_File = _message("any.Any", (("TypeUrl", "type_url"), ("Value", "value")))


def release_object(release: Release) -> Struct:
    """A release as ``*release.Release``."""
    return _Release(
        release.name,
        _info(release.info),
        _chart(release.chart),
        _config(release.values_text),
        release.manifest,
        _Hooks(map(_hook, release.hooks)),
        Int32(release.revision),
        release.namespace,
    )


def root_object(go_type: str, data: dict[str, Any]) -> Struct:
    """The root object of a template that is a message: its Go type, and its fields by Go name."""
    return _message(go_type, ((name, name.lower()) for name in data))(*data.values())


def _info(info: ReleaseInfo) -> Struct:
    suite = info.last_test_suite_run
    tests = _suite(suite) if suite is not None else NilPointer("release.TestSuite")
    return _Info(
        _Status(StatusCode.named(info.status), info.resources, info.notes, tests),
        _moment(info.first_deployed),
        _moment(info.last_deployed),
        _moment(info.deleted),
        info.description,
    )


def _moment(nanoseconds: int | None) -> Any:
    return Timestamp(nanoseconds) if nanoseconds is not None else NilPointer("timestamp.Timestamp")


def _suite(suite: TestSuite) -> Struct:
    return _TestSuite(_moment(suite.started_at), _moment(suite.completed_at), _Tests(map(_run, suite.results)))


def _run(run: TestRun) -> Struct:
    status = TestStatus.named(run.status)
    return _TestRun(run.name, status, run.info, _moment(run.started_at), _moment(run.completed_at))


def _hook(hook: ChartHook) -> Struct:
    manifest = hook.manifest
    events = [_EVENT_WORDS.get(word) or word.replace("-", "_").upper() for word in hook.events]
    policies = [_DELETE_POLICY_WORDS.get(word, "") for word in hook.delete_policies]
    return _Hook(
        manifest.name,
        manifest.kind,
        manifest.source,
        manifest.content,
        _Events(map(HookEvent.named, events)),
        _moment(hook.last_run or None),
        Int32(hook.weight),
        _Policies(map(HookDeletePolicy.named, policies)),
        Int64(hook.delete_timeout),
    )


def _chart(chart: Chart) -> Struct:
    return _Chart(
        ChartObject(chart.metadata),
        _Templates([_Template(file.name, file.data) for file in chart.templates]),
        _Charts(map(_chart, chart.dependencies)),
        _config(chart.values_text),
        _Files([_any(file) for file in chart.files]),
    )


def _config(text: str) -> Struct:
    return _Config(str(text), _Values())


def _any(file: File) -> Struct:
    return _File(file.name, file.data)
