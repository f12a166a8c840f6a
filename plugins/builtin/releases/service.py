"""The release service in this process: each operation is a module of its own, imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .connections import Connections
from .context import ServiceContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
    from ....core.model.capabilities import TillerVersion
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


class InProcessReleaseService:
    """`core.protocols.ReleaseService` without a Tiller: everything is done by this process.

    Safe for several threads: each call is an operation of its own, and operations meet in the store alone, as those of
    several processes do.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._connections = Connections(kernel)

    def version(self) -> TillerVersion:
        """The version that is reported to clients and templates."""
        from .version import tiller_version

        return tiller_version()

    def install(self, request: InstallRequest) -> Release:
        """Install a chart; see `install.install`."""
        from .install import install

        return install(ServiceContext(self._connections), request)

    def update(self, request: UpdateRequest) -> Release:
        """Upgrade a release; see `update.update`."""
        from .update import update

        return update(ServiceContext(self._connections), request)

    def rollback(self, request: RollbackRequest) -> Release:
        """Go back to an earlier revision; see `rollback.rollback`."""
        from .rollback import rollback

        return rollback(ServiceContext(self._connections), request)

    def uninstall(self, request: UninstallRequest) -> UninstallResult:
        """Delete a release; see `uninstall.uninstall`."""
        from .uninstall import uninstall

        return uninstall(ServiceContext(self._connections), request)

    def list(self, request: ListRequest) -> ListResult:
        """One page of the releases that match; see `listing.list_releases`."""
        from .listing import list_releases

        return list_releases(ServiceContext(self._connections), request)

    def status(self, name: str, revision: int = 0) -> StatusResult:
        """The state of a revision with its live objects; see `status.status`."""
        from .status import status

        return status(ServiceContext(self._connections), name, revision)

    def content(self, name: str, revision: int = 0) -> Release:
        """A revision as it is recorded; see `content.content`."""
        from .content import content

        return content(ServiceContext(self._connections), name, revision)

    def history(self, name: str, limit: int) -> tuple[ReleaseSummary, ...]:
        """The newest revisions; see `history.history`."""
        from .history import history

        return history(ServiceContext(self._connections), name, limit)

    def list_records(self, request: ListRequest) -> Iterator[RecordPage]:
        """Whole revisions that match; see `record_pages.list_records`."""
        from .record_pages import list_records

        return list_records(ServiceContext(self._connections), request)

    def history_records(self, name: str, limit: int) -> tuple[bytes, ...]:
        """The newest revisions, whole; see `history.history_records`."""
        from .history import history_records

        return history_records(ServiceContext(self._connections), name, limit)

    def run_tests(self, request: TestRequest) -> Iterator[TestMessage]:
        """Run the tests of a release; see `run_tests.run_tests`."""
        from .run_tests import run_tests

        return run_tests(ServiceContext(self._connections), request)

    def unlock(self, request: UnlockRequest) -> UnlockResult:
        """Clear a pending revision whose operation is gone; see `unlock.unlock`."""
        from .unlock import unlock

        return unlock(ServiceContext(self._connections), request)

    def repair(self, request: RepairRequest) -> RepairResult:
        """Put damaged records out of the way; see `repair.repair`."""
        from .repair import repair

        return repair(ServiceContext(self._connections), request)
