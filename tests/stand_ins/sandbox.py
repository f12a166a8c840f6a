"""A sandbox in a test's folder whose time stands still until the test moves it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pilothouse.core.model.kube_object import KubeRequest
from pilothouse.plugins.builtin.sandbox.transport import SandboxTransport

START = 1_600_000_000.0
CORE = "/api/v1/namespaces/default"
APPS = "/apis/apps/v1/namespaces/default"
BATCH = "/apis/batch/v1/namespaces/default"


class Sandbox:
    """A sandbox with a clock of its own. `now` is seconds after the start; sleeping moves it on."""

    def __init__(self, folder: Path, now: float = 0.0) -> None:
        self.now = now
        self.path = folder / "sandbox.db"
        self.transport = SandboxTransport(str(self.path), lambda: START + self.now, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def ask(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """Send a request; the answer's document."""
        return self.answer(method, path, body, **query)[1]

    def answer(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
        """Send a request; the answer's status and document."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json" if content else ""
        response = self.transport.request(KubeRequest(method, path, tuple(query.items()), content, kind))
        return response.status, json.loads(response.body)

    def names(self, path: str) -> list[str]:
        """The names of a collection's objects."""
        return [thing["metadata"]["name"] for thing in self.ask("GET", path)["items"]]


def thing(api_version: str, kind: str, name: str, annotations: dict[str, str] | None = None, **fields: Any) -> Any:
    """An object."""
    metadata: dict[str, Any] = {"name": name}
    if annotations:
        metadata["annotations"] = annotations
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


def template(annotations: dict[str, str] | None = None, restart_policy: str = "Always") -> Any:
    """A template for Pods with the label ``app: x``."""
    containers = [{"name": "c", "image": "nginx:1"}]
    return {
        "metadata": {"labels": {"app": "x"}, "annotations": annotations or {}},
        "spec": {"containers": containers, "restartPolicy": restart_policy},
    }


def workload(kind: str, name: str, annotations: dict[str, str] | None = None, **spec: Any) -> Any:
    """A workload of ``apps/v1`` whose Pods have the annotations."""
    selector = {"matchLabels": {"app": "x"}}
    return thing("apps/v1", kind, name, spec={"selector": selector, "template": template(annotations), **spec})
