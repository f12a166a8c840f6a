"""One release in a namespace of its own, commands that work on it, and what is true of it afterwards."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from cluster.control_plane import ControlPlane
from cluster.proxy import FaultyProxy
from pilothouse.core.golib import yaml
from pilothouse.core.hapi import record
from pilothouse.core.model.release import Release

CHART = Path(__file__).with_name("chart")
KINDS = ("configmaps", "secrets", "services")
PLURALS = {"ConfigMap": "configmaps", "Secret": "secrets", "Service": "services"}
LIMIT = 60


class Finished(NamedTuple):
    """How a command ended."""

    code: int
    stdout: str
    stderr: str


class World:
    """A release called `name`; its objects are in the namespace of the same name, its records in another."""

    def __init__(
        self, plane: ControlPlane, proxy: FaultyProxy, name: str, home: Path, storage: str = "configmap"
    ) -> None:
        self.plane = plane
        self.proxy = proxy
        self.name = name
        self.namespace = name
        self.tiller_namespace = f"{name}-tiller"
        self.home = home
        self.storage = storage
        self.extra: dict[str, str] = {}
        self.proxied = plane.write_kubeconfig(f"proxied-{proxy.url.rpartition(':')[2]}", proxy.url)
        for namespace in (self.namespace, self.tiller_namespace):
            plane.api.request("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})

    def environment(self, kubeconfig: Path) -> dict[str, str]:
        """The whole environment of a command."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "HELM_HOME": str(self.home / ".helm"),
            "KUBECONFIG": str(kubeconfig),
            "TILLER_NAMESPACE": self.tiller_namespace,
            "TILLER_STORAGE": self.storage,
            "PILOTHOUSE_CACHE_DIR": str(self.home / "cache"),
            "PILOTHOUSE_HINTS": "always",
            **self.extra,
        }

    def start(self, *args: str, proxied: bool = True) -> subprocess.Popen[str]:
        """Start a command."""
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("pilothouse")), *args],
            env=self.environment(self.proxied if proxied else self.plane.kubeconfig),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.home,
        )

    def run(self, *args: str, proxied: bool = False) -> Finished:
        """Run a command to its end; past the proxy unless said otherwise."""
        return finish(self.start(*args, proxied=proxied))

    def install(self) -> tuple[str, ...]:
        """The arguments of an install."""
        return ("install", str(CHART), "--name", self.name, "--namespace", self.namespace)

    def upgrade(self, text: str = "two", extra: str = "second") -> tuple[str, ...]:
        """The arguments of an upgrade that changes an object, removes one and adds one."""
        return ("upgrade", self.name, str(CHART), "--set", f"text={text},extra={extra}")

    def records(self) -> list[Release]:
        """All stored revisions, oldest first."""
        path = f"/api/v1/namespaces/{self.tiller_namespace}/{self.storage}s?labelSelector=NAME%3D{self.name}"
        found = [
            record.unpack(item["data"]["release"], item["metadata"]["name"]) for item in self.plane.api.items(path)
        ]
        return sorted(found, key=lambda release: release.revision)

    def statuses(self) -> dict[int, str]:
        """The status of each stored revision."""
        return {release.revision: release.info.status for release in self.records()}

    def objects(self) -> dict[str, str]:
        """The live objects of the release, with the text that each carries."""
        found = {}
        for plural in KINDS:
            path = f"/api/v1/namespaces/{self.namespace}/{plural}?labelSelector=release%3D{self.name}"
            for item in self.plane.api.items(path):
                data = item.get("data") or item.get("spec", {}).get("selector") or {}
                text = str(data.get("text", ""))
                found[f"{plural}/{item['metadata']['name']}"] = (
                    base64.b64decode(text).decode() if plural == "secrets" else text
                )
        return found

    def listed(self) -> set[str]:
        """The objects that some record lists, chart hooks included."""
        return {name for release in self.records() for name in [*objects_of(release), *hook_objects_of(release)]}

    def forget(self) -> None:
        """Remove everything, for the next case."""
        for namespace, plurals in ((self.namespace, KINDS), (self.tiller_namespace, ("configmaps", "secrets"))):
            for plural in plurals:
                path = f"/api/v1/namespaces/{namespace}/{plural}"
                if plural == "services":
                    for item in self.plane.api.items(path):
                        self.plane.api.request("DELETE", f"{path}/{item['metadata']['name']}")
                else:
                    self.plane.api.request("DELETE", path)


def finish(process: subprocess.Popen[str]) -> Finished:
    """Wait for a command; one that hangs is a failure of the test."""
    try:
        stdout, stderr = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        stdout, stderr = process.communicate()
        raise AssertionError(f"{process.args} hangs: {stdout}{stderr}") from None
    return Finished(process.returncode, stdout, stderr)


def objects_of(release: Release) -> list[str]:
    """The objects that a revision's manifest lists."""
    return [_name(document) for document in yaml_documents(release.manifest)]


def hook_objects_of(release: Release) -> list[str]:
    """The objects that a revision's chart hooks make."""
    return [f"{PLURALS[hook.manifest.kind]}/{hook.manifest.name}" for hook in release.hooks]


def yaml_documents(text: str) -> list[dict[str, Any]]:
    """The documents of a manifest."""
    return [found for part in text.split("\n---\n") if isinstance(found := yaml.load(part.encode()), dict)]


def _name(document: dict[str, Any]) -> str:
    return f"{PLURALS[document['kind']]}/{document['metadata']['name']}"
