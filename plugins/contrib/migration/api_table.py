"""Which kinds Kubernetes has moved to another API version, or dropped, and when.

Facts: the deprecation guide of Kubernetes (https://kubernetes.io/docs/reference/using-api/deprecation-guide/) and the
map of the helm-mapkubeapis plugin, whose format of map files is read here too.
"""

from __future__ import annotations

import re
from typing import Any

from ....core.errors import UsageError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.golib.yaml import load_map
from ....core.record import Record


class ApiMove(Record):
    """From `old` (an API version) `kinds` went to `new`, empty for nowhere.

    The versions are the minor ones of Kubernetes 1; `deprecated` is 0 where it is not known.
    """

    old: str
    kinds: tuple[str, ...]
    new: str
    deprecated: int
    removed: int

    @property
    def history(self) -> str:
        """Since when it is deprecated, where that is known, and in which version it was removed."""
        deprecated = f"deprecated since Kubernetes 1.{self.deprecated}, " if self.deprecated else ""
        return f"{deprecated}removed in {'' if deprecated else 'Kubernetes '}1.{self.removed}"


_RBAC_KINDS = ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
_WEBHOOK_KINDS = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
_FLOW_KINDS = ("FlowSchema", "PriorityLevelConfiguration")
_REVIEW_KINDS = ("LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview")

