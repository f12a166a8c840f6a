"""Looking before and after: what an upgrade or a rollback would change, what differs between revisions, drift."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..core.errors import PendingReleaseError, ReleaseError
from ..core.model.chart import Chart
from ..core.model.client_requests import DriftSearch, Upgrade
from ..core.model.comparison import Comparison, ComparisonOptions
from ..core.model.release_requests import RollbackRequest, UpdateRequest
from ..core.preview_states import hook_states, revision_states, states_of
from ..core.settings import KEYRING
from .arguments import checks_arguments
from .differences import Difference
from .operations import Operations
from .releases import Release
from .values import Texts, Values, texts, value_sources

if TYPE_CHECKING:
    from ..core.model.client_requests import Drift
    from ..core.model.comparison import ObjectStates
    from ..core.model.preview import ReleasePreview


@checks_arguments
class ComparingOperations(Operations):
    """Comparing what is with what would be, and what was. Only `apply` and `correct_drift` change anything."""

    def diff_upgrade(
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
        force: bool = False,
        recreate_pods: bool = False,
        no_hooks: bool = False,
        cleanup_on_fail: bool = False,
        render_subchart_notes: bool = False,
        description: str = "",
        apply_strategy: str = "",
        ignore: Texts = (),
        show_secrets: bool = False,
        plan: str | os.PathLike[str] = "",
    ) -> Difference:
        """What `upgrade` with the same arguments would change in the cluster.

        `ignore` are rules such as ``Deployment:spec.replicas`` that leave fields or objects out. With `plan`, what
        would be done is saved in that file, for `apply`; not where it would break off.
        """
        request = UpdateRequest(
            name=name,
            chart=chart if isinstance(chart, Chart) else None,
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
        sources = value_sources(values, files, set, set_string, set_file)
        options = _options(f"upgrade of {name}", ignore, show_secrets=show_secrets)
        with self.operation():
            path = self._find(location, devel=devel)
            upgrade = Upgrade(path, sources, request, install=install, namespace=namespace, atomic=atomic)
            return self._upgraded(upgrade, options, os.fspath(plan))

    def apply(self, plan: str | os.PathLike[str]) -> Release:
        """Do exactly what a plan says that `diff_upgrade` has saved, or nothing.

        Raises OutdatedPlanError when the cluster, the release or an object of the plan has moved since.
        """
        with self.operation(), self.services.lend() as service:
            opened = self.kernel.first("helm_open_plan", path=os.fspath(plan))
            remote = not self.services.is_here()
            return Release(self.client.apply_plan(service, opened, remote=remote), self.client)

    def diff_rollback(
        self,
        name: str,
        revision: int = 0,
        *,
        force: bool = False,
        recreate_pods: bool = False,
        no_hooks: bool = False,
        apply_strategy: str = "",
        ignore: Texts = (),
        show_secrets: bool = False,
    ) -> Difference:
        """What `rollback` with the same arguments would change in the cluster; 0: to the revision before the newest."""
        request = RollbackRequest(
            name=name,
            revision=revision,
            disable_hooks=no_hooks,
            recreate=recreate_pods,
            force=force,
            apply_strategy=apply_strategy,
        )
        with self.operation(), self.services.lend() as service:
            preview = self.client.preview_rollback(service, request)
            options = _options(f"rollback of {name}", ignore, show_secrets=show_secrets)
            return self._previewed(preview, options, hooks=not no_hooks)

    def diff_revisions(
        self, name: str, before: int, after: int = 0, *, ignore: Texts = (), show_secrets: bool = False
    ) -> Difference:
        """What differs between the manifests of two revisions, chart hooks included; 0: the newest."""
        with self.operation(), self.services.lend() as service:
            old, new = service.content(name, before), service.content(name, after)
            options = _options(f"{name}: {old.revision} and {new.revision}", ignore, show_secrets=show_secrets)
            return self._compared([*revision_states(old, new), *hook_states(old, new)], options)

    def drift(self, name: str, *, ignore: Texts = (), show_secrets: bool = False) -> Difference:
        """How the live objects of a release differ from what its deployed revision says."""
        found = self._drift(DriftSearch((name,), ignore=texts(ignore), show_secrets=show_secrets))
        return Difference(found.found or Comparison(f"drift of {name}"), self.kernel)

    def correct_drift(self, name: str, *, ignore: Texts = (), show_secrets: bool = False) -> Difference:
        """Set back what has drifted, and make again what is missing; the drift that is left."""
        found = self._drift(DriftSearch((name,), True, texts(ignore), show_secrets))
        return Difference(found.left or found.found or Comparison(f"drift of {name}"), self.kernel)

    def _drift(self, search: DriftSearch) -> Drift:
        with self.operation(), self.services.lend() as service:
            for found in self.client.find_drift(service, search):
                if found.skipped:
                    raise PendingReleaseError(f"{found.release} was not looked at: {found.skipped}")
                if found.error:
                    raise ReleaseError(f"{found.release} could not be looked at wholly", details=(found.error,))
                return found
        raise ReleaseError(f"{search.names[0]} was not looked at")

    def _upgraded(self, upgrade: Upgrade, options: ComparisonOptions, plan: str) -> Difference:
        """What an upgrade would change; it is planned too where `plan` names a file."""
        with self.services.lend() as service:
            preview = self.client.preview_upgrade(service, upgrade)
            difference = self._previewed(preview, options, hooks=not upgrade.request.disable_hooks)
            if plan and not difference.error:
                made = self.client.plan_upgrade(service, upgrade, preview)
                self.kernel.first("helm_save_plan", plan=made, path=plan)
            return difference

    def _previewed(self, preview: ReleasePreview, options: ComparisonOptions, *, hooks: bool) -> Difference:
        states = states_of(preview)
        if hooks:
            states += hook_states(preview.current, preview.planned)
        return self._compared(states, options.replace(error=preview.error))

    def _compared(self, states: list[ObjectStates], options: ComparisonOptions) -> Difference:
        return Difference(self.kernel.first("helm_compare_objects", objects=states, options=options), self.kernel)


def _options(title: str, ignore: Texts, *, show_secrets: bool) -> ComparisonOptions:
    return ComparisonOptions(title=title, ignore=texts(ignore), show_secrets=show_secrets)
