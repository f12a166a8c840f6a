"""A release service on a cluster whose requests are written down, and what a preview of it says beside what happens."""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pilothouse.core.errors import PilothouseError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.kube_object import KubeObject, KubeRequest, KubeResponse
from pilothouse.core.model.preview import CHANGE, CREATE, DELETE, NONE, RECREATE, RESTART, ObjectPreview, ReleasePreview
from pilothouse.core.model.release import Release
from pilothouse.core.model.release_requests import InstallRequest, RollbackRequest, UpdateRequest
from pilothouse.core.protocols import KubeStream, KubeTransport
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.kube.client import Client, connect
from pilothouse.plugins.builtin.releases.service import InProcessReleaseService

Request = InstallRequest | UpdateRequest | RollbackRequest
Objects = dict[tuple[str, str], dict[str, Any]]

MERGE = "application/merge-patch+json"
KINDS = (
    ("v1", "ConfigMap"), ("v1", "Secret"), ("v1", "Service"), ("v1", "Pod"), ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"), ("batch/v1", "Job"), ("rbac.authorization.k8s.io/v1", "Role"),
)  # fmt: skip
_WITH_CONTROLLERS = ("Deployment", "StatefulSet", "Job")
"""Kinds whose objects change by themselves."""

_NUMBERS = itertools.count()
_OF_THE_SERVER = ("resourceVersion", "creationTimestamp", "uid", "generation", "managedFields", "selfLink")
_OF_CONTROLLERS = ("deployment.kubernetes.io/revision",)
_BY_CHANCE = ("clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort", "controller-uid")


class RecordingTransport:
    """Writes down every request that is no read, and sends it."""

    def __init__(self, transport: KubeTransport) -> None:
        self._transport = transport
        self.server = transport.server
        self.writes: list[KubeRequest] = []

    def request(self, request: KubeRequest) -> KubeResponse:
        if request.method != "GET":
            self.writes.append(request)
        return self._transport.request(request)

    def stream(self, request: KubeRequest) -> KubeStream:
        if request.method != "GET":
            self.writes.append(request)
        return self._transport.stream(request)

    def connect_pod(self, namespace: str, name: str, port: int) -> Any:
        raise AssertionError("nobody connects to Pods")

    def close(self) -> None:
        self._transport.close()


def is_dry_run(request: KubeRequest) -> bool:
    """Whether a server keeps nothing of a request: a deletion's options are in its body, where it has one."""
    if request.method == "DELETE" and request.body:
        return bool(json.loads(request.body).get("dryRun") == ["All"])
    return ("dryRun", "All") in request.query


class Happened(NamedTuple):
    """What an operation has really done: the objects before and after it, its error, and what was done to each."""

    before: Objects
    after: Objects
    error: str
    actions: dict[tuple[str, str], str]


