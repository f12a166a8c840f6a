from __future__ import annotations

from typing import Any

import pytest
from pilothouse.plugins.builtin.readiness.deployments import (
    deployment,
    max_unavailable,
    newest_replica_set,
    selector_text,
)
from stand_ins.scripted_kube import ScriptedKube

LIST = "list /apis/apps/v1/namespaces/default/replicasets app=web"


def template(image: str = "web:1", **labels: str) -> dict[str, Any]:
    return {"metadata": {"labels": {"app": "web", **labels}}, "spec": {"containers": [{"image": image}]}}


def live(**spec: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": "web", "uid": "u1"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": template(), **spec},
    }


def replica_set(
    name: str = "web-1", *, ready: int = 0, image: str = "web:1", owner: str = "u1", created: str = "2020"
) -> dict[str, Any]:
    return {
        "metadata": {
            "name": name,
            "creationTimestamp": created,
            "ownerReferences": [{"uid": "other"}, {"uid": owner, "controller": True}],
        },
        "spec": {"template": template(image, **{"pod-template-hash": name})},
        "status": {"readyReplicas": ready} if ready else {},
    }


def verdict(content: dict[str, Any], *replica_sets: dict[str, Any]) -> str:
    return deployment(content, "default", ScriptedKube({LIST: [list(replica_sets)]}))


def test_as_many_ready_pods_as_replicas_make_it_ready() -> None:
    assert verdict(live(replicas=2), replica_set(ready=2)) == ""
    assert verdict(live(replicas=2), replica_set(ready=1)) == "1/2 ready"


def test_without_a_number_there_is_one_replica() -> None:
    assert (verdict(live(), replica_set()), verdict(live(), replica_set(ready=1))) == ("0/1 ready", "")


def test_no_replicas_are_always_ready() -> None:
    assert verdict(live(replicas=0), replica_set()) == ""


def test_what_an_update_may_leave_unavailable_is_not_needed() -> None:
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 1}}
    assert verdict(live(replicas=3, strategy=strategy), replica_set(ready=1)) == "1/3 ready, 2 needed"
    assert verdict(live(replicas=3, strategy=strategy), replica_set(ready=2)) == ""


def test_a_paused_one_is_not_waited_for() -> None:
    kube = ScriptedKube()
    assert (deployment(live(paused=True), "default", kube), kube.calls) == ("", [])


def test_the_replica_set_of_the_present_template_counts() -> None:
    old = replica_set("old", ready=5, image="web:0")
    assert verdict(live(), old) == "its ReplicaSet is not there yet"
    assert verdict(live(), old, replica_set("new")) == "0/1 ready"


def test_a_replica_set_of_somebody_else_does_not_count() -> None:
    assert verdict(live(), replica_set(owner="u2", ready=1)) == "its ReplicaSet is not there yet"


def test_of_several_with_the_same_template_the_oldest_counts_then_the_first_by_name() -> None:
    sets = [replica_set("c", created="2019"), replica_set("b", created="2018"), replica_set("a", created="2018")]
    found = newest_replica_set(live(), "default", ScriptedKube({LIST: [sets]}))
    assert found == sets[2]


@pytest.mark.parametrize(
    ("replicas", "surge", "unavailable", "expected"),
    [
        (4, "25%", "25%", 1),
        (1, "25%", "25%", 0),
        (2, "0%", "1%", 1),
        (1, 0, 0, 1),
        (10, "25%", "35%", 3),
        (3, 1, 5, 3),
        (2, None, 2, 2),
        (2, None, None, 1),
        (5, "a lot", 2, 0),
        (5, 1, "two", 0),
        (0, 0, 5, 0),
    ],
)
def test_percentages_of_surge_are_rounded_up_and_others_down(
    replicas: int, surge: Any, unavailable: Any, expected: int
) -> None:
    rolling = {"maxSurge": surge, "maxUnavailable": unavailable}
    spec = {"replicas": replicas, "strategy": {"type": "RollingUpdate", "rollingUpdate": rolling}}
    assert max_unavailable(spec) == expected


def test_nothing_may_be_unavailable_without_a_rolling_update() -> None:
    rolling = {"maxUnavailable": 2}
    assert max_unavailable({"replicas": 3, "strategy": {"type": "Recreate", "rollingUpdate": rolling}}) == 0


def test_a_selector_is_written_as_the_api_reads_it() -> None:
    selector = {
        "matchLabels": {"b": "2"},
        "matchExpressions": [
            {"key": "c", "operator": "In", "values": ["y", "x"]},
            {"key": "a", "operator": "Exists"},
            {"key": "d", "operator": "DoesNotExist"},
            {"key": "e", "operator": "NotIn", "values": ["z"]},
        ],
    }
    assert selector_text(selector) == "a,b=2,c in (x,y),!d,e notin (z)"
