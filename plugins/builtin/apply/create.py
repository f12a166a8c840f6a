"""Installing: all objects of a manifest are new. Rules: Create in pkg/kube/client.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeError
from ....core.kube_namespace import ensure_namespace
from ....core.model.kube_object import ApplyReport
from .objects import label, named, perform

if TYPE_CHECKING:
    from ....core.model.kube_object import ApplyOptions, KubeObject, ManifestChange
    from ....core.protocols import KernelView, KubeClient
    from .strategy import Strategy


def create(
    change: ManifestChange, options: ApplyOptions, strategy: Strategy, kube: KubeClient, kernel: KernelView
) -> ApplyReport:
    """Create what a manifest says, in the release's namespace, and wait for it where that is wanted.

    Raises KubeError: of the server for the first object it refuses, ``no objects visited`` for an empty manifest.
    """
    ensure_namespace(kube, change.namespace)
    objects = list(change.prepared) or kube.build(change.wanted or "", change.namespace)

    def create_one(target: KubeObject) -> None:
        kernel.progress(f"creating {label(target)}")
        try:
            strategy.create(target)
        except KubeError as error:
            raise named(error, target) from None

    try:
        perform(objects, create_one, kube)
    finally:
        kernel.progress("")
    if options.wait:
        kernel.first("helm_wait_until_ready", objects=objects, timeout=options.timeout, kube=kube)
    return ApplyReport(created=tuple(map(label, objects)))
