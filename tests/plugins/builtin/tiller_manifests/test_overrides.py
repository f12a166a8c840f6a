from __future__ import annotations

import copy
from typing import Any

import pytest
from pilothouse.core import testkit
from pilothouse.core.errors import UsageError
from pilothouse.core.model.tiller_installation import TillerInstallation


def deployment(*overrides: str) -> dict[str, Any]:
    installation = TillerInstallation("kube-system", overrides=overrides)
    documents: list[dict[str, Any]] = testkit.make_kernel().first(
        "helm_build_tiller_manifests", installation=installation
    )
    return documents[0]


def refused(*overrides: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        deployment(*overrides)
    return caught.value


def changed(path: str, value: Any) -> dict[str, Any]:
    """The Deployment without overrides, but for one field."""
    document = copy.deepcopy(deployment())
    *above, last = path.split(".")
    place: Any = document
    for key in above:
        place = place[int(key)] if key.isdigit() else place.setdefault(key, {})
    place[last] = value
    return document


@pytest.mark.parametrize(
    "override", ["a=b,=c", "spec.x=1.5", "spec.paused=false", "spec.minReadySeconds=0", "spec.replicas=1"]
)
def test_unknown_fields_and_zero_ones_leave_no_trace(override: str) -> None:
    assert deployment(override) == deployment()


CONTAINER = "spec.template.spec.containers"


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        (r"metadata.annotations.a\.b/c=1", "metadata.annotations", {"a.b/c": "1"}),
        ("metadata.annotations.a=true", "metadata.annotations", {"a": "true"}),
        ("metadata.annotations.a=1.5", "metadata.annotations", {"a": "1.5"}),
        ("spec.replicas=0", "spec.replicas", 0),
        ("Spec.Replicas=2", "spec.replicas", 1),
        ("spec.REPLICAS=2", "spec.replicas", 1),
        ("spec.MinReadySeconds=2", "spec.minReadySeconds", 2),
        ("spec.paused=true", "spec.paused", True),
        ("spec.selector.matchLabels.app=", "spec.selector.matchLabels.app", ""),
        ("spec.strategy.rollingUpdate.maxSurge=0", "spec.strategy", {"rollingUpdate": {"maxSurge": 0}}),
        ("spec.strategy.rollingUpdate.maxSurge=10%", "spec.strategy", {"rollingUpdate": {"maxSurge": "10%"}}),
        ("spec.template.spec.hostNetwork=true", "spec.template.spec.hostNetwork", True),
        ("spec.template.spec.priority=0", "spec.template.spec.priority", 0),
        ("spec.template.spec.securityContext=null", "spec.template.spec.automountServiceAccountToken", True),
        ("spec.template.spec.nodeSelector.a=b", "spec.template.spec.nodeSelector", {"a": "b"}),
        (
            "spec.template.spec.tolerations[0].key=x,spec.template.spec.tolerations[0].tolerationSeconds=0",
            "spec.template.spec.tolerations",
            [{"key": "x", "tolerationSeconds": 0}],
        ),
        (
            "spec.template.spec.volumes[1].name=v,spec.template.spec.volumes[1].hostPath.type=",
            "spec.template.spec.volumes",
            [{"name": ""}, {"name": "v", "hostPath": {"path": "", "type": ""}}],
        ),
        (
            "spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight=1",
            "spec.template.spec.affinity",
            {
                "podAntiAffinity": {
                    "preferredDuringSchedulingIgnoredDuringExecution": [
                        {"weight": 1, "podAffinityTerm": {"topologyKey": ""}}
                    ]
                }
            },
        ),
        (f"{CONTAINER}[0].command={{a,b}}", f"{CONTAINER}.0.command", ["a", "b"]),
        (f"{CONTAINER}[0].resources.limits.cpu=1", f"{CONTAINER}.0.resources", {"limits": {"cpu": "1"}}),
        (f"{CONTAINER}[0].resources.limits.cpu=100m", f"{CONTAINER}.0.resources", {"limits": {"cpu": "100m"}}),
        (f"{CONTAINER}[0].ports[0].hostPort=0", f"{CONTAINER}.0.ports.0.name", "tiller"),
        (f"{CONTAINER}[0].livenessProbe.httpGet.port=http", f"{CONTAINER}.0.livenessProbe.httpGet.port", "http"),
        (
            f"{CONTAINER}[0].env[0].valueFrom.resourceFieldRef.resource=limits.cpu",
            f"{CONTAINER}.0.env.0.valueFrom",
            {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "0"}},
        ),
        (f"{CONTAINER}[0].securityContext.privileged=false", f"{CONTAINER}.0.securityContext", {"privileged": False}),
    ],
)
def test_fields_are_set_as_gos_types_have_them(override: str, path: str, value: Any) -> None:
    expected = changed(path, value)
    assert deployment(override) == (expected if "." in path else deployment())


