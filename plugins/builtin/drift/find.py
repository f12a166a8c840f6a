"""How the objects of a release differ from its record: what restoring them would do, rehearsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeConnectionError, KubeError, KubeLoginError, KubeTimeoutError
from ....core.model.preview import NONE, ReleasePreview
from .restoring import STRATEGY, Restorer, recorded_objects

if TYPE_CHECKING:
    from ....core.model.release import Release
    from ....core.protocols import KernelView, KubeClient
    from ....core.rehearsal_protocol import Rehearsal


def find_drift(release: Release, kube: KubeClient, kernel: KernelView) -> ReleasePreview:
    """A preview from the live objects of a release to the recorded ones; nothing is changed.

    An object that the server would not restore says why in its own `error`; those that could not be looked at are in
    the preview's. Raises KubeConnectionError, KubeLoginError and KubeTimeoutError when the cluster cannot be asked.
    """
    rehearsal: Rehearsal = kernel.first("helm_rehearse_writes", kube=kube)
    targets, errors = recorded_objects(release, kube)
    restorer = Restorer(release, rehearsal, kernel)
    failed: dict[tuple[str, str, str], str] = {}
    for target in targets:
        try:
            restorer.restore(target)
        except (KubeConnectionError, KubeLoginError, KubeTimeoutError):
            raise
        except KubeError as error:
            failed[target.kind, target.namespace, target.name] = f"{target.kind} {target.name}: {error.message}"
    recorded = {(target.kind, target.namespace, target.name) for target in targets}
    # The namespace of what is missing was looked at as well.
    objects = tuple(
        each
        for each in rehearsal.objects()
        if each.action != NONE or (each.kind, each.namespace, each.name) in recorded
    )
    refused = {(each.kind, each.namespace, each.name) for each in objects if each.error}
    errors += [message for place, message in failed.items() if place not in refused]
    return ReleasePreview(release, release, release.revision, objects, STRATEGY, "; ".join(errors))
