"""Tunnels whose API server, kubelet or Pod goes away in the middle: an end and a reason, never a wait without end."""

from __future__ import annotations

import json
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster.control_plane import ControlPlane, wait_until
from cluster.node import Node
from pilothouse.core.errors import KubeError, PilothouseError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.service_target import ServiceTarget
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.tiller_client.tunnel import LocalTunnel, open_tunnel, tunnel_way
from transports.pod_contract import Program, Talk, echo, program, receive

__all__ = ["program"]

NAMESPACE = "broken-tunnels"
TARGET = ServiceTarget(tunnel=True, namespace=NAMESPACE, timeout=30)
HEADERS = 1
LOST = "lost connection to pod"


@pytest.fixture
def node(control_plane: ControlPlane, tmp_path: Path, program: Callable[[Talk], int]) -> Iterator[Node]:
    """A node with a Tiller that sends back what comes."""
    manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    assert control_plane.api.request("POST", "/api/v1/namespaces", manifest)[0] in (201, 409)
    node = Node(control_plane.api, tmp_path, "node-of-broken-tunnels")
    node.run(NAMESPACE, "tiller", {"app": "helm", "name": "tiller"}, p44134=program(echo))
    yield node
    node.close()
    path = f"/api/v1/namespaces/{NAMESPACE}/pods/tiller?gracePeriodSeconds=0"
    assert control_plane.api.request("DELETE", path)[0] == 200


@pytest.fixture
def kernel(control_plane: ControlPlane, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Kernel]:
    client = getattr(request, "param", "thin")
    flags = {"kubeconfig": str(control_plane.kubeconfig), "kube-client": client}
    kernel = make_kernel(environment={"HOME": str(tmp_path)}, flags=flags)
    yield kernel
    kernel.finish()


def talk(sock: socket.socket) -> None:
    """See that a connection carries data."""
    sock.sendall(b"there?")
    assert receive(sock, 6) == b"there?"


def fill(sock: socket.socket) -> threading.Thread:
    """Send until nothing goes any more, in a thread of its own."""

    def send() -> None:
        try:
            while True:
                sock.sendall(bytes(1 << 20))
        except OSError:
            return

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def ending(sock: socket.socket) -> str:
    """Read on until a connection breaks; why it did."""
    with pytest.raises(ConnectionError) as raised:
        while sock.recv(65536):
            continue
    return str(raised.value)


def dial(local: LocalTunnel) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(local.address.rpartition(":")[2])), 30)


@pytest.mark.parametrize("kernel", ["thin", "kubernetes"], indirect=True)
def test_an_api_server_that_dies_ends_tunnels(control_plane: ControlPlane, node: Node, kernel: Kernel) -> None:
    busy_way, way = tunnel_way(TARGET, kernel), tunnel_way(TARGET, kernel)
    busy, idle = busy_way.reach(60), way.reach(60)
    for sock in (busy, idle):
        talk(sock)
    sender = fill(busy)
    control_plane.stop_program("kube-apiserver", signal.SIGKILL)
    try:
        assert (ending(busy), ending(idle)) == (LOST, LOST)
        sender.join(30)
        assert not sender.is_alive()
        busy.close()
        idle.close()
        with pytest.raises(KubeError) as raised:
            way.reach(30)
        assert raised.value.message == f"forwarding ports: {LOST}"
    finally:
        control_plane.start_api_server()
    with tunnel_way(TARGET, kernel).reach(60) as sock:
        talk(sock)


def test_a_local_tunnel_survives_its_api_server(control_plane: ControlPlane, node: Node, kernel: Kernel) -> None:
    local = open_tunnel(TARGET, kernel)
    try:
        sock = dial(local)
        talk(sock)
        control_plane.stop_program("kube-apiserver", signal.SIGKILL)
        try:
            assert receive(sock, 1) == b""
            sock.close()
            with dial(local) as refused:
                assert receive(refused, 1) == b""
        finally:
            control_plane.start_api_server()
        with dial(local) as again:
            talk(again)
    finally:
        local.close()
    told = kernel.console.stderr  # type: ignore[attr-defined]
    assert f"-> 44134: {LOST}\n" in told
    assert "-> 44134: forwarding ports: error upgrading connection: error sending request: Get " in told


@pytest.mark.parametrize("kernel", ["thin", "kubernetes"], indirect=True)
def test_a_kubelet_that_dies_ends_tunnels(node: Node, kernel: Kernel) -> None:
    sock = tunnel_way(TARGET, kernel).reach(60)
    talk(sock)
    node.kubelet.drop()
    assert ending(sock) == LOST
    sock.close()


def test_a_program_that_dies_ends_tunnels(node: Node, kernel: Kernel) -> None:
    tiller = Program(echo)
    node.lead("tiller", p44134=tiller.port)
    sock = tunnel_way(TARGET, kernel).reach(60)
    talk(sock)
    tiller.close()
    assert receive(sock, 1) == b""
    sock.close()
    wait_until(lambda: node.kubelet.open == 0, "the kubelet keeps the connection", 20)


def test_a_call_in_the_middle_of_which_the_api_server_dies_is_an_error(
    control_plane: ControlPlane, node: Node, kernel: Kernel, program: Any
) -> None:
    asked = threading.Event()

    def listen(sock: socket.socket) -> None:
        # Settings of HTTP/2, then what the client has to say until it asks something.
        sock.sendall(bytes((0, 0, 0, 4, 0, 0, 0, 0, 0)))
        with sock.makefile("rb") as stream:
            stream.read(24)
            while head := stream.read(9):
                stream.read(int.from_bytes(head[:3], "big"))
                if head[3] == HEADERS:
                    asked.set()

    node.lead("tiller", p44134=program(listen))
    service = kernel.first("helm_connect_release_service", target=TARGET)
    failures: list[PilothouseError] = []

    def ask() -> None:
        try:
            service.version()
        except PilothouseError as error:
            failures.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    assert asked.wait(60)
    control_plane.stop_program("kube-apiserver", signal.SIGKILL)
    try:
        asking.join(60)
        assert [error.message for error in failures] == ["transport is closing"]
        assert LOST in json.dumps(failures[0].details)
    finally:
        control_plane.start_api_server()
