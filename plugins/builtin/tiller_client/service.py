"""The release service as a Tiller has it: requests and answers of the protocol behind the methods of ours.

Rules: pkg/helm/client.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import DamagedRecordError, PilothouseError, ReleaseError, TillerError, UnsentRequestError
from ....core.golib.strconv import quote
from ....core.hapi.calls import CALLS
from ....core.hapi.summary import decode_summary
from ....core.model.release_requests import (
    HistoryRequest,
    ListResult,
    RevisionRequest,
)
from .statuses import INTERNAL, PERMISSION_DENIED, UNAVAILABLE, UNIMPLEMENTED, CallFailed, NotSent, code_word, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.capabilities import TillerVersion
    from ....core.model.plan import Plan
    from ....core.model.release import Release
    from ....core.model.release_requests import (
        InstallRequest,
        ListRequest,
        RecordPage,
        ReleaseSummary,
        RepairRequest,
        RepairResult,
        RollbackRequest,
        StatusResult,
        TestMessage,
        TestRequest,
        UninstallRequest,
        UninstallResult,
        UnlockRequest,
        UnlockResult,
        UpdateRequest,
    )
    from .channel import Channel

_OURS = b"pilothouse-version"
"""The key in the first metadata of every answer of a Tiller of ours."""
_DETAILS = b"pilothouse-error-bin"
_USUAL_LIMIT = 512
"""How many releases a list has at most that asks for no number. Rule: ListDefaultLimit in pkg/tiller."""
_HELMS_STRATEGY = "two-way"
"""How every Tiller changes objects."""
_FORBIDDEN = " is forbidden: User "
_HINTS = {
    PERMISSION_DENIED: "this Tiller has rules about who may ask for what: whoever runs it can say which",
    UNAVAILABLE: "Tiller, or what stands before it, takes no calls at the moment: run it again in a while",
}
"""What helps where the other side answers with a status."""
_HERE = "without --host and --tiller this works on the records themselves"


class TillerService:
    """A `ReleaseService` that is a Tiller's. Nothing is connected before the first question.

    Errors of a Tiller of ours have their class; those of Helm's are TillerError, whose text is all there is.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def version(self) -> TillerVersion:
        """The version of Tiller."""
        version: TillerVersion = self._ask("GetVersion", None)
        return version

    def install(self, request: InstallRequest) -> Release:
        """Install a chart."""
        self._check_plan(request.planned)
        self._check_strategy(request.apply_strategy)
        release: Release = self._ask("InstallRelease", request)
        return release

    def update(self, request: UpdateRequest) -> Release:
        """Upgrade a release."""
        self._check_plan(request.planned)
        self._check_strategy(request.apply_strategy)
        release: Release = self._ask("UpdateRelease", request)
        return release

    def rollback(self, request: RollbackRequest) -> Release:
        """Go back to an earlier revision."""
        self._check_strategy(request.apply_strategy)
        release: Release = self._ask("RollbackRelease", request)
        return release

    def uninstall(self, request: UninstallRequest) -> UninstallResult:
        """Delete a release."""
        result: UninstallResult = self._ask("UninstallRelease", request)
        return result

    def list(self, request: ListRequest) -> ListResult:
        """One page of the releases that match: all messages of the answer; what follows is told by the first."""
        first: RecordPage | None = None
        found: list[ReleaseSummary] = []
        for page in self.list_records(request.replace(summary=True)):
            first = first or page
            found += self._summaries(page)
            if len(found) > max(request.limit, _USUAL_LIMIT):
                raise TillerError("Tiller lists more releases than were asked for", code=code_word(INTERNAL))
        return ListResult(tuple(found), first.next, first.total) if first else ListResult()

    def status(self, name: str, revision: int = 0) -> StatusResult:
        """The state of a revision with its live objects."""
        result: StatusResult = self._ask("GetReleaseStatus", RevisionRequest(name, revision))
        return result

    def content(self, name: str, revision: int = 0) -> Release:
        """A revision as it is recorded."""
        release: Release = self._ask("GetReleaseContent", RevisionRequest(name, revision))
        return release

    def history(self, name: str, limit: int) -> tuple[ReleaseSummary, ...]:
        """The newest revisions, newest first."""
        return tuple(self._summaries(self._ask("GetHistory", HistoryRequest(name, limit, summary=True))))

    def list_records(self, request: ListRequest) -> Iterator[RecordPage]:
        """As `list`, whole revisions as on the wire."""
        yield from self._stream("ListReleases", request)

    def history_records(self, name: str, limit: int) -> tuple[bytes, ...]:
        """As `history`, whole revisions as on the wire."""
        page: RecordPage = self._ask("GetHistory", HistoryRequest(name, limit))
        return page.records

    def run_tests(self, request: TestRequest) -> Iterator[TestMessage]:
        """Run the tests of a release and report as they go."""
        yield from self._stream("RunReleaseTest", request)

    def unlock(self, request: UnlockRequest) -> UnlockResult:
        """Clear a pending revision, by a Tiller of ours."""
        result: UnlockResult = self._ask_ours("UnlockRelease", request, "unlock releases")
        return result

    def repair(self, request: RepairRequest) -> RepairResult:
        """Put damaged records out of the way, by a Tiller of ours."""
        result: RepairResult = self._ask_ours("RepairRelease", request, "repair records")
        return result

    def ping(self) -> None:
        """See whether Tiller serves. Raises TillerError. Rule: ping in pkg/helm/client.go."""
        from .health import PATH, REQUEST, check_answer

        try:
            check_answer(self._channel.unary(PATH, REQUEST))
        except CallFailed as error:
            raise _error(error) from None

    def close(self) -> None:
        """Hang up. The next question opens a connection again."""
        self._channel.close()

    def _ask(self, name: str, request: Any) -> Any:
        """The answer of one of the calls."""
        call = CALLS[name]
        try:
            return _decoded(name, self._channel.unary(call.path, call.encode_request(request)))
        except CallFailed as error:
            raise _error(error) from None

    def _stream(self, name: str, request: Any) -> Iterator[Any]:
        """The answers of one of the calls."""
        call = CALLS[name]
        try:
            for data in self._channel.stream(call.path, call.encode_request(request)):
                yield _decoded(name, data)
        except CallFailed as error:
            raise _error(error) from None

    def _ask_ours(self, name: str, request: Any, deed: str) -> Any:
        """The answer of a call that Helm's protocol does not have. Raises ReleaseError where Tiller does not either."""
        try:
            return self._ask(name, request)
        except TillerError as error:
            if error.code != code_word(UNIMPLEMENTED):
                raise
            raise ReleaseError(
                f"this Tiller cannot {deed}", details=(f"it is not one of Pilothouse: {error.message}",), hint=_HERE
            ) from None

    def _is_ours(self) -> bool:
        """Whether this Tiller is one of Pilothouse."""
        if not self._channel.fields:
            self.version()
        return field(self._channel.fields, _OURS) is not None

    def _check_plan(self, plan: Plan | None) -> None:
        """Raise UnsentRequestError for a plan that this Tiller would pass over."""
        if plan is not None and not self._is_ours():
            raise UnsentRequestError(
                "this Tiller cannot apply plans", details=("it is not one of Pilothouse",), hint=_HERE
            )

    def _check_strategy(self, strategy: str) -> None:
        """Raise UnsentRequestError for a strategy that this Tiller would pass over."""
        if strategy in ("", _HELMS_STRATEGY):
            return
        if not self._is_ours():
            raise UnsentRequestError(
                f"this Tiller cannot apply objects by the strategy {quote(strategy)}",
                details=(f"it is not one of Pilothouse: {_HELMS_STRATEGY} is what Helm's does",),
                hint="without --host and --tiller, releases are worked on here, by any strategy",
            )

    def _summaries(self, page: RecordPage) -> Iterator[ReleaseSummary]:
        return (_read(decode_summary, record) for record in page.records)


