"""The twin of a cluster in which nothing is kept: what is sent, by the client and past it."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.errors import KubeConnectionError, KubeStatusError
from pilothouse.core.model.kube_object import ApiResource, ClusterTarget, KubeObject, KubeRequest
from pilothouse.core.rehearsal_protocol import RehearsingCluster
from pilothouse.core.testkit import make_kernel
from stand_ins.scripted_transport import MANAGER, ScriptedTransport, answer, failure, make_client

CONFIG_MAPS = ApiResource("", "v1", "ConfigMap", "configmaps", True)
MAPS = "/api/v1/namespaces/default/configmaps"
ONE = f"{MAPS}/x"
CONTENT = {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "x"}}
DRY = (("fieldManager", MANAGER), ("dryRun", "All"))
RESET = KubeConnectionError("connection reset by peer")


@pytest.fixture
def transport() -> ScriptedTransport:
    return ScriptedTransport().on("GET", "/version", answer({}))


def target() -> KubeObject:
    return KubeObject(CONFIG_MAPS, "default", "x", CONTENT)


def sent(transport: ScriptedTransport) -> list[tuple[str, str, Any]]:
    return [(request.method, request.path, request.query) for request in transport.requests]


def test_every_write_is_a_dry_run(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, answer(CONTENT, 201)).on("PUT", ONE, answer(CONTENT)).on("PATCH", ONE, answer(CONTENT))
    transport.on("DELETE", ONE, answer({})).on("GET", ONE, answer(CONTENT))
    client = make_client(transport)
    assert isinstance(client, RehearsingCluster)
    twin = client.rehearsed()
    assert twin.create(target()) == CONTENT
    assert twin.replace(target()) == CONTENT
    assert twin.patch(target(), {}, "application/merge-patch+json", query=(("dryRun", "None"), ("force", "true")))
    twin.delete(target(), uid="1")
    assert twin.get(target()) == CONTENT
    assert sent(transport) == [
        ("POST", MAPS, DRY),
        ("PUT", ONE, DRY),
        ("PATCH", ONE, (("force", "true"), *DRY)),
        ("DELETE", ONE, (("dryRun", "All"),)),
        ("GET", ONE, ()),
    ]
    # Servers take no notice of the parameters of a deletion whose body has options.
    assert json.loads(transport.requests[3].body) == {
        "kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"uid": "1"},
        "propagationPolicy": "Background", "dryRun": ["All"],
    }  # fmt: skip


def test_the_cluster_itself_goes_on_to_write(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, answer(CONTENT, 201))
    client = make_client(transport)
    client.rehearsed()
    client.create(target())
    assert sent(transport) == [("POST", MAPS, DRY[:1])]


def test_a_creation_that_breaks_off_is_repeated_and_not_looked_for(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, answer({}, 504), RESET, answer(CONTENT, 201))
    client = make_client(transport)
    client.server_version()
    assert client.rehearsed().create(target()) == CONTENT
    assert [method for method, path, _ in sent(transport) if path != "/version"] == ["POST"] * 3


def test_nothing_is_taken_for_the_work_of_an_attempt_before(transport: ScriptedTransport) -> None:
    missing = failure(404, "NotFound", 'configmaps "x" not found')
    taken = failure(409, "AlreadyExists", 'configmaps "x" already exists')
    transport.on("DELETE", ONE, RESET, missing).on("POST", MAPS, RESET, taken).on("PUT", ONE, RESET, taken)
    client = make_client(transport)
    client.server_version()
    twin = client.rehearsed()
    for write in (lambda: twin.delete(target()), lambda: twin.create(target()), lambda: twin.replace(target())):
        with pytest.raises(KubeStatusError) as caught:
            write()
        assert caught.value.code in (404, 409)


def test_what_is_sent_past_the_client_is_a_dry_run_too(transport: ScriptedTransport) -> None:
    transport.on("POST", MAPS, answer(CONTENT, 201)).on("DELETE", MAPS, answer({}))
    way = make_client(transport).rehearsed().transport
    assert way.server == transport.server
    way.request(KubeRequest("POST", MAPS, (("dryRun", ""), ("pretty", "1"))))
    way.request(KubeRequest("DELETE", MAPS))
    way.request(KubeRequest("DELETE", MAPS, body=b'{"dryRun": []}'))
    assert [request.query for request in transport.requests] == [
        (("pretty", "1"), ("dryRun", "All")), (("dryRun", "All"),), (("dryRun", "All"),)
    ]  # fmt: skip
    assert [request.body for request in transport.requests] == [b"", b"", b'{"dryRun":["All"]}']


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (KubeRequest("DELETE", MAPS, body=b"k8s\x00"), f"no options of a deletion: DELETE {MAPS}"),
        (KubeRequest("DELETE", MAPS, body=b"[]"), f"no options of a deletion: DELETE {MAPS}"),
        (KubeRequest("GET", "/api/v1/namespaces/n/pods/p/exec"), "a rehearsal connects to no Pods"),
        (KubeRequest("POST", "/api/v1/namespaces/n/pods/p/attach"), "a rehearsal connects to no Pods"),
        (KubeRequest("POST", "/api/v1/namespaces/n/pods/p/portforward/"), "a rehearsal connects to no Pods"),
        (KubeRequest("POST", "/api/v1/namespaces/n/services/s/proxy/buy"), "a rehearsal connects to no Pods"),
    ],
)
def test_what_cannot_be_rehearsed_is_not_sent(
    transport: ScriptedTransport, request_: KubeRequest, message: str
) -> None:
    way = make_client(transport).rehearsed().transport
    for send in (way.request, way.stream):
        with pytest.raises(KubeStatusError) as caught:
            send(request_)
        assert caught.value.message == message
    with pytest.raises(KubeStatusError, match="a rehearsal connects to no Pods"):
        way.connect_pod("n", "p", 80)
    assert transport.requests == []


def test_closing_the_twin_leaves_the_connections_open(transport: ScriptedTransport) -> None:
    transport.on("GET", ONE, answer(CONTENT))
    client = make_client(transport)
    client.rehearsed().transport.close()
    assert client.get(target()) == CONTENT


@pytest.mark.parametrize("choice", ["thin", "kubernetes"])
def test_a_server_keeps_nothing_by_whichever_way(control_plane: ControlPlane, choice: str) -> None:
    from kubernetes.client import CoreV1Api
    from kubernetes.stream import stream

    target_ = ClusterTarget(kubeconfig=str(control_plane.kubeconfig))
    kube = make_kernel(flags={"kube-client": choice}).first("helm_connect_kube", target=target_)
    (kept,) = kube.build("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rehearsed-kept}\n", "default")
    (new,) = kube.build("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rehearsed-new}\n", "default")
    before = kube.create(kept)
    twin = kube.rehearsed()
    try:
        assert twin.create(new)["metadata"]["name"] == "rehearsed-new"
        patched = twin.patch(kept, {"data": {"a": "b"}}, "application/merge-patch+json")
        assert patched["data"] == {"a": "b"}
        twin.delete(kept)
        package = CoreV1Api(twin.transport.api_client())
        package.create_namespaced_config_map("default", new.content)
        package.delete_namespaced_config_map("rehearsed-kept", "default", body={"propagationPolicy": "Background"})
        package.delete_namespaced_config_map("rehearsed-kept", "default")
        package.patch_namespaced_config_map("rehearsed-kept", "default", {"data": {"a": "b"}}, dry_run="All")
        for connect in (
            package.connect_get_namespaced_pod_exec,
            partial(stream, package.connect_get_namespaced_pod_exec),
        ):
            with pytest.raises(KubeStatusError, match="a rehearsal connects to no Pods"):
                connect("p", "default", command=["rm"])
        for body in ("dryRun: []", b"{}", []):
            with pytest.raises((KubeStatusError, ValueError), match="no options of a deletion|V1DeleteOptions"):
                package.delete_namespaced_config_map("rehearsed-kept", "default", body=body)
        assert kube.get(kept) == before
        with pytest.raises(KubeStatusError, match="not found"):
            kube.get(new)
    finally:
        kube.delete(kept)
        kube.transport.close()
