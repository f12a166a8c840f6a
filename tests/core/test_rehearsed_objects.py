"""What is told of the objects of a rehearsal, and which kinds it is told to expect."""

from __future__ import annotations

import pytest
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.model.preview import CHANGE, KEEP, NONE, ObjectPreview
from pilothouse.core.model.release import Release
from pilothouse.core.rehearsed_objects import definitions_of, told
from pilothouse.core.resource_policy import is_kept

POLICY = "helm.sh/resource-policy"


def release(*names: str, hooks: list[ChartHook] | None = None) -> Release:
    manifest = "".join(f"\n---\n# Source: a.yaml\nkind: ConfigMap\nmetadata: {{name: {name}}}\n" for name in names)
    return Release("web", "default", 1, Chart(Metadata("web", "1")), manifest=manifest, hooks=hooks)


def looked_at(name: str, policy: str | None = "keep", action: str = NONE) -> ObjectPreview:
    notes = {"annotations": {POLICY: policy}} if policy is not None else {}
    return ObjectPreview(action, "v1", "ConfigMap", "default", name, {"metadata": {"name": name, **notes}})


def test_kept_is_what_only_the_current_revision_lists_and_a_policy_keeps() -> None:
    objects = [
        looked_at("both"), looked_at("left"), looked_at("plain", None), looked_at("deleted", "delete"),
        looked_at("new"), looked_at("changed", action=CHANGE), looked_at("elsewhere"),
    ]  # fmt: skip
    current = release("both", "left", "plain", "deleted", "changed")
    found = told(objects, current, release("both", "new"))
    assert [(each.action, each.name) for each in found] == [
        (NONE, "both"), (KEEP, "left"), (NONE, "plain"), (NONE, "deleted"), (NONE, "new"), (CHANGE, "changed"),
        (NONE, "elsewhere"),
    ]  # fmt: skip


def test_an_install_keeps_nothing() -> None:
    assert [each.action for each in told([looked_at("a")], None, release("a"))] == [NONE]


def test_odd_objects_keep_nothing() -> None:
    odd = ObjectPreview(NONE, "v1", "ConfigMap", "default", "a", {"metadata": {"name": "a", "annotations": "keep"}})
    gone = ObjectPreview(NONE, "v1", "ConfigMap", "default", "a")
    assert [each.action for each in told([odd, gone], release("a"), release())] == [NONE, NONE]


def test_definitions_are_those_of_crd_install() -> None:
    def hook(name: str, event: str, text: str = "kind: CustomResourceDefinition") -> ChartHook:
        return ChartHook(Manifest("x.yaml", f"{text}\nmetadata: {{name: {name}}}\n", name=name), [event])

    hooks = [hook("a", "crd-install"), hook("b", "pre-install"), hook("c", "crd-install", "kind: [")]
    assert definitions_of(release(hooks=hooks)) == [{"kind": "CustomResourceDefinition", "metadata": {"name": "a"}}]


@pytest.mark.parametrize(
    ("annotations", "kept"),
    [({POLICY: "keep"}, True), ({POLICY: ""}, True), ({POLICY: "delete"}, False), ({}, False), (None, False)],
)
def test_any_policy_but_deletion_keeps(annotations: dict[str, str] | None, kept: bool) -> None:
    assert is_kept(annotations) is kept