def _decoded(name: str, data: bytes) -> Any:
    return _read(CALLS[name].decode_response, data)


def _read(decode: Any, data: bytes) -> Any:
    """What is in a message. Raises TillerError for one that cannot be read. Rule: recv in grpc's rpc_util.go."""
    try:
        return decode(data)
    except DamagedRecordError as error:
        text = f"grpc: failed to unmarshal the received message {error.message}"
        raise TillerError(text, code=code_word(INTERNAL)) from None


def _error(failed: CallFailed) -> PilothouseError:
    """The error of a call that came to nothing, with its class where Tiller has told it."""
    if isinstance(failed, NotSent):
        return UnsentRequestError(str(failed), code=code_word(failed.code), hint=failed.hint)
    details = field(failed.fields, _DETAILS) if failed.fields else None
    if details is not None:
        from ....core.hapi.error_details import restored_error

        error = restored_error(str(failed), details)
        error.hint = error.hint or _hint_on_rights(error.message)
        return error
    hint = failed.hint or (_HINTS.get(failed.code, "") if failed.fields else "") or _hint_on_rights(str(failed))
    return TillerError(str(failed), code=code_word(failed.code), details=failed.details, hint=hint)


def _hint_on_rights(text: str) -> str:
    """What helps where the API server has refused something to Tiller; empty for another text."""
    return "these are the rights of Tiller, not yours: whoever runs it grants them" if _FORBIDDEN in text else ""
