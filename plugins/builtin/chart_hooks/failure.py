"""Says which chart hook failed, and where to look. Nothing of what is in the manifest is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError
from ....core.pod_selectors import pod_selector

if TYPE_CHECKING:
    from ....core.errors import PilothouseError
    from ....core.model.kube_object import KubeObject
    from ....core.model.manifest import ChartHook
    from ....core.protocols import KubeClient

_MOST_PODS = 3
_SUCCEEDED = "Succeeded"


def describe_failure(
    error: PilothouseError, event: str, hook: ChartHook, objects: list[KubeObject], kube: KubeClient
) -> None:
    """Add to an error's details which chart hook of which event it is about.

    For one that was waited for also its Pods and how to read their logs; what the server refuses has none. An object
    that exists already gets a hint about the delete policy that would have helped.
    """
    manifest = hook.manifest
    lines = [f"the {event} hook {manifest.kind}/{manifest.name} failed ({manifest.source})"]
    if not isinstance(error, KubeStatusError):
        lines += [text for target in objects for text in _pods(target, kube)]
    if "hook-failed" in hook.delete_policies and len(lines) > 1:
        lines.append("its delete policy hook-failed removes it with its logs")
    error.details = (*error.details, *lines)
    if isinstance(error, KubeStatusError) and error.reason == "AlreadyExists" and not error.hint:
        error.hint = (
            "it is there from an earlier run; with the annotation "
            '"helm.sh/hook-delete-policy": before-hook-creation it would be deleted first'
        )


def _pods(target: KubeObject, kube: KubeClient) -> list[str]:
    """What became of the Pods of a Job (or of a Pod), and the command that shows their logs."""
    resource = target.resource
    kind = (resource.api_version, resource.kind)
    if kind not in {("batch/v1", "Job"), ("v1", "Pod")}:
        return []
    try:
        live = kube.get(target)
        pods = [live] if kind[1] == "Pod" else _pods_of(target, live, kube)
    except KubeError:
        return []
    late = [pod for pod in pods if (pod.get("status") or {}).get("phase") != _SUCCEEDED]
    lines = [text for pod in late[:_MOST_PODS] for text in _states(pod)]
    if pods:
        what = target.name if kind[1] == "Pod" else f"job/{target.name}"
        lines.append(f"logs: kubectl logs --namespace {target.namespace} {what}")
    return lines


def _pods_of(target: KubeObject, live: dict[str, Any], kube: KubeClient) -> list[dict[str, Any]]:
    selector = pod_selector(target.resource, live)
    if not selector:
        return []
    return kube.list_objects(kube.resource("v1", "Pod"), target.namespace, labels=selector)


def _states(pod: dict[str, Any]) -> list[str]:
    """A line about a Pod: its phase, and why its containers do not run."""
    status = pod.get("status") or {}
    name = (pod.get("metadata") or {}).get("name")
    why: list[str] = []
    for container in (*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())):
        state = container.get("state") or {}
        ended = state.get("terminated")
        kept = ended or state.get("waiting")
        if kept:
            code = f", exit code {ended['exitCode']}" if ended and "exitCode" in ended else ""
            why.append(f"container {container.get('name')}: {kept.get('reason') or 'ended'}{code}")
    return [f"Pod/{name} is {status.get('phase') or 'Unknown'}" + (f" ({'; '.join(why)})" if why else "")]
