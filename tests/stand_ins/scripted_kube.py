"""A cluster whose answers a test writes down, and which remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import yaml
from pilothouse.core.errors import KubeStatusError
from pilothouse.core.model.kube_object import ApiResource, KubeObject

RESOURCES = {
    (resource.api_version, resource.kind): resource
    for resource in (
        ApiResource("", "v1", "ConfigMap", "configmaps", True),
        ApiResource("", "v1", "Event", "events", True),
        ApiResource("", "v1", "Namespace", "namespaces", False),
        ApiResource("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", True),
        ApiResource("", "v1", "Pod", "pods", True),
        ApiResource("", "v1", "ReplicationController", "replicationcontrollers", True),
        ApiResource("", "v1", "Service", "services", True),
        ApiResource("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", False),
        ApiResource("apiextensions.k8s.io", "v1beta1", "CustomResourceDefinition", "customresourcedefinitions", False),
        ApiResource("apps", "v1", "DaemonSet", "daemonsets", True),
        ApiResource("apps", "v1", "Deployment", "deployments", True),
        ApiResource("apps", "v1", "ReplicaSet", "replicasets", True),
        ApiResource("apps", "v1", "StatefulSet", "statefulsets", True),
        ApiResource("apps", "v1beta2", "ReplicaSet", "replicasets", True),
        ApiResource("batch", "v1", "Job", "jobs", True),
        ApiResource("batch.example.com", "v1", "Job", "jobs", True),
        ApiResource("example.com", "v2", "Database", "databases", True),
        ApiResource("extensions", "v1beta1", "Deployment", "deployments", True),
    )
}


def not_found(what: str = "it") -> KubeStatusError:
    return KubeStatusError(f"{what} not found", code=404, reason="NotFound")


def refused(code: int, reason: str, message: str = "") -> KubeStatusError:
    return KubeStatusError(message or reason, code=code, reason=reason)


class ScriptedKube:
    """Answers calls such as ``get /api/v1/namespaces/default/configmaps/x`` with what `script` has for them.

    What a call has is a list of answers, of which the last one is given ever after; exceptions are raised. Calls that
    have none are answered with 404, an empty list, or (creations) what was sent. `calls` is what was asked.
    """

    def __init__(self, script: Mapping[str, Sequence[Any]] | None = None) -> None:
        self.transport: Any = None
        self.calls: list[str] = []
        self.sent: list[dict[str, Any]] = []
        self._script = {call: list(answers) for call, answers in (script or {}).items()}

    def _answer(self, call: str, default: Callable[[], Any]) -> Any:
        self.calls.append(call)
        answers = self._script.get(call)
        if not answers:
            return default()
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _missing(self) -> Any:
        raise not_found()

    def resource(self, api_version: str, kind: str) -> ApiResource:
        return RESOURCES[api_version, kind]

    def build(self, text: str, namespace: str) -> list[KubeObject]:
        return [built(content, namespace) for content in yaml.safe_load_all(text) if content]

    def get(self, target: KubeObject) -> dict[str, Any]:
        found: dict[str, Any] = self._answer(f"get {target.path}", self._missing)
        return found

    def get_table(self, target: KubeObject) -> dict[str, Any]:
        found: dict[str, Any] = self._answer(f"table {target.path}", self._missing)
        return found

    def list_objects(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> list[dict[str, Any]]:
        call = " ".join(filter(None, ("list", resource.path(namespace), labels, fields)))
        found: list[dict[str, Any]] = self._answer(call, list)
        return found

    def list_table(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> dict[str, Any]:
        call = " ".join(filter(None, ("tables", resource.path(namespace), labels, fields)))
        found: dict[str, Any] = self._answer(call, self._missing)
        return found

    def create(self, target: KubeObject) -> dict[str, Any]:
        self.sent.append(target.content)
        made: dict[str, Any] = self._answer(f"create {target.path}", lambda: target.content)
        return made

    def patch(
        self, target: KubeObject, patch: dict[str, Any], content_type: str, *, query: tuple[tuple[str, str], ...] = ()
    ) -> dict[str, Any]:
        self.sent.append(patch)
        kind = content_type.removeprefix("application/")
        call = " ".join((f"patch {target.path} {kind}", *(f"{name}={value}" for name, value in query)))
        made: dict[str, Any] = self._answer(call, lambda: target.content)
        return made

    def delete(self, target: KubeObject, *, propagation: str = "Background", uid: str = "") -> None:
        self._answer(" ".join(filter(None, (f"delete {target.path}", propagation, uid))), self._missing)

    def watch(
        self, resource: ApiResource, namespace: str, *, fields: str = "", resource_version: str = "", timeout: float = 0
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        call = f"watch {resource.path(namespace)} {fields} from {resource_version} for {timeout:g}s"
        for event in self._answer(call, list):
            if isinstance(event, BaseException):
                raise event
            yield event

    def in_parallel(self, work: Sequence[Callable[[], None]]) -> None:
        self.calls.append(f"{len(work)} in parallel")
        for one in work:
            one()


def built(content: dict[str, Any], namespace: str = "default") -> KubeObject:
    """An object with its place, such as a client builds it from a document."""
    metadata = content["metadata"]
    resource = RESOURCES[content["apiVersion"], content["kind"]]
    return KubeObject(resource, metadata.get("namespace", namespace), metadata["name"], content)
