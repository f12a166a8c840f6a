"""A small cluster in memory: objects stay, what is missing is missing, and any request can be made to fail."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import yaml
from pilothouse.core.errors import KubeError, KubeStatusError, UnknownKindError
from pilothouse.core.model.capabilities import KubeVersion
from pilothouse.core.model.kube_object import ApiResource, KubeObject
from stand_ins.scripted_kube import RESOURCES, not_found

Failure = Callable[[str], BaseException | None]


class LivingKube:
    """A KubeClient for the kinds of `scripted_kube.RESOURCES`.

    `objects` are the live objects by path, `writes` what was written (``create …``, ``patch …``, ``delete …``). A
    request for which `failures` has an error (by verb and path) fails with it; `phases` are the last phases of Pods.
    """

    def __init__(self) -> None:
        self.transport: Any = None
        self.objects: dict[str, dict[str, Any]] = {}
        self.writes: list[str] = []
        self.failures: dict[str, BaseException] = {}
        self.phases: dict[str, str] = {}
        self.logs: dict[str, str] = {}
        self.asked_versions = 0
        self.git_version = "v1.20.2+k3s1"
        self.manager = "pilothouse/me@here/1"
        """Who creates objects, in the notes of the server."""

    def _ask(self, verb: str, path: str) -> None:
        if verb not in {"get", "watch"}:
            self.writes.append(f"{verb} {path}")
        failure = self.failures.get(f"{verb} {path}")
        if failure is not None:
            raise failure

    def server_version(self) -> KubeVersion:
        return KubeVersion("1", "20", self.git_version)

    def api_versions(self) -> frozenset[str]:
        self.asked_versions += 1
        return frozenset({"v1", "v1/ConfigMap", "apps/v1"})

    def resource(self, api_version: str, kind: str) -> ApiResource:
        try:
            return RESOURCES[api_version, kind]
        except KeyError:
            raise UnknownKindError(f'no matches for kind "{kind}" in version "{api_version}"') from None

    def build(self, text: str, namespace: str) -> list[KubeObject]:
        built = []
        for content in yaml.safe_load_all(text):
            if content:
                try:
                    resource = self.resource(content["apiVersion"], content["kind"])
                except UnknownKindError as error:
                    raise UnknownKindError(f'unable to recognize "": {error.message}') from None
                metadata = content["metadata"]
                metadata.setdefault("namespace", namespace)
                built.append(KubeObject(resource, metadata["namespace"], metadata["name"], content))
        return built

    def get(self, target: KubeObject) -> dict[str, Any]:
        self._ask("get", target.path)
        if target.path not in self.objects:
            raise not_found(target.path)
        return copy.deepcopy(self.objects[target.path])

    def create(self, target: KubeObject) -> dict[str, Any]:
        self._ask("create", target.path)
        if target.path in self.objects:
            raise KubeStatusError(
                f'{target.resource.plural} "{target.name}" already exists', code=409, reason="AlreadyExists"
            )
        live = copy.deepcopy(target.content)
        live["metadata"]["creationTimestamp"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        live["metadata"]["managedFields"] = [{"manager": self.manager, "operation": "Update"}]
        self.objects[target.path] = live
        return copy.deepcopy(live)

    def patch(
        self, target: KubeObject, patch: dict[str, Any], content_type: str, *, query: tuple[tuple[str, str], ...] = ()
    ) -> dict[str, Any]:
        self._ask("patch", target.path)
        live = self.objects[target.path]
        _merge(live, patch)
        return copy.deepcopy(live)

    def delete(self, target: KubeObject, *, propagation: str = "Background", uid: str = "") -> None:
        self._ask("delete", target.path)
        if self.objects.pop(target.path, None) is None:
            raise not_found(target.path)

    def watch(
        self, resource: ApiResource, namespace: str, *, fields: str = "", resource_version: str = "", timeout: float = 0
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        name = fields.removeprefix("metadata.name=")
        path = resource.path(namespace, name)
        self._ask("watch", path)
        yield "ADDED", self.objects[path]
        yield "MODIFIED", {**self.objects[path], "status": {"phase": self.phases.get(name, "Succeeded")}}

    def pod_logs(self, namespace: str, name: str) -> str:
        if name not in self.logs:
            raise KubeError(f'pods "{name}" not found')
        return self.logs[name]

    def in_parallel(self, work: Sequence[Callable[[], None]]) -> None:
        for one in work:
            one()

    def age(self, path: str, seconds: int) -> None:
        """Let an object be older."""
        created = time.gmtime(time.time() - seconds)
        self.objects[path]["metadata"]["creationTimestamp"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", created)


def _merge(live: dict[str, Any], patch: dict[str, Any]) -> None:
    for key, value in patch.items():
        if key.startswith("$"):
            continue
        if value is None:
            live.pop(key, None)
        elif isinstance(value, dict) and isinstance(live.get(key), dict):
            _merge(live[key], value)
        else:
            live[key] = value
