"""Restoring the objects of a release that have drifted. No revision is made, and no chart hook runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import KubeConnectionError, KubeError, KubeLoginError, KubeTimeoutError
from ....core.model.kube_object import ApplyReport
from .restoring import Restorer, recorded_objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.model.preview import ObjectPreview
    from ....core.model.release import Release
    from ....core.protocols import KernelView, KubeClient


def correct_drift(
    release: Release, objects: Sequence[ObjectPreview], kube: KubeClient, kernel: KernelView
) -> ApplyReport:
    """Restore those of a release's objects that `objects` names: missing ones are created, others patched.

    Nothing is ever deleted: what the server refuses to patch is in the `errors` and in what is `left`. Raises
    KubeConnectionError, KubeLoginError and KubeTimeoutError when the cluster cannot be reached.
    """
    drifted = {(each.kind, each.namespace, each.name) for each in objects}
    targets, _ = recorded_objects(release, kube)
    restorer = Restorer(release, kube, kernel)
    created: list[str] = []
    changed: list[str] = []
    errors: list[str] = []
    left: list[str] = []
    for target in targets:
        if (target.kind, target.namespace, target.name) not in drifted:
            continue
        try:
            report = restorer.restore(target)
        except (KubeConnectionError, KubeLoginError, KubeTimeoutError):
            raise
        except KubeError as error:
            errors.append(f"{target.kind} {target.name}: {error.message}")
            left.append(f"{target.kind}/{target.name}")
            continue
        created += report.created
        changed += report.changed
    return ApplyReport(tuple(created), tuple(changed), errors=tuple(errors), left=tuple(left))
