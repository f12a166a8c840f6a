"""Plans as users make and apply them, on the sandbox and on a real API server."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.testkit import Outcome
from pilothouse.plugins.builtin.plans.open import open_plan
from pilothouse.plugins.builtin.plans.save import save_plan
from stand_ins.user_world import UserWorld

CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  colour: {{ .Values.colour }}
  token: {{ randAlphaNum 24 }}
  made: {{ now | date "2006-01-02T15:04:05.000000000" | quote }}
{{- if .Values.extra }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: extra}
data: {a: b}
{{- end }}
---
apiVersion: v1
kind: Secret
metadata: {name: web}
stringData: {password: {{ .Values.password }}}
"""
WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:{{ .Values.tag }}"}]}
"""
VALUES = "colour: blue\npassword: hunter2\ntag: '1'\nextra: false\n"


@pytest.fixture
def chart(world: UserWorld) -> str:
    return world.chart({"config.yaml": CONFIG, "workload.yaml": WORKLOAD}, VALUES)


def plan(world: UserWorld, chart: str, *words: str, name: str = "web") -> Outcome:
    file = str(world.folder / "plan.json")
    return world.run("upgrade", name, chart, "--plan", file, "--namespace", world.namespace, *words)


def apply(world: UserWorld, *words: str, **variables: str) -> Outcome:
    return world.run("apply", str(world.folder / "plan.json"), *words, **variables)


def refused(world: UserWorld, *words: str, **variables: str) -> list[str]:
    """What has moved, by the refusal of a plan, which changes nothing."""
    before = world.everything()
    outcome = apply(world, *words, **variables)
    assert outcome.code == 1
    first, *details, hint = outcome.stderr.splitlines()
    assert first == "Error: the plan does not fit any more; nothing was done"
    assert hint == "hint: make the plan anew, and look at it again"
    assert world.everything() == before
    return [line.strip() for line in details]


def saved(world: UserWorld) -> Any:
    return json.loads((world.folder / "plan.json").read_text())["plan"]


def planned_data(world: UserWorld, name: str) -> Any:
    (found,) = [one for one in saved(world)["objects"] if (one["kind"], one["name"]) == ("ConfigMap", name)]
    return found["after"]["data"]


def test_a_plan_changes_nothing_and_what_is_applied_is_the_planned_text(world: UserWorld, chart: str) -> None:
    world.install(chart)
    before = world.everything()
    outcome = plan(world, chart, "--set", "colour=red,tag=2,password=secret,extra=true")
    assert (outcome.code, world.everything()) == (0, before)
    assert "hunter2" not in outcome.stdout
    assert "secret," not in outcome.stdout
    assert "+   colour: red" in outcome.stdout
    assert stat.S_IMODE(os.stat(world.folder / "plan.json").st_mode) == 0o600
    wanted = planned_data(world, "web")
    outcome = apply(world)
    assert (outcome.code, outcome.stdout.splitlines()[0]) == (0, 'Release "web" has been upgraded.')
    assert world.get("configmaps", "web")["data"] == wanted
    assert world.get("configmaps", "extra")["data"] == {"a": "b"}
    assert world.get("apps/v1/deployments", "web")["spec"]["template"]["spec"]["containers"][0]["image"] == "nginx:2"
    assert world.history() == [(1, "SUPERSEDED"), (2, "DEPLOYED")]
    assert wanted["token"] in world.run("get", "manifest", "web").stdout
    assert world.run("get", "values", "web").stdout == "colour: red\nextra: true\npassword: secret\ntag: 2\n\n"


def test_a_plan_is_applied_only_once(world: UserWorld, chart: str) -> None:
    world.install(chart)
    plan(world, chart, "--set", "colour=red")
    assert apply(world).code == 0
    assert refused(world)[0] == "revision 2 of web exists already and is DEPLOYED; a plan is applied only once"


def test_a_plan_of_an_installation_needs_the_name_to_be_free(world: UserWorld, chart: str) -> None:
    before = world.everything()
    outcome = plan(world, chart, "--install")
    assert (outcome.code, world.everything()) == (0, before)
    wanted = planned_data(world, "web")
    assert apply(world).stdout.splitlines()[0] == 'Release "web" has been installed.'
    assert world.get("configmaps", "web")["data"] == wanted
    assert world.history() == [(1, "DEPLOYED")]
    assert refused(world)[0] == "revision 1 of web exists already and is DEPLOYED; a plan is applied only once"


def test_an_installation_is_refused_when_somebody_made_one_of_its_objects(world: UserWorld, chart: str) -> None:
    plan(world, chart, "--install")
    world.ask("POST", "/api/v1/namespaces", {"metadata": {"name": world.namespace}})
    world.create("configmaps", {"metadata": {"name": "web"}, "data": {"mine": "yes"}})
    assert f"ConfigMap web in {world.namespace}: there was none, and now there is one" in refused(world)


def _upgrade(world: UserWorld, chart: str) -> None:
    assert world.run("upgrade", "web", chart, "--set", "colour=green").code == 0


def _fail(world: UserWorld, chart: str) -> None:
    world.chart({"bad.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Not_A_Name}\n"}, VALUES)
    assert world.run("upgrade", "web", chart).code == 1


def _roll_back(world: UserWorld, chart: str) -> None:
    assert world.run("rollback", "web", "1").code == 0


def _delete(world: UserWorld, chart: str) -> None:
    assert world.run("delete", "web").code == 0


def _purge(world: UserWorld, chart: str) -> None:
    assert world.run("delete", "web", "--purge").code == 0


def _reinstall(world: UserWorld, chart: str) -> None:
    _purge(world, chart)
    world.install(chart)


MOVES: dict[str, tuple[Callable[[UserWorld, str], None], str]] = {
    "an upgrade": (_upgrade, "revision 2 of web exists already and is DEPLOYED; a plan is applied only once"),
    "a failed upgrade": (_fail, "revision 2 of web exists already and is FAILED; a plan is applied only once"),
    "a rollback": (_roll_back, "revision 2 of web exists already and is DEPLOYED; a plan is applied only once"),
    "a deletion": (_delete, "the deployed revision of web was 1, and is none"),
    "a purge": (_purge, "the newest revision of web was 1, and is none"),
    "a new release of the same name": (_reinstall, "the record of revision 1 of web was changed"),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_release_that_moved_is_named(world: UserWorld, chart: str, move: str) -> None:
    world.install(chart)
    plan(world, chart, "--set", "colour=red")
    act, sentence = MOVES[move]
    act(world, chart)
    assert refused(world)[0] == sentence


def test_every_object_that_moved_is_named(world: UserWorld, chart: str) -> None:
    world.install(chart)
    plan(world, chart, "--set", "colour=red,extra=true")
    world.edit("configmaps", "web", {"data": {"colour": "mauve"}})
    world.edit("apps/v1/deployments", "web", {"spec": {"replicas": 5}})
    world.delete("secrets", "web")
    world.create("configmaps", {"metadata": {"name": "extra"}})
    place = world.namespace
    assert sorted(refused(world)) == [
        f"ConfigMap extra in {place}: there was none, and now there is one",
        f"ConfigMap web in {place}: it was changed",
        f"Deployment web in {place}: its replicas were set from 2 to 5",
        f"Secret web in {place}: it is gone",
    ]


def test_an_object_that_was_made_again_is_another_one(world: UserWorld, chart: str) -> None:
    world.install(chart)
    plan(world, chart, "--set", "colour=red")
    content = world.get("configmaps", "web")
    world.delete("configmaps", "web")
    world.create("configmaps", {"metadata": {"name": "web"}, "data": content["data"]})
    assert refused(world) == [f"ConfigMap web in {world.namespace}: it was deleted and made again"]


def test_what_controllers_write_does_not_make_a_plan_stale(world: UserWorld, chart: str) -> None:
    world.install(chart)
    plan(world, chart, "--set", "colour=red")
    before = world.get("apps/v1/deployments", "web")
    status, after = world.ask(
        "PATCH",
        world.path("apps/v1/deployments", "web") + "/status",
        {"status": {"conditions": [{"type": "Odd", "status": "True", "lastUpdateTime": None}]}},
    )
    assert status == 200
    assert after["metadata"]["resourceVersion"] != before["metadata"]["resourceVersion"]
    world.edit("apps/v1/deployments", "web", {"metadata": {"annotations": {"deployment.kubernetes.io/revision": "7"}}})
    assert apply(world).code == 0


def test_replicas_that_an_autoscaler_sets_do_not_make_a_plan_stale(world: UserWorld, chart: str) -> None:
    world.install(chart)
    autoscaler = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "maxReplicas": 9}
    world.create("autoscaling/v1/horizontalpodautoscalers", {"metadata": {"name": "web"}, "spec": autoscaler})
    plan(world, chart, "--set", "colour=red")
    world.edit("apps/v1/deployments", "web", {"spec": {"replicas": 5}})
    assert apply(world).code == 0
    assert world.get("apps/v1/deployments", "web")["spec"]["replicas"] == 5


def test_a_run_of_tests_does_not_make_a_plan_stale(sandbox: UserWorld) -> None:
    pod = (
        'apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {"helm.sh/hook": test-success}}\n'
        "spec: {restartPolicy: Never, containers: [{name: t, image: busybox}]}\n"
    )
    chart = sandbox.chart({"config.yaml": CONFIG, "test.yaml": pod}, VALUES)
    sandbox.install(chart)
    plan(sandbox, chart, "--set", "colour=red")
    sandbox.run("test", "web", "--timeout", "1")
    assert "TEST SUITE" in sandbox.run("status", "web").stdout
    assert apply(sandbox).code == 0


def test_another_cluster_is_refused(tmp_path: Path) -> None:
    here, there = UserWorld(tmp_path / "here", None), UserWorld(tmp_path / "there", None)
    there.namespace = here.namespace
    charts = [one.chart({"config.yaml": CONFIG}, VALUES) for one in (here, there)]
    for one, chart in zip((here, there), charts, strict=True):
        one.install(chart)
    plan(here, charts[0], "--set", "colour=red")
    (there.folder / "plan.json").write_bytes((here.folder / "plan.json").read_bytes())
    (sentence,) = refused(there)
    assert sentence.startswith(f"it was made for the cluster at sandbox://{here.folder}/helm/pilothouse/sandbox.db")


def test_another_cluster_at_the_same_address_is_refused(sandbox: UserWorld) -> None:
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    sandbox.install(chart)
    plan(sandbox, chart, "--set", "colour=red")
    _rewrite(sandbox, cluster="another")
    (sentence,) = refused(sandbox)
    assert sentence.endswith("is another one than the plan was made for")


def _rewrite(world: UserWorld, **changes: Any) -> None:
    """Change a plan and give it the digest that goes with it."""
    from pilothouse.plugins.builtin.plans.open import open_plan
    from pilothouse.plugins.builtin.plans.save import save_plan

    path = str(world.folder / "plan.json")
    save_plan(open_plan(path).replace(**changes), path)


def test_an_upgrade_that_would_break_off_is_not_planned(world: UserWorld) -> None:
    chart = world.chart({"config.yaml": CONFIG}, VALUES)
    world.install(chart)
    world.create("configmaps", {"metadata": {"name": "extra"}})
    before = world.everything()
    outcome = plan(world, chart, "--set", "extra=true")
    assert outcome.code == 1
    assert outcome.stderr.startswith('Error: kind ConfigMap with the name "extra"')
    assert not (world.folder / "plan.json").exists()
    assert world.everything() == before


def test_a_plan_and_a_dry_run_exclude_each_other(sandbox: UserWorld) -> None:
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    outcome = plan(sandbox, chart, "--dry-run")
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (1, "Error: --plan and --dry-run exclude each other")


def test_a_plan_can_be_looked_at_without_a_cluster(sandbox: UserWorld) -> None:
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    sandbox.install(chart)
    plan(sandbox, chart, "--set", "colour=red,password=secret")
    before = sandbox.everything()
    outcome = apply(sandbox, "--show", PILOTHOUSE_CLUSTER="")
    assert outcome.code == 0
    assert "+   colour: red" in outcome.stdout
    assert "hunter2" not in outcome.stdout
    assert "c2VjcmV0" not in outcome.stdout
    assert json.loads(apply(sandbox, "--show", "-o", "json").stdout)["summary"]["change"] == 2
    assert sandbox.everything() == before


HOOK = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: before
  annotations: {"helm.sh/hook": "pre-upgrade,pre-install", "helm.sh/hook-delete-policy": before-hook-creation}
data: {token: {{ randAlphaNum 24 }}}
"""