def test_a_field_that_is_set_to_null_is_gone() -> None:
    document = deployment("metadata.labels=null", "spec.selector=null", f"{CONTAINER}=null")
    assert document["metadata"] == {"creationTimestamp": None, "name": "tiller-deploy", "namespace": "kube-system"}
    assert document["spec"]["selector"] is None
    assert document["spec"]["template"]["spec"] == {"automountServiceAccountToken": True, "containers": None}


def test_a_whole_deployment_may_go() -> None:
    assert deployment("spec=null", "metadata=null", "status.replicas=3") == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"creationTimestamp": None},
        "spec": {
            "selector": None,
            "strategy": {},
            "template": {"metadata": {"creationTimestamp": None}, "spec": {"containers": None}},
        },
        "status": {"replicas": 3},
    }


def test_later_overrides_win() -> None:
    assert deployment("spec.replicas=2,spec.replicas=3", "spec.replicas=4")["spec"]["replicas"] == 4


def test_a_text_that_is_no_assignment_is_refused() -> None:
    error = refused("bad")
    assert error.message == "Error merging --set values into Deployment manifest"
    assert error.details == ('failed parsing --set data: key "bad" has no value',)


@pytest.mark.parametrize(
    ("override", "problem"),
    [
        ("spec.replicas=x", "string into Go struct field DeploymentSpec.spec.replicas of type int32"),
        ("spec.replicas=1.5", "string into Go struct field DeploymentSpec.spec.replicas of type int32"),
        (
            "spec.replicas=3000000000",
            "number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        ("spec.replicas=true", "bool into Go struct field DeploymentSpec.spec.replicas of type int32"),
        ("spec.paused=1", "number into Go struct field DeploymentSpec.spec.paused of type bool"),
        ("spec=x", "string into Go struct field Deployment.spec of type v1.DeploymentSpec"),
        ("metadata.labels=x", "string into Go struct field ObjectMeta.metadata.labels of type map[string]string"),
        ("metadata.labels.app={a}", "array into Go struct field ObjectMeta.metadata.labels of type string"),
        (
            f"{CONTAINER}=x",
            "string into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
        ),
        (
            f"{CONTAINER}[0].resources.limits=x",
            "string into Go struct field ResourceRequirements.spec.template.spec.containers.resources.limits of type "
            "v1.ResourceList",
        ),
        (
            f"{CONTAINER}[0].livenessProbe.httpGet.port=true",
            "bool into Go struct field HTTPGetAction.spec.template.spec.containers.livenessProbe.httpGet.port of type "
            "int32",
        ),
        (
            f"{CONTAINER}[0].name={{a}}",
            "array into Go struct field Container.spec.template.spec.containers.name of type string",
        ),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused_in_gos_words(override: str, problem: str) -> None:
    assert refused(override).message == (
        "Error unmarshalling Values to Deployment manifest: error unmarshaling JSON: while decoding JSON: "
        f"json: cannot unmarshal {problem} "
    )


@pytest.mark.parametrize(
    ("override", "problem"),
    [
        (f"{CONTAINER}[0].resources.limits.cpu=x", "quantities must match the regular expression "),
        ("metadata.creationTimestamp=x", 'parsing time "x" as "2006-01-02T15:04:05Z07:00": '),
    ],
)
def test_quantities_and_times_are_read(override: str, problem: str) -> None:
    assert refused(override).message.startswith(
        f"Error unmarshalling Values to Deployment manifest: error unmarshaling JSON: while decoding JSON: {problem}"
    )


def test_no_file_stays_behind(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    deployment("spec.replicas=2")
    refused("bad")
    assert list(tmp_path.iterdir()) == []
