"""Reading the objects of a release from the cluster, and asking the rules of readiness about them.

What the cluster says is believed to be of any shape: a field that is not what it should be is as good as missing.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError, PilothouseError, UnknownKindError
from ....core.model.kube_object import ApiResource, KubeObject
from ....core.pod_selectors import pod_selector
from ....core.preview_states import manifest_objects
from .moments import moment_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.kernel import Kernel
    from ....core.model.release import Release
    from ....core.preview_states import ManifestObject
    from ....core.protocols import KubeClient
    from .hiding import Hiding

READY, NOT_READY, PRESENT, MISSING, UNKNOWN = "ready", "not ready", "present", "missing", "unknown"

FINE = frozenset((READY, PRESENT))
"""The states that want nobody's attention."""

_HOOK = "helm_register_readiness"
_MOST_OBJECTS = 1000
_MOST_PODS = 50
_MOST_NAMESPACES = 5
_MOST_EVENTS_READ = 3000
_MOST_EVENTS = 40
_LONGEST = 500


class _One:
    """An object of the manifest, and what was found of it."""

    def __init__(self, recorded: ManifestObject) -> None:
        self.recorded = recorded
        self.target: KubeObject | None = None
        self.live: dict[str, Any] = {}
        self.pods: list[dict[str, Any]] = []
        self.state = UNKNOWN
        self.why = recorded.error

    def read(self, kube: KubeClient, kernel: Kernel) -> None:
        """Ask the cluster. Raises KubeConnectionError and KubeTimeoutError; whatever else fails is the state."""
        recorded = self.recorded
        if recorded.content is None:
            return
        try:
            target = KubeObject(kube.resource(recorded.api_version, recorded.kind), recorded.namespace, recorded.name)
            self.target = target
            self.live = kube.get(target)
        except UnknownKindError as error:
            self.why = error.message
            return
        except KubeStatusError as error:
            self.state, self.why = (MISSING, "") if error.code == 404 else (UNKNOWN, error.message)
            return
        self._ask_rule(target, kube, kernel)
        self._read_pods(target, kube)

    def _ask_rule(self, target: KubeObject, kube: KubeClient, kernel: Kernel) -> None:
        rule = _rule(target.resource, kernel)
        if rule is None:
            self.state = PRESENT
            return
        try:
            why = rule(self.live, target.namespace, kube)
        except PilothouseError as error:
            self.why = error.message
        except Exception as error:
            self.why = f"the readiness rule failed: {type(error).__name__}: {error}"
        else:
            self.state, self.why = (NOT_READY, str(why)) if why else (READY, "")

    def _read_pods(self, target: KubeObject, kube: KubeClient) -> None:
        try:
            selector = pod_selector(target.resource, self.live)
            if selector:
                found = kube.list_objects(kube.resource("v1", "Pod"), target.namespace, labels=selector)
                self.pods = [pod for pod in found if isinstance(pod, dict)][:_MOST_PODS]
        except (KubeError, AttributeError, TypeError):
            self.pods = []


