"""The release service in this process: each operation is a module of its own, imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """`core.protocols.ReleaseService` without a Tiller: everything is done by this process."""

    def __init__(self, kernel: Kernel) -> None:
        self._context = ServiceContext(kernel)

    def version(self) -> TillerVersion:
        """The version that is reported to clients and templates."""
        from .version import tiller_version

        return tiller_version()

    def install(self, request: InstallRequest) -> Release:
        """Install a chart; see `install.install`."""
        from .install import install

        return install(self._context, request)

    def update(self, request: UpdateRequest) -> Release:
        """Upgrade a release; see `update.update`."""
        from .update import update

        return update(self._context, request)

    def rollback(self, request: RollbackRequest) -> Release:
        """Go back to an earlier revision; see `rollback.rollback`."""
        from .rollback import rollback

        return rollback(self._context, request)

    def uninstall(self, request: UninstallRequest) -> UninstallResult:
        """Delete a release; see `uninstall.uninstall`."""
        from .uninstall import uninstall

        return uninstall(self._context, request)

    def list(self, request: ListRequest) -> ListResult:
        """One page of the releases that match; see `listing.list_releases`."""
        from .listing import list_releases

        return list_releases(self._context, request)

    def status(self, name: str, revision: int = 0) -> StatusResult:
        """The state of a revision with its live objects; see `status.status`."""
        from .status import status

        return status(self._context, name, revision)

    def content(self, name: str, revision: int = 0) -> Release:
        """A revision as it is recorded; see `content.content`."""
        from .content import content

        return content(self._context, name, revision)

    def history(self, name: str, limit: int) -> tuple[ReleaseSummary, ...]:
        """The newest revisions; see `history.history`."""
        from .history import history

        return history(self._context, name, limit)

    def run_tests(self, request: TestRequest) -> Iterator[TestMessage]:
        """Run the tests of a release; see `run_tests.run_tests`."""
        from .run_tests import run_tests

        return run_tests(self._context, request)

    def unlock(self, request: UnlockRequest) -> UnlockResult:
        """Clear a pending revision whose operation is gone; see `unlock.unlock`."""
        from .unlock import unlock

        return unlock(self._context, request)

    def repair(self, request: RepairRequest) -> RepairResult:
        """Put damaged records out of the way; see `repair.repair`."""
        from .repair import repair

        return repair(self._context, request)
