from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from pilothouse.core.errors import KubeError, KubeStatusError, KubeTimeoutError, UnknownKindError
from pilothouse.core.model.kube_object import ApplyOptions, ApplyReport, KubeObject, ManifestChange
from pilothouse.core.testkit import make_kernel
from stand_ins.scripted_kube import ScriptedKube, refused

MAPS = "/api/v1/namespaces/team/configmaps"
STRATEGIC = "strategic-merge-patch+json"


def config_map(name: str, value: str = "", annotations: str = "") -> str:
    data = f"data: {{key: {value}}}\n" if value else ""
    return f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}{annotations}}}\n{data}"


def update(
    script: Mapping[str, Sequence[Any]], current: str, wanted: str, options: ApplyOptions | None = None
) -> tuple[ApplyReport, ScriptedKube]:
    kube = ScriptedKube(script)
    return apply(kube, current, wanted, options), kube


def apply(kube: ScriptedKube, current: str, wanted: str, options: ApplyOptions | None = None) -> ApplyReport:
    change = ManifestChange("web", "team", current, wanted)
    report: ApplyReport = make_kernel().first(
        "helm_apply_manifests", change=change, options=options or ApplyOptions(), kube=kube
    )
    return report


def failure(kube: ScriptedKube, current: str, wanted: str, options: ApplyOptions | None = None) -> KubeError:
    with pytest.raises(KubeError) as caught:
        apply(kube, current, wanted, options)
    return caught.value


def test_objects_are_patched_created_and_deleted_in_this_order() -> None:
    report, kube = update(
        {
            f"get {MAPS}/changed": [{}],
            f"get {MAPS}/same": [{}],
            f"get {MAPS}/gone": [{}],
            f"delete {MAPS}/gone Background": [None],
        },
        config_map("gone") + config_map("changed", "one") + config_map("same", "x"),
        config_map("changed", "two") + config_map("new", "three") + config_map("same", "x"),
    )
    assert report == ApplyReport(("ConfigMap/new",), ("ConfigMap/changed",), ("ConfigMap/gone",))
    assert kube.calls == [
        f"get {MAPS}/changed",
        f"patch {MAPS}/changed {STRATEGIC}",
        f"get {MAPS}/new",
        f"create {MAPS}/new",
        f"get {MAPS}/same",
        f"get {MAPS}/gone",
        f"delete {MAPS}/gone Background",
    ]
    assert kube.sent[0] == {"data": {"key": "two"}}


def test_what_others_changed_in_the_live_object_does_not_matter() -> None:
    live = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"key": "by hand"}}
    report, kube = update({f"get {MAPS}/a": [live]}, config_map("a", "one"), config_map("a", "one"))
    assert (report, kube.calls) == (ApplyReport(), [f"get {MAPS}/a"])


def test_three_way_sets_back_what_others_changed() -> None:
    live = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"key": "by hand", "more": "x"}}
    report, kube = update(
        {f"get {MAPS}/a": [live]}, config_map("a", "one"), config_map("a", "one"), ApplyOptions("three-way")
    )
    assert report == ApplyReport(changed=("ConfigMap/a",))
    assert kube.sent == [{"data": {"key": "one"}}]


def test_force_is_not_advised_where_a_new_object_would_be_refused_as_well() -> None:
    script = {
        f"get {MAPS}/a": [{}],
        f"patch {MAPS}/a {STRATEGIC}": [refused(422, "Invalid", "a: Invalid value: -1: must be greater than 0")],
    }
    assert failure(ScriptedKube(script), config_map("a", "one"), config_map("a", "two")).hint == ""


def test_three_way_leaves_alone_what_is_as_wanted() -> None:
    live = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "uid": "u"}, "data": {"key": "one"}}
    report, kube = update(
        {f"get {MAPS}/a": [live]}, config_map("a", "one"), config_map("a", "one"), ApplyOptions("three-way")
    )
    assert (report, kube.calls) == (ApplyReport(), [f"get {MAPS}/a"])