class PreviewedWorld:
    """A service in a namespace of its own."""

    def __init__(self, transport: KubeTransport, patch: Any, **environment: str) -> None:
        self.namespace = f"preview-{os.getpid()}-{next(_NUMBERS)}"
        self.recorder = RecordingTransport(transport)
        settings = {"TILLER_NAMESPACE": f"{self.namespace}-records", "PILOTHOUSE_NO_CACHE": "1", **environment}
        self.kernel: Kernel = make_kernel(environment=settings)
        self.kube: Client = connect(self.recorder, self.kernel)
        first = self.kernel.first

        def answered(hook: str, **arguments: Any) -> Any:
            return self.kube if hook == "helm_connect_kube" else first(hook, **arguments)

        patch.setattr(self.kernel, "first", answered)
        self.service = InProcessReleaseService(self.kernel)
        for name in (self.namespace, f"{self.namespace}-records"):
            self.create(f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}\n")

    # --- what others do ---

    def create(self, manifest: str) -> None:
        for target in self.kube.build(manifest, self.namespace):
            self.kube.create(target)

    def change_by_hand(self, api_version: str, kind: str, name: str, patch: dict[str, Any]) -> None:
        self.kube.patch(self.target(api_version, kind, name), patch, MERGE)

    def delete_by_hand(self, api_version: str, kind: str, name: str) -> None:
        self.kube.delete(self.target(api_version, kind, name))

    def target(self, api_version: str, kind: str, name: str) -> KubeObject:
        return KubeObject(self.kube.resource(api_version, kind), self.namespace, name)

    def wait_for_pods(self, count: int) -> None:
        pods = self.kube.resource("v1", "Pod")
        end = time.monotonic() + 30
        while time.monotonic() < end:
            found = self.kube.list_objects(pods, self.namespace)
            if len(found) == count and all("deletionTimestamp" not in pod["metadata"] for pod in found):
                return
            time.sleep(0.05)
        raise AssertionError("no Pods")

    # --- what there is ---

    def objects(self) -> Objects:
        """The objects of the namespace that people make, and its Pods."""
        found = {}
        for api_version, kind in KINDS:
            for content in self.kube.list_objects(self.kube.resource(api_version, kind), self.namespace):
                if content["metadata"]["name"] != "kube-root-ca.crt" and "deletionTimestamp" not in content["metadata"]:
                    found[kind, content["metadata"]["name"]] = content
        return found

    def everything(self) -> dict[str, Any]:
        """All that a preview could have changed: the objects as they are, the records, the namespaces."""
        namespaces = self.kube.list_objects(self.kube.resource("v1", "Namespace"))
        records = self.kube.list_objects(self.kube.resource("v1", "ConfigMap"), f"{self.namespace}-records")
        objects = {
            " ".join(place): comparable(content) if place[0] in _WITH_CONTROLLERS else content
            for place, content in self.objects().items()
            if place[0] != "Pod"
        }
        return {
            "objects": objects,
            "records": {each["metadata"]["name"]: each["metadata"]["resourceVersion"] for each in records},
            "namespaces": [each["metadata"]["name"] for each in namespaces],
        }

    # --- previews and operations ---

    def preview(self, request: Request) -> ReleasePreview:
        """The preview of an operation; proves that it has changed nothing and asked for no change."""
        before = self.everything()
        self.recorder.writes.clear()
        found = self.service.preview(request)
        assert [write for write in self.recorder.writes if not is_dry_run(write)] == []
        assert self.everything() == before
        return found

    def perform(self, request: Request) -> Happened:
        """Do what was previewed."""
        operations: Mapping[type, Callable[[Any], Release]] = {
            InstallRequest: self.service.install,
            UpdateRequest: self.service.update,
            RollbackRequest: self.service.rollback,
        }
        before, error = self.objects(), ""
        try:
            operations[type(request)](request)
        except PilothouseError as failure:
            error = failure.message
        after = self.objects()
        return Happened(before, after, error, dict(_actions(before, after)))

    def prove(self, request: Request) -> ReleasePreview:
        """Preview an operation, do it, and compare all of it. Returns the preview."""
        preview = self.preview(request)
        happened = self.perform(request)
        assert preview.error == happened.error
        said = {(each.kind, each.name): each for each in preview.objects if each.kind != "Namespace"}
        touched = {place: _action_of(each) for place, each in said.items() if _action_of(each) != NONE}
        really = {place: action for place, action in happened.actions.items() if action != RESTART or place in touched}
        assert touched == really
        for place, each in said.items():
            if each.estimated:
                assert contains(happened.after.get(place), each.after)
            else:
                assert comparable(each.after) == comparable(happened.after.get(place)), place
        return preview


def _action_of(preview: ObjectPreview) -> str:
    """What a preview says will have been done: nothing where it is refused or kept, but a deletion before that."""
    if preview.error:
        return NONE if preview.after is not None or preview.live is None else DELETE
    return preview.action if preview.action in (CREATE, CHANGE, RECREATE, RESTART, DELETE) else NONE


def _actions(before: Objects, after: Objects) -> Iterator[tuple[tuple[str, str], str]]:
    """What was done to each object; Pods that a controller makes are left out."""
    for place in {**before, **after}:
        old, new = before.get(place), after.get(place)
        if place[0] == "Pod" and (old or new or {})["metadata"].get("ownerReferences"):
            if new is None or (old is not None and old["metadata"]["uid"] != new["metadata"]["uid"]):
                yield place, RESTART
        elif old is None:
            yield place, CREATE
        elif new is None:
            yield place, DELETE
        elif old["metadata"]["uid"] != new["metadata"]["uid"]:
            yield place, RECREATE
        elif comparable(old) != comparable(new):
            yield place, CHANGE


def comparable(content: Any) -> Any:
    """An object less what every write changes, what controllers add, and what servers choose by chance."""
    if content is None:
        return None
    metadata = {key: value for key, value in content["metadata"].items() if key not in _OF_THE_SERVER}
    notes = {key: value for key, value in metadata.pop("annotations", {}).items() if key not in _OF_CONTROLLERS}
    if notes:
        metadata["annotations"] = notes
    return _without_chance({**{key: value for key, value in content.items() if key != "status"}, "metadata": metadata})


def _without_chance(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_chance(inner) for key, inner in value.items() if key not in _BY_CHANCE}
    if isinstance(value, list):
        return [_without_chance(inner) for inner in value]
    return value


def contains(live: Any, wanted: Any) -> bool:
    """Whether an object has all that an estimate says of it."""
    if isinstance(wanted, dict):
        left_out = (*_OF_THE_SERVER, "stringData", "status")
        return isinstance(live, dict) and all(
            contains(live.get(key), value) for key, value in wanted.items() if key not in left_out
        )
    if isinstance(wanted, list):
        return isinstance(live, list) and len(live) == len(wanted) and all(map(contains, live, wanted))
    return bool(wanted is None or live == wanted)