_MOVES: tuple[tuple[str, tuple[str, ...], str, int, int], ...] = (
    ("extensions/v1beta1", ("Deployment", "DaemonSet", "ReplicaSet"), "apps/v1", 9, 16),
    ("apps/v1beta1", ("Deployment", "StatefulSet", "ReplicaSet", "ControllerRevision"), "apps/v1", 9, 16),
    ("apps/v1beta2", ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ControllerRevision"), "apps/v1", 9, 16),
    ("extensions/v1beta1", ("NetworkPolicy",), "networking.k8s.io/v1", 9, 16),
    ("extensions/v1beta1", ("PodSecurityPolicy",), "policy/v1beta1", 11, 16),
    ("extensions/v1beta1", ("Ingress",), "networking.k8s.io/v1beta1", 14, 22),
    ("networking.k8s.io/v1beta1", ("Ingress", "IngressClass"), "networking.k8s.io/v1", 19, 22),
    ("policy/v1beta1", ("PodDisruptionBudget",), "policy/v1", 21, 25),
    ("policy/v1beta1", ("PodSecurityPolicy",), "", 21, 25),
    ("admissionregistration.k8s.io/v1beta1", _WEBHOOK_KINDS, "admissionregistration.k8s.io/v1", 16, 22),
    ("apiextensions.k8s.io/v1beta1", ("CustomResourceDefinition",), "apiextensions.k8s.io/v1", 16, 22),
    ("apiregistration.k8s.io/v1beta1", ("APIService",), "apiregistration.k8s.io/v1", 19, 22),
    ("authentication.k8s.io/v1beta1", ("TokenReview",), "authentication.k8s.io/v1", 19, 22),
    ("authorization.k8s.io/v1beta1", _REVIEW_KINDS, "authorization.k8s.io/v1", 19, 22),
    ("autoscaling/v2beta1", ("HorizontalPodAutoscaler",), "autoscaling/v2", 22, 25),
    ("autoscaling/v2beta2", ("HorizontalPodAutoscaler",), "autoscaling/v2", 23, 26),
    ("batch/v2alpha1", ("CronJob",), "batch/v1beta1", 8, 21),
    ("batch/v1beta1", ("CronJob",), "batch/v1", 21, 25),
    ("certificates.k8s.io/v1beta1", ("CertificateSigningRequest",), "certificates.k8s.io/v1", 19, 22),
    ("coordination.k8s.io/v1beta1", ("Lease",), "coordination.k8s.io/v1", 19, 22),
    ("discovery.k8s.io/v1beta1", ("EndpointSlice",), "discovery.k8s.io/v1", 21, 25),
    ("events.k8s.io/v1beta1", ("Event",), "events.k8s.io/v1", 19, 25),
    ("flowcontrol.apiserver.k8s.io/v1beta1", _FLOW_KINDS, "flowcontrol.apiserver.k8s.io/v1beta2", 23, 26),
    ("flowcontrol.apiserver.k8s.io/v1beta2", _FLOW_KINDS, "flowcontrol.apiserver.k8s.io/v1beta3", 26, 29),
    ("flowcontrol.apiserver.k8s.io/v1beta3", _FLOW_KINDS, "flowcontrol.apiserver.k8s.io/v1", 29, 32),
    ("node.k8s.io/v1beta1", ("RuntimeClass",), "node.k8s.io/v1", 20, 25),
    ("rbac.authorization.k8s.io/v1alpha1", _RBAC_KINDS, "rbac.authorization.k8s.io/v1", 17, 22),
    ("rbac.authorization.k8s.io/v1beta1", _RBAC_KINDS, "rbac.authorization.k8s.io/v1", 17, 22),
    ("scheduling.k8s.io/v1alpha1", ("PriorityClass",), "scheduling.k8s.io/v1", 14, 17),
    ("scheduling.k8s.io/v1beta1", ("PriorityClass",), "scheduling.k8s.io/v1", 14, 22),
    ("settings.k8s.io/v1alpha1", ("PodPreset",), "", 19, 20),
    ("storage.k8s.io/v1beta1", ("CSIDriver",), "storage.k8s.io/v1", 19, 22),
    ("storage.k8s.io/v1beta1", ("CSINode",), "storage.k8s.io/v1", 17, 22),
    ("storage.k8s.io/v1beta1", ("StorageClass",), "storage.k8s.io/v1", 19, 22),
    ("storage.k8s.io/v1beta1", ("VolumeAttachment",), "storage.k8s.io/v1", 19, 22),
    ("storage.k8s.io/v1beta1", ("CSIStorageCapacity",), "storage.k8s.io/v1", 24, 27),
)

MOVES: tuple[ApiMove, ...] = tuple(ApiMove(*move) for move in _MOVES)
"""What Kubernetes has moved, the oldest API versions first."""

MAX_MAP_FILE = 1024 * 1024
"""Bytes of a map file."""

_HEAD = re.compile(r"\s*apiVersion:[ \t]*(\S+)[ \t]*\r?\n[ \t]*kind:[ \t]*(\S+)\s*")
_VERSION = re.compile(r"v?1\.([0-9]{1,3})(?:[.+-].*)?")


class ApiTable:
    """Where a kind of an API version has gone. `moves` that come first win."""

    def __init__(self, moves: tuple[ApiMove, ...] = MOVES) -> None:
        self._moves: dict[tuple[str, str], ApiMove] = {}
        for move in moves:
            for kind in move.kinds:
                self._moves.setdefault((move.old, kind), move)

    def move_of(self, api_version: str, kind: str) -> ApiMove | None:
        """What became of a kind; None where nothing did. A list of a kind goes where the kind goes."""
        found = self._moves.get((api_version, kind))
        if found is None and kind.endswith("List"):
            found = self._moves.get((api_version, kind.removesuffix("List")))
        return found


def read_map_file(path: str) -> tuple[ApiMove, ...]:
    """The moves in a file of helm-mapkubeapis. Raises UsageError that says what is wrong with it."""
    try:
        with open(path, "rb") as stream:
            content = stream.read(MAX_MAP_FILE + 1)
    except OSError as error:
        raise UsageError(path_error("open", path, error)) from None
    if len(content) > MAX_MAP_FILE:
        raise UsageError(f"{path} is larger than {MAX_MAP_FILE} bytes")
    try:
        entries = load_map(content).get("mappings")
    except GoError as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    if not isinstance(entries, list):
        raise UsageError(f"{path} has no list of mappings")
    return tuple(_move(entry, f"{path}: mapping {number}") for number, entry in enumerate(entries, 1))


def _move(entry: Any, place: str) -> ApiMove:
    fields = entry if isinstance(entry, dict) else {}
    old = _head(fields.get("deprecatedAPI"), place)
    new = _head(fields["newAPI"], place) if fields.get("newAPI") else ("", old[1])
    if new[1] != old[1]:
        raise UsageError(f"{place} makes another kind of {quote(old[1])}")
    versions = [minor_version(str(fields.get(name) or "")) for name in ("deprecatedInVersion", "removedInVersion")]
    if versions[1] is None and versions[0] is None:
        raise UsageError(f"{place} says neither deprecatedInVersion nor removedInVersion, such as v1.16")
    removed = versions[1] if versions[1] is not None else versions[0]
    return ApiMove(old[0], (old[1],), new[0], versions[0] or 0, removed or 0)


def _head(text: Any, place: str) -> tuple[str, str]:
    found = _HEAD.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise UsageError(
            f"{place}: deprecatedAPI and newAPI are texts with two lines",
            hint='such as "apiVersion: apps/v1\\nkind: Deployment\\n"',
        )
    return found[1], found[2]


def minor_version(text: str) -> int | None:
    """The 16 of ``v1.16``; None for anything else."""
    found = _VERSION.fullmatch(text)
    return int(found[1]) if found else None
