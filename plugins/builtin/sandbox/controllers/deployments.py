"""Deployments: a ReplicaSet for each version of the template, the newest with all Pods, older ones kept for history."""

from __future__ import annotations

import copy
import json
import zlib
from typing import Any

from ..cluster import Cluster, owner_reference, safe_text
from ..store import Object

STORE = "apps/deployments"
_SETS = "apps/replicasets"
_HASH = "pod-template-hash"
_REVISION = "deployment.kubernetes.io/revision"
_AVAILABLE = ("MinimumReplicasAvailable", "Deployment has minimum availability.")
_UNAVAILABLE = ("MinimumReplicasUnavailable", "Deployment does not have minimum availability.")


def reconcile(cluster: Cluster, deployment: Object) -> None:
    """Roll a Deployment out by a step and count its Pods."""
    sets = cluster.controlled(deployment, _SETS)
    if not deployment["metadata"].get("deletionTimestamp"):
        newest = _newest(cluster, deployment, sets)
        _scale(cluster, deployment, newest, sets)
        sets = cluster.controlled(deployment, _SETS)
        for found in sets:
            annotations = found["metadata"].setdefault("annotations", {})
            if not _size_annotations(deployment["spec"]).items() <= annotations.items():
                annotations |= _size_annotations(deployment["spec"])
                cluster.update(_SETS, found)
    _count(cluster, deployment, sets)


def template_hash(template: Any) -> str:
    """A text for a template: the same for equal ones."""
    return safe_text(zlib.crc32(json.dumps(template, sort_keys=True).encode("utf-8", "replace")))


def _newest(cluster: Cluster, deployment: Object, sets: list[Object]) -> Object:
    """The ReplicaSet of the Deployment's template, made when there is none."""
    spec, metadata = deployment["spec"], deployment["metadata"]
    for found in sets:
        if _plain_template(found) == spec["template"]:
            return _marked_as_newest(cluster, deployment, found, sets)
    word = template_hash(spec["template"])
    template = copy.deepcopy(spec["template"])
    template["metadata"]["labels"] = {**(template["metadata"].get("labels") or {}), _HASH: word}
    selector = copy.deepcopy(spec["selector"])
    selector["matchLabels"] = {**(selector.get("matchLabels") or {}), _HASH: word}
    made: Object = {
        "kind": "ReplicaSet",
        "apiVersion": "apps/v1",
        "metadata": {
            "name": f"{metadata['name']}-{word}",
            "namespace": metadata["namespace"],
            "labels": dict(template["metadata"]["labels"]),
            "annotations": {_REVISION: str(_last_revision(sets) + 1), **_size_annotations(spec)},
            "ownerReferences": [owner_reference(deployment)],
        },
        "spec": {"replicas": _first_replicas(spec, sets), "selector": selector, "template": template},
        "status": {"replicas": 0},
    }
    existing = cluster.find(_SETS, metadata["namespace"], made["metadata"]["name"])
    if existing is not None:
        return existing
    cluster.create(_SETS, made)
    return _marked_as_newest(cluster, deployment, made, [*sets, made])


def _first_replicas(spec: Object, sets: list[Object]) -> int:
    """How many Pods a new ReplicaSet gets at once: none while those of others have to go first."""
    recreates = (spec.get("strategy") or {}).get("type") == "Recreate"
    return 0 if recreates and _total(sets, "replicas") else int(spec.get("replicas", 1))


def _size_annotations(spec: Object) -> dict[str, str]:
    """What the ReplicaSets of a Deployment carry about its size."""
    wanted = int(spec.get("replicas", 1))
    strategy = spec.get("strategy") or {}
    surge = _share((strategy.get("rollingUpdate") or {}).get("maxSurge", 0), wanted, round_up=True)
    return {
        "deployment.kubernetes.io/desired-replicas": str(wanted),
        "deployment.kubernetes.io/max-replicas": str(wanted + surge),
    }


