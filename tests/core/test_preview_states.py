from __future__ import annotations

from typing import Any

from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.comparison import ObjectStates
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.model.preview import ObjectPreview, ReleasePreview
from pilothouse.core.model.release import Release
from pilothouse.core.preview_states import hook_states, release_states, revision_states, states_of


def a_release(*documents: str, name: str = "web", revision: int = 1, hooks: list[ChartHook] | None = None) -> Release:
    """A revision whose manifest has documents, each from a template ``a.yaml``, ``b.yaml`` and so on."""
    manifest = "".join(
        f"\n---\n# Source: web/templates/{chr(97 + number)}.yaml\n{text}" for number, text in enumerate(documents)
    )
    chart = Chart(Metadata("web", "1.0.0"))
    return Release(name, "default", revision, chart, manifest=manifest, hooks=hooks or [])


def an_object(kind: str, name: str, api_version: str = "v1", **fields: Any) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **fields}


def text_of(kind: str, name: str, api_version: str = "v1", more: str = "") -> str:
    return f"apiVersion: {api_version}\nkind: {kind}\nmetadata:\n  name: {name}\n{more}"


def a_hook(name: str, *events: str, more: str = "") -> ChartHook:
    content = text_of("Job", name, "batch/v1", more)
    return ChartHook(Manifest("web/templates/hook.yaml", content, "Job", "batch/v1", name), list(events))


def shape(states: list[ObjectStates]) -> list[tuple[str, str, str, bool, bool]]:
    return [
        (state.action, state.kind, state.name, state.recorded is not None, state.wanted is not None) for state in states
    ]


def test_objects_of_two_revisions_are_paired_by_kind_namespace_and_name() -> None:
    before = a_release(text_of("ConfigMap", "a", more="data: {k: x}\n"), text_of("ConfigMap", "gone"))
    after = a_release(
        text_of("ConfigMap", "new"), text_of("ConfigMap", "a", more="data: {k: z}\n"), text_of("Secret", "a")
    )
    assert revision_states(before, after)[1] == ObjectStates(
        "v1",
        "ConfigMap",
        "default",
        "a",
        "change",
        recorded=an_object("ConfigMap", "a", data={"k": "x"}),
        wanted=an_object("ConfigMap", "a", data={"k": "z"}),
        source="web/templates/b.yaml",
    )
    assert shape(revision_states(before, after)) == [
        ("create", "ConfigMap", "new", False, True),
        ("change", "ConfigMap", "a", True, True),
        ("create", "Secret", "a", False, True),
        ("delete", "ConfigMap", "gone", True, False),
    ]


def test_an_object_whose_kind_moved_to_another_group_is_the_same_one() -> None:
    before = a_release(text_of("Deployment", "a", "extensions/v1beta1"))
    after = a_release(text_of("Deployment", "a", "apps/v1"))
    assert shape(revision_states(before, after)) == [("change", "Deployment", "a", True, True)]
    touched = ObjectPreview("change", "apps/v1", "Deployment", "default", "a", {}, {})
    preview = ReleasePreview(after, before, 1, (touched,))
    assert shape(states_of(preview)) == [("change", "Deployment", "a", True, True)]


def test_kinds_of_one_name_in_two_groups_are_kept_apart() -> None:
    before = a_release(text_of("Service", "a", "serving.knative.dev/v1"), text_of("Service", "a"))
    after = a_release(text_of("Service", "a"), text_of("Service", "a", "serving.knative.dev/v1"))
    previews = tuple(
        ObjectPreview("none", api_version, "Service", "default", "a", {}, {})
        for api_version in ("v1", "serving.knative.dev/v1")
    )
    found = states_of(ReleasePreview(after, before, 1, previews))
    assert [(state.recorded, state.wanted) for state in found] == [
        (an_object("Service", "a", api_version),) * 2 for api_version in ("v1", "serving.knative.dev/v1")
    ]


