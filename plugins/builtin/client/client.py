"""The client as an object. What it does is in a module for each kind of operation, imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.client_requests import (
        Drift,
        DriftSearch,
        Fetching,
        Installation,
        LintedChart,
        Linting,
        LocalRendering,
        Packaging,
        RenderedLocally,
        Search,
        SearchHit,
        Upgrade,
        Upgraded,
    )
    from ....core.model.manifest import Manifest
    from ....core.model.options import ChartLocation
    from ....core.model.plan import Plan
    from ....core.model.preview import ReleasePreview
    from ....core.model.release import Release
    from ....core.model.release_requests import (
        ListRequest,
        ListResult,
        RollbackRequest,
        TestMessage,
        TestRequest,
        UninstallRequest,
        UninstallResult,
    )
    from ....core.model.render import RenderedFiles
    from ....core.model.repository import DownloadedChart, RefreshResult
    from ....core.model.service_target import ServiceTarget, TlsFiles
    from ....core.protocols import ReleaseService


class HelmClient:
    """See `core.client_protocol.Client`."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def service_target(self, files: TlsFiles | None) -> ServiceTarget:
        """See Client."""
        from .connecting import service_target

        return service_target(self._kernel, files)

    def connect(self, target: ServiceTarget) -> ReleaseService:
        """See Client."""
        from .connecting import connect

        return connect(self._kernel, target)

    def find_chart(self, location: ChartLocation, *, devel: bool = False) -> str:
        """See Client."""
        from .charts import find_chart

        return find_chart(self._kernel, location, devel=devel)

    def load_chart(self, path: str) -> Chart:
        """See Client."""
        from .charts import load_chart

        return load_chart(self._kernel, path)

    def install(self, service: ReleaseService, installation: Installation) -> Release:
        """See Client."""
        from .installing import install_release

        return install_release(self._kernel, service, installation)

    def upgrade(self, service: ReleaseService, upgrade: Upgrade) -> Upgraded:
        """See Client."""
        from .upgrading import upgrade_release

        return upgrade_release(self._kernel, service, upgrade)

    def rollback(self, service: ReleaseService, request: RollbackRequest) -> Release:
        """See Client."""
        from .undoing import roll_back

        return roll_back(self._kernel, service, request)

    def preview_upgrade(self, service: ReleaseService, upgrade: Upgrade) -> ReleasePreview:
        """See Client."""
        from .previewing import preview_upgrade

        return preview_upgrade(self._kernel, service, upgrade)

    def preview_rollback(self, service: ReleaseService, request: RollbackRequest) -> ReleasePreview:
        """See Client."""
        from .previewing import preview_rollback

        return preview_rollback(self._kernel, service, request)

    def plan_upgrade(self, service: ReleaseService, upgrade: Upgrade, preview: ReleasePreview) -> Plan:
        """See Client."""
        from .planning import plan_upgrade

        return plan_upgrade(self._kernel, service, upgrade, preview)

    def apply_plan(self, service: ReleaseService, plan: Plan, *, remote: bool) -> Release:
        """See Client."""
        from .planning import apply_plan

        return apply_plan(self._kernel, service, plan, remote=remote)

    def find_drift(self, service: ReleaseService, search: DriftSearch) -> Iterator[Drift]:
        """See Client."""
        from .drifting import find_drift

        return find_drift(self._kernel, service, search)

    def uninstall(
        self, service: ReleaseService, request: UninstallRequest, *, dry_run: bool = False
    ) -> UninstallResult:
        """See Client."""
        from .undoing import uninstall

        return uninstall(self._kernel, service, request, dry_run=dry_run)

    def list(self, service: ReleaseService, request: ListRequest) -> ListResult:
        """See Client."""
        from .releases import list_releases

        return list_releases(service, request)

    def run_tests(self, service: ReleaseService, request: TestRequest) -> Iterator[TestMessage]:
        """See Client."""
        from .releases import run_tests

        return run_tests(service, request)

    def values(self, release: Release, *, computed: bool = False) -> dict[str, Any]:
        """See Client."""
        from .releases import release_values

        return release_values(self._kernel, release, computed=computed)

    def render(self, rendering: LocalRendering) -> RenderedLocally:
        """See Client."""
        from .rendering import render_locally

        return render_locally(self._kernel, rendering)

    def manifests(
        self, files: RenderedFiles, *, wanted: Sequence[str] = (), chart_path: str = ""
    ) -> Sequence[Manifest]:
        """See Client."""
        from .rendering import manifests

        return manifests(self._kernel, files, wanted, chart_path)

    def lint(self, linting: Linting) -> Iterator[LintedChart]:
        """See Client."""
        from .linting import lint_charts

        return lint_charts(self._kernel, linting)

    def package(self, packaging: Packaging) -> str:
        """See Client."""
        from .packaging import package_chart

        return package_chart(self._kernel, packaging)

    def fetch(self, fetching: Fetching) -> DownloadedChart:
        """See Client."""
        from .fetching import fetch_chart

        return fetch_chart(self._kernel, fetching)

    def search(self, search: Search) -> Sequence[SearchHit]:
        """See Client."""
        from .searching import search_charts

        return search_charts(self._kernel, search)

    def refresh_repositories(self, name: str = "") -> Iterator[RefreshResult]:
        """See Client."""
        from .refreshing import refresh_repositories

        return refresh_repositories(self._kernel, name)
