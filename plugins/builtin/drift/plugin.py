"""The extension points that `drift` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.kube_object import ApplyReport
    from ....core.model.preview import ObjectPreview, ReleasePreview
    from ....core.model.release import Release
    from ....core.protocols import KernelView, KubeClient


@hookimpl(trylast=True)
def helm_find_drift(release: Release, kube: KubeClient, kernel: KernelView) -> ReleasePreview:
    """Rehearse going from the record to the record by the three-way strategy. Raises KubeError."""
    from .find import find_drift

    return find_drift(release, kube, kernel)


@hookimpl(trylast=True)
def helm_correct_drift(
    release: Release, objects: list[ObjectPreview], kube: KubeClient, kernel: KernelView
) -> ApplyReport:
    """Do the same for the objects that have drifted. Raises KubeError."""
    from .correct import correct_drift

    return correct_drift(release, objects, kube, kernel)
