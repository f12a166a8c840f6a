"""`diff upgrade` and `diff rollback` as users have them, in the sandbox and on a real control plane."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chart_folders import write_chart
from cluster.control_plane import ControlPlane
from pilothouse.core.model.kube_object import ClusterTarget, KubeObject
from pilothouse.core.testkit import Outcome, make_kernel, run

TEMPLATE = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}-config}
data:
  colour: {{ .Values.colour }}
  file: |
    one
    two {{ .Values.colour }}
---
apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}-secret}
stringData:
  password: {{ .Values.password }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}, labels: {app: tiny}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: tiny}}
  template:
    metadata: {labels: {app: tiny}}
    spec:
      containers:
      - name: app
        image: {{ .Values.image }}
        ports: [{containerPort: 80}]
        resources: {limits: {cpu: "0.5", memory: 1024Mi}}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-hook
  annotations: {helm.sh/hook: post-upgrade}
spec:
  template: {spec: {restartPolicy: Never, containers: [{name: a, image: "{{ .Values.image }}"}]}}
"""
VALUES = "colour: blue\nimage: nginx:1\nreplicas: 2\npassword: correct-horse-battery\n"


class World:
    """A cluster with a chart; command lines run against it, and another client changes objects in it."""

    def __init__(self, folder: Path, namespace: str, *, cluster: str = "", kubeconfig: str = "") -> None:
        self.chart = write_chart(folder / "tiny", templates__cm_yaml=TEMPLATE, values_yaml=VALUES)
        self.namespace = namespace
        self.environment = {"HOME": str(folder), "PILOTHOUSE_HINTS": "never", "TILLER_NAMESPACE": namespace}
        self.flags = [
            *(["--cluster", cluster] if cluster else ()),
            *(["--kubeconfig", kubeconfig] if kubeconfig else ()),
        ]
        target = ClusterTarget(cluster, "", kubeconfig)
        self.kube = make_kernel(environment=self.environment).first("helm_connect_kube", target=target)

    def __call__(self, *words: str) -> Outcome:
        return run([*words, *self.flags], environment=self.environment)

    def done(self, *words: str) -> str:
        outcome = self(*words)
        assert outcome.code == 0, outcome.stderr
        return outcome.stdout

    def upgrade(self, *words: str) -> Outcome:
        return self("diff", "upgrade", "web", self.chart, "--exit-code", "--no-hooks", *words)

    def objects(self, *words: str) -> dict[str, Any]:
        """The objects that differ by kind."""
        document = json.loads(self.upgrade("-o", "json", *words).stdout)
        return {found["kind"]: found for found in document["objects"]}

    def object(self, api_version: str, kind: str, name: str) -> KubeObject:
        return KubeObject(self.kube.resource(api_version, kind), self.namespace, name)

    def change(self, api_version: str, kind: str, name: str, patch: dict[str, Any]) -> None:
        """Change an object as another client does."""
        self.kube.patch(self.object(api_version, kind, name), patch, "application/merge-patch+json")

    def drift(self) -> None:
        """Change one object, delete another one, and put something into a Secret."""
        self.change("apps/v1", "Deployment", "web", {"spec": {"replicas": 5}, "metadata": {"labels": {"team": "x"}}})
        self.change("v1", "Secret", "web-secret", {"data": {"password": "Zm9yZWlnbi1zZWNyZXQ="}})
        self.kube.delete(self.object("v1", "ConfigMap", "web-config"))


