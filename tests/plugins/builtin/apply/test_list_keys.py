from __future__ import annotations

from typing import Any

import pytest
from pilothouse.plugins.builtin.apply.list_keys import with_list_keys


def service(*ports: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": list(ports)}}


def test_ports_of_a_service_without_a_protocol_are_tcp_and_the_manifest_stays_as_it_was() -> None:
    given = service({"port": 80}, {"port": 53, "protocol": "UDP"})
    assert with_list_keys(given) == service({"port": 80, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"})
    assert given == service({"port": 80}, {"port": 53, "protocol": "UDP"})


@pytest.mark.parametrize(
    ("api_version", "kind", "path"),
    [
        ("v1", "Pod", ("spec",)),
        ("apps/v1", "Deployment", ("spec", "template", "spec")),
        ("batch/v1beta1", "CronJob", ("spec", "jobTemplate", "spec", "template", "spec")),
    ],
)
def test_ports_of_containers_without_a_protocol_are_tcp(api_version: str, kind: str, path: tuple[str, ...]) -> None:
    def manifest(port: dict[str, Any]) -> dict[str, Any]:
        inner: Any = {"initContainers": [{"name": "i"}], "containers": [{"name": "c", "ports": [port]}, "odd"]}
        for name in reversed(path):
            inner = {name: inner}
        return {"apiVersion": api_version, "kind": kind, **inner}

    assert with_list_keys(manifest({"containerPort": 80})) == manifest({"containerPort": 80, "protocol": "TCP"})


@pytest.mark.parametrize(
    "content",
    [
        service({"port": 80, "protocol": "TCP"}, None),
        {"apiVersion": "v1", "kind": "Service"},
        {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": "text"}},
        {"apiVersion": "example.com/v1", "kind": "Web", "spec": {"containers": [{"ports": [{"containerPort": 1}]}]}},
    ],
)
def test_what_lacks_nothing_or_is_of_another_group_is_left_alone(content: dict[str, Any]) -> None:
    assert with_list_keys(content) is content
