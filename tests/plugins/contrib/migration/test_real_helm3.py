"""Releases that go over to a real Helm 3 on a real API server, and back."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster.control_plane import ControlPlane
from cluster.helm3 import helm3_program
from pilothouse.core.model.kube_object import KubeObject
from stand_ins.migration import SECRETS, Document, World

CHECK = """\
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-check
  annotations: {helm.sh/hook: test-success, test.pilothouse/phase: Succeeded}
spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-before
  annotations: {helm.sh/hook: "pre-upgrade,pre-rollback", helm.sh/hook-delete-policy: before-hook-creation}
data: {a: b}
"""
FILES = {
    "values_yaml": "# how many\nreplicas: 1\nratio: 0.5\nbig: 12345678901\nspare: {enabled: false}\n",
    "templates__check_yaml": CHECK,
    "README_md": "about\n",
    "requirements_yaml": (
        "dependencies:\n- {name: sub, version: 0.1.0, repository: https://x.io, alias: cousin}\n"
        "- {name: spare, version: 0.1.0, condition: spare.enabled}\n"
    ),
    "charts__sub__Chart_yaml": "apiVersion: v1\nname: sub\nversion: 0.1.0\n",
    "charts__sub__values_yaml": "size: 5\n",
    "charts__sub__templates__a_yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}-sub'}\n"
        "data: {size: '{{ .Values.size }}'}\n"
    ),
    "charts__spare__Chart_yaml": "apiVersion: v1\nname: spare\nversion: 0.1.0\n",
}


class Users(World):
    """A user of both programs on a real API server, in a namespace of the test's own."""

    def __init__(self, folder: Path, plane: ControlPlane, namespace: str) -> None:
        super().__init__(folder, {"HELM_HOME": str(folder / "home")}, str(plane.kubeconfig))
        self.environment["TILLER_NAMESPACE"] = self.namespace = namespace
        self.program = helm3_program()
        plane.api.request("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})

    def helm3(self, *words: object, driver: str = "secret") -> str:
        places = {
            name: str(self.folder / "helm3")
            for name in ("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "HOME")
        }
        done = subprocess.run(
            [str(self.program), *map(str, words), "--namespace", self.namespace],
            env={
                "PATH": os.environ["PATH"],
                "KUBECONFIG": self.flags["kubeconfig"],
                "HELM_DRIVER": driver,
                **places,
            },
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def data(self, name: str) -> dict[str, str]:
        resource = self.kube.resource("v1", "ConfigMap")
        found = {
            each["metadata"]["name"]: each.get("data", {}) for each in self.kube.list_objects(resource, self.namespace)
        }
        return found[name]

    def install(self, name: str, *words: object) -> Path:
        chart = self.chart(**FILES)
        self.ok("install", chart, "--name", name, "--namespace", self.namespace, *words)
        return chart


@pytest.fixture
def users(tmp_path: Path, control_plane: ControlPlane, request: pytest.FixtureRequest) -> Iterator[Users]:
    name = request.node.name.replace("_", "-")[5:45].strip("-")
    users = Users(tmp_path, control_plane, name)
    yield users
    users.close()


def differences(left: Any, right: Any, path: str = "") -> Iterator[str]:
    """The paths at which two documents differ."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(left.keys() | right.keys()):
            if key in left and key in right:
                yield from differences(left[key], right[key], f"{path}.{key}" if path else key)
            else:
                yield f"{path}.{key}" if path else key
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from differences(one, other, f"{path}[{number}]")
    elif left != right:
        yield path


def test_what_is_written_is_what_helm_3_writes_for_the_same_chart(users: Users) -> None:
    chart = users.install("web", "--set", "replicas=3,text=<b>")
    users.ok("upgrade", "web", chart, "--set", "replicas=4")
    users.ok("export", "--to", "helm3", "web")
    ours = users.helm3_documents(users.namespace)
    users.ok("delete", "--purge", "web")
    for name in ours:
        users.kube.delete(KubeObject(SECRETS, users.namespace, name))
    users.helm3("install", "web", chart, "--set", "replicas=3,text=<b>")
    users.helm3("upgrade", "web", chart, "--set", "replicas=4")
    theirs = users.helm3_documents(users.namespace)
    assert ours.keys() == theirs.keys()
    for name, document in ours.items():
        theirs[name]["hooks"].sort(key=lambda hook: document["hooks"].index(_named(document["hooks"], hook["name"])))
        times = {path for path in differences(document, theirs[name]) if path.endswith(("_deployed", "_at"))}
        assert set(differences(document, theirs[name])) - times == {"manifest", "pilothouse"}
        assert document["manifest"].strip() == theirs[name]["manifest"].strip()


def _named(hooks: list[Document], name: str) -> Document:
    return next(hook for hook in hooks if hook["name"] == name)


def test_helm_3_shows_what_was_exported(users: Users) -> None:
    users.install("web", "--set", "replicas=3")
    users.ok("test", "web")
    users.ok("export", "--to", "helm3", "web")
    (row,) = json.loads(users.helm3("list", "--all", "-o", "json"))
    assert {name: row[name] for name in ("name", "revision", "status", "chart", "app_version")} == {
        "name": "web",
        "revision": "1",
        "status": "deployed",
        "chart": "web-1.0.0",
        "app_version": "2.0",
    }
    status = json.loads(users.helm3("status", "web", "-o", "json"))
    assert (status["info"]["notes"], status["info"]["status"]) == ("3 of it", "deployed")
    assert _named(status["hooks"], "web-check")["last_run"]["phase"] == "Succeeded"
    assert users.helm3("get", "values", "web", "-o", "json") == '{"replicas":3}\n'
    assert json.loads(users.helm3("get", "values", "web", "--all", "-o", "json")) == {
        "big": 12345678901,
        "cousin": {"global": {}, "size": 5},
        "ratio": 0.5,
        "replicas": 3,
        "spare": {"enabled": False},
    }
    assert users.helm3("get", "manifest", "web").strip() == users.ok("get", "manifest", "web").strip()
    assert "helm.sh/hook: test-success" in users.helm3("get", "hooks", "web")
    assert "NOTES:\n3 of it" in users.helm3("get", "all", "web")
    (entry,) = json.loads(users.helm3("history", "web", "-o", "json"))
    assert (entry["revision"], entry["description"]) == (1, "Install complete")


def test_helm_3_goes_on_with_what_was_exported(users: Users) -> None:
    chart = users.install("web", "--set", "replicas=3")
    users.ok("upgrade", "web", chart, "--set", "replicas=4")
    users.ok("export", "--to", "helm3", "web")
    users.helm3("upgrade", "web", chart, "--reuse-values", "--set", "extra=1")
    assert users.data("web-settings") == {"replicas": "4"}
    users.helm3("rollback", "web", "1")
    assert users.data("web-settings") == {"replicas": "3"}
    assert "Phase:          Succeeded" in users.helm3("test", "web", "--timeout", "30s")
    assert "Helm 3 has revisions 3, 4" in users.run("export", "--to", "helm3", "web").stderr
    users.helm3("uninstall", "web")
    with pytest.raises(KeyError):
        users.data("web-settings")


def test_we_go_on_with_what_helm_3_has_made_and_it_goes_on_again(users: Users) -> None:
    chart = users.chart(**FILES)
    users.helm3("install", "web", chart, "--set", "replicas=3")
    users.helm3("upgrade", "web", chart, "--set", "replicas=4")
    users.ok("import", "--from", "helm3", "web", "--namespace", users.namespace)
    assert users.ok("get", "values", "web") == "replicas: 4\n\n"
    users.ok("upgrade", "web", chart, "--set", "replicas=5")
    assert users.data("web-settings") == {"replicas": "5"}
    users.ok("rollback", "web", "1")
    assert users.data("web-settings") == {"replicas": "3"}
    users.ok("test", "web", "--cleanup")
    users.ok("export", "--to", "helm3", "web", "--overwrite")
    users.helm3("rollback", "web", "2")
    assert users.data("web-settings") == {"replicas": "4"}
    statuses = [row["status"] for row in json.loads(users.helm3("history", "web", "-o", "json"))]
    assert statuses == ["superseded", "superseded", "superseded", "superseded", "deployed"]
    users.ok("import", "--from", "helm3", "web", "--namespace", users.namespace, "--overwrite")
    assert len(users.ok("history", "web").splitlines()) == 6
    users.ok("delete", "--purge", "web")


def test_a_chart_for_helm_3_alone_comes_here_with_words_about_what_it_loses(users: Users) -> None:
    chart = users.chart(
        Chart_yaml="apiVersion: v2\nname: web\nversion: 1.0.0\ntype: application\n"
        "dependencies: [{name: sub, version: 0.1.0, repository: 'https://x.io'}]\n",
        charts__sub__Chart_yaml="apiVersion: v1\nname: sub\nversion: 0.1.0\n",
        values_schema_json="",
        templates__look_yaml='# {{ lookup "v1" "Pod" "" "" | len }}\n',
    )
    (chart / "values.schema.json").write_text('{"type": "object"}')
    users.helm3("install", "web", chart)
    said = users.ok("import", "--from", "helm3", "web", "--namespace", users.namespace)
    assert [line.removeprefix("note: web: ") for line in said.splitlines() if line.startswith("note: ")] == [
        "its chart has apiVersion v2, which becomes v1",
        "dependencies of Chart.yaml are in requirements.yaml",
        "records of Helm 3 hold no subcharts: the chart in this record has none",
        "values.schema.json is a file of the chart, which checks values with the plugin jsonschema only",
        "templates use lookup, which Helm v2 has not",
    ]
    users.ok("upgrade", "web", users.chart("web2", Chart_yaml="name: web\nversion: 2.0.0\n"), "--set", "replicas=2")
    assert users.data("web-settings") == {"replicas": "2"}
    users.ok("delete", "--purge", "web")


def test_crds_of_hooks_stay_and_records_may_be_config_maps(users: Users) -> None:
    crd = (
        "apiVersion: apiextensions.k8s.io/v1beta1\nkind: CustomResourceDefinition\n"
        "metadata: {name: toys.example.com, annotations: {helm.sh/hook: crd-install}}\n"
        "spec: {group: example.com, version: v1, scope: Namespaced, names: {plural: toys, singular: toy, kind: Toy}}\n"
    )
    chart = users.chart(templates__crd_yaml=crd)
    users.ok("install", chart, "--name", "web", "--namespace", users.namespace)
    users.ok("export", "--to", "helm3", "web", HELM_DRIVER="configmap")
    assert "crd-install" in users.helm3("get", "hooks", "web", driver="configmap")
    users.helm3("uninstall", "web", driver="configmap")
    assert users.kube.resource("example.com/v1", "Toy").plural == "toys"


def test_an_old_api_version_is_mapped_before_helm_3_meets_it(users: Users) -> None:
    deployment = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {a: b}}\n"
        "  replicas: {{ .Values.replicas }}\n  template:\n    metadata: {labels: {a: b}}\n"
        "    spec: {containers: [{name: c, image: busybox}]}\n"
    )
    chart = users.chart(templates__d_yaml=deployment)
    users.ok("install", chart, "--name", "web", "--namespace", users.namespace)
    release = users.stored("web.v1")
    release.manifest = release.manifest.replace("apiVersion: apps/v1", "apiVersion: extensions/v1beta1")
    users.store(release)
    assert "mapkubeapis web" in users.ok("export", "--to", "helm3", "web", "--dry-run")
    users.ok("mapkubeapis", "web")
    users.ok("upgrade", "web", chart, "--set", "replicas=2")
    users.ok("rollback", "web", "2")
    assert "mapkubeapis" not in users.ok("export", "--to", "helm3", "web")
    users.helm3("upgrade", "web", chart, "--set", "replicas=3")
    users.helm3("uninstall", "web")
