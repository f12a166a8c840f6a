"""Users who move between Helm v2 and Helm 3: both kinds of records, written and read as the programs do."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pilothouse.core import testkit
from pilothouse.core.hapi import record
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.kube_object import ApiResource, ClusterTarget, KubeObject
from pilothouse.core.model.release import Release
from pilothouse.core.protocols import KubeClient, StorageDriver
from pilothouse.core.storage_contract import labels_of
from pilothouse.core.testkit import Outcome, make_kernel
from pilothouse.plugins.contrib.migration.helm3_record import object_name
from pilothouse.plugins.contrib.migration.release_store import open_release_store, record_labels

SECRETS = ApiResource("", "v1", "Secret", "secrets", namespaced=True)
CONFIG_MAPS = ApiResource("", "v1", "ConfigMap", "configmaps", namespaced=True)

Document = dict[str, Any]

CHART = {
    "Chart.yaml": "apiVersion: v1\nname: web\nversion: 1.0.0\nappVersion: '2.0'\n",
    "values.yaml": "# how many\nreplicas: 1\n",
    "templates/settings.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}-settings'}\n"
        "data: {replicas: '{{ .Values.replicas }}'}\n"
    ),
    "templates/NOTES.txt": "{{ .Values.replicas }} of it",
}


class World:
    """One user with a cluster, a release store in it, and both kinds of records in reach."""

    def __init__(self, folder: Path, environment: Mapping[str, str], kubeconfig: str = "") -> None:
        self.folder = folder
        self.flags = {"kubeconfig": kubeconfig} if kubeconfig else {}
        self.ends: list[Callable[[], None]] = []
        self.environment = dict(environment)

    def run(self, *words: object, **more: str) -> Outcome:
        flags = [f"--{name}={value}" for name, value in self.flags.items()]
        return testkit.run([*map(str, words), *flags], environment={**self.environment, **more})

    def ok(self, *words: object, **more: str) -> str:
        outcome = self.run(*words, **more)
        assert outcome.code == 0, outcome
        return outcome.stdout

    def chart(self, name: str = "web", **files: str) -> Path:
        """A chart's folder; `files` are added to `CHART`, ``__`` standing for a slash and ``_`` for a dot."""
        folder = self.folder / "charts" / name
        for path, text in {**CHART, **{_path(key): text for key, text in files.items()}}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        return folder

    @cached_property
    def kernel(self) -> Kernel:
        return make_kernel(environment=self.environment, flags=self.flags)

    @cached_property
    def kube(self) -> KubeClient:
        target = ClusterTarget(self.environment.get("PILOTHOUSE_CLUSTER", ""), "", self.flags.get("kubeconfig", ""))
        client: KubeClient = self.kernel.first("helm_connect_kube", target=target)
        return client

    @property
    def releases(self) -> StorageDriver:
        """The release store that the settings name at the moment."""
        kernel = make_kernel(environment=self.environment, flags=self.flags)
        self.ends.append(kernel.finish)
        return open_release_store(kernel)

    def close(self) -> None:
        """Close all connections."""
        for end in (*self.ends, self.kernel.finish):
            end()

    def helm3_documents(self, namespace: str = "default") -> dict[str, Document]:
        """The records of Helm 3 in Secrets, by their names."""
        found = self.kube.list_objects(SECRETS, namespace, labels="owner=helm")
        return {thing["metadata"]["name"]: opened(thing["data"]["release"]) for thing in found}

    def put_helm3(self, document: Document | bytes, key: str = "web.v1", namespace: str = "default") -> None:
        """Write a record as Helm 3 does."""
        name, _, revision = key.rpartition(".v")
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.put_secret(object_name(name, int(revision)), name, sealed(data), namespace)

    def put_secret(self, secret: str, name: str, text: str, namespace: str = "default") -> None:
        metadata = {"name": secret, "namespace": namespace, "labels": {"owner": "helm", "name": name}}
        content = {"kind": "Secret", "metadata": metadata, "type": "helm.sh/release.v1", "data": {"release": text}}
        self.kube.create(KubeObject(SECRETS, namespace, secret, {"apiVersion": "v1", **content}))

    def stored(self, key: str) -> Release:
        return record.unpack(self.releases.get(key).body, key)

    def store(self, release: Release, **labels: str) -> None:
        """Put a revision in the place of the one with its key, or store it anew."""
        driver = self.releases
        present = [row.key for row in driver.query_metadata({"NAME": release.name})]
        write = driver.update if release.key in present else driver.create
        write(release.key, record.pack(release), {**record_labels(release), **labels})

    def store_text(self, key: str, body: str) -> None:
        name, _, revision = key.rpartition(".v")
        self.releases.create(key, body, labels_of(name, int(revision)))


def _path(key: str) -> str:
    return key.replace("__", "/").replace("_", ".")


def sealed(data: bytes) -> str:
    return base64.b64encode(base64.b64encode(gzip.compress(data, mtime=0))).decode()


def opened(text: str) -> Document:
    document: Document = json.loads(gzip.decompress(base64.b64decode(base64.b64decode(text))))
    return document


def native(**changes: Any) -> Document:
    """A record of Helm 3 as that writes it, with other members at the top."""
    return {
        "name": "web",
        "info": {
            "first_deployed": "2024-05-06T07:08:09.123456789Z",
            "last_deployed": "2024-05-06T09:08:10.5+02:00",
            "deleted": "",
            "description": "Install complete",
            "status": "deployed",
            "notes": "hello",
        },
        "chart": {
            "metadata": {"name": "web", "version": "1.0.0", "apiVersion": "v1"},
            "lock": None,
            "templates": [{"name": "templates/a.yaml", "data": base64.b64encode(b"a: {{ .Values.a }}\n").decode()}],
            "values": {"a": 1},
            "schema": None,
            "files": [],
        },
        "config": {"a": 2},
        "manifest": "---\n# Source: web/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        "version": 1,
        "namespace": "default",
        **changes,
    }