def _share(limit: Any, whole: int, *, round_up: bool) -> int:
    """A number, or a percentage of a whole."""
    if isinstance(limit, str):
        digits = limit.removesuffix("%")
        percents = whole * int(digits[:9]) if digits.isdigit() else 0
        return -(-percents // 100) if round_up else percents // 100
    return limit if isinstance(limit, int) else 0


def _marked_as_newest(cluster: Cluster, deployment: Object, newest: Object, sets: list[Object]) -> Object:
    revision = _revision(newest)
    last = _last_revision(sets)
    if revision < last:
        revision = last + 1
        newest["metadata"].setdefault("annotations", {})[_REVISION] = str(revision)
        cluster.update(_SETS, newest)
    annotations = deployment["metadata"].setdefault("annotations", {})
    if annotations.get(_REVISION) != str(revision):
        annotations[_REVISION] = str(revision)
        cluster.update(STORE, deployment)
    return newest


def _scale(cluster: Cluster, deployment: Object, newest: Object, sets: list[Object]) -> None:
    """Fill the newest ReplicaSet, empty the others as its Pods become ready, and forget the oldest empty ones."""
    spec = deployment["spec"]
    wanted = spec.get("replicas", 1)
    others = [found for found in sets if found["metadata"]["uid"] != newest["metadata"]["uid"]]
    recreates = (spec.get("strategy") or {}).get("type") == "Recreate"
    old_pods = sum((found.get("status") or {}).get("replicas", 0) for found in others)
    if not (recreates and old_pods):
        _set_replicas(cluster, newest, wanted)
    ready = (newest.get("status") or {}).get("readyReplicas", 0)
    for found in others:
        if recreates or ready >= wanted:
            _set_replicas(cluster, found, 0)
    empty = [found for found in others if not found["spec"]["replicas"] and not found["status"].get("replicas")]
    empty.sort(key=_revision)
    for found in empty[: max(len(empty) - int(spec.get("revisionHistoryLimit", 10)), 0)]:
        cluster.remove(_SETS, found)


def _set_replicas(cluster: Cluster, found: Object, replicas: int) -> None:
    if found["spec"]["replicas"] != replicas:
        found["spec"]["replicas"] = replicas
        found["metadata"]["generation"] = int(found["metadata"].get("generation") or 0) + 1
        cluster.update(_SETS, found)


def _count(cluster: Cluster, deployment: Object, sets: list[Object]) -> None:
    """Write the status. Rule: pkg/controller/deployment/sync.go"""
    spec = deployment["spec"]
    newest = next((found for found in sets if _plain_template(found) == spec["template"]), None)
    pods, updated, ready = _total(sets, "replicas"), _total([newest], "replicas"), _total(sets, "readyReplicas")
    counts = {
        "replicas": pods,
        "updatedReplicas": updated,
        "readyReplicas": ready,
        "availableReplicas": ready,
        "unavailableReplicas": max(pods, int(spec.get("replicas", 1))) - ready,
    }
    status = {"observedGeneration": deployment["metadata"].get("generation", 1)}
    status |= {key: value for key, value in counts.items() if value}
    old = deployment.get("status") or {}
    done = ready >= spec.get("replicas", 1) and updated == pods == spec.get("replicas", 1)
    wanted = [
        _condition("Available", ready >= _least_available(spec), *(_AVAILABLE, _UNAVAILABLE)),
        _progress(newest, done),
    ]
    conditions = [_kept(entry, old.get("conditions") or (), cluster.timestamp) for entry in wanted]
    full: Object = {**status, "conditions": conditions}
    if full != old:
        deployment["status"] = full
        cluster.update(STORE, deployment)


def _least_available(spec: Object) -> int:
    """How many Pods have to be there. Rule: maxUnavailable, percentages rounded down"""
    wanted = int(spec.get("replicas", 1))
    strategy = spec.get("strategy") or {}
    return wanted - _share((strategy.get("rollingUpdate") or {}).get("maxUnavailable", 0), wanted, round_up=False)


def _condition(kind: str, holds: bool, yes: tuple[str, str], no: tuple[str, str]) -> dict[str, str]:
    reason, message = yes if holds else no
    return {"type": kind, "status": "True" if holds else "False", "reason": reason, "message": message}


def _progress(newest: Object | None, done: bool) -> dict[str, str]:
    name = newest["metadata"]["name"] if newest is not None else ""
    text = f'ReplicaSet "{name}" ' + ("has successfully progressed." if done else "is progressing.")
    reason = "NewReplicaSetAvailable" if done else "ReplicaSetUpdated"
    return {"type": "Progressing", "status": "True", "reason": reason, "message": text}


def _kept(entry: dict[str, str], old: Any, timestamp: str) -> dict[str, str]:
    """A condition with its times: unchanged ones keep theirs."""
    times = {"lastUpdateTime": timestamp, "lastTransitionTime": timestamp}
    for before in old:
        if before.get("type") == entry["type"]:
            if before.get("status") == entry["status"]:
                times["lastTransitionTime"] = before.get("lastTransitionTime", timestamp)
            if all(before.get(key) == entry[key] for key in entry):
                times["lastUpdateTime"] = before.get("lastUpdateTime", timestamp)
    return {"type": entry["type"], "status": entry["status"], **times, "reason": entry["reason"],
            "message": entry["message"]}  # fmt: skip


def _plain_template(found: Object) -> Object:
    """A ReplicaSet's template without what was added to the Deployment's."""
    template: Object = copy.deepcopy(found["spec"]["template"])
    (template["metadata"].get("labels") or {}).pop(_HASH, None)
    return template


def _total(sets: list[Any], key: str) -> int:
    return sum((found.get("status") or {}).get(key, 0) for found in sets if found is not None)


def _revision(found: Object) -> int:
    text = str((found["metadata"].get("annotations") or {}).get(_REVISION, "0"))
    return int(text) if text.isdigit() else 0


def _last_revision(sets: list[Object]) -> int:
    return max(map(_revision, sets), default=0)