def test_server_side_the_whole_manifest_is_sent() -> None:
    report, kube = update(
        {f"get {MAPS}/a": [{}]}, config_map("a", "one"), config_map("a", "one"), ApplyOptions("server-side")
    )
    assert report == ApplyReport(changed=("ConfigMap/a",))
    assert kube.calls[1] == f"patch {MAPS}/a apply-patch+yaml fieldManager=pilothouse force=true"
    assert kube.sent == [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"key": "one"}}]


CUSTOM = "apiVersion: example.com/v2\nkind: Database\nmetadata: {name: db}\nspec: {size: %s, users: [%s]}\n"


@pytest.mark.parametrize("strategy", ["two-way", "three-way"])
def test_custom_resources_get_json_merge_patches(strategy: str) -> None:
    path = "/apis/example.com/v2/namespaces/team/databases/db"
    head = {"metadata": {"name": "db"}, "apiVersion": "example.com/v2", "kind": "Database"}
    live = {**head, "spec": {"size": 1, "users": ["a"]}}
    _, kube = update({f"get {path}": [live]}, CUSTOM % (1, "a"), CUSTOM % (1, "a, b"), ApplyOptions(strategy))
    assert (kube.calls[-1], kube.sent) == (f"patch {path} merge-patch+json", [{"spec": {"users": ["a", "b"]}}])


def test_an_object_that_is_no_part_of_the_release_stops_the_update() -> None:
    kube = ScriptedKube({f"get {MAPS}/a": [{}]})
    assert failure(kube, config_map("other"), config_map("a") + config_map("b")).message == (
        'kind ConfigMap with the name "a" in "team" already exists in the cluster and wasn\'t defined in the previous '
        "release. Before upgrading, please either delete the resource from the cluster or remove it from the chart"
    )
    assert kube.calls == [f"get {MAPS}/a"]


def test_an_object_that_changes_its_api_version_is_the_same_object() -> None:
    deployment = "apiVersion: %s\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 1}\n"
    path = "/apis/apps/v1/namespaces/team/deployments/a"
    _, kube = update({f"get {path}": [{}]}, deployment % "extensions/v1beta1", deployment % "apps/v1")
    assert (kube.calls, kube.sent) == ([f"get {path}", f"patch {path} {STRATEGIC}"], [{"apiVersion": "apps/v1"}])


def test_a_patch_that_is_refused_keeps_nothing_else_from_being_patched_but_nothing_is_deleted() -> None:
    kube = ScriptedKube(
        {
            f"get {MAPS}/a": [{}],
            f"get {MAPS}/b": [{}],
            f"get {MAPS}/c": [{}],
            f"patch {MAPS}/a {STRATEGIC}": [refused(422, "Invalid", "a is 100% wrong")],
            f"patch {MAPS}/b {STRATEGIC}": [refused(422, "Invalid", "b: field is immutable")],
        }
    )
    current = "".join(config_map(name, "one") for name in "abcd")
    error = failure(kube, current, "".join(config_map(name, "two") for name in "abc"))
    assert error.message == "a is 100%!w(MISSING)rong && b: field is immutable"
    assert error.hint == "--force deletes and recreates what cannot be patched"
    assert kube.calls[-1] == f"patch {MAPS}/c {STRATEGIC}"


def test_with_force_what_cannot_be_patched_is_recreated() -> None:
    refusal = refused(422, "Invalid", "no")
    old, gone = {"metadata": {"uid": "u-1"}}, refused(404, "NotFound", "gone")
    script = {
        f"get {MAPS}/a": [old, old, gone],
        f"patch {MAPS}/a {STRATEGIC}": [refusal],
        f"delete {MAPS}/a Background": [None],
    }
    arguments = config_map("a", "one"), config_map("a", "two"), ApplyOptions(force=True)
    report, kube = update(script, *arguments)
    assert report == ApplyReport(changed=("ConfigMap/a",))
    assert kube.calls[1:] == [
        f"patch {MAPS}/a {STRATEGIC}",
        f"delete {MAPS}/a Background",
        f"get {MAPS}/a",
        f"get {MAPS}/a",
        f"create {MAPS}/a",
    ]
    kube = ScriptedKube({**script, f"create {MAPS}/a": [refused(409, "AlreadyExists", "still there")]})
    assert failure(kube, *arguments).message == "Failed to recreate resource: still there"
    kube = ScriptedKube({**script, f"delete {MAPS}/a Background": [refused(403, "Forbidden", "may not")]})
    assert failure(kube, *arguments).message == "may not"


