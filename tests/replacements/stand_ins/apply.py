"""Objects are created with a label that says by whom."""

from pilothouse.core.model.kube_object import ApplyReport
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_apply_manifests(change, kube):
    if change.wanted is None:
        return ApplyReport(kept="nothing is ever deleted")
    objects = change.prepared or kube.build(change.wanted, change.namespace)
    for each in objects:
        each.content["metadata"]["labels"] = {"applied-by": "the-stand-in"}
        kube.create(each)
    return ApplyReport(created=tuple(f"{each.kind}/{each.name}" for each in objects))
