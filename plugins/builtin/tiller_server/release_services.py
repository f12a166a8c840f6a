"""Tiller's ten methods, and ours beside them: requests in, the release service asked, answers out as bytes.

Rules: pkg/tiller/release_*.go. A client that goes away stops nothing: whoever began to change a cluster ends it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc

from ....core.hapi.calls import CALLS, CARE_SERVICE, RELEASE_SERVICE, Call
from ....core.hapi.summary import encode_summary
from ....core.model.release_requests import HistoryRequest, ListRequest, RecordPage, RevisionRequest, TestRequest
from .failures import checked

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from ....core.kernel import Kernel
    from ....core.model.release import Release
    from ....core.model.release_requests import ReleaseSummary, StatusResult, TestMessage
    from ....core.protocols import GrpcServing, ReleaseService


def add_release_service(serving: GrpcServing, kernel: Kernel) -> None:
    """Answer the calls of Tiller's service."""
    _add(RELEASE_SERVICE, serving)


def add_care_service(serving: GrpcServing, kernel: Kernel) -> None:
    """Answer the calls that Tiller's service does not have."""
    _add(CARE_SERVICE, serving)


def _add(service: str, serving: GrpcServing) -> None:
    handlers = {
        call.name: (
            grpc.unary_stream_rpc_method_handler(_StreamMethod(call, serving.releases))
            if call.streams
            else grpc.unary_unary_rpc_method_handler(_Method(call, serving.releases))
        )
        for call in CALLS.values()
        if call.service == service
    }
    serving.server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, handlers),))


class _Method:
    """A method with one answer, for requests that `decode_request` has decoded."""

    def __init__(self, call: Call, releases: ReleaseService) -> None:
        self.decode_request = call.decode_request
        self._encode = call.encode_response
        self._work = _WORK[call.name]
        self._releases = releases

    def __call__(self, request: Any, context: grpc.ServicerContext) -> bytes:
        """The answer as bytes. Raises what the release service raises, Refused for an answer that is too long."""
        return checked(self._encode(self._work(self._releases, request)))


class _StreamMethod(_Method):
    """A method with any number of answers."""

    def __call__(self, request: Any, context: grpc.ServicerContext) -> Iterator[bytes]:  # type: ignore[override]
        """The answers as bytes. Raises as a method with one answer does."""
        answers = self._work(self._releases, request)
        try:
            for answer in answers:
                yield checked(self._encode(answer))
        finally:
            answers.close()


def _list(releases: ReleaseService, request: ListRequest) -> Generator[RecordPage]:
    if not request.summary:
        yield from releases.list_records(request)
        return
    result = releases.list(request)
    if result.releases:
        yield RecordPage(_summaries(result.releases), result.next, result.total)


def _history(releases: ReleaseService, request: HistoryRequest) -> RecordPage:
    if request.summary:
        return RecordPage(_summaries(releases.history(request.name, request.limit)))
    return RecordPage(releases.history_records(request.name, request.limit))


def _summaries(summaries: tuple[ReleaseSummary, ...]) -> tuple[bytes, ...]:
    return tuple(encode_summary(summary) for summary in summaries)


def _status(releases: ReleaseService, request: RevisionRequest) -> StatusResult:
    return releases.status(request.name, request.revision)


def _content(releases: ReleaseService, request: RevisionRequest) -> Release:
    return releases.content(request.name, request.revision)


def _run_tests(releases: ReleaseService, request: TestRequest) -> Generator[TestMessage]:
    """The messages of a test run; when nobody takes them any more, the run still goes to its end."""
    messages = releases.run_tests(request)
    for message in messages:
        try:
            yield message
        except GeneratorExit:
            for _ in messages:
                pass
            raise


_WORK: dict[str, Callable[[ReleaseService, Any], Any]] = {
    "ListReleases": _list,
    "GetReleaseStatus": _status,
    "GetReleaseContent": _content,
    "UpdateRelease": lambda releases, request: releases.update(request),
    "InstallRelease": lambda releases, request: releases.install(request),
    "UninstallRelease": lambda releases, request: releases.uninstall(request),
    "GetVersion": lambda releases, _: releases.version(),
    "RollbackRelease": lambda releases, request: releases.rollback(request),
    "GetHistory": _history,
    "RunReleaseTest": _run_tests,
    "UnlockRelease": lambda releases, request: releases.unlock(request),
    "RepairRelease": lambda releases, request: releases.repair(request),
}
"""What each call asks of the release service."""