def test_somebody_s_new_object_of_the_name_is_not_waited_for() -> None:
    refusal, taken = refused(422, "Invalid", "no"), refused(409, "AlreadyExists", "taken")
    script = {
        f"get {MAPS}/a": [{"metadata": {"uid": "u-1"}}, {"metadata": {"uid": "u-2"}}],
        f"patch {MAPS}/a {STRATEGIC}": [refusal],
        f"delete {MAPS}/a Background": [None],
        f"create {MAPS}/a": [taken],
    }
    arguments = config_map("a", "one"), config_map("a", "two"), ApplyOptions(force=True)
    assert failure(ScriptedKube(script), *arguments).message == "Failed to recreate resource: taken"


def test_an_object_that_does_not_go_is_left_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilothouse.plugins.builtin.apply.departure.LONGEST", 0.0)
    refusal, going = refused(422, "Invalid", "no"), refused(409, "AlreadyExists", "object is being deleted")
    script = {
        f"get {MAPS}/a": [{"metadata": {"uid": "u-1"}}] * 2,
        f"patch {MAPS}/a {STRATEGIC}": [refusal],
        f"delete {MAPS}/a Background": [None],
        f"create {MAPS}/a": [going],
    }
    arguments = config_map("a", "one"), config_map("a", "two"), ApplyOptions(force=True)
    message = failure(ScriptedKube(script), *arguments).message
    assert message == "Failed to recreate resource: object is being deleted"


def test_a_patch_that_cannot_be_made_is_an_error_even_with_force() -> None:
    kube = ScriptedKube({f"get {MAPS}/a": [{}]})
    error = failure(kube, config_map("a", "one"), config_map("a", "[1]"), ApplyOptions(force=True))
    assert error.message == (
        "failed to create patch: failed to get versionedObject: unable to convert unstructured object to "
        "/v1, Kind=ConfigMap: unrecognized type: string"
    )
    odd = config_map("a") + "odd: {a: %s}\n"
    assert failure(kube, odd % 1, odd % 2).message == (
        "failed to create patch: failed to create two-way merge patch: "
        'unable to find api field in struct ConfigMap for the json field "odd"'
    )


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            {f"get {MAPS}/b": [refused(403, "Forbidden", "may not look")]},
            "Could not get information about the resource: may not look",
        ),
        ({f"create {MAPS}/b": [refused(422, "Invalid", "bad b")]}, "failed to create resource: bad b"),
    ],
)
def test_cleanup_deletes_what_this_update_created(script: dict[str, Any], message: str) -> None:
    wanted = config_map("a") + config_map("b")
    kube = ScriptedKube({**script, f"delete {MAPS}/a Background": [None]})
    assert failure(kube, "", wanted, ApplyOptions(cleanup_on_fail=True)).message == message
    assert kube.calls[-1] == f"delete {MAPS}/a Background"
    kube = ScriptedKube({**script, f"delete {MAPS}/a Background": [refused(403, "Forbidden", "stays")]})
    assert failure(kube, "", wanted, ApplyOptions(cleanup_on_fail=True)).message == f"{message} && stays"
    kube = ScriptedKube(script)
    assert failure(kube, "", wanted).message == message
    assert not any(call.startswith("delete") for call in kube.calls)


KEEP = ", annotations: {helm.sh/resource-policy: keep}"


