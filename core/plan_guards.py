"""What has to hold so that a plan still says what would be done: fingerprints of revisions and of live objects.

The version of an object that the server keeps changes with every status that a controller writes. So an object is
guarded by its uid and by what people write in it: everything but status, the server's own metadata, and the few fields
outside of the status that controllers of Kubernetes fill in. The number of replicas counts unless an autoscaler sets
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model.plan import PlanGuard
from .model.preview import NONE, RESTART

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .model.preview import ObjectPreview
    from .model.release import Release

SERVERS_METADATA = frozenset(
    ("creationTimestamp", "finalizers", "generation", "managedFields", "resourceVersion", "selfLink", "uid")
)
"""Fields of metadata that the server and controllers write."""

CONTROLLERS_ANNOTATIONS = frozenset(
    (
        "autoscaling.alpha.kubernetes.io/conditions",
        "autoscaling.alpha.kubernetes.io/current-metrics",
        "control-plane.alpha.kubernetes.io/leader",
        "deployment.kubernetes.io/revision",
        "endpoints.kubernetes.io/last-change-trigger-time",
        "pv.kubernetes.io/bind-completed",
        "pv.kubernetes.io/bound-by-controller",
        "volume.beta.kubernetes.io/storage-provisioner",
        "volume.kubernetes.io/selected-node",
        "volume.kubernetes.io/storage-provisioner",
    )
)
"""Annotations that controllers of Kubernetes write."""

CONTROLLERS_FIELDS = {
    "PersistentVolumeClaim": (("spec", "volumeName"),),
    "Pod": (("spec", "nodeName"),),
    "ServiceAccount": (("secrets",), ("imagePullSecrets",)),
}
"""Fields outside of the status that controllers fill in, by kind."""

CREATED = "there was none, and now there is one"
DELETED = "it is gone"
RECREATED = "it was deleted and made again"
CHANGED = "it was changed"


def release_fingerprint(release: Release) -> str:
    """The fingerprint of a revision as it is recorded; runs of its tests and times of its chart hooks do not count.

    Raises StorageError for what no record could hold.
    """
    from hashlib import sha256

    from .hapi.messages import RELEASE
    from .hapi.releases import release_message
    from .hapi.wire import encode

    message = release_message(release)
    message["info"]["status"]["last_test_suite_run"] = None
    for hook in message["hooks"]:
        hook["last_run"] = None
    return sha256(encode(message, RELEASE)).hexdigest()


def guards_of(objects: Iterable[ObjectPreview]) -> tuple[PlanGuard, ...]:
    """What guards the objects of a preview, each of them once, by its first state.

    Left out are Pods that are restarted, which controllers replace at any time, and a namespace that was only looked at
    because a release goes there. Raises JsonError for an object that is nested too deeply.
    """
    guards: dict[tuple[str, ...], PlanGuard] = {}
    for each in objects:
        if each.action != RESTART and (each.kind, each.action) != ("Namespace", NONE):
            group = each.api_version.rpartition("/")[0]
            guards.setdefault((group, each.kind, each.namespace, each.name), _guard(each))
    return tuple(guards.values())


def _guard(preview: ObjectPreview) -> PlanGuard:
    live = preview.live
    if live is None:
        return PlanGuard(preview.api_version, preview.kind, preview.namespace, preview.name)
    metadata = _mapping(live.get("metadata"))
    return PlanGuard(
        preview.api_version,
        preview.kind,
        preview.namespace,
        preview.name,
        uid=str(metadata.get("uid") or ""),
        resource_version=str(metadata.get("resourceVersion") or ""),
        content=object_fingerprint(live),
        replicas=_replicas(live),
    )


def how_it_moved(guard: PlanGuard, live: dict[str, Any] | None, is_autoscaled: Callable[[], bool]) -> str:
    """What has become of a guarded object, as the end of a sentence; empty where it is as it was.

    `live` is what the cluster has; `is_autoscaled` is asked only when nothing but the number of replicas differs.
    Raises JsonError for an object that is nested too deeply.
    """
    if not guard.uid:
        return CREATED if live is not None else ""
    if live is None:
        return DELETED
    metadata = _mapping(live.get("metadata"))
    if metadata.get("uid") != guard.uid:
        return RECREATED
    if guard.resource_version and metadata.get("resourceVersion") == guard.resource_version:
        return ""
    if metadata.get("deletionTimestamp") and object_fingerprint(live) != guard.content:
        return "it is being deleted"
    if object_fingerprint(live) != guard.content:
        return CHANGED
    replicas = _replicas(live)
    if replicas != guard.replicas and not is_autoscaled():
        return f"its replicas were set from {guard.replicas} to {replicas}"
    return ""


def object_fingerprint(live: dict[str, Any]) -> str:
    """The fingerprint of what people write in an object, its replicas excepted. Raises JsonError."""
    from hashlib import sha256

    from .golib.json import encode

    return sha256(encode(_guarded(live), False).encode()).hexdigest()


def _guarded(live: dict[str, Any]) -> dict[str, Any]:
    """A copy of an object, as far as it has to be one, without what the server and controllers write."""
    kept = {key: value for key, value in live.items() if key not in ("status", "apiVersion")}
    metadata = {key: value for key, value in _mapping(live.get("metadata")).items() if key not in SERVERS_METADATA}
    annotations = metadata.get("annotations")
    if isinstance(annotations, dict):
        own = {key: value for key, value in annotations.items() if key not in CONTROLLERS_ANNOTATIONS}
        metadata["annotations"] = own
        if not own:
            del metadata["annotations"]
    kept["metadata"] = metadata
    spec = kept.get("spec")
    if isinstance(spec, dict):
        kept["spec"] = {key: value for key, value in spec.items() if key != "replicas"}
    for path in CONTROLLERS_FIELDS.get(str(live.get("kind")), ()):
        holder = kept if len(path) == 1 else kept.get(path[0])
        if isinstance(holder, dict):
            holder.pop(path[-1], None)
    return kept


def _replicas(live: dict[str, Any]) -> int:
    replicas = _mapping(live.get("spec")).get("replicas")
    return replicas if isinstance(replicas, int) and not isinstance(replicas, bool) else -1


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
