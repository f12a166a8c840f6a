from __future__ import annotations

import pytest
from pilothouse.core.errors import KubeConnectionError, KubeError, UsageError
from pilothouse.core.model.kube_object import ApplyOptions, ApplyReport, ManifestChange
from pilothouse.core.testkit import make_kernel
from stand_ins.scripted_kube import ScriptedKube, built, refused

MANIFEST = """
apiVersion: v1
kind: ConfigMap
metadata: {name: one}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: two}
---
apiVersion: v1
kind: Service
metadata: {name: three}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: four}
"""
NAMESPACE = {"get /api/v1/namespaces/team": [{}]}
CONFIG_MAPS = "/api/v1/namespaces/team/configmaps"


def create(kube: ScriptedKube, manifest: str, options: ApplyOptions | None = None) -> ApplyReport:
    change = ManifestChange("web", "team", None, manifest)
    report: ApplyReport = make_kernel().first(
        "helm_apply_manifests", change=change, options=options or ApplyOptions(), kube=kube
    )
    return report


def test_objects_of_one_kind_that_follow_one_another_are_created_side_by_side() -> None:
    kube = ScriptedKube(NAMESPACE)
    assert create(kube, MANIFEST) == ApplyReport(
        created=("ConfigMap/one", "ConfigMap/two", "Service/three", "ConfigMap/four")
    )
    assert kube.calls == [
        "get /api/v1/namespaces/team",
        "2 in parallel",
        f"create {CONFIG_MAPS}/one",
        f"create {CONFIG_MAPS}/two",
        "create /api/v1/namespaces/team/services/three",
        f"create {CONFIG_MAPS}/four",
    ]
    assert kube.sent[0] == {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}}


def test_a_missing_namespace_is_made_first() -> None:
    kube = ScriptedKube()
    create(kube, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n")
    assert kube.calls == ["get /api/v1/namespaces/team", "create /api/v1/namespaces/team", f"create {CONFIG_MAPS}/one"]


def test_after_a_failure_of_one_of_several_no_further_run_starts() -> None:
    kube = ScriptedKube({**NAMESPACE, f"create {CONFIG_MAPS}/two": [refused(409, "AlreadyExists", "two is there")]})
    with pytest.raises(KubeError, match="two is there"):
        create(kube, MANIFEST)
    assert kube.calls[-1] == f"create {CONFIG_MAPS}/two"


def test_when_a_single_object_is_refused_the_next_run_has_begun() -> None:
    three = "create /api/v1/namespaces/team/services/three"
    script = {**NAMESPACE, three: [refused(422, "Invalid", "three is bad")]}
    kube = ScriptedKube({**script, f"create {CONFIG_MAPS}/four": [refused(422, "Invalid", "four is bad")]})
    with pytest.raises(KubeError, match="three is bad"):
        create(kube, MANIFEST + "---\napiVersion: v1\nkind: Service\nmetadata: {name: five}\n")
    assert kube.calls[-2:] == [three, f"create {CONFIG_MAPS}/four"]
    kube = ScriptedKube({**NAMESPACE, three: [KubeConnectionError("no answer")]})
    with pytest.raises(KubeError, match="no answer"):
        create(kube, MANIFEST)
    assert kube.calls[-1] == three


def test_a_manifest_without_objects_is_an_error() -> None:
    with pytest.raises(KubeError) as caught:
        create(ScriptedKube(NAMESPACE), "# nothing\n")
    assert caught.value.message == "no objects visited"


def test_objects_that_are_built_already_are_not_built_again() -> None:
    kube = ScriptedKube(NAMESPACE)
    prepared = (built({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "ready"}}, "team"),)
    change = ManifestChange("web", "team", None, "not: read", prepared)
    report = make_kernel().first("helm_apply_manifests", change=change, options=ApplyOptions(), kube=kube)
    assert report == ApplyReport(created=("ConfigMap/ready",))


def test_waiting_comes_after_all_is_created() -> None:
    kube = ScriptedKube({**NAMESPACE, "get /api/v1/namespaces/team/configmaps/one": [{}]})
    create(kube, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n", ApplyOptions(wait=True, timeout=5))
    assert f"create {CONFIG_MAPS}/one" in kube.calls


def test_server_side_new_objects_are_applied_unless_they_exist() -> None:
    kube = ScriptedKube(NAMESPACE)
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n"
    create(kube, manifest, ApplyOptions("server-side"))
    assert kube.calls[1:] == [
        f"get {CONFIG_MAPS}/one",
        f"patch {CONFIG_MAPS}/one apply-patch+yaml fieldManager=pilothouse force=true",
    ]
    kube = ScriptedKube({**NAMESPACE, f"get {CONFIG_MAPS}/one": [{}]})
    with pytest.raises(KubeError) as caught:
        create(kube, manifest, ApplyOptions("server-side"))
    assert caught.value.message == 'configmaps "one" already exists'


def test_a_strategy_that_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(UsageError) as caught:
        create(ScriptedKube(NAMESPACE), MANIFEST, ApplyOptions("four-way"))
    assert (caught.value.message, caught.value.hint) == (
        'unknown apply strategy "four-way"',
        "built in are two-way, three-way, server-side",
    )


def test_an_object_is_named_where_the_server_does_not_name_it() -> None:
    path = f"create {CONFIG_MAPS}/one"
    manifest = "kind: ConfigMap\nmetadata: {name: one}\napiVersion: v1\n"
    for sentence, details in (
        ("ConfigMap cannot be handled", ("the object is ConfigMap/one",)),
        ('configmaps "one" is forbidden', ()),
    ):
        with pytest.raises(KubeError) as caught:
            create(ScriptedKube({**NAMESPACE, path: [refused(400, "BadRequest", sentence)]}), manifest)
        assert (caught.value.message, caught.value.details) == (sentence, details)