@pytest.fixture(params=["sandbox", "control plane"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world with an installed release."""
    if request.param == "sandbox":
        world = World(tmp_path, "default", cluster="sandbox")
    else:
        plane: ControlPlane = request.getfixturevalue("control_plane")
        namespace = f"diff-{request.node.name.partition('[')[0].replace('_', '-')[5:45]}".rstrip("-")
        manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
        assert plane.api.request("POST", "/api/v1/namespaces", manifest)[0] == 201
        world = World(tmp_path, namespace, kubeconfig=str(plane.kubeconfig))
    world.done("install", world.chart, "--name", "web", "--namespace", world.namespace)
    yield world
    world.kube.transport.close()


def changes(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(change["path"], change.get("before"), change.get("after"), change["cause"]) for change in found["changes"]]


IMAGE = "spec.template.spec.containers[app].image"


def test_what_an_upgrade_would_change_is_what_it_changes(world: World) -> None:
    assert world.upgrade() == (0, "upgrade of web\n\nnothing to change; 3 unchanged\n", "")
    flags = ("--set", "image=nginx:2,colour=red")
    found = world.objects(*flags)
    assert changes(found["Deployment"]) == [(IMAGE, "nginx:1", "nginx:2", "chart")]
    assert changes(found["ConfigMap"]) == [
        ("data.colour", "blue", "red", "chart"),
        ("data.file", "one\ntwo blue\n", "one\ntwo red\n", "chart"),
    ]
    assert sorted(found) == ["ConfigMap", "Deployment"]
    assert world.upgrade(*flags).code == 2
    before = world.done("history", "web")
    world.done("upgrade", "web", world.chart, "--no-hooks", *flags)
    assert before != world.done("history", "web")
    assert world.upgrade(*flags).code == 0
    back = json.loads(world("diff", "rollback", "web", "1", "--no-hooks", "-o", "json").stdout)
    assert {one["kind"]: changes(one) for one in back["objects"]}["Deployment"] == [
        (IMAGE, "nginx:2", "nginx:1", "chart")
    ]
    assert world("diff", "rollback", "web", "--no-hooks", "--exit-code").code == 2
    assert world("diff", "rollback", "web", "2", "--no-hooks", "--exit-code").code == 0


def test_drift_shows_as_such_whatever_becomes_of_it(world: World) -> None:
    world.drift()
    flags = ("--set", "image=nginx:2")
    two_way = world.objects(*flags)
    assert changes(two_way["Deployment"]) == [(IMAGE, "nginx:1", "nginx:2", "chart")]
    assert two_way["Deployment"]["left"] == [{"path": "spec.replicas", "before": 5, "after": 2, "cause": "drift"}]
    assert changes(two_way["ConfigMap"]) == [("", None, None, "drift")]
    assert [one["path"] for one in two_way["Secret"]["left"]] == ["data.password"]
    for words in (("--apply-strategy", "three-way"), ("--three-way-merge",), ("--apply-strategy", "server-side")):
        found = world.objects(*flags, *words)
        assert changes(found["Deployment"]) == [
            ("spec.replicas", 5, 2, "drift"),
            (IMAGE, "nginx:1", "nginx:2", "chart"),
        ]
        assert changes(found["Secret"]) == [("data.password", "(hidden, before)", "(hidden, after)", "drift")]
        assert not any(one["left"] for one in found.values())
    text = world.upgrade(*flags, "--three-way-merge").stdout
    assert "-!  replicas: 5\n+!  replicas: 2\n" in text
    assert "! drift: the cluster differs from what is recorded, and is brought back\n" in text
    ignored = world.upgrade("--three-way-merge", "--ignore=*/web:spec.replicas", "-q", "--suppress=ConfigMap")
    assert (ignored.code, ignored.stdout.splitlines()[-1].endswith("ignored")) == (0, True)
    alone = world.upgrade(*flags, "--no-cluster", "-C0").stdout
    assert alone.splitlines()[-1] == "1 to change; 2 unchanged"


def test_nothing_of_a_secret_is_shown(world: World) -> None:
    world.drift()
    secrets = (
        "correct-horse",
        "foreign-secret",
        "new-secret-text",
        "Y29ycmVjdC1ob3J",
        "Zm9yZWlnbi1zZWN",
        "bmV3LXNlY3JldC1",
    )
    for format in ("text", "json", "markdown"):
        for words in ((), ("--three-way-merge",), ("--no-cluster",)):
            outcome = world.upgrade("-o", format, "-C-1", "--set", "password=new-secret-text", *words)
            assert "hidden" in outcome.stdout
            assert not [secret for secret in secrets if secret in outcome.stdout + outcome.stderr]
    assert "Zm9yZWlnbi1zZWNyZXQ=" in world.upgrade("--show-secrets", "--three-way-merge").stdout


def test_installations_refusals_and_hooks(world: World) -> None:
    new = ("diff", "upgrade", "new", world.chart, "--namespace", world.namespace, "--brief")
    assert world(*new).stderr.splitlines()[0] == 'Error: "new" has no deployed releases'
    for flag in ("--install", "--allow-unreleased"):
        assert world.done(*new, flag).splitlines()[-1] == "4 to create; 0 unchanged"
    alone = json.loads(world.done(*new, "--install", "--no-cluster", "-o", "json"))
    assert [one["action"] for one in alone["objects"]] == ["create"] * 4
    refused = world.upgrade("--set", "replicas=-1")
    assert (refused.code, refused.stderr.partition(":")[0]) == (1, "Error")
    assert "replicas" in refused.stderr
    hooks = json.loads(world.done("diff", "upgrade", "web", world.chart, "--set", "image=nginx:2", "-o", "json"))
    assert [(one["name"], one["chartHook"]) for one in hooks["objects"]][1:] == [("web-hook", "post-upgrade")]


def test_a_tiller_is_asked_for_a_dry_run_and_the_cluster_for_the_rest(tmp_path: Path) -> None:
    world = World(tmp_path, "default", cluster="sandbox")
    world.done("install", world.chart, "--name", "web")
    world.drift()
    here = {words: world.upgrade("--set", "image=nginx:2", *words) for words in ((), ("--three-way-merge",))}
    words = [sys.executable, "-m", "pilothouse", "tiller", "--listen", "127.0.0.1:0", "--probe=false", *world.flags]
    with subprocess.Popen(
        words, env={**os.environ, **world.environment}, cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        lines = iter(server.stderr.readline, "")
        address = next(line for line in lines if "GRPC listening on" in line).split()[-1]
        next(line for line in lines if "Max history per release is" in line)
        world.flags += ["--host", address]
        there = {words: world.upgrade("--set", "image=nginx:2", *words) for words in here}
        revisions = world.done("diff", "revision", "web", "1", "1")
        server.terminate()
    assert there == here
    assert revisions.splitlines()[-1] == "nothing to change; 4 unchanged"
    world.kube.transport.close()
