"""A user at a command line with a cluster: the sandbox, or a real control plane."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cluster.control_plane import ControlPlane
from pilothouse.core.model.kube_object import KubeRequest
from pilothouse.core.testkit import Outcome, run
from pilothouse.plugins.builtin.sandbox.transport import SandboxTransport

_NUMBERS = itertools.count(1)
_MERGE = "application/merge-patch+json"
_COLLECTIONS = ("/api/v1/{}/configmaps", "/api/v1/{}/secrets", "/apis/apps/v1/{}/deployments")


class UserWorld:
    """Commands on releases in a namespace of the world's own; a folder with the user's files."""

    def __init__(self, folder: Path, plane: ControlPlane | None) -> None:
        self.folder = folder
        self.namespace = f"user-{next(_NUMBERS)}"
        self._plane = plane
        self._sandbox: SandboxTransport | None = None
        self.environment = {"HOME": str(folder), "HELM_HOME": str(folder / "helm"), "PILOTHOUSE_NO_CACHE": "1"}
        if plane is None:
            self.environment |= {"PILOTHOUSE_CLUSTER": "sandbox"}
        else:
            self.environment |= {"TILLER_NAMESPACE": self.namespace}
            self.ask("POST", "/api/v1/namespaces", {"metadata": {"name": self.namespace}})

    @property
    def records(self) -> str:
        """The path of what records are kept in."""
        return f"/api/v1/namespaces/{self.environment.get('TILLER_NAMESPACE', 'kube-system')}/configmaps"

    def chart(self, templates: Mapping[str, str], values: str = "", name: str = "web") -> str:
        """Write a chart; its path."""
        chart = self.folder / name
        for file, text in {
            "Chart.yaml": f"apiVersion: v1\nname: {name}\nversion: 1.0.0\n",
            "values.yaml": values,
            **{f"templates/{file}": text for file, text in templates.items()},
        }.items():
            (chart / file).parent.mkdir(parents=True, exist_ok=True)
            (chart / file).write_text(text)
        return str(chart)

    def run(self, *words: str, **variables: str) -> Outcome:
        """Run a command line."""
        if self._plane is not None:
            words = (*words, "--kubeconfig", str(self._plane.kubeconfig))
        return run(words, environment={**self.environment, **variables})

    def install(self, chart: str, name: str = "web", *words: str) -> Outcome:
        """Install a chart, which has to succeed."""
        outcome = self.run("install", chart, "--name", name, "--namespace", self.namespace, *words)
        assert outcome.code == 0, outcome.stderr
        return outcome

    def ask(self, method: str, path: str, body: Any = None, kind: str = "") -> tuple[int, Any]:
        """What somebody else does with the cluster: the status and the answer."""
        kind = kind or (_MERGE if method == "PATCH" else "application/json")
        if self._plane is not None:
            return self._plane.api.request(method, path, body, kind)
        if self._sandbox is None:
            place = self.folder / "helm" / "pilothouse"
            place.mkdir(parents=True, exist_ok=True)
            self._sandbox = SandboxTransport(str(place / "sandbox.db"))
        content = b"" if body is None else json.dumps(body).encode()
        response = self._sandbox.request(KubeRequest(method, path, (), content, kind if content else ""))
        return response.status, json.loads(response.body)

    def path(self, plural: str, name: str = "") -> str:
        """The path of a core object, or with ``GROUP/VERSION/PLURAL`` of another one, in the namespace."""
        group, _, plural = plural.rpartition("/")
        start = f"/apis/{group}" if group else "/api/v1"
        return f"{start}/namespaces/{self.namespace}/{plural}" + (f"/{name}" if name else "")

    def get(self, plural: str, name: str) -> Any:
        """An object; None where there is none."""
        status, answer = self.ask("GET", self.path(plural, name))
        return answer if status == 200 else None

    def edit(self, plural: str, name: str, patch: Any) -> Any:
        """What somebody else changes in an object."""
        status, answer = self.ask("PATCH", self.path(plural, name), patch)
        assert status == 200, answer
        return answer

    def delete(self, plural: str, name: str) -> None:
        """What somebody else deletes."""
        status, answer = self.ask("DELETE", self.path(plural, name))
        assert status == 200, answer

    def create(self, plural: str, content: Any) -> None:
        """What somebody else creates."""
        status, answer = self.ask("POST", self.path(plural), content)
        assert status == 201, answer

    def everything(self) -> dict[str, Any]:
        """All records and objects by path, but for what controllers write of themselves."""
        found = {}
        collections = [one.format(f"namespaces/{self.namespace}") for one in _COLLECTIONS]
        for collection in dict.fromkeys([*collections, self.records]):
            for item in self.ask("GET", collection)[1]["items"]:
                metadata = {**item.pop("metadata")}
                for name in ("managedFields", "resourceVersion", "annotations", "generation"):
                    metadata.pop(name, None)
                item.pop("status", None)
                found[f"{collection}/{metadata['name']}"] = {**item, "metadata": metadata}
        return found

    def history(self, name: str = "web") -> list[tuple[int, str]]:
        """Number and status of each revision."""
        outcome = self.run("history", name, "-o", "json")
        return [(row["revision"], row["status"]) for row in json.loads(outcome.stdout)] if not outcome.code else []
