from __future__ import annotations

from typing import Any

import pytest
from pilothouse.testing import ABSENT, ChartObject, partial
from pilothouse.testing.chart_objects import NoSuchFieldError, NoSuchObjectError, find_object

deployment = ChartObject(
    {
        "kind": "Deployment",
        "metadata": {"name": "web", "labels": {"app.kubernetes.io/name": "web"}},
        "spec": {
            "replicas": 2,
            "paused": False,
            "template": {"spec": {"containers": [{"name": "app", "image": "a:1", "ports": [80, 81]}, {"name": "log"}]}},
        },
    },
    "web/templates/deployment.yaml",
)


def named(kind: str, name: str, namespace: str = "") -> ChartObject:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return ChartObject({"kind": kind, "metadata": metadata})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("kind", "Deployment"),
        ("spec.replicas", 2),
        ("spec.template.spec.containers[app].image", "a:1"),
        ("spec.template.spec.containers[0].ports[-1]", 81),
        ("metadata.labels[app.kubernetes.io/name]", "web"),
        ('metadata.labels["app.kubernetes.io/name"]', "web"),
        ("metadata.labels['app.kubernetes.io/name']", "web"),
        ("spec.template.spec.containers[log]", {"name": "log"}),
    ],
)
def test_fields_are_found_by_path(path: str, value: object) -> None:
    assert deployment[path] == value
    assert path in deployment
    assert deployment.get(path) == value


@pytest.mark.parametrize(
    ("path", "failure"),
    [
        ("spec.replica", "spec has replicas, paused, template"),
        ("spec.replicas.x", "spec.replicas is 2"),
        ("spec.template.spec.containers[web].image", "spec.template.spec.containers has 2 elements: app, log"),
        ("spec.template.spec.containers[7]", "spec.template.spec.containers has 2 elements: app, log"),
        ("spec.template.spec.containers[0].ports[9]", "spec.template.spec.containers[0].ports has 2 elements"),
        ("spec.template.spec.containers.app", "spec.template.spec.containers has 2 elements: app, log"),
        ("status", "the object has kind, metadata, spec"),
        ("spec[", "'[' is no part of a path"),
    ],
)
def test_a_path_that_leads_nowhere_says_how_far_it_led(path: str, failure: str) -> None:
    with pytest.raises(NoSuchFieldError) as caught:
        deployment[path]
    assert str(caught.value) == f"Deployment/web has no {path}: {failure}"
    assert isinstance(caught.value, KeyError)
    assert path not in deployment
    assert deployment.get(path, 5) == 5


def test_an_object_is_a_plain_table_with_a_few_names() -> None:
    assert deployment["spec"]["replicas"] == 2
    assert dict(deployment) == deployment
    assert (deployment.title, deployment.namespace, deployment.annotations) == ("Deployment/web", "", {})
    assert deployment.labels == {"app.kubernetes.io/name": "web"}
    assert ChartObject({"metadata": 5}).title == "/"


def test_the_only_object_that_fits_is_found() -> None:
    known = [named("Service", "a"), named("Service", "b"), named("Pod", "a", "x"), named("Pod", "a", "y")]
    assert find_object(known, "Service", "b", None, "it") is known[1]
    assert find_object(known, "Pod", None, "y", "it") is known[3]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (("Service", "c", None), "it has no Service/c; of that kind: Service/a, Service/b"),
        (("Job", None, None), "it has no Job; there is: Service/a, Service/b, Pod/a (x), Pod/a (y)"),
        (("Pod", "a", "z"), "it has no Pod/a in the namespace z; of that kind: Pod/a (x), Pod/a (y)"),
        (("Pod", "a", None), "it has 2 times Pod/a: Pod/a (x), Pod/a (y)"),
    ],
)
def test_an_object_that_is_not_there_is_answered_with_what_is(wanted: tuple[str, Any, Any], message: str) -> None:
    known = [named("Service", "a"), named("Service", "b"), named("Pod", "a", "x"), named("Pod", "a", "y")]
    with pytest.raises(NoSuchObjectError) as caught:
        find_object(known, *wanted, "it")
    assert str(caught.value) == message
    assert isinstance(caught.value, AssertionError)


def test_nothing_at_all_is_said_too() -> None:
    with pytest.raises(NoSuchObjectError, match=r"^it has no Pod; there is: nothing$"):
        find_object([], "Pod", None, None, "it")


@pytest.mark.parametrize(
    "expected",
    [
        partial(spec={"replicas": 2}),
        partial({"kind": "Deployment"}, spec={"x": ABSENT}),
        partial(spec={"template": {"spec": {"containers": [{"name": "log"}]}}}),
        partial(spec={"template": {"spec": {"containers": [{"name": "log"}, {"name": "app", "ports": [80, 81]}]}}}),
        partial(spec=partial(paused=False)),
        partial(),
    ],
)
def test_an_object_is_equal_to_a_part_of_it(expected: object) -> None:
    assert deployment == expected


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        (partial(spec={"replicas": 3, "paused": ABSENT}),
         ["spec.replicas: is 2, should be 3", "spec.paused: is false, should not be there"]),
        (partial(spec={"paused": 0}), ["spec.paused: is false, should be 0"]),
        (partial(metadata={"labels": {"a/b": "c"}}), ['metadata.labels[a/b]: is not there, should be "c"']),
        (partial(spec={"template": {"spec": {"containers": [{"name": "web"}, {"name": "app", "image": "b"}]}}}),
         ['spec.template.spec.containers[web]: is not there, should be {"name": "web"}',
          'spec.template.spec.containers[app].image: is "a:1", should be "b"']),
        (partial(spec={"template": {"spec": {"containers": [{"name": "app", "ports": [80]}]}}}),
         ["spec.template.spec.containers[app].ports: has 2 elements, should have 1: [80, 81]"]),
        (partial(spec={"template": {"spec": {"containers": [{"name": "app", "ports": [80, 82]}]}}}),
         ["spec.template.spec.containers[app].ports[1]: is 81, should be 82"]),
        (partial(metadata={"labels": []}),
         ['metadata.labels: is {"app.kubernetes.io/name": "web"}, should be []']),
    ],
)  # fmt: skip
def test_differences_are_said_field_by_field(expected: Any, lines: list[str]) -> None:
    assert deployment != expected
    assert list(expected.differences(deployment)) == lines


def test_messages_do_nothing_to_a_terminal() -> None:
    evil = named("Pod", "\x1b[2J\u202e\udcff")
    shown = "Pod/\\x1b[2J\\u202e\ufffd"
    with pytest.raises(NoSuchObjectError) as missing:
        find_object([evil], "Pod", "x", None, "it")
    with pytest.raises(NoSuchFieldError) as nowhere:
        evil["spec"]
    assert str(missing.value) == f"it has no Pod/x; of that kind: {shown}"
    assert str(nowhere.value) == f"{shown} has no spec: the object has kind, metadata"
    assert repr(evil) == f"<{shown}>"
    assert list(partial(metadata={"name": "a"}).differences(evil)) == [
        'metadata.name: is "\\u001b[2J\\u202e\ufffd", should be "a"'
    ]
