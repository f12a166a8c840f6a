"""Why objects are not ready, as the cluster tells it: their conditions, those of their Pods, and warnings.

Only what Kubernetes reports about objects is shown, nothing of what is in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError
from ....core.pod_selectors import pod_selector
from .pods import is_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.protocols import KubeClient
    from .rules import Waited

_LONGEST_LINE = 400
_LONGEST_MESSAGE = 120
_MOST_EVENTS = 3
_MOST_PODS = 3

_BAD_WHEN_TRUE = ("ReplicaFailure", "Failed")
"""Conditions that are bad news when they are true; all others are when they are not."""


def explain(waited: list[Waited], kube: KubeClient) -> Iterator[str]:
    """A line for each object: what it is, what is not ready, bad conditions, Pods that wait, the newest warnings.

    What the cluster does not tell is left out; never raises KubeError.
    """
    events = _warnings({one.target.namespace for one in waited}, kube)
    for one in waited:
        where = f" in {one.target.namespace}" if one.target.namespace else ""
        pods = _pods(one, kube)
        late = [pod for pod in pods if not is_ready(pod)][:_MOST_PODS]
        parts = [f"{one}{where}: {one.why}", *_conditions(one.live)]
        for pod in late:
            parts += _waiting_containers(pod) or ([] if pod is one.live else _waiting_pod(pod))
        parts += events.about(_uids([one.live, *pods]))
        yield _cut("; ".join(dict.fromkeys(parts)), _LONGEST_LINE)


class _Events:
    """Warnings, oldest first."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        self._events = events

    def about(self, uids: set[str]) -> list[str]:
        """The newest warnings about any of the objects with these uids."""
        found = [
            f"{event.get('reason')}: {_cut(event.get('message'))}"
            for event in self._events
            if (event.get("involvedObject") or {}).get("uid") in uids
        ]
        return list(dict.fromkeys(reversed(found)))[:_MOST_EVENTS]


def _warnings(namespaces: set[str], kube: KubeClient) -> _Events:
    events: list[dict[str, Any]] = []
    for namespace in sorted(namespaces):
        try:
            events += kube.list_objects(kube.resource("v1", "Event"), namespace or "default", fields="type=Warning")
        except KubeError:
            continue
    return _Events(sorted(events, key=lambda event: event.get("lastTimestamp") or event.get("eventTime") or ""))


def _pods(one: Waited, kube: KubeClient) -> list[dict[str, Any]]:
    """The Pods of a workload, or the Pod itself."""
    resource = one.target.resource
    if (resource.api_version, resource.kind) == ("v1", "Pod"):
        return [one.live]
    selector = pod_selector(resource, one.live)
    if not selector:
        return []
    try:
        return kube.list_objects(kube.resource("v1", "Pod"), one.target.namespace, labels=selector)
    except KubeError:
        return []


def _conditions(live: dict[str, Any]) -> list[str]:
    """The conditions that keep an object from being ready; custom resources may have anything in their place."""
    status = live.get("status")
    conditions = status.get("conditions") if isinstance(status, dict) else None
    texts = []
    for condition in conditions if isinstance(conditions, list) else ():
        if not isinstance(condition, dict):
            continue
        kind, state = condition.get("type"), condition.get("status")
        if (state == "True") == (kind in _BAD_WHEN_TRUE):
            why = ", ".join([text for text in (_cut(condition.get("reason")), _cut(condition.get("message"))) if text])
            texts.append(f"{kind} is {state}" + (f" ({why})" if why else ""))
    return texts


def _waiting_containers(pod: dict[str, Any]) -> list[str]:
    """Which containers of a Pod do not run, and why."""
    status = pod.get("status") or {}
    texts = []
    for container in (*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())):
        state = container.get("state") or {}
        kept = state.get("waiting") or state.get("terminated")
        if kept and kept.get("reason") not in (None, "Completed"):
            message = _cut(kept.get("message"))
            texts.append(
                f"container {container.get('name')} of Pod/{_metadata(pod).get('name')}: {kept['reason']}"
                + (f" ({message})" if message else "")
            )
    return texts


def _waiting_pod(pod: dict[str, Any]) -> list[str]:
    """That a Pod has not begun, and where it cannot be scheduled, why."""
    status = pod.get("status") or {}
    if status.get("phase") != "Pending":
        return []
    unscheduled = (one for one in status.get("conditions") or () if one.get("type") == "PodScheduled")
    why = [f"{one.get('reason')}: {_cut(one.get('message'))}" for one in unscheduled if one.get("status") == "False"]
    return [f"Pod/{_metadata(pod).get('name')} is Pending" + (f" ({why[0]})" if why else "")]


def _metadata(content: dict[str, Any]) -> dict[str, Any]:
    return content.get("metadata") or {}


def _uids(contents: list[dict[str, Any]]) -> set[str]:
    """The uids of objects and of their owners."""
    metadata = [_metadata(content) for content in contents]
    owners = [owner for one in metadata for owner in one.get("ownerReferences") or ()]
    return {one["uid"] for one in (*metadata, *owners) if one.get("uid")}


def _cut(text: Any, longest: int = _LONGEST_MESSAGE) -> str:
    """A text on one line that is not too long."""
    line = " ".join(str(text or "").split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
