"""Operations on releases."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..core.errors import PilothouseError, UsageError
from ..core.model.chart import Chart
from ..core.model.client_requests import Installation, Upgrade
from ..core.model.release import ALL_STATUSES
from ..core.model.release_requests import (
    BY_CHART_NAME,
    BY_LAST_RELEASED,
    BY_NAME,
    InstallRequest,
    ListRequest,
    RollbackRequest,
    TestRequest,
    UninstallRequest,
    UpdateRequest,
)
from ..core.settings import KEYRING
from .arguments import checks_arguments
from .console import LOGGER
from .operations import Operations
from .records import TestResult
from .releases import Release, ReleaseStatus
from .values import Texts, Values, value_sources

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable, Sequence

    from ..core.model.release_requests import ReleaseSummary

_SORTING = {"name": BY_NAME, "date": BY_LAST_RELEASED, "chart": BY_CHART_NAME}
_FAILURE = "FAILURE"


@checks_arguments
class ReleaseOperations(Operations):
    """Making, changing, showing and deleting releases."""

    def install(
        self,
        chart: str | os.PathLike[str] | Chart,
        name: str = "",
        *,
        values: Values | None = None,
        files: Texts = (),
        set: Texts = (),
        set_string: Texts = (),
        set_file: Texts = (),
        namespace: str = "",
        version: str = "",
        repo: str = "",
        devel: bool = False,
        verify: bool = False,
        keyring: str | os.PathLike[str] = KEYRING,
        wait: bool = False,
        timeout: int = 300,
        atomic: bool = False,
        dry_run: bool = False,
        no_hooks: bool = False,
        no_crd_hook: bool = False,
        replace: bool = False,
        name_template: str = "",
        dep_up: bool = False,
        render_subchart_notes: bool = False,
        description: str = "",
        apply_strategy: str = "",
    ) -> Release:
        """Install a chart as a new release; without `name` one is made up."""
        request = InstallRequest(
            chart=chart if isinstance(chart, Chart) else None,
            name=name,
            namespace=namespace,
            dry_run=dry_run,
            disable_hooks=no_hooks,
            disable_crd_hook=no_crd_hook,
            reuse_name=replace,
            timeout=timeout,
            wait=wait,
            description=description,
            sub_notes=render_subchart_notes,
            apply_strategy=apply_strategy,
        )
        if dep_up and isinstance(chart, Chart):
            raise UsageError("dep_up takes the folder of a chart: this one is loaded already")
        location = self._location(chart, version, repo, verify, keyring)
        with self.operation(), self.services.lend() as service:
            installation = Installation(
                self._find(location, devel=devel),
                value_sources(values, files, set, set_string, set_file),
                request,
                name_template=name_template,
                atomic=atomic,
                update_requirements=dep_up,
            )
            return Release(self.client.install(service, installation), self.client)

    def upgrade(
        self,
        name: str,
        chart: str | os.PathLike[str] | Chart,
        *,
        values: Values | None = None,
        files: Texts = (),
        set: Texts = (),
        set_string: Texts = (),
        set_file: Texts = (),
        reset_values: bool = False,
        reuse_values: bool = False,
        install: bool = False,
        namespace: str = "",
        version: str = "",
        repo: str = "",
        devel: bool = False,
        verify: bool = False,
        keyring: str | os.PathLike[str] = KEYRING,
        wait: bool = False,
        timeout: int = 300,
        atomic: bool = False,
        dry_run: bool = False,
        force: bool = False,
        recreate_pods: bool = False,
        no_hooks: bool = False,
        cleanup_on_fail: bool = False,
        render_subchart_notes: bool = False,
        description: str = "",
        apply_strategy: str = "",
    ) -> Release:
        """Bring a release to a chart; with `install`, one that does not exist is installed into `namespace`."""
        request = UpdateRequest(
            name=name,
            chart=chart if isinstance(chart, Chart) else None,
            dry_run=dry_run,
            disable_hooks=no_hooks,
            recreate=recreate_pods,
            force=force,
            reset_values=reset_values,
            reuse_values=reuse_values,
            timeout=timeout,
            wait=wait,
            description=description,
            sub_notes=render_subchart_notes,
            cleanup_on_fail=cleanup_on_fail,
            apply_strategy=apply_strategy,
        )
        location = self._location(chart, version, repo, verify, keyring)
        with self.operation(), self.services.lend() as service:
            upgrade = Upgrade(
                self._find(location, devel=devel),
                value_sources(values, files, set, set_string, set_file),
                request,
                install=install,
                namespace=namespace,
                atomic=atomic,
            )
            return Release(self.client.upgrade(service, upgrade).release, self.client)

    def rollback(
        self,
        name: str,
        revision: int = 0,
        *,
        wait: bool = False,
        timeout: int = 300,
        dry_run: bool = False,
        force: bool = False,
        recreate_pods: bool = False,
        no_hooks: bool = False,
        cleanup_on_fail: bool = False,
        description: str = "",
        apply_strategy: str = "",
    ) -> Release:
        """Bring a release back to an earlier revision; 0 is the one before the newest."""
        request = RollbackRequest(
            name,
            revision,
            dry_run=dry_run,
            disable_hooks=no_hooks,
            recreate=recreate_pods,
            force=force,
            timeout=timeout,
            wait=wait,
            description=description,
            cleanup_on_fail=cleanup_on_fail,
            apply_strategy=apply_strategy,
        )
        with self.operation(), self.services.lend() as service:
            return Release(self.client.rollback(service, request), self.client)

    def delete(
        self,
        name: str,
        *,
        purge: bool = False,
        dry_run: bool = False,
        no_hooks: bool = False,
        timeout: int = 300,
        description: str = "",
    ) -> Release:
        """Delete a release, with `purge` its records too; with `dry_run` only see that it exists."""
        request = UninstallRequest(name, no_hooks, purge, timeout, description)
        with self.operation(), self.services.lend() as service:
            return Release(self.client.uninstall(service, request, dry_run=dry_run).release, self.client)

    def test(
        self,
        name: str,
        *,
        timeout: int = 300,
        cleanup: bool = False,
        parallel: bool = False,
        max: int = 20,
        logs: bool = False,
        check: bool = True,
    ) -> TestResult:
        """Run the tests of a release. Raises ReleaseError when one fails, unless `check` is False."""
        request = TestRequest(name, timeout, cleanup, parallel, max, logs)
        lines: builtins.list[str] = []
        failures = 0
        with self.operation(), self.services.lend() as service:
            try:
                for message in self.client.run_tests(service, request):
                    LOGGER.info("%s", self.kernel.concealed(message.text))
                    lines.append(message.text)
                    failures += message.status == _FAILURE
            except PilothouseError:
                if check or not failures:
                    raise
        return TestResult(tuple(lines), failures)

    def list(
        self,
        filter: str = "",
        *,
        namespace: str = "",
        statuses: Iterable[str] = (),
        all: bool = False,
        sort: str = "name",
        reverse: bool = False,
    ) -> builtins.list[ReleaseSummary]:
        """All releases whose names match a regular expression, the newest revision of each.

        `statuses` are words such as ``FAILED``; without any, deployed and failed releases are listed, with `all` those
        of every status. `sort` is ``name``, ``date`` or ``chart``.
        """
        if sort not in _SORTING:
            raise UsageError(f"releases are sorted by name, date or chart, not by {sort!r}")
        request = ListRequest(
            sort_by=_SORTING[sort],
            descending=reverse,
            filter=filter,
            statuses=ALL_STATUSES if all else tuple(statuses),
            namespace=namespace,
        )
        newest: dict[str, ReleaseSummary] = {}
        with self.operation(), self.services.lend() as service:
            while True:
                page = self.client.list(service, request)
                for one in page.releases:
                    if one.name not in newest or newest[one.name].revision < one.revision:
                        newest[one.name] = one
                if not page.next or page.next == request.offset:
                    return [*newest.values()]
                request = request.replace(offset=page.next)

    def status(self, name: str, *, revision: int = 0) -> ReleaseStatus:
        """The state of a revision (0: the newest) with its live objects."""
        with self.operation(), self.services.lend() as service:
            return ReleaseStatus(service.status(name, revision))

    def history(self, name: str, *, max: int = 256) -> Sequence[ReleaseSummary]:
        """The newest revisions of a release, the oldest of them first."""
        with self.operation(), self.services.lend() as service:
            return service.history(name, max)[::-1]

    def get(self, name: str, *, revision: int = 0) -> Release:
        """What is recorded about a revision (0: the newest): values, manifest, hooks, notes."""
        with self.operation(), self.services.lend() as service:
            return Release(service.content(name, revision), self.client)