def test_a_preview_is_put_beside_what_manifests_say_also_where_a_kind_has_no_namespace() -> None:
    after = a_release(text_of("Namespace", "space"), "items:\n- {kind: Secret, metadata: {name: s}}\nkind: List\n")
    previews = (
        ObjectPreview("create", "v1", "Namespace", "", "space", None, {"made": "up"}, "computed"),
        ObjectPreview("none", "v1", "Secret", "default", "s", {"live": 1}, {"live": 1}, error="refused"),
        ObjectPreview("restart", "v1", "Pod", "default", "p", {"live": 1}),
    )
    preview = ReleasePreview(after, None, 0, previews)
    assert states_of(preview) == [
        ObjectStates(
            "v1", "Namespace", "", "space", "create", None, an_object("Namespace", "space"), None, {"made": "up"}, True,
            "web/templates/a.yaml", "", "computed",
        ),
        ObjectStates(
            "v1", "Secret", "default", "s", "none", None, {"kind": "Secret", "metadata": {"name": "s"}},
            {"live": 1}, {"live": 1}, True, "web/templates/b.yaml", error="refused",
        ),
        ObjectStates("v1", "Pod", "default", "p", "restart", None, None, {"live": 1}, None, True),
    ]  # fmt: skip


def test_objects_that_a_broken_off_operation_did_not_come_to_follow_by_their_manifests() -> None:
    before, after = a_release(text_of("ConfigMap", "old")), a_release(text_of("ConfigMap", "new"))
    assert states_of(ReleasePreview(after, before, 1)) == []
    broken = ReleasePreview(after, before, 1, error="no")
    assert shape(states_of(broken)) == [
        ("create", "ConfigMap", "new", False, True),
        ("delete", "ConfigMap", "old", True, False),
    ]
    assert not any(state.from_cluster for state in states_of(broken))


def test_what_cannot_be_read_is_said() -> None:
    after = a_release("{[", "- not\n- an object\n", text_of("ConfigMap", "a") + "data: " + "[" * 500 + "\n")
    found = revision_states(None, after)
    assert [(state.kind, state.name, state.action) for state in found] == [
        ("Unknown", "web/templates/a.yaml", "none"),
        ("Unknown", "web/templates/c.yaml", "none"),
    ]
    assert [state.error.partition(": ")[0] for state in found] == ["cannot be read"] * 2
    assert states_of(ReleasePreview(after)) == found


def test_a_text_at_the_end_of_a_document_keeps_its_end_of_line() -> None:
    text = "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  t: |\n    --- no separator\n    end"
    found = revision_states(None, a_release(text, f"{text}\n"))
    assert [(state.wanted or {})["data"] for state in found] == [{"t": "--- no separator\nend\n"}]


def test_what_is_in_no_manifest_and_stays_as_it_is_does_not_count() -> None:
    previews = (ObjectPreview("none", "v1", "Namespace", "", "default", {}, {}),)
    assert states_of(ReleasePreview(a_release(), None, 0, previews)) == []


def test_chart_hooks_have_their_events_and_tests_are_left_out_unless_they_are_wanted() -> None:
    before = a_release(hooks=[a_hook("a", "pre-install"), a_hook("t", "test-success")])
    after = a_release(hooks=[a_hook("a", "pre-install", "post-upgrade", more="spec: {}\n")])
    assert [(state.name, state.action, state.chart_hook) for state in hook_states(before, after)] == [
        ("a", "change", "pre-install,post-upgrade")
    ]
    assert [(state.name, state.action, state.chart_hook) for state in hook_states(before, after, tests=True)] == [
        ("a", "change", "pre-install,post-upgrade"),
        ("t", "delete", "test-success"),
    ]


def test_objects_of_two_releases_are_paired_by_names_without_those_of_the_releases() -> None:
    first = a_release(text_of("ConfigMap", "a-cat"), text_of("ConfigMap", "shared"), name="a")
    second = a_release(text_of("ConfigMap", "shared"), text_of("ConfigMap", "b-cat"), name="b")
    second.namespace = "elsewhere"
    assert shape(release_states(first, second)) == [
        ("none", "ConfigMap", "shared", True, True),
        ("change", "ConfigMap", "b-cat", True, True),
    ]
