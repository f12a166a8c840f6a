"""Every patch that Helm v2.17.0 sent in the recorded flows, made again from the manifests of the records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from parity.conformance import Replay, folder
from pilothouse.core.model.kube_object import ApiResource, KubeObject
from pilothouse.plugins.builtin.apply.two_way import TwoWay
from pilothouse.plugins.builtin.kube.object_builder import build_objects

CLUSTER_KINDS = {"Namespace", "ClusterRole", "ClusterRoleBinding", "PersistentVolume", "StorageClass"}
KNOWN_STATUSES = {"DEPLOYED", "PENDING_INSTALL", "PENDING_UPGRADE", "PENDING_ROLLBACK"}


def plural(kind: str) -> str:
    name = kind.lower()
    if name.endswith("y"):
        return name[:-1] + "ies"
    return name + ("es" if name.endswith("s") else "s")


def resolve(api_version: str, kind: str) -> ApiResource:
    group, _, version = api_version.rpartition("/")
    return ApiResource(group, version, kind, plural(kind), kind not in CLUSTER_KINDS)


class Patched:
    """A recorded patch with the manifests that it lies between."""

    def __init__(self, original: str, target: str, namespace: str, request: dict[str, Any]) -> None:
        self.original = original
        self.target = target
        self.namespace = namespace
        self.request = request

    def made_again(self) -> tuple[dict[str, Any], str] | None:
        originals = build_objects(self.original, self.namespace, resolve)
        target = next(
            each for each in build_objects(self.target, self.namespace, resolve) if each.path == self.request["path"]
        )
        original = next(each for each in originals if same_object(each, target))
        patch = TwoWay(None).patch(original, target, {})  # type: ignore[arg-type]
        return None if patch is None else (patch.body, patch.content_type)


def same_object(left: KubeObject, right: KubeObject) -> bool:
    return (left.name, left.namespace, left.kind) == (right.name, right.namespace, right.kind)


def recorded_patches(scenario: dict[str, Any]) -> Iterator[Patched]:
    """The patches of a scenario: each operation goes from the deployed (rollback: newest) revision to a new one."""
    records: list[dict[str, Any]] = []
    statuses: dict[tuple[str, int], str] = {}
    for step in scenario["steps"]:
        before = records
        if isinstance(step.get("records"), list):
            records = step["records"]
        manifests = {
            (record["release"]["name"], record["release"]["version"]): record["release"]
            for record in before + records
            if "release" in record
        }
        original = target = None
        for request in step.get("requests", ()):
            release = request.get("release")
            if release is not None and request["verb"] != "DELETE":
                key = (release["name"], release["version"])
                if request["verb"] == "POST":
                    original, target = started_from(release, statuses), key
                statuses[key] = release["status"]
            elif request.get("verb") == "PATCH" and original is not None:
                assert target is not None
                release = manifests[target]
                yield Patched(manifests[original]["manifest"], release["manifest"], release["namespace"], request)


def started_from(release: dict[str, Any], statuses: dict[tuple[str, int], str]) -> tuple[str, int] | None:
    """The revision whose manifest an operation on a release starts from."""
    older = [key for key in statuses if key[0] == release["name"] and key[1] < release["version"]]
    if release["status"] == "PENDING_UPGRADE":
        older = [key for key in older if statuses[key] == "DEPLOYED"]
    return max(older, default=None)


def test_every_recorded_patch_is_made_again(
    replay: Replay, require_suite: Callable[[str], None]
) -> None:
    require_suite("flows")
    cases = {
        f"{path.stem}/{number}": patched
        for path in sorted(Path(folder() / "flows" / "scenarios").glob("*.json"))
        for number, patched in enumerate(recorded_patches(json.loads(path.read_text(encoding="utf-8"))))
    }
    tally = replay("patches", "flows", len(cases))
    for name, patched in cases.items():
        made = patched.made_again()
        wanted = patched.request["body"], patched.request["content_type"]
        tally.record(name, "" if made == wanted else f"{patched.request['path']}: {made} is not {wanted}")
    assert len(cases) > 100
    if tally.differing:
        pytest.fail("\n".join(f"{name}: {text}" for name, text in tally.differing.items()), pytrace=False)
