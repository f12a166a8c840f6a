from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pilothouse.core import testkit
from pilothouse.core.errors import UsageError
from pilothouse.core.model.tiller_installation import TillerInstallation

LABELS = {"app": "helm", "name": "tiller"}


def build(**flags: Any) -> list[dict[str, Any]]:
    installation = TillerInstallation("kube-system").replace(**flags)
    found: list[dict[str, Any]] = testkit.make_kernel().first("helm_build_tiller_manifests", installation=installation)
    return found


def pod(**flags: Any) -> dict[str, Any]:
    spec: dict[str, Any] = build(**flags)[0]["spec"]["template"]["spec"]
    return spec


def metadata(name: str, namespace: str = "kube-system") -> dict[str, Any]:
    return {"creationTimestamp": None, "labels": LABELS, "name": name, "namespace": namespace}


def probe(path: str) -> dict[str, Any]:
    return {"httpGet": {"path": path, "port": 44135}, "initialDelaySeconds": 1, "timeoutSeconds": 1}


def test_a_tiller_is_a_deployment_and_a_service() -> None:
    assert build(namespace="ops") == [
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata("tiller-deploy", "ops"),
            "spec": {
                "replicas": 1,
                "selector": {"matchLabels": LABELS},
                "strategy": {},
                "template": {
                    "metadata": {"creationTimestamp": None, "labels": LABELS},
                    "spec": {
                        "automountServiceAccountToken": True,
                        "containers": [
                            {
                                "name": "tiller",
                                "image": "ghcr.io/helm/tiller:v2.17.0",
                                "imagePullPolicy": "IfNotPresent",
                                "ports": [
                                    {"containerPort": 44134, "name": "tiller"},
                                    {"containerPort": 44135, "name": "http"},
                                ],
                                "env": [
                                    {"name": "TILLER_NAMESPACE", "value": "ops"},
                                    {"name": "TILLER_HISTORY_MAX", "value": "0"},
                                ],
                                "livenessProbe": probe("/liveness"),
                                "readinessProbe": probe("/readiness"),
                                "resources": {},
                            }
                        ],
                    },
                },
            },
            "status": {},
        },
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata("tiller-deploy", "ops"),
            "spec": {
                "ports": [{"name": "tiller", "port": 44134, "targetPort": "tiller"}],
                "selector": LABELS,
                "type": "ClusterIP",
            },
            "status": {"loadBalancer": {}},
        },
    ]


@pytest.mark.parametrize(
    ("flags", "image", "policy"),
    [
        ({}, "ghcr.io/helm/tiller:v2.17.0", "IfNotPresent"),
        ({"image": "r/t:1"}, "r/t:1", "IfNotPresent"),
        ({"canary": True}, "ghcr.io/helm/tiller:canary", "Always"),
        ({"canary": True, "image": "r/t:1"}, "ghcr.io/helm/tiller:canary", "Always"),
    ],
)
def test_canary_goes_before_the_given_image(flags: dict[str, Any], image: str, policy: str) -> None:
    container = pod(**flags)["containers"][0]
    assert (container["image"], container["imagePullPolicy"]) == (image, policy)


def test_pod_settings_are_there_when_they_are_given() -> None:
    given = pod(
        service_account="tiller",
        host_network=True,
        node_selectors="a=b,c=",
        automount_token=False,
        history_max=-1,
        replicas=3,
    )
    assert {key: given[key] for key in given if key != "containers"} == {
        "automountServiceAccountToken": False,
        "serviceAccountName": "tiller",
        "hostNetwork": True,
        "nodeSelector": {"a": "b", "c": ""},
    }
    assert given["containers"][0]["env"][1] == {"name": "TILLER_HISTORY_MAX", "value": "-1"}


@pytest.mark.parametrize(("replicas", "count"), [(-2, 1), (0, 1), (1, 1), (5, 5)])
def test_there_is_one_replica_at_least(replicas: int, count: int) -> None:
    assert build(replicas=replicas)[0]["spec"]["replicas"] == count


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a", '["a"]'), ("a=b=c, x = y", '["a=b=c" " x = y"]'), (",", '["" ""]'), ("a=b,", '["a=b" ""]')],
)
def test_node_selectors_are_pairs(text: str, shown: str) -> None:
    with pytest.raises(UsageError) as caught:
        build(node_selectors=text)
    assert caught.value.message == f"invalid nodeSelector label: {shown}"


@pytest.mark.parametrize("verify", [False, True])
def test_tls_brings_a_secret_and_mounts_it(tmp_path: Path, verify: bool) -> None:
    for name in ("key", "cert", "ca"):
        (tmp_path / name).write_text(f"the {name}\n")
    deployment, _, secret = build(
        tls=True,
        tls_verify=verify,
        tls_key=str(tmp_path / "key"),
        tls_cert=str(tmp_path / "cert"),
        tls_ca=str(tmp_path / "ca"),
    )
    data = {"tls.key": "dGhlIGtleQo=", "tls.crt": "dGhlIGNlcnQK", **({"ca.crt": "dGhlIGNhCg=="} if verify else {})}
    assert secret == {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata("tiller-secret"),
        "type": "Opaque",
        "data": data,
    }
    spec = deployment["spec"]["template"]["spec"]
    assert spec["volumes"] == [{"name": "tiller-certs", "secret": {"secretName": "tiller-secret"}}]
    assert spec["containers"][0]["volumeMounts"] == [
        {"mountPath": "/etc/certs", "name": "tiller-certs", "readOnly": True}
    ]
    assert spec["containers"][0]["env"][2:] == [
        {"name": "TILLER_TLS_VERIFY", "value": "1"} if verify else {"name": "TILLER_TLS_VERIFY"},
        {"name": "TILLER_TLS_ENABLE", "value": "1"},
        {"name": "TILLER_TLS_CERTS", "value": "/etc/certs"},
    ]


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        build(tls=True, tls_key=str(tmp_path / "none"), tls_cert="")
    assert caught.value.message == f"open {tmp_path}/none: no such file or directory"