def test_chart_hooks_run_as_they_were_planned(world: UserWorld) -> None:
    chart = world.chart({"config.yaml": CONFIG, "hook.yaml": HOOK}, VALUES)
    plan(world, chart, "--install")
    assert apply(world).code == 0
    first = world.get("configmaps", "before")["data"]["token"]
    assert first in world.run("get", "hooks", "web").stdout
    plan(world, chart, "--set", "colour=red")
    assert apply(world).code == 0
    second = world.get("configmaps", "before")["data"]["token"]
    assert second != first
    assert second in world.run("get", "hooks", "web").stdout


def test_the_flags_of_the_plan_are_those_of_its_application(world: UserWorld) -> None:
    chart = world.chart({"config.yaml": CONFIG, "hook.yaml": HOOK}, VALUES)
    plan(world, chart, "--install", "--no-hooks", "--description", "as agreed")
    assert apply(world).code == 0
    assert world.get("configmaps", "before") is None
    assert "as agreed" in world.run("history", "web").stdout


def test_an_atomic_plan_that_fails_is_rolled_back(sandbox: UserWorld) -> None:
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    sandbox.install(chart)
    before = sandbox.get("configmaps", "web")["data"]
    hook = HOOK.replace("pre-upgrade,pre-install", "post-upgrade").replace("name: before", "name: {{ .Values.hook }}")
    sandbox.chart({"hook.yaml": hook}, f"{VALUES}hook: Not_A_Name\n")
    plan(sandbox, chart, "--set", "colour=red", "--atomic", "--timeout", "5")
    outcome = apply(sandbox)
    assert outcome.code == 1
    assert outcome.stdout.startswith("UPGRADE FAILED\nError: ")
    assert outcome.stdout.endswith("ROLLING BACKRollback was a success.\n")
    assert outcome.stderr.startswith("Error: UPGRADE FAILED: ")
    assert sandbox.get("configmaps", "web")["data"] == before
    assert [status for _, status in sandbox.history()][-1] == "DEPLOYED"


