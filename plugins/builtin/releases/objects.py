"""The objects and chart hooks of a release on the cluster: what all operations do alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.model.apply_strategy import EXTRA as STRATEGY
from ....core.model.apply_strategy import TWO_WAY
from ....core.model.engine_use import EXTRA as ENGINES
from ....core.model.kube_object import ApplyOptions, ApplyReport, ChartHookOptions, KubeObject, ManifestChange

if TYPE_CHECKING:
    from ....core.model.release import Release
    from .context import ServiceContext


def choose_strategy(context: ServiceContext, requested: str, release: Release | None = None) -> str:
    """How objects are changed: as requested, else as the release says, else as the setting says, else two-way."""
    recorded = release.extras.get(STRATEGY, "") if release is not None else ""
    return requested or recorded or context.kernel.setting(STRATEGY) or TWO_WAY


def strategy_extras(context: ServiceContext, strategy: str, name: str, namespace: str) -> dict[str, str]:
    """What a release records of its strategy: nothing for Helm's own.

    Any other is tried on no objects, so that a release never records one that nobody knows. Raises UsageError then.
    """
    if strategy == TWO_WAY:
        return {}
    _apply(context, ManifestChange(name, namespace, "", ""), ApplyOptions(strategy))
    return {STRATEGY: strategy}


def engine_extras(engines: str) -> dict[str, str]:
    """What a release records of the engines that have rendered it: nothing for Helm's own alone."""
    return {ENGINES: engines} if engines else {}


def build(context: ServiceContext, release: Release) -> tuple[KubeObject, ...]:
    """The objects that a release's manifest stands for. Raises KubeError when the cluster does not know one."""
    return tuple(context.kube.build(release.manifest, release.namespace))


def create_objects(
    context: ServiceContext, release: Release, prepared: tuple[KubeObject, ...], options: ApplyOptions
) -> ApplyReport:
    """Create all objects of a release. Raises KubeError."""
    change = ManifestChange(release.name, release.namespace, None, release.manifest, prepared)
    return _apply(context, change, options)


def delete_objects(context: ServiceContext, release: Release) -> ApplyReport:
    """Delete all objects of a release; what fails is in the report."""
    options = ApplyOptions(choose_strategy(context, "", release))
    return _apply(context, ManifestChange(release.name, release.namespace, release.manifest, None), options)


def change_objects(
    context: ServiceContext,
    current: str,
    release: Release,
    prepared: tuple[KubeObject, ...],
    options: ApplyOptions,
) -> ApplyReport:
    """Bring the objects of the manifest text `current` to those of `release`. Raises KubeError."""
    change = ManifestChange(release.name, release.namespace, current, release.manifest, prepared)
    return _apply(context, change, options)


def _apply(context: ServiceContext, change: ManifestChange, options: ApplyOptions) -> ApplyReport:
    report: ApplyReport = context.kernel.first(
        "helm_apply_manifests", change=change, options=options, kube=context.kube
    )
    return report


def run_hooks(context: ServiceContext, event: str, release: Release, timeout: int) -> None:
    """Run the chart hooks that a release has for an event. Raises ReleaseError or KubeError when one fails."""
    hooks = [hook for hook in release.hooks for own in hook.events if own == event]
    if hooks:
        options = ChartHookOptions(release.name, release.namespace, timeout)
        context.kernel.first("helm_run_chart_hooks", event=event, hooks=hooks, options=options, kube=context.kube)
