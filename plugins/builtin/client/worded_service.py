"""The release service with its errors in the words that Helm's client prints. Rule: prettyError in cmd/helm/helm.go.

Helm's client takes what the service says for a format of fmt: ``100%`` becomes ``100%!(NOVERB)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from ....core.errors import KubeConnectionError, KubeLoginError, PilothouseError
from ....core.rehearsal_protocol import can_preview
from ....core.text import as_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ....core.model.capabilities import TillerVersion
    from ....core.model.preview import ReleasePreview
    from ....core.model.release import Release
    from ....core.model.release_requests import (
        InstallRequest,
        ListRequest,
        ListResult,
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
    from ....core.protocols import ReleaseService
    from ....core.rehearsal_protocol import PreviewingService

_Answer = TypeVar("_Answer")


class WordedService:
    """A `ReleaseService` in front of another one, whose errors it words."""

    def __init__(self, service: ReleaseService) -> None:
        self._service = service

    def version(self) -> TillerVersion:
        """See ReleaseService; its errors are not worded, because `version` makes others of them."""
        return self._service.version()

    def install(self, request: InstallRequest) -> Release:
        """See ReleaseService."""
        return _ask(lambda: self._service.install(request))

    def update(self, request: UpdateRequest) -> Release:
        """See ReleaseService."""
        return _ask(lambda: self._service.update(request))

    def rollback(self, request: RollbackRequest) -> Release:
        """See ReleaseService."""
        return _ask(lambda: self._service.rollback(request))

    def uninstall(self, request: UninstallRequest) -> UninstallResult:
        """See ReleaseService."""
        return _ask(lambda: self._service.uninstall(request))

    def list(self, request: ListRequest) -> ListResult:
        """See ReleaseService."""
        return _ask(lambda: self._service.list(request))

    def status(self, name: str, revision: int = 0) -> StatusResult:
        """See ReleaseService."""
        return _ask(lambda: self._service.status(name, revision))

    def content(self, name: str, revision: int = 0) -> Release:
        """See ReleaseService."""
        return _ask(lambda: self._service.content(name, revision))

    def history(self, name: str, limit: int) -> tuple[ReleaseSummary, ...]:
        """See ReleaseService."""
        return _ask(lambda: self._service.history(name, limit))

    def list_records(self, request: ListRequest) -> Iterator[RecordPage]:
        """See ReleaseService."""
        return _each(_ask(lambda: self._service.list_records(request)))

    def history_records(self, name: str, limit: int) -> tuple[bytes, ...]:
        """See ReleaseService."""
        return _ask(lambda: self._service.history_records(name, limit))

    def run_tests(self, request: TestRequest) -> Iterator[TestMessage]:
        """See ReleaseService; the messages are worded as errors are."""
        for message in _each(_ask(lambda: self._service.run_tests(request))):
            yield message.replace(text=as_format(message.text)) if "%" in message.text else message

    def unlock(self, request: UnlockRequest) -> UnlockResult:
        """See ReleaseService."""
        return _ask(lambda: self._service.unlock(request))

    def repair(self, request: RepairRequest) -> RepairResult:
        """See ReleaseService."""
        return _ask(lambda: self._service.repair(request))


class WordedPreviewingService(WordedService):
    """As `WordedService`, in front of one that can say what it would do."""

    def __init__(self, service: ReleaseService, previewing: PreviewingService) -> None:
        super().__init__(service)
        self._previewing = previewing

    def preview(self, request: InstallRequest | UpdateRequest | RollbackRequest) -> ReleasePreview:
        """See PreviewingService; what would break the operation off is worded as its error would be."""
        found = _ask(lambda: self._previewing.preview(request))
        return found.replace(error=as_format(found.error)) if "%" in found.error else found


def worded(service: ReleaseService) -> WordedService:
    """A service in front of another one, which can do as much as that one."""
    if can_preview(service):
        return WordedPreviewingService(cast("ReleaseService", service), service)
    return WordedService(service)


def _ask(call: Callable[[], _Answer]) -> _Answer:
    try:
        return call()
    except PilothouseError as error:
        _reword(error)
        raise


def _each(items: Iterator[_Answer]) -> Iterator[_Answer]:
    try:
        yield from items
    except PilothouseError as error:
        _reword(error)
        raise


def _reword(error: PilothouseError) -> None:
    """What kept this process from reaching the cluster is told as it is: in Helm that is the client's own error."""
    if not isinstance(error, KubeConnectionError | KubeLoginError):
        error.message = as_format(error.message)