@pytest.mark.parametrize(
    ("stored", "live", "deleted"),
    [
        (KEEP, [{"metadata": {"annotations": {"helm.sh/resource-policy": "keep"}}}], False),
        ("", [{"metadata": {"annotations": {"helm.sh/resource-policy": "whatever"}}}], False),
        (KEEP, [{"metadata": {}}], True),
        (KEEP, [{"metadata": {"annotations": {"helm.sh/resource-policy": "delete"}}}], True),
        (KEEP, [refused(403, "Forbidden")], False),
        ("", [refused(403, "Forbidden")], True),
    ],
)
def test_what_a_release_drops_is_deleted_unless_the_live_object_is_to_be_kept(
    stored: str, live: list[Any], deleted: bool
) -> None:
    script = {f"get {MAPS}/a": live, f"delete {MAPS}/a Background": [None]}
    report, _ = update(script, config_map("a", annotations=stored), "")
    assert report == ApplyReport(deleted=("ConfigMap/a",) if deleted else ())


def test_what_cannot_be_deleted_does_not_fail_the_update() -> None:
    kernel = make_kernel()
    kube = ScriptedKube(
        {f"get {MAPS}/a": [{}], f"delete {MAPS}/a Background": [refused(403, "Forbidden", "may not")]}
    )
    change = ManifestChange("web", "team", config_map("a") + config_map("b"), "")
    report = kernel.first("helm_apply_manifests", change=change, options=ApplyOptions(), kube=kube)
    assert report == ApplyReport(errors=("cannot delete ConfigMap/a: may not",))
    assert kernel.console.stderr.endswith("cannot delete ConfigMap/a: may not\n")


