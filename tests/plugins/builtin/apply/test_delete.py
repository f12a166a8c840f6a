from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from pilothouse.core.model.kube_object import ApplyOptions, ApplyReport, ManifestChange
from pilothouse.core.testkit import make_kernel
from stand_ins.scripted_kube import ScriptedKube, refused

NAMESPACE = "/api/v1/namespaces/team"


def document(kind: str, name: str, annotations: str = "") -> str:
    return f"\n---\n# Source: web/all.yaml\napiVersion: v1\nkind: {kind}\nmetadata:\n  name: {name}\n{annotations}"


def delete(script: Mapping[str, Sequence[Any]], manifest: str) -> tuple[ApplyReport, list[str]]:
    kube = ScriptedKube(script)
    change = ManifestChange("web", "team", manifest, None)
    report = make_kernel().first("helm_apply_manifests", change=change, options=ApplyOptions("any"), kube=kube)
    return report, kube.calls


def test_objects_are_deleted_in_uninstall_order_and_missing_ones_do_not_matter() -> None:
    manifest = document("ConfigMap", "a") + document("Pod", "b") + document("Service", "c")
    report, calls = delete(
        {
            f"delete {NAMESPACE}/configmaps/a Background": [None],
            f"delete {NAMESPACE}/services/c Background": [None],
        },
        manifest,
    )
    assert report == ApplyReport(deleted=("Service/c", "ConfigMap/a"))
    assert calls == [
        f"delete {NAMESPACE}/services/c Background",
        f"delete {NAMESPACE}/pods/b Background",
        f"delete {NAMESPACE}/configmaps/a Background",
    ]


def test_documents_of_one_kind_go_by_their_number_as_text() -> None:
    _, calls = delete({}, "".join(document("ConfigMap", f"c{number}") for number in range(12)))
    assert [call.split()[1].rpartition("/")[2] for call in calls] == [
        "c0", "c1", "c10", "c11", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9",
    ]  # fmt: skip


def test_what_cannot_be_deleted_is_reported_and_the_rest_deleted() -> None:
    manifest = document("ConfigMap", "a") + document("Service", "b")
    report, _ = delete(
        {
            f"delete {NAMESPACE}/services/b Background": [refused(403, "Forbidden", "may not")],
            f"delete {NAMESPACE}/configmaps/a Background": [None],
        },
        manifest,
    )
    assert report == ApplyReport(deleted=("ConfigMap/a",), errors=("may not",), left=("Service/b",))


KEEP = "  annotations:\n    helm.sh/resource-policy: keep\n"


def test_kept_objects_are_listed_if_they_exist() -> None:
    names = ("ConfigMap", "kept"), ("Service", "missing"), ("Service", "also")
    manifest = "".join(document(kind, name, KEEP) for kind, name in names)
    report, calls = delete(
        {f"get {NAMESPACE}/configmaps/kept": [{}], f"get {NAMESPACE}/services/also": [{}]}, manifest
    )
    assert report == ApplyReport(
        kept="These resources were kept due to the resource policy:\n[Service] also\n[ConfigMap] kept\n"
    )
    assert not any(call.startswith("delete") for call in calls)


def test_a_policy_to_delete_deletes() -> None:
    manifest = document("ConfigMap", "a", KEEP.replace("keep", "delete"))
    report, _ = delete({f"delete {NAMESPACE}/configmaps/a Background": [None]}, manifest)
    assert report == ApplyReport(deleted=("ConfigMap/a",))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# nothing but words", ""),
        ("apiVersion: v1\nkind: ConfigMapList\nmetadata: {}\nitems: []", "[ConfigMapList] "),
        ("apiVersion: v1\nkind: ConfigMapList\nmetadata: {name: x}\nitems: []", "[ConfigMapList] x"),
    ],
)
def test_documents_without_objects_are_errors(text: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScriptedKube, "build", lambda self, text, namespace: [])
    report, _ = delete({}, f"---\n{text}\n")
    assert report == ApplyReport(errors=(f'release "web": object "{name}" not found, skipping delete',))


def test_a_record_that_cannot_be_read_is_left_to_the_user() -> None:
    manifest = document("ConfigMap", "a") + "\n---\nkind: [\n"
    report, calls = delete({}, manifest)
    assert (report.kept, report.deleted, calls) == (manifest, (), [])
    assert len(report.errors) == 1
    assert report.errors[0].startswith(
        "corrupted release record. You must manually delete the resources: YAML parse error on manifest-1: "
    )
