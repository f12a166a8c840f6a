"""The release service in this process: each operation is a module of its own, imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .connections import Connections
from .context import ServiceContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
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

        with ServiceContext(self._connections) as context:
            return install(context, request)

    def update(self, request: UpdateRequest) -> Release:
        """Upgrade a release; see `update.update`."""
        from .update import update

        with ServiceContext(self._connections) as context:
            return update(context, request)

    def rollback(self, request: RollbackRequest) -> Release:
        """Go back to an earlier revision; see `rollback.rollback`."""
        from .rollback import rollback

        with ServiceContext(self._connections) as context:
            return rollback(context, request)

    def preview(self, request: InstallRequest | UpdateRequest | RollbackRequest) -> ReleasePreview:
        """What an operation would do; see `preview.preview`."""
        from .preview import RehearsalContext, preview

        with RehearsalContext(self._connections) as context:
            return preview(context, request)

    def uninstall(self, request: UninstallRequest) -> UninstallResult:
        """Delete a release; see `uninstall.uninstall`."""
        from .uninstall import uninstall

        with ServiceContext(self._connections) as context:
            return uninstall(context, request)

    def list(self, request: ListRequest) -> ListResult:
        """One page of the releases that match; see `listing.list_releases`."""
        from .listing import list_releases

        with ServiceContext(self._connections) as context:
            return list_releases(context, request)

    def status(self, name: str, revision: int = 0) -> StatusResult:
        """The state of a revision with its live objects; see `status.status`."""
        from .status import status

        with ServiceContext(self._connections) as context:
            return status(context, name, revision)

    def content(self, name: str, revision: int = 0) -> Release:
        """A revision as it is recorded; see `content.content`."""
        from .content import content

        with ServiceContext(self._connections) as context:
            return content(context, name, revision)

    def history(self, name: str, limit: int) -> tuple[ReleaseSummary, ...]:
        """The newest revisions; see `history.history`."""
        from .history import history

        with ServiceContext(self._connections) as context:
            return history(context, name, limit)

    def list_records(self, request: ListRequest) -> Iterator[RecordPage]:
        """Whole revisions that match; see `record_pages.list_records`."""
        from .record_pages import list_records

        with ServiceContext(self._connections) as context:
            return list_records(context, request)

    def history_records(self, name: str, limit: int) -> tuple[bytes, ...]:
        """The newest revisions, whole; see `history.history_records`."""
        from .history import history_records

        with ServiceContext(self._connections) as context:
            return history_records(context, name, limit)

    def run_tests(self, request: TestRequest) -> Iterator[TestMessage]:
        """Run the tests of a release; see `run_tests.run_tests`."""
        from .run_tests import run_tests

        with ServiceContext(self._connections) as context:
            yield from run_tests(context, request)

    def unlock(self, request: UnlockRequest) -> UnlockResult:
        """Clear a pending revision whose operation is gone; see `unlock.unlock`."""
        from .unlock import unlock

        with ServiceContext(self._connections) as context:
            return unlock(context, request)

    def repair(self, request: RepairRequest) -> RepairResult:
        """Put damaged records out of the way; see `repair.repair`."""
        from .repair import repair

        with ServiceContext(self._connections) as context:
            return repair(context, request)
