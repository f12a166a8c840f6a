from __future__ import annotations

import copy
from typing import Any

import pytest
from pilothouse.core.model.comparison import Comparison, FieldChange, ObjectComparison
from states_of_objects import changes, compared, config_map, deployment, left, live, states


def test_manifests_alone_differ_by_their_chart() -> None:
    before, after = config_map(a="1", b="2"), config_map(a="1", b="3")
    assert compared(states(before, after), title="t") == Comparison(
        "t",
        (
            ObjectComparison(
                "v1", "ConfigMap", "default", "web", "change", before, after, (FieldChange("data.b", "2", "3"),)
            ),
        ),
    )


def test_what_the_server_keeps_for_itself_is_no_difference() -> None:
    recorded = deployment()
    old, new = live(recorded), live(recorded)
    new["metadata"].update(resourceVersion="8", generation=3, managedFields=[], uid="2")
    new["status"] = {}
    new["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": "{}"}
    assert compared(states(recorded, recorded, old, new)) == Comparison(unchanged=1)


def test_every_change_has_its_cause() -> None:
    recorded, wanted = deployment(image="nginx:1"), deployment(image="nginx:2")
    old = live(recorded, replicas=7)
    old["metadata"]["labels"]["added"] = "by hand"
    new = live(wanted)
    new["spec"]["minReadySeconds"] = 5
    (found,) = compared(states(recorded, wanted, old, new)).objects
    assert changes(found) == [
        ("metadata.labels.added", "by hand", None, "drift"),
        ("spec.minReadySeconds", None, 5, "server"),
        ("spec.replicas", 7, 3, "drift"),
        ("spec.template.spec.containers[app].image", "nginx:1", "nginx:2", "chart"),
    ]
    assert found.left == ()


def test_drift_that_the_operation_leaves_alone_is_named() -> None:
    recorded = deployment()
    drifted = live(recorded, replicas=7)
    drifted["spec"]["template"]["spec"]["containers"][0]["image"] = "evil:1"
    (found,) = compared(states(recorded, recorded, drifted, copy.deepcopy(drifted), "none")).objects
    assert (found.changes, left(found)) == (
        (),
        [("spec.replicas", 7, 3), ("spec.template.spec.containers[app].image", "evil:1", "nginx:1")],
    )
    assert compared(states(recorded, recorded, drifted, drifted, "none", settled=True)) == Comparison(unchanged=1)


def test_defaults_and_other_ways_of_writing_are_no_drift() -> None:
    resources = {"limits": {"cpu": 0.5, "memory": "1024Mi"}, "requests": {}}
    recorded = deployment(resources=resources, env=[{"name": "A", "value": ""}], command=None, tty=False)
    recorded["spec"]["unknown"] = "dropped by the server"
    there = live(
        deployment(
            resources={"limits": {"cpu": "500m", "memory": "1Gi"}},
            env=[{"name": "A"}],
            terminationMessagePath="/dev/termination-log",
        )
    )
    there["spec"]["template"]["spec"]["containers"][0]["ports"][0]["protocol"] = "TCP"
    assert compared(states(recorded, recorded, there, copy.deepcopy(there), "none")) == Comparison(unchanged=1)


@pytest.mark.parametrize(
    ("wanted", "has", "drifts"),
    [
        ({"port": 80, "targetPort": "8080"}, {"port": 80, "targetPort": 8080}, False),
        ({"port": 80, "targetPort": "http"}, {"port": 80, "targetPort": 8080}, True),
        ({"port": 80}, {"port": 80, "nodePort": 30000}, False),
        (
            {"port": 80, "nodePort": 0, "targetPort": 0, "protocol": ""},
            {"port": 80, "nodePort": 30000, "targetPort": 80, "protocol": "TCP"},
            False,
        ),
        ({"port": 80, "nodePort": 30001}, {"port": 80, "nodePort": 30000}, True),
    ],
)
def test_defaults_and_numbers_as_texts_are_no_drift_of_a_port(wanted: Any, has: Any, drifts: bool) -> None:
    def service(port: Any) -> dict[str, Any]:
        return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [port]}}

    found = compared(states(service(wanted), service(wanted), live(service(has)), live(service(has)), "none"))
    assert bool(found.objects) is drifts


def test_what_a_user_has_emptied_and_somebody_else_filled_has_drifted() -> None:
    wanted, there = config_map(a=""), live(config_map(a="foreign"))
    (found,) = compared(states(wanted, wanted, there, there, "none")).objects
    assert left(found) == [("data.a", "foreign", "")]
    there = live(deployment(), replicas=5)
    (found,) = compared(states(deployment(replicas=0), deployment(replicas=0), there, there, "none")).objects
    assert left(found) == [("spec.replicas", 5, 0)]


def test_kinds_that_nobody_knows_are_compared_as_they_are_but_for_quantities_in_the_usual_places() -> None:
    def widget(**spec: Any) -> dict[str, Any]:
        return {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "web"}, "spec": spec}

    wanted = widget(resources={"limits": {"cpu": 2}}, size="1000m", parts=[{"name": "a", "n": 1}, {"name": "b"}])
    there = live(widget(resources={"limits": {"cpu": "2000m"}}, size="1", parts=[{"name": "b"}, {"name": "a", "n": 2}]))
    (found,) = compared(states(wanted, wanted, there, copy.deepcopy(there), "none")).objects
    assert left(found) == [("spec.parts[a].n", 2, 1), ("spec.size", "1", "1000m")]


def test_an_object_that_comes_or_goes_is_shown_as_its_manifest_has_it() -> None:
    wanted = config_map(a="1")
    (made,) = compared(states(None, wanted, None, live(wanted), "create")).objects
    assert (made.before, made.after, changes(made)) == (None, wanted, [("", None, wanted, "chart")])
    (gone,) = compared(states(wanted, None, live(wanted), None, "delete")).objects
    assert (gone.before, gone.after, changes(gone)) == (wanted, None, [("", wanted, None, "chart")])


