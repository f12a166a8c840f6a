"""Patches and strategies on a real API server."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.errors import KubeError
from pilothouse.core.golib.patch_schema import schema_for
from pilothouse.core.golib.strategic_patch import apply_strategic, create_two_way
from pilothouse.core.model.kube_object import ApplyOptions, ApplyReport, ClusterTarget, KubeObject, ManifestChange
from pilothouse.core.protocols import KubeClient
from pilothouse.core.testkit import make_kernel

NAMESPACE = "apply"
STRATEGIC = "application/strategic-merge-patch+json"
ROUNDS = 40


class World:
    """A client, and applying of manifests in a namespace of the tests' own."""

    def __init__(self, plane: ControlPlane) -> None:
        self.kernel = make_kernel()
        self.kube: KubeClient = self.kernel.first(
            "helm_connect_kube", target=ClusterTarget(kubeconfig=str(plane.kubeconfig))
        )

    def apply(self, current: str | None, wanted: str | None, strategy: str = "two-way", **how: Any) -> ApplyReport:
        change = ManifestChange("web", NAMESPACE, current, wanted)
        report: ApplyReport = self.kernel.first(
            "helm_apply_manifests", change=change, options=ApplyOptions(strategy, **how), kube=self.kube
        )
        return report

    def build(self, manifest: str) -> KubeObject:
        (target,) = self.kube.build(manifest, NAMESPACE)
        return target

    def live(self, manifest: str) -> dict[str, Any]:
        return self.kube.get(self.build(manifest))

    def change_by_hand(self, manifest: str, patch: dict[str, Any]) -> None:
        self.kube.patch(self.build(manifest), patch, "application/merge-patch+json")


@pytest.fixture(scope="module")
def world(control_plane: ControlPlane) -> Iterator[World]:
    world = World(control_plane)
    yield world
    world.kube.transport.close()


def some_pod_spec(chance: random.Random) -> dict[str, Any]:
    """Containers, volumes and more in a chosen variety, with lists in chosen order."""

    def some(names: str, least: int = 0) -> list[str]:
        return chance.sample(list(names), chance.randint(least, len(names)))

    def container(name: str) -> dict[str, Any]:
        return {
            "name": name,
            "image": f"registry.test/{chance.choice('xyz')}:1",
            "env": [{"name": key.upper(), "value": chance.choice("12")} for key in some("abcd")],
            "ports": [{"containerPort": ord(key), "name": f"port-{key}"} for key in some("abc")],
            "args": some("pqr"),
            **({"resources": {"limits": {"cpu": chance.choice(("1", "2"))}}} if chance.random() < 0.5 else {}),
        }

    sources = ({"emptyDir": {}}, {"hostPath": {"path": "/x"}}, {"configMap": {"name": "c"}})
    return {
        "containers": [container(name) for name in some("klmn", 1)],
        "volumes": [{"name": name, **chance.choice(sources)} for name in some("uvw")],
        "hostAliases": [{"ip": f"192.0.2.{ord(key)}", "hostnames": some("gh", 1)} for key in some("ab")],
        "tolerations": [{"key": key, "operator": "Exists"} for key in some("ab")],
        **({"nodeSelector": {key: "yes" for key in some("st")}} if chance.random() < 0.7 else {}),
    }


def some_deployment(chance: random.Random, name: str) -> dict[str, Any]:
    strategies: tuple[dict[str, Any], ...] = (
        {"type": "Recreate"},
        {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 2}},
    )
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "name": name,
            "namespace": NAMESPACE,
            "annotations": {key: chance.choice("12") for key in chance.sample("abc", chance.randint(0, 3))},
            "finalizers": [f"example.com/{key}" for key in chance.sample("abc", chance.randint(1, 3))],
        },
        "spec": {
            "replicas": 0,
            "selector": {"matchLabels": labels},
            "strategy": chance.choice(strategies),
            "template": {"metadata": {"labels": labels}, "spec": some_pod_spec(chance)},
        },
    }