WORKLOAD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: %s}
"""
LIVE_WORKLOAD = {"spec": {"selector": {"matchLabels": {"b": "2", "a": "1"}}}}


@pytest.mark.parametrize("replicas", [1, 2])
def test_pods_of_patched_and_unchanged_workloads_are_restarted_on_request(replicas: int) -> None:
    path = "/apis/apps/v1/namespaces/team/deployments/web"
    pods = "/api/v1/namespaces/team/pods"
    pod = {"metadata": {"name": "web-1", "namespace": "team", "uid": "u-1"}}
    _, kube = update(
        {
            f"get {path}": [LIVE_WORKLOAD],
            f"patch {path} {STRATEGIC}": [LIVE_WORKLOAD],
            f"list {pods} a=1,b=2": [[pod]],
            f"delete {pods}/web-1 u-1": [None],
        },
        WORKLOAD % 1,
        WORKLOAD % replicas,
        ApplyOptions(recreate=True),
    )
    assert kube.calls[-2:] == [f"list {pods} a=1,b=2", f"delete {pods}/web-1 u-1"]


def workload(generation: int, observed: int, replicas: int = 1) -> dict[str, Any]:
    return {
        "metadata": {"generation": generation},
        "spec": {**LIVE_WORKLOAD["spec"], "replicas": replicas},
        "status": {"observedGeneration": observed},
    }


def restarted(states: list[dict[str, Any]], listed: list[list[dict[str, Any]]], **deletions: Any) -> list[str]:
    """The calls on Pods of an upgrade that patches a workload; `states` are what it is then, `listed` its Pods."""
    path = "/apis/apps/v1/namespaces/team/deployments/web"
    pods = "/api/v1/namespaces/team/pods"
    _, kube = update(
        {
            f"get {path}": [workload(1, 1), *states],
            f"patch {path} {STRATEGIC}": [workload(2, 1)],
            f"list {pods} a=1,b=2": listed,
            **{f"delete {pods}/{name} u-{name}": [answer] for name, answer in deletions.items()},
        },
        WORKLOAD % 1,
        WORKLOAD % 2,
        ApplyOptions(recreate=True),
    )
    return [call.removeprefix(f"delete {pods}/") for call in kube.calls if call.startswith(f"delete {pods}")]


def pod(name: str) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": "team", "uid": f"u-{name}"}}


def test_a_pod_that_is_gone_already_needs_no_restart() -> None:
    gone = KubeStatusError('pods "old" not found', code=404, reason="NotFound")
    assert restarted([workload(2, 2, 2)], [[pod("old"), pod("new")]], old=gone, new=None) == ["old u-old", "new u-new"]


def test_a_pod_that_the_server_does_not_delete_is_an_error() -> None:
    refusal = KubeStatusError("pods is forbidden", code=403, reason="Forbidden")
    with pytest.raises(KubeError, match="pods is forbidden"):
        restarted([workload(2, 2)], [[pod("old")]], old=refusal)


def test_pods_are_looked_for_once_the_controller_has_taken_up_the_change() -> None:
    states = [workload(2, 1), workload(2, 2), workload(2, 2)]
    assert restarted(states, [[pod("old")], [], [pod("new")]], new=None) == ["new u-new"]


def test_a_controller_that_does_nothing_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilothouse.plugins.builtin.apply.pods.MOMENT", 0.0)
    monkeypatch.setattr("pilothouse.plugins.builtin.apply.pods.PAUSE", 0.0)
    assert restarted([workload(2, 1)] * 9, [[pod("old")]] * 9, old=None) == ["old u-old"]


def test_new_workloads_and_other_kinds_restart_nothing() -> None:
    wanted = WORKLOAD % 1 + config_map("a", "two")
    _, kube = update({f"get {MAPS}/a": [{}]}, config_map("a", "one"), wanted, ApplyOptions(recreate=True))
    assert not any(call.startswith("list") for call in kube.calls)


class Unbuildable(ScriptedKube):
    """A cluster on which manifests that hold a word cannot be built."""

    def __init__(self, word: str, error: KubeError) -> None:
        super().__init__()
        self._word = word
        self._error = error

    def build(self, text: str, namespace: str) -> list[KubeObject]:
        if self._word in text:
            raise self._error
        return super().build(text, namespace)


UNKNOWN = 'unable to recognize "": no matches for kind "X" in version "v9"'


@pytest.mark.parametrize(
    ("word", "message", "start"),
    [
        (
            "old",
            UNKNOWN,
            "current release manifest contains removed kubernetes api(s) for this kubernetes version and it is "
            "therefore unable to build the kubernetes objects for performing the diff. error from kubernetes: ",
        ),
        (
            "new",
            UNKNOWN,
            "new release manifest contains removed kubernetes api(s) for this kubernetes version and it is "
            "therefore unable to build the kubernetes objects for deployment. error from kubernetes: ",
        ),
        ("old", "no name", "failed decoding reader into objects: "),
        ("new", "no name", "failed decoding reader into objects: "),
    ],
)
def test_a_manifest_that_cannot_be_built_is_named(word: str, message: str, start: str) -> None:
    kube = Unbuildable(word, UnknownKindError(message))
    error = failure(kube, config_map("old"), config_map("new"))
    assert error.message == start + message
    assert ("mapkubeapis" in error.hint) == (word == "old" and message == UNKNOWN)


def test_what_was_created_is_cleaned_up_when_it_does_not_get_ready() -> None:
    claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n"
    path = "/api/v1/namespaces/team/persistentvolumeclaims/data"
    pending: dict[str, Any] = {"metadata": {"name": "data"}, "status": {"phase": "Pending"}}
    script = {
        f"get {path}": [refused(404, "NotFound"), pending],
        f"delete {path} Background": [refused(403, "Forbidden", "stays")],
    }
    error = failure(ScriptedKube(script), "", claim, ApplyOptions(wait=True, timeout=1, cleanup_on_fail=True))
    assert isinstance(error, KubeTimeoutError)
    assert error.message == "timed out waiting for the condition && stays"
    error = failure(ScriptedKube(script), "", claim, ApplyOptions(wait=True, timeout=1))
    assert (type(error), error.message) == (KubeTimeoutError, "timed out waiting for the condition")