def test_an_object_that_the_cluster_has_lost_has_drifted() -> None:
    (found,) = compared(states(config_map(), config_map(), None, live(config_map()), "create")).objects
    assert [change.cause for change in found.changes] == ["drift"]


def test_kept_objects_and_restarted_pods_are_named_without_their_fields() -> None:
    kept = states(config_map(), None, live(config_map()), live(config_map()), "keep")
    pod = states(None, None, {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}, None, "restart")
    found = compared(kept, pod)
    assert [(one.action, one.kind, one.before, one.after, one.changes) for one in found.objects] == [
        ("keep", "ConfigMap", None, None, ()),
        ("restart", "Pod", None, None, ()),
    ]


def test_items_without_a_key_go_by_their_place() -> None:
    before, after = deployment(args=["a", "b", "c"]), deployment(args=["a", "x", "c", "d"])
    (found,) = compared(states(before, after)).objects
    path = "spec.template.spec.containers[app].args"
    assert changes(found) == [(f"{path}[1]", "b", "x", "chart"), (f"{path}[3]", None, "d", "chart")]


def test_another_order_of_keyed_items_is_a_change_of_their_list() -> None:
    def pods(*names: str) -> dict[str, Any]:
        spec = {"initContainers": [{"name": name, "image": name} for name in names]}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec}

    (found,) = compared(states(pods("a", "b"), pods("b", "a"))).objects
    assert changes(found) == [("spec.initContainers", ["a", "b"], ["b", "a"], "chart")]


def test_true_is_not_one_and_null_is_nothing() -> None:
    assert compared(states(config_map(a=None, b=1.0), config_map(b=1))) == Comparison(unchanged=1)
    (found,) = compared(states(config_map(a=True), config_map(a=1))).objects
    assert changes(found) == [("data.a", True, 1, "chart")]


def test_what_is_computed_is_taken_as_the_server_would_write_it() -> None:
    recorded = deployment(resources={"limits": {"cpu": 0.5}}, env=[{"name": "A", "value": ""}], args=[])
    there = live(deployment(resources={"limits": {"cpu": "500m"}}, env=[{"name": "A"}]))
    computed = live(recorded, nodeSelector={}, replicas=9)
    (found,) = compared(states(recorded, recorded, there, computed, estimated="no dry runs")).objects
    assert changes(found) == [("spec.replicas", 3, 9, "server")]


def test_errors_and_estimates_go_along() -> None:
    given = states(None, config_map(), None, None, "none", error="refused", estimated="why", chart_hook="pre-install")
    (found,) = compared(given, error="broken off").objects
    assert (found.error, found.estimated, found.chart_hook) == ("refused", "why", "pre-install")
    assert compared(given, error="broken off").error == "broken off"


def test_what_is_left_to_do_when_an_operation_breaks_off_is_no_drift() -> None:
    recorded, wanted = deployment(image="nginx:1"), deployment(image="nginx:2")
    there = live(recorded, replicas=7)
    (found,) = compared(states(recorded, wanted, there, there, "none"), error="no").objects
    assert left(found) == [("spec.replicas", 7, 3)]


def test_objects_nested_without_end_are_an_error_of_theirs() -> None:
    deep: Any = {}
    for _ in range(5000):
        deep = {"a": deep}
    found = compared(states(config_map(), config_map(deep=deep)), states(config_map(), config_map()))
    assert [one.error for one in found.objects] == ["is nested more than 200 levels deep and cannot be compared"]
    assert found.unchanged == 1


def test_what_was_given_stays_as_it_was() -> None:
    given = states(config_map(a="1"), config_map(a="2"), live(config_map(a="1")), live(config_map(a="2")))
    before = copy.deepcopy(given)
    compared(given, ignore=("data.a",))
    assert given == before


def test_hundred_thousand_lines_and_five_thousand_objects_are_compared() -> None:
    text = "".join(f"line {number}\n" for number in range(100_000))
    other = text.replace("7\n", "8\n")
    many = [states(config_map(f"c{n}", a="1"), config_map(f"c{n}", a=str(n % 2))) for n in range(5000)]
    found = compared(states(config_map(t=text), config_map(t=other)), *many)
    assert (len(found.objects), found.unchanged) == (2501, 2500)


def test_ports_and_addresses_that_a_dry_run_makes_up_are_not_shown() -> None:
    def service(*ports: dict[str, Any], **spec: Any) -> dict[str, Any]:
        return {
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {**spec, "ports": list(ports)}
        }  # fmt: skip

    http, https = {"port": 80}, {"port": 443}
    found = compared(
        states(
            service(http),
            service(http, https, {"port": 9, "nodePort": 30009}, type="NodePort"),
            service({**http, "nodePort": 30080}, clusterIP="10.0.0.1"),
            service(
                {**http, "nodePort": 30080}, {**https, "nodePort": 32769}, {"port": 9, "nodePort": 30009},
                type="NodePort", clusterIP="10.0.0.1", clusterIPs=["10.0.0.2"], healthCheckNodePort=32770,
            ),
        )
    )  # fmt: skip
    assert [(one.path, one.after) for one in found.objects[0].changes] == [
        ("spec.ports[443]", https),
        ("spec.ports[9]", {"port": 9, "nodePort": 30009}),
        ("spec.type", "NodePort"),
    ]
    odd = service({"port": 80, "nodePort": {}}, 7)  # type: ignore[arg-type]
    assert len(compared(states(odd, odd, service(http), odd)).objects) == 1
