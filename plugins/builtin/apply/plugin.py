"""The extension points that apply answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.kube_object import ApplyOptions, ApplyReport, ManifestChange
    from ....core.protocols import KernelView, KubeClient


@hookimpl(trylast=True)
def helm_apply_manifests(
    change: ManifestChange, options: ApplyOptions, kube: KubeClient, kernel: KernelView
) -> ApplyReport:
    """Create, update or delete by one of the built-in strategies.

    Raises UsageError for a strategy of another name, for all who might have known it were asked before.
    """
    if change.wanted is None:
        from .delete import delete

        return delete(change, kube, kernel)
    from .strategy import named_strategy

    strategy = named_strategy(options.strategy, kube)
    if change.current is None:
        from .create import create

        return create(change, options, strategy, kube, kernel)
    from .update import update

    return update(change, options, strategy, kube, kernel)