def test_an_atomic_plan_that_is_refused_undoes_nothing(sandbox: UserWorld) -> None:
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    sandbox.install(chart)
    plan(sandbox, chart, "--set", "colour=red", "--atomic")
    sandbox.edit("configmaps", "web", {"data": {"colour": "mauve"}})
    assert refused(sandbox) == [f"ConfigMap web in {sandbox.namespace}: it was changed"]
    assert sandbox.history() == [(1, "DEPLOYED")]


@pytest.mark.parametrize("words", [("--install",), ("--set", "colour=red")])
def test_an_atomic_plan_undoes_nothing_that_it_has_not_done(sandbox: UserWorld, words: tuple[str, ...]) -> None:
    """A second time, what fails before the plan is compared with anything is not taken for a failure of the first."""
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    if "--install" not in words:
        sandbox.install(chart)
    plan(sandbox, chart, *words, "--atomic")
    assert apply(sandbox).code == 0
    before, history = sandbox.everything(), sandbox.history()
    file = str(sandbox.folder / "plan.json")
    changed = open_plan(file)
    changed.planned.info.notes = os.urandom(2_000_000).hex()
    save_plan(changed, file)
    outcome = apply(sandbox)
    assert outcome.code == 1
    assert f"the record of web.v{len(history)} takes" in outcome.stderr
    assert (sandbox.everything(), sandbox.history()) == (before, history)


def test_an_atomic_installation_that_fails_before_it_begins_says_why(sandbox: UserWorld) -> None:
    plan(sandbox, sandbox.chart({"config.yaml": CONFIG}, VALUES), "--install", "--atomic")
    file = str(sandbox.folder / "plan.json")
    changed = open_plan(file)
    changed.planned.info.notes = os.urandom(2_000_000).hex()
    save_plan(changed, file)
    assert apply(sandbox).stderr.startswith("Error: the record of web.v1 takes ")


def test_the_number_of_revisions_is_limited_as_by_an_upgrade(sandbox: UserWorld) -> None:
    sandbox.environment["TILLER_HISTORY_MAX"] = "2"
    chart = sandbox.chart({"config.yaml": CONFIG}, VALUES)
    sandbox.install(chart)
    for colour in ("red", "green"):
        plan(sandbox, chart, "--set", f"colour={colour}")
        assert apply(sandbox).code == 0
    assert sandbox.history() == [(2, "SUPERSEDED"), (3, "DEPLOYED")]
