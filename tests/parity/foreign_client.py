"""A plugin that reaches a Tiller by a client which others would have made: generated from the .proto files, on grpcio.

Nothing of this project's own codec is used: messages are betterproto2's, in the package `generated` beside this file,
and field by field they become the models that commands show. So a replay through it shows that the published protocol
is what the server speaks.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pilothouse.core.errors import ReleaseError
from pilothouse.core.golib.nil import NilMap, NilSlice
from pilothouse.core.model.capabilities import TillerVersion
from pilothouse.core.model.chart import Chart, File, Maintainer, Metadata
from pilothouse.core.model.manifest import DELETE_POLICIES, HOOK_EVENTS, ChartHook, Manifest
from pilothouse.core.model.release import Release, ReleaseInfo, TestRun, TestSuite
from pilothouse.core.model.release_requests import (
    InstallRequest,
    ListRequest,
    ListResult,
    ReleaseSummary,
    RollbackRequest,
    StatusResult,
    TestMessage,
    TestRequest,
    UninstallRequest,
    UninstallResult,
    UpdateRequest,
)
from pilothouse.core.model.service_target import ServiceTarget
from pilothouse.hookspecs import hookimpl

LARGEST = 20 * 1024 * 1024
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@hookimpl
def helm_connect_release_service(target: ServiceTarget) -> Any:
    """The client, for a Tiller at an address; None for anything else."""
    return ForeignClient(target.host) if target.host else None


class ForeignClient:
    """A release service at an address, as far as Tiller's own protocol has it."""

    def __init__(self, address: str) -> None:
        import grpc

        folder = str(Path(__file__).parent)
        if folder not in sys.path:
            sys.path.append(folder)
        from generated.hapi import chart, release
        from generated.hapi.services import tiller

        options = [("grpc.max_receive_message_length", LARGEST), ("grpc.max_send_message_length", LARGEST)]
        channel = grpc.insecure_channel(address, options=options)
        self._stub = tiller.ReleaseServiceStub(grpc.intercept_channel(channel, _named_client()))
        self._tiller, self._chart, self._release = tiller, chart, release

    def version(self) -> TillerVersion:
        """The server's version."""
        found = _asked(self._stub.get_version).version
        return TillerVersion(found.sem_ver, found.git_commit, found.git_tree_state)

    def install(self, request: InstallRequest) -> Release:
        """Install a chart."""
        message = self._tiller.InstallReleaseRequest(
            chart=self._chart_message(request.chart),
            values=self._chart.Config(raw=request.values_text),
            **_same(
                request, "dry_run name disable_hooks namespace reuse_name timeout wait disable_crd_hook description"
            ),
            sub_notes=request.sub_notes,
        )
        return _release(_asked(self._stub.install_release, message).release)

    def update(self, request: UpdateRequest) -> Release:
        """Upgrade a release."""
        message = self._tiller.UpdateReleaseRequest(
            chart=self._chart_message(request.chart),
            values=self._chart.Config(raw=request.values_text),
            **_same(
                request, "name dry_run disable_hooks recreate timeout reset_values wait reuse_values force description"
            ),
            **_same(request, "sub_notes cleanup_on_fail"),
        )
        return _release(_asked(self._stub.update_release, message).release)

    def rollback(self, request: RollbackRequest) -> Release:
        """Go back to a revision."""
        message = self._tiller.RollbackReleaseRequest(
            version=request.revision,
            **_same(request, "name dry_run disable_hooks recreate timeout wait force description cleanup_on_fail"),
        )
        return _release(_asked(self._stub.rollback_release, message).release)

    def uninstall(self, request: UninstallRequest) -> UninstallResult:
        """Delete a release."""
        message = self._tiller.UninstallReleaseRequest(**_same(request, "name disable_hooks purge timeout description"))
        answer = _asked(self._stub.uninstall_release, message)
        return UninstallResult(_release(answer.release), answer.info)

    def list(self, request: ListRequest) -> ListResult:
        """One page of releases, from all messages that bring it."""
        message = self._tiller.ListReleasesRequest(
            **_same(request, "limit offset filter namespace"),
            sort_by=self._tiller.ListSortSortBy[request.sort_by or "UNKNOWN"],
            sort_order=self._tiller.ListSortSortOrder["DESC" if request.descending else "ASC"],
            status_codes=[self._release.StatusCode[status] for status in request.statuses],
        )
        pages = list(_asked_stream(self._stub.list_releases(message)))
        releases = tuple(_summary(release) for page in pages for release in page.releases)
        return ListResult(releases, pages[-1].next if pages else "", pages[-1].total if pages else 0)

    def status(self, name: str, revision: int = 0) -> StatusResult:
        """The state of a revision."""
        message = self._tiller.GetReleaseStatusRequest(name=name, version=revision)
        answer = _asked(self._stub.get_release_status, message)
        return StatusResult(answer.name, answer.namespace, _info(answer.info), revision)

    def content(self, name: str, revision: int = 0) -> Release:
        """A revision as it is recorded."""
        message = self._tiller.GetReleaseContentRequest(name=name, version=revision)
        return _release(_asked(self._stub.get_release_content, message).release)

    def history(self, name: str, limit: int) -> tuple[ReleaseSummary, ...]:
        """The newest revisions."""
        message = self._tiller.GetHistoryRequest(name=name, max=limit)
        return tuple(_summary(release) for release in _asked(self._stub.get_history, message).releases)

    def run_tests(self, request: TestRequest) -> Iterator[TestMessage]:
        """Run the tests of a release."""
        message = self._tiller.TestReleaseRequest(**_same(request, "name timeout cleanup parallel max_parallel logs"))
        for answer in _asked_stream(self._stub.run_release_test(message)):
            yield TestMessage(answer.msg, answer.status.name)

    def _chart_message(self, chart: Chart | None) -> Any:
        if chart is None:
            return None
        kinds = self._chart
        metadata = kinds.Metadata(
            **{name: getattr(chart.metadata, name) for name in Metadata.__slots__ if name != "maintainers"},
            maintainers=[kinds.Maintainer(one.name, one.email, one.url) for one in chart.metadata.maintainers],
        )
        from generated.google.protobuf import Any as AnyMessage

        return kinds.Chart(
            metadata=metadata,
            templates=[kinds.Template(name=file.name, data=file.data) for file in chart.templates],
            dependencies=[self._chart_message(one) for one in chart.dependencies],
            values=kinds.Config(raw=chart.values_text),
            files=[AnyMessage(type_url=file.name, value=file.data) for file in chart.files],
        )