class LiveObjects:
    """The objects of a revision in a cluster; `left_out` is how many there are beyond what is looked at."""

    def __init__(self, release: Release, kube: KubeClient, kernel: Kernel) -> None:
        recorded = manifest_objects(release)
        self._all = [_One(one) for one in recorded[:_MOST_OBJECTS]]
        self._kube = kube
        self._kernel = kernel
        self.left_out = max(len(recorded) - _MOST_OBJECTS, 0)

    def read(self) -> None:
        """Ask the cluster about all of them. Raises KubeError when it cannot be reached."""
        self._kube.in_parallel([self._reading(one) for one in self._all])

    def _reading(self, one: _One) -> Callable[[], None]:
        return lambda: one.read(self._kube, self._kernel)

    def rows(self, hiding: Hiding) -> list[dict[str, Any]]:
        """Each object as facts, in the order of the manifest."""
        return [
            {
                "kind": one.recorded.kind,
                "api_version": one.recorded.api_version,
                "name": one.recorded.name,
                "namespace": one.target.namespace if one.target is not None else one.recorded.namespace,
                "source": one.recorded.source,
                "state": one.state,
                "why": hiding.text(one.why)[:_LONGEST],
                "created": moment_of(_fields(one.live, "metadata").get("creationTimestamp")),
                "pods": [_pod(pod, hiding) for pod in one.pods],
            }
            for one in self._all
        ]

    def events(self, hiding: Hiding) -> list[dict[str, Any]]:
        """What happened to these objects and their Pods, the newest first; nothing where events cannot be read."""
        uids = {
            uid
            for one in self._all
            for content in (one.live, *one.pods)
            if isinstance(uid := _fields(content, "metadata").get("uid"), str)
        }
        namespaces = {one.target.namespace or "default" for one in self._all if one.live and one.target is not None}
        found: list[dict[str, Any]] = []
        for namespace in sorted(namespaces)[:_MOST_NAMESPACES]:
            try:
                events = self._kube.each_object(self._kube.resource("v1", "Event"), namespace)
                found += [
                    event
                    for event in islice(events, _MOST_EVENTS_READ)
                    if _fields(event, "involvedObject").get("uid") in uids
                ]
            except PilothouseError:
                continue
        found.sort(key=_when, reverse=True)
        return [_event(event, hiding) for event in found[:_MOST_EVENTS]]


def _rule(resource: ApiResource, kernel: Kernel) -> Any:
    """The rule of a kind: that of its version before that of every version; None where nobody has one."""
    every_version = f"{resource.group}/*" if resource.group else "*"
    for version in (resource.api_version, every_version):
        rule = kernel.registered(_HOOK, f"{version}/{resource.kind}")
        if rule is not None:
            return rule
    return None


def _fields(content: Any, name: str) -> dict[str, Any]:
    """A field of an object that holds fields; empty where it does not."""
    found = content.get(name) if isinstance(content, dict) else None
    return found if isinstance(found, dict) else {}


def _items(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = content.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _text(value: Any, hiding: Hiding | None = None) -> str:
    """A text, cut where it is long: after hiding, which does not find the beginning of a secret."""
    text = str(value) if isinstance(value, str | int) else ""
    return (text if hiding is None else hiding.text(text))[:_LONGEST]


def _pod(pod: dict[str, Any], hiding: Hiding) -> dict[str, Any]:
    """A Pod in a line: its phase, containers that are ready, how often they were started anew, what they wait for."""
    status = _fields(pod, "status")
    containers = _items(status, "containerStatuses")
    waiting = []
    for container in (*_items(status, "initContainerStatuses"), *containers):
        state = _fields(container, "state")
        kept = _fields(state, "waiting") or _fields(state, "terminated")
        reason = _text(kept.get("reason"))
        if reason and reason != "Completed":
            message = _text(kept.get("message"), hiding)
            waiting.append(f"{_text(container.get('name'))}: {reason}" + (f" ({message})" if message else ""))
    restarts = [container.get("restartCount") for container in containers]
    return {
        "name": _text(_fields(pod, "metadata").get("name")),
        "phase": _text(status.get("phase")) or "Unknown",
        "ready": sum(container.get("ready") is True for container in containers),
        "containers": len(_items(_fields(pod, "spec"), "containers")) or len(containers),
        "restarts": sum(count for count in restarts if isinstance(count, int)),
        "waiting": waiting,
    }


def _when(event: dict[str, Any]) -> str:
    for content, name in (
        (event, "lastTimestamp"),
        (_fields(event, "series"), "lastObservedTime"),
        (event, "eventTime"),
        (_fields(event, "metadata"), "creationTimestamp"),
    ):
        value = content.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def _event(event: dict[str, Any], hiding: Hiding) -> dict[str, Any]:
    about = _fields(event, "involvedObject")
    count = event.get("count")
    return {
        "type": _text(event.get("type")),
        "reason": _text(event.get("reason")),
        "message": _text(event.get("message"), hiding),
        "object": f"{_text(about.get('kind'))}/{_text(about.get('name'))}",
        "count": count if isinstance(count, int) and not isinstance(count, bool) else 1,
        "when": moment_of(_when(event)),
    }
