"""Plans while somebody else works, and when whoever applies one is killed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core.errors import KubeError, KubeStatusError
from pilothouse.core.model.kube_object import ApiResource, KubeObject
from pilothouse.core.model.plan import PlanGuard
from pilothouse.core.plan_guards import object_fingerprint
from pilothouse.plugins.builtin.releases import planned
from pilothouse.plugins.builtin.releases.guarded_kube import GuardedKube, Guards
from pilothouse.plugins.builtin.releases.store import ReleaseStore
from stand_ins.user_world import UserWorld

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {colour: {{ .Values.colour }}}\n"


@pytest.fixture
def file(sandbox: UserWorld) -> str:
    """A plan that changes a ConfigMap."""
    chart = sandbox.chart({"config.yaml": CONFIG}, "colour: blue\n")
    sandbox.install(chart)
    path = str(sandbox.folder / "plan.json")
    assert sandbox.run("upgrade", "web", chart, "--set", "colour=red", "--plan", path).code == 0
    return path


def meanwhile(monkeypatch: pytest.MonkeyPatch, method: str, act: Callable[[], object]) -> None:
    """Let somebody do something right after a method of the store was called for the first time."""
    original = getattr(ReleaseStore, method)

    def called(*args: Any, **named: Any) -> Any:
        answer = original(*args, **named)
        monkeypatch.setattr(ReleaseStore, method, original)
        act()
        return answer

    monkeypatch.setattr(ReleaseStore, method, called)


def test_what_moves_while_the_record_is_made_takes_it_away_again(
    sandbox: UserWorld, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, "create", lambda: sandbox.edit("configmaps", "web", {"data": {"colour": "mauve"}}))
    outcome = sandbox.run("apply", file)
    assert (outcome.code, outcome.stderr.splitlines()[:2]) == (
        1,
        [
            "Error: the plan does not fit any more; nothing was done",
            f"  ConfigMap web in {sandbox.namespace}: it was changed",
        ],
    )
    assert sandbox.history() == [(1, "DEPLOYED")]
    assert sandbox.get("configmaps", "web")["data"] == {"colour": "mauve"}


def test_nothing_is_pruned_by_a_plan_that_is_refused(
    sandbox: UserWorld, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.environment["TILLER_HISTORY_MAX"] = "1"
    meanwhile(monkeypatch, "create", lambda: sandbox.edit("configmaps", "web", {"data": {"colour": "mauve"}}))
    assert sandbox.run("apply", file).code == 1
    assert sandbox.history() == [(1, "DEPLOYED")]


def test_an_operation_that_was_faster_is_named(sandbox: UserWorld, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    original = planned._verify

    def verified(*args: Any) -> None:
        original(*args)
        monkeypatch.setattr(planned, "_verify", original)
        assert sandbox.run("rollback", "web", "1").code == 0

    monkeypatch.setattr(planned, "_verify", verified)
    outcome = sandbox.run("apply", file)
    assert outcome.stderr.splitlines()[:2] == [
        "Error: another operation was faster; nothing was done",
        '  release: "web.v2" already exists',
    ]
    assert sandbox.history() == [(1, "SUPERSEDED"), (2, "DEPLOYED")]


def test_what_moves_in_the_last_moment_is_not_written_over(
    sandbox: UserWorld, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, "prune", lambda: sandbox.edit("configmaps", "web", {"data": {"colour": "mauve"}}))
    outcome = sandbox.run("apply", file)
    assert outcome.stderr.splitlines()[0] == (
        "Error: UPGRADE FAILED: ConfigMap web is not as the plan found it: it was changed"
    )
    assert sandbox.get("configmaps", "web")["data"] == {"colour": "mauve"}
    assert sandbox.history() == [(1, "DEPLOYED"), (2, "FAILED")]


def test_whoever_is_killed_leaves_what_an_upgrade_leaves(
    sandbox: UserWorld, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(planned, "apply_update", killed)
        with pytest.raises(Killed):
            sandbox.run("apply", file)
    assert sandbox.history() == [(1, "DEPLOYED"), (2, "PENDING_UPGRADE")]
    assert "a plan is applied only once" in sandbox.run("apply", file).stderr
    assert sandbox.run("release", "unlock", "web", "--force").code == 0
    assert sandbox.run("upgrade", "web", str(sandbox.folder / "web"), "--set", "colour=red").code == 0
    assert sandbox.get("configmaps", "web")["data"] == {"colour": "red"}


CONFIG_MAPS = ApiResource("", "v1", "ConfigMap", "configmaps", True)


class OneObject:
    """A cluster with one object, to which a controller writes right before a patch arrives."""

    def __init__(self, conflicts: int) -> None:
        self.version = 1
        self.conflicts = conflicts
        self.data = {"a": "b"}
        self.sent: list[Any] = []

    def get(self, target: KubeObject) -> dict[str, Any]:
        return {
            "kind": "ConfigMap",
            "metadata": {"name": "web", "uid": "u", "resourceVersion": str(self.version)},
            "data": self.data,
        }

    def patch(self, target: KubeObject, patch: Any, content_type: str, *, query: Any = ()) -> dict[str, Any]:
        self.sent.append(patch)
        if self.conflicts:
            self.conflicts -= 1
            self.version += 1
        if patch["metadata"]["resourceVersion"] != str(self.version):
            raise KubeStatusError("the object has been modified", code=409, reason="Conflict")
        return self.get(target)

    def resource(self, api_version: str, kind: str) -> ApiResource:
        return CONFIG_MAPS


def guarded(kube: Any) -> tuple[GuardedKube, KubeObject]:
    target = KubeObject(CONFIG_MAPS, "default", "web")
    live = kube.get(target)
    guard = PlanGuard("v1", "ConfigMap", "default", "web", "u", "1", object_fingerprint(live))
    return GuardedKube(kube, Guards(kube, (guard,))), target


def test_a_patch_says_which_version_it_is_for_and_is_sent_again_after_a_status() -> None:
    kube = OneObject(conflicts=2)
    cluster, target = guarded(kube)
    cluster.patch(target, {"data": {"c": "d"}, "metadata": {"labels": {"x": "y"}}}, "application/merge-patch+json")
    assert kube.sent == [
        {"data": {"c": "d"}, "metadata": {"labels": {"x": "y"}, "resourceVersion": str(number)}} for number in (1, 2, 3)
    ]


def test_a_patch_is_given_up_when_a_controller_does_not_let_it_through() -> None:
    cluster, target = guarded(OneObject(conflicts=99))
    with pytest.raises(KubeStatusError, match="the object has been modified"):
        cluster.patch(target, {"data": {}}, "application/merge-patch+json")


def test_a_patch_is_not_sent_to_an_object_that_somebody_has_changed() -> None:
    kube = OneObject(conflicts=0)
    cluster, target = guarded(kube)
    kube.data, kube.version = {"a": "c"}, 2
    with pytest.raises(KubeError, match="ConfigMap web is not as the plan found it: it was changed"):
        cluster.patch(target, {"data": {}}, "application/merge-patch+json")
    assert kube.sent == []