def _named_client() -> Any:
    """What tells the server the client's version, as every call has to."""
    import grpc

    class Interceptor(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):  # type: ignore[misc]
        def intercept_unary_unary(self, call: Any, details: Any, request: Any) -> Any:
            return call(details._replace(metadata=[("x-helm-api-client", "v2.14.0")]), request)

        intercept_unary_stream = intercept_unary_unary

    return Interceptor()


def _asked(method: Callable[..., Any], *arguments: Any) -> Any:
    """The answer to a call, every field of which has a name. Raises ReleaseError."""
    return next(_asked_stream(method(*arguments) for _ in range(1)))


def _asked_stream(answers: Iterable[Any]) -> Iterator[Any]:
    """The answers to a call, every field of which has a name. Raises ReleaseError."""
    import grpc

    try:
        for answer in answers:
            _refuse_unknown_fields(answer)
            yield answer
    except grpc.RpcError as error:
        closed = error.code() is grpc.StatusCode.UNAVAILABLE
        raise ReleaseError("transport is closing" if closed else str(error.details())) from None


def _refuse_unknown_fields(message: Any) -> None:
    """Raises ReleaseError for a field that the .proto files do not have."""
    import betterproto2

    if message._unknown_fields:
        raise ReleaseError(f"{type(message).__name__} has fields that nobody knows: {message._unknown_fields!r}")
    for value in vars(message).values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, betterproto2.Message):
                _refuse_unknown_fields(item)


def _same(request: Any, names: str) -> dict[str, Any]:
    """The fields that are called alike in the model and in the message."""
    return {name: getattr(request, name) for name in names.split()}


def _nanoseconds(moment: dt.datetime | None) -> int | None:
    """The model's form of a time, which is exact to the microsecond here."""
    return None if moment is None else (moment - EPOCH) // dt.timedelta(microseconds=1) * 1000


def _release(message: Any) -> Release:
    return Release(
        message.name,
        message.namespace,
        message.version,
        _chart(message.chart),
        info=_info(message.info),
        values_text=message.config.raw if message.config else "",
        manifest=message.manifest,
        hooks=[_hook(hook) for hook in message.hooks],
        extras=dict(message.extras),
    )


def _info(message: Any) -> ReleaseInfo:
    status = message.status
    return ReleaseInfo(
        status.code.name,
        first_deployed=_nanoseconds(message.first_deployed),
        last_deployed=_nanoseconds(message.last_deployed),
        deleted=_nanoseconds(message.deleted),
        description=message.description,
        notes=status.notes,
        resources=status.resources,
        last_test_suite_run=_suite(status.last_test_suite_run),
    )


def _suite(message: Any) -> TestSuite | None:
    if message is None:
        return None
    runs = [
        TestRun(
            run.name, run.status.name, run.info, _nanoseconds(run.started_at), _nanoseconds(run.completed_at)
        )
        for run in message.results
    ]  # fmt: skip
    return TestSuite(_nanoseconds(message.started_at), _nanoseconds(message.completed_at), runs)


def _hook(message: Any) -> ChartHook:
    hook = ChartHook(
        Manifest(message.path, message.manifest, message.kind, name=message.name),
        [HOOK_EVENTS[event] for event in message.events],
        message.weight,
        [DELETE_POLICIES[policy] for policy in message.delete_policies],
        message.delete_timeout,
    )
    hook.last_run = _nanoseconds(message.last_run) or 0
    return hook


def _chart(message: Any) -> Chart:
    metadata = Metadata()
    for name in Metadata.__slots__:
        value = getattr(message.metadata, name)
        if name == "maintainers":
            value = [Maintainer(one.name, one.email, one.url) for one in value]
        if value == []:
            value = NilSlice()
        setattr(metadata, name, NilMap() if value == {} else value)
    return Chart(
        metadata,
        [File(template.name, template.data) for template in message.templates],
        message.values.raw if message.values else "",
        [_chart(one) for one in message.dependencies],
        [File(file.type_url, file.value) for file in message.files],
    )


def _summary(message: Any) -> ReleaseSummary:
    metadata = message.chart.metadata
    return ReleaseSummary(
        message.name,
        message.version,
        message.info.status.code.name,
        _nanoseconds(message.info.last_deployed),
        metadata.name,
        metadata.version,
        metadata.app_version,
        message.namespace,
        message.info.description,
    )