def covers(found: Any, expected: Any) -> bool:
    """Whether a server's object is what was expected; it may have more (defaults), but not in lists."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            covers(found[key], value) if key in found else value in ({}, [], None) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(covers, found, expected))
    return bool(found == expected)


def without_bookkeeping(live: dict[str, Any]) -> dict[str, Any]:
    trimmed = copy.deepcopy(live)
    trimmed.pop("status", None)
    for key in ("managedFields", "resourceVersion", "generation"):
        trimmed["metadata"].pop(key, None)
    return trimmed


def test_a_patch_has_the_same_effect_on_an_api_server(world: World) -> None:
    world.apply(None, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: any}\n")
    schema = schema_for("apps/v1", "Deployment")
    assert schema is not None
    chance = random.Random(11)
    deployment = world.kube.resource("apps/v1", "Deployment")
    for number in range(ROUNDS):
        name = f"random-{number}"
        original, modified = some_deployment(chance, name), some_deployment(chance, name)
        target = KubeObject(deployment, NAMESPACE, name, original)
        live = world.kube.create(target)
        patch = create_two_way(original, modified, schema)
        expected = without_bookkeeping(apply_strategic(live, patch, schema))
        patched = without_bookkeeping(world.kube.patch(target, patch, STRATEGIC, query=(("dryRun", "All"),)))
        assert covers(patched, expected), (patch, patched, expected)
        for content in (patched, modified):
            content["metadata"]["finalizers"].sort()  # their order is not always part of a patch
        assert covers(patched, modified), (patch, patched, modified)


TINY = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: %s\n"


@pytest.mark.parametrize("strategy", ["two-way", "three-way", "server-side"])
def test_an_object_comes_changes_and_goes(world: World, strategy: str) -> None:
    first, second = TINY % (strategy, "{a: one, b: one}"), TINY % (strategy, "{a: two, c: one}")
    label = f"ConfigMap/{strategy}"
    assert world.apply(None, first, strategy) == ApplyReport(created=(label,))
    with pytest.raises(KubeError) as caught:
        world.apply(None, first, strategy)
    assert caught.value.message == f'configmaps "{strategy}" already exists'
    world.change_by_hand(first, {"data": {"by-hand": "yes"}})
    assert world.apply(first, second, strategy) == ApplyReport(changed=(label,))
    assert world.live(first)["data"] == {"a": "two", "c": "one", "by-hand": "yes"}
    world.change_by_hand(first, {"data": {"a": "drifted"}})
    world.apply(second, second, strategy)
    assert world.live(first)["data"]["a"] == ("drifted" if strategy == "two-way" else "two")
    assert world.apply(second, "", strategy) == ApplyReport(deleted=(label,))


INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, labels: {a: "%s"}}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
"""


def test_kinds_that_are_younger_than_the_table_are_looked_up_on_the_server(world: World) -> None:
    world.apply(None, INGRESS % 1)
    sent: list[str] = []
    patch = world.kube.patch

    def remembering(target: KubeObject, body: dict[str, Any], kind: str, **more: Any) -> dict[str, Any]:
        sent.append(kind)
        return patch(target, body, kind, **more)

    world.kube.patch = remembering  # type: ignore[method-assign]
    try:
        world.apply(INGRESS % 1, INGRESS % 2, "three-way")
        world.apply(INGRESS % 2, INGRESS % 3, "two-way")
    finally:
        world.kube.patch = patch  # type: ignore[method-assign]
    assert sent == [STRATEGIC, "application/merge-patch+json"]
    assert world.live(INGRESS % 3)["metadata"]["labels"] == {"a": "3"}
    assert world.apply(INGRESS % 3, None) == ApplyReport(deleted=("Ingress/web",))


def test_what_cannot_be_patched_is_recreated_with_force(world: World) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ntype: example.com/%s\n"
    world.apply(None, secret % "a")
    with pytest.raises(KubeError) as caught:
        world.apply(secret % "a", secret % "b")
    assert "field is immutable" in caught.value.message
    assert world.apply(secret % "a", secret % "b", force=True) == ApplyReport(changed=("Secret/s",))
    assert world.live(secret % "b")["type"] == "example.com/b"
