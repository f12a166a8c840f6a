"""What a user of Helm asks for, as a protocol: the steps between a command line, or a program, and the plugins.

A client finds and reads charts, reads values, asks the release service, and undoes what fails where that is wanted. It
shows no results: whoever asks does. What is told while it works goes to the kernel's console.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .model.chart import Chart
    from .model.client_requests import (
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
    from .model.manifest import Manifest
    from .model.options import ChartLocation
    from .model.plan import Plan
    from .model.preview import ReleasePreview
    from .model.release import Release
    from .model.release_requests import (
        ListRequest,
        ListResult,
        RollbackRequest,
        TestMessage,
        TestRequest,
        UninstallRequest,
        UninstallResult,
    )
    from .model.render import RenderedFiles
    from .model.repository import DownloadedChart, RefreshResult
    from .model.service_target import ServiceTarget, TlsFiles
    from .protocols import ReleaseService


class Client(Protocol):
    """The operations of Helm's client. All methods raise `core.errors` with Helm's sentences."""

    def service_target(self, files: TlsFiles | None) -> ServiceTarget:
        """Which service the settings and the choice of TLS mean; None: what the environment says of TLS."""
        ...

    def connect(self, target: ServiceTarget) -> ReleaseService:
        """The service, with errors in the words of Helm's client."""
        ...

    def find_chart(self, location: ChartLocation, *, devel: bool = False) -> str:
        """The absolute path of a chart, downloaded where it is in a repository.

        With `devel`, versions under development count too unless the location has a version.
        """
        ...

    def load_chart(self, path: str) -> Chart:
        """The chart at a path, its requirements not yet applied."""
        ...

    def install(self, service: ReleaseService, installation: Installation) -> Release:
        """Install a chart as a new release."""
        ...

    def upgrade(self, service: ReleaseService, upgrade: Upgrade) -> Upgraded:
        """Bring a release to another chart or other values."""
        ...

    def rollback(self, service: ReleaseService, request: RollbackRequest) -> Release:
        """Bring a release back to an earlier revision."""
        ...

    def preview_upgrade(self, service: ReleaseService, upgrade: Upgrade) -> ReleasePreview:
        """What an upgrade would do; where `upgrade` installs what does not exist, what that installation would do.

        Nothing is recorded, changed or said. A service that cannot preview is asked for a dry run, and the cluster of
        the settings for the rest.
        """
        ...

    def preview_rollback(self, service: ReleaseService, request: RollbackRequest) -> ReleasePreview:
        """What a rollback would do, as `preview_upgrade`."""
        ...

    def plan_upgrade(self, service: ReleaseService, upgrade: Upgrade, preview: ReleasePreview) -> Plan:
        """The plan for what a preview of the same upgrade has shown. Nothing is changed.

        Raises ReleaseError for an upgrade that would break off, or that cannot be planned.
        """
        ...

    def apply_plan(self, service: ReleaseService, plan: Plan, *, remote: bool) -> Release:
        """Do what a plan says, or nothing: OutdatedPlanError when the release, an object or the cluster has moved.

        An atomic plan that fails half way is undone, as an upgrade is. `remote` says that the service is a Tiller:
        whether its cluster is the plan's is looked at from here then.
        """
        ...

    def find_drift(self, service: ReleaseService, search: DriftSearch) -> Iterator[Drift]:
        """How the live objects of releases differ from their records, and setting them back where that is wanted.

        A release that cannot be looked at does not keep others from it. Raises KubeConnectionError and KubeLoginError.
        """
        ...

    def uninstall(
        self, service: ReleaseService, request: UninstallRequest, *, dry_run: bool = False
    ) -> UninstallResult:
        """Delete a release; with `dry_run` only see that it exists."""
        ...

    def list(self, service: ReleaseService, request: ListRequest) -> ListResult:
        """A page of releases, the newest revision of each. Without statuses: deployed and failed ones."""
        ...

    def run_tests(self, service: ReleaseService, request: TestRequest) -> Iterator[TestMessage]:
        """Run the tests of a release and say how they go. Raises ReleaseError in the end when one failed."""
        ...

    def values(self, release: Release, *, computed: bool = False) -> dict[str, Any]:
        """The values that a release was given, or with `computed` those that its templates saw."""
        ...

    def render(self, rendering: LocalRendering) -> RenderedLocally:
        """Render a chart without a cluster."""
        ...

    def manifests(
        self, files: RenderedFiles, *, wanted: Sequence[str] = (), chart_path: str = ""
    ) -> Sequence[Manifest]:
        """Rendered files in the order of installation; of those only that `wanted` names by their paths, if any."""
        ...

    def lint(self, linting: Linting) -> Iterator[LintedChart]:
        """Check charts, one after the other."""
        ...

    def package(self, packaging: Packaging) -> str:
        """Pack a chart; the path of the archive."""
        ...

    def fetch(self, fetching: Fetching) -> DownloadedChart:
        """Download a chart; what is unpacked has the path of its folder."""
        ...

    def search(self, search: Search) -> Sequence[SearchHit]:
        """Charts of the registered repositories, the best hits first."""
        ...

    def refresh_repositories(self, name: str = "") -> Iterator[RefreshResult]:
        """Fetch the indexes of all registered repositories, or of one."""
        ...
