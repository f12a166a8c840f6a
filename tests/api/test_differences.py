from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pilothouse
import pytest
from pilothouse.core.cluster_choice import connect_cluster
from pilothouse.core.model.kube_object import KubeObject

Connect = Callable[..., pilothouse.Session]

SECRET = """\
apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}}
stringData: {password: {{ .Values.password }}}
"""


@pytest.fixture
def secretive(chart: Path) -> Path:
    """A chart with a Secret."""
    (chart / "templates" / "secret.yaml").write_text(SECRET)
    return chart


def told(difference: pilothouse.Difference) -> list[tuple[str, str, list[tuple[str, object, object]]]]:
    """What happens to which object, and which fields change how."""
    return [
        (found.action, found.name, [(change.path, change.before, change.after) for change in found.changes])
        for found in difference.objects
    ]


def test_an_upgrade_is_shown_before_it_is_done_and_nothing_is_changed_by_that(connect: Connect, chart: Path) -> None:
    helm = connect()
    helm.install(chart, "demo")
    difference = helm.diff_upgrade("demo", chart, values={"replicas": 2})
    assert told(difference) == [("change", "demo-web", [("data.replicas", "1", "2")])]
    assert difference
    assert not difference.error
    assert [one.revision for one in helm.history("demo")] == [1]
    assert helm.get("demo").objects()["ConfigMap", "demo-web"]["data"]["replicas"] == "1"
    helm.upgrade("demo", chart, values={"replicas": 2})
    assert not helm.diff_upgrade("demo", chart, values={"replicas": 2})


def test_what_does_not_exist_is_shown_as_created_where_it_would_be_installed(connect: Connect, chart: Path) -> None:
    helm = connect()
    difference = helm.diff_upgrade("demo", chart, install=True, namespace="fresh")
    assert [(found.action, found.namespace, found.name) for found in difference.objects] == [
        ("create", "", "fresh"),
        ("create", "fresh", "demo-web"),
        ("create", "fresh", "demo-first"),
    ]
    with pytest.raises(pilothouse.errors.ReleaseError, match='"demo" has no deployed releases'):
        helm.diff_upgrade("demo", chart)
    assert helm.list() == []


def test_a_rollback_is_shown_and_revisions_are_compared(connect: Connect, chart: Path) -> None:
    helm = connect()
    helm.install(chart, "demo")
    helm.upgrade("demo", chart, values={"replicas": 5, "phase": "Done"})
    back = [("change", "demo-web", [("data.phase", "Done", "Running"), ("data.replicas", "5", "1")])]
    assert told(helm.diff_rollback("demo", 1)) == back
    assert told(helm.diff_rollback("demo")) == back
    assert told(helm.diff_revisions("demo", 2, 1)) == back
    assert told(helm.diff_revisions("demo", 1, ignore="ConfigMap:data.phase")) == [
        ("change", "demo-web", [("data.replicas", "1", "5")])
    ]


def test_secrets_are_hidden_unless_they_are_asked_for(connect: Connect, secretive: Path) -> None:
    helm = connect()
    helm.install(secretive, "demo", values={"password": "correct-horse"})
    wanted = {"password": "battery-staple"}
    hidden = helm.diff_upgrade("demo", secretive, values=wanted)
    shown = helm.diff_upgrade("demo", secretive, values=wanted, show_secrets=True)
    assert [(found.action, found.name) for found in hidden.objects] == [("change", "demo")]
    everything = repr(hidden.comparison) + "".join(hidden.text(one) for one in ("text", "json", "markdown"))
    for text in ("correct-horse", "battery-staple", "Y29ycmVjdC1ob3JzZQ", "YmF0dGVyeS1zdGFwbGU"):
        assert text not in everything
    assert "YmF0dGVyeS1zdGFwbGU=" in shown.text()


def test_a_difference_is_printed_as_by_the_command(connect: Connect, chart: Path) -> None:
    helm = connect()
    helm.install(chart, "demo")
    difference = helm.diff_upgrade("demo", chart, values={"replicas": 2})
    assert difference.text(context=0).splitlines() == [
        "upgrade of demo",
        "",
        "change ConfigMap default/demo-web (v1), web/templates/web.yaml",
        "@@ data @@",
        '-   replicas: "1"',
        '+   replicas: "2"',
        "",
        "1 to change; 1 unchanged",
    ]
    assert json.loads(difference.text("json"))["objects"][0]["name"] == "demo-web"
    assert repr(difference) == "<Difference upgrade of demo: 1 objects differ, 1 do not>"
    with pytest.raises(pilothouse.PilothouseError, match="helm_show_comparison"):
        difference.text("sculpture")


def test_arguments_of_the_wrong_type_are_refused(connect: Connect, chart: Path) -> None:
    with pytest.raises(pilothouse.PilothouseError, match="ignore takes a text, or a list of texts, not int"):
        connect().diff_upgrade("demo", chart, ignore=3)  # type: ignore[arg-type]


def test_drift_is_found_and_corrected(connect: Connect, chart: Path) -> None:
    helm = connect()
    helm.install(chart, "demo")
    assert not helm.drift("demo")
    kube = connect_cluster(helm.kernel)
    web = KubeObject(kube.resource("v1", "ConfigMap"), "default", "demo-web")
    kube.patch(web, {"data": {"phase": "Mauve", "other": "mine"}}, "application/merge-patch+json")
    drifted = helm.drift("demo")
    assert told(drifted) == [("change", "demo-web", [("data.phase", "Mauve", "Running")])]
    assert not helm.drift("demo", ignore="data.phase")
    assert not helm.correct_drift("demo")
    assert kube.get(web)["data"] == {"phase": "Running", "replicas": "1", "other": "mine"}
    assert [one.revision for one in helm.history("demo")] == [1]
    with pytest.raises(pilothouse.errors.ReleaseError, match="nobody could not be looked at wholly"):
        helm.drift("nobody")


def test_a_plan_is_saved_and_done_once(connect: Connect, chart: Path, tmp_path: Path) -> None:
    helm = connect()
    helm.install(chart, "demo")
    plan = tmp_path / "demo.plan"
    difference = helm.diff_upgrade("demo", chart, values={"replicas": 7}, description="planned", plan=plan)
    assert told(difference) == [("change", "demo-web", [("data.replicas", "1", "7")])]
    assert [one.revision for one in helm.history("demo")] == [1]
    release = helm.apply(plan)
    assert (release.revision, release.status, release.description) == (2, "DEPLOYED", "planned")
    assert release.objects()["ConfigMap", "demo-web"]["data"]["replicas"] == "7"
    with pytest.raises(pilothouse.errors.OutdatedPlanError, match="the plan does not fit any more"):
        helm.apply(plan)
    assert [one.revision for one in helm.history("demo")] == [1, 2]
