"""The extension point that chart_hooks answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.kube_object import ChartHookOptions, ChartHookReport
    from ....core.model.manifest import ChartHook
    from ....core.protocols import KernelView, KubeClient


@hookimpl
def helm_run_chart_hooks(
    event: str, hooks: list[ChartHook], options: ChartHookOptions, kube: KubeClient, kernel: KernelView
) -> ChartHookReport:
    """Run them by weight, then by name, as Tiller does. Raises ReleaseError and KubeError."""
    from .run import run_chart_hooks

    return run_chart_hooks(event, hooks, options, kube, kernel)
