"""Tunnels through a server that plays API server and kubelet, to programs on this machine."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster.control_plane import wait_until
from cluster.kubelet_ports import KubeletPorts
from pilothouse.core.errors import KubeError, KubeStatusError, ReleaseError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.service_target import ServiceTarget
from pilothouse.core.testkit import make_kernel
from pilothouse.core.tiller_pods import PORT
from pilothouse.plugins.builtin.tiller_client import tunnel
from pilothouse.plugins.builtin.tiller_client.tunnel import LocalTunnel, open_tunnel, tunnel_way
from transports.pod_contract import Program, Talk, echo, kubelet, program, receive

__all__ = ["kubelet", "program"]

TARGET = ServiceTarget(tunnel=True, namespace="ops", timeout=5)


def pod(name: str, ready: str = "True") -> dict[str, Any]:
    conditions = [{"type": "Ready", "status": ready}]
    return {"metadata": {"name": name}, "status": {"phase": "Running", "conditions": conditions}}


@pytest.fixture
def kernel(kubelet: KubeletPorts, tmp_path: Path) -> Iterator[Kernel]:
    """A kernel whose cluster has a Tiller."""
    kubelet.pods = [pod("tiller-0", "False"), pod("tiller-1")]
    kubeconfig = tmp_path / "config"
    kubeconfig.write_text(
        json.dumps(
            {
                "current-context": "c",
                "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
                "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{kubelet.port}"}}],
                "users": [{"name": "u", "user": {}}],
            }
        )
    )
    kernel = make_kernel(environment={"HOME": str(tmp_path)}, flags={"kubeconfig": str(kubeconfig)})
    yield kernel
    kernel.finish()


@pytest.fixture
def opened(kernel: Kernel) -> Iterator[Callable[[], LocalTunnel]]:
    """Opens tunnels, which are closed after the test."""
    tunnels = []

    def start() -> LocalTunnel:
        tunnels.append(open_tunnel(TARGET, kernel))
        return tunnels[-1]

    yield start
    for each in tunnels:
        each.close()


def dial(local: LocalTunnel) -> socket.socket:
    host, _, port = local.address.partition(":")
    return socket.create_connection((host, int(port)), 20)


# For this process.


def test_the_way_leads_to_the_first_pod_that_is_ready(kernel: Kernel, kubelet: KubeletPorts, program: Any) -> None:
    kubelet.ports["tiller-1", PORT] = program(echo)
    way = tunnel_way(TARGET, kernel)
    assert (way.shown, way.authority, way.server_name) == (
        "Pod tiller-1 of namespace ops", "127.0.0.1:44134", "127.0.0.1",
    )  # fmt: skip
    for text in (b"one", b"two"):
        with way.reach(5) as sock:
            sock.sendall(text)
            assert receive(sock, 3) == text
    assert [asked.target for asked in kubelet.asked] == [
        "/api/v1/namespaces/ops/pods?labelSelector=app%3Dhelm%2Cname%3Dtiller",
        "/api/v1/namespaces/ops/pods/tiller-1/portforward?ports=44134",
        "/api/v1/namespaces/ops/pods/tiller-1/portforward?ports=44134",
    ]


def test_what_is_done_is_told_with_debug(kernel: Kernel, kubelet: KubeletPorts, program: Any) -> None:
    kubelet.ports["tiller-1", PORT] = program(echo)
    kernel.settings.flags["debug"] = "true"
    tunnel_way(TARGET, kernel)
    assert kernel.console.stdout == (  # type: ignore[attr-defined]
        "[debug] Created tunnel to port '44134' of Pod tiller-1\n\n[debug] SERVER: \"127.0.0.1:44134\"\n\n"
    )


@pytest.mark.parametrize("opening", [tunnel_way, open_tunnel])
@pytest.mark.parametrize(
    ("pods", "message"),
    [([], "could not find tiller"), ([pod("tiller-0", "False")], "could not find a ready tiller pod")],
)
def test_without_a_ready_pod_there_is_no_tunnel(
    kernel: Kernel, kubelet: KubeletPorts, opening: Any, pods: Any, message: str
) -> None:
    kubelet.pods = pods
    with pytest.raises(ReleaseError) as raised:
        opening(TARGET, kernel)
    assert raised.value.message == message


@pytest.mark.parametrize("opening", [tunnel_way, open_tunnel])
def test_a_server_that_forbids_the_tunnel_is_an_error_at_once(
    kernel: Kernel, kubelet: KubeletPorts, opening: Any
) -> None:
    text = 'pods "tiller-1" is forbidden: User "jane" cannot get resource "pods/portforward"'
    kubelet.refusal = {"kind": "Status", "status": "Failure", "reason": "Forbidden", "code": 403, "message": text}
    with pytest.raises(KubeStatusError) as raised:
        opening(TARGET, kernel)
    assert raised.value.message == f"forwarding ports: error upgrading connection: {text}"
    assert raised.value.hint == 'a tunnel needs the right to "get" pods/portforward; for Helm\'s it is "create"'


def test_a_server_that_is_gone_is_an_error(kernel: Kernel, kubelet: KubeletPorts, program: Any) -> None:
    kubelet.ports["tiller-1", PORT] = program(echo)
    way = tunnel_way(TARGET, kernel)
    way.reach(5).close()
    kubelet.refuse_connections()
    with pytest.raises(KubeError) as raised:
        way.reach(5)
    assert raised.value.message.startswith(
        f'forwarding ports: error upgrading connection: error sending request: Get "http://127.0.0.1:{kubelet.port}/'
    )


def test_a_tiller_that_does_not_listen_is_an_error_that_says_so(kernel: Kernel) -> None:
    service = kernel.first("helm_connect_release_service", target=TARGET)
    with pytest.raises(KubeError, match="^forwarding ports: error forwarding port 44134 to pod tiller-1, "):
        service.version()


def test_nobody_goes_on_asking_a_pod_that_does_not_listen(kernel: Kernel) -> None:
    way = tunnel_way(TARGET, kernel)
    with way.reach(5) as sock, pytest.raises(ConnectionError):
        sock.recv(1)
    with pytest.raises(KubeError) as raised:
        way.reach(5)
    assert raised.value.message == (
        "forwarding ports: error forwarding port 44134 to pod tiller-1, uid : exit status 1: Connection refused"
    )


def test_in_the_embedded_cluster_nothing_can_be_reached(tmp_path: Path) -> None:
    kernel = make_kernel(environment={"HOME": str(tmp_path)}, flags={"cluster": "sandbox"})
    with pytest.raises(ReleaseError) as raised:
        kernel.first("helm_open_tunnel", target=TARGET)
    assert raised.value.message == "could not find tiller"


# For programs beside this process.


def test_each_connection_has_its_own_to_the_pod(
    opened: Callable[[], LocalTunnel], kubelet: KubeletPorts, program: Any
) -> None:
    kubelet.ports["tiller-1", PORT] = program(echo)
    local = opened()
    socks = [dial(local) for _ in range(4)]
    for number, sock in enumerate(socks):
        sock.sendall(b"%d" % number * 100_000)
    assert [receive(sock, 100_000) for sock in socks] == [b"%d" % number * 100_000 for number in range(4)]
    assert kubelet.open == 4
    for sock in socks:
        sock.close()


def test_the_end_of_the_pod_is_the_end_of_the_connection(
    opened: Callable[[], LocalTunnel], kubelet: KubeletPorts, program: Any
) -> None:
    kubelet.ports["tiller-1", PORT] = program(lambda sock: sock.sendall(b"bye"))
    with dial(opened()) as sock:
        assert receive(sock, 100) == b"bye"


def test_a_caller_that_has_said_everything_is_answered(
    opened: Callable[[], LocalTunnel], kubelet: KubeletPorts, program: Any
) -> None:
    def answer(sock: socket.socket) -> None:
        sock.sendall(b"heard " + receive(sock, 4))

    kubelet.ports["tiller-1", PORT] = program(answer)
    with dial(opened()) as sock:
        sock.sendall(b"this")
        sock.shutdown(socket.SHUT_WR)
        assert receive(sock, 100) == b"heard this"


def test_a_caller_that_is_gone_keeps_no_connection_to_the_pod(
    opened: Callable[[], LocalTunnel], kubelet: KubeletPorts, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tunnel, "_LAST_WORDS_SECONDS", 0.1)
    kubelet.ports["tiller-1", PORT] = program(echo)
    with dial(opened()) as sock:
        sock.sendall(b"a")
        assert receive(sock, 1) == b"a"
    wait_until(lambda: kubelet.open == 0, "the connection stays open", 10)


def test_closing_ends_everything(kernel: Kernel, kubelet: KubeletPorts, program: Any) -> None:
    kubelet.ports["tiller-1", PORT] = program(echo)
    local = open_tunnel(TARGET, kernel)
    with dial(local) as sock:
        sock.sendall(b"a")
        assert receive(sock, 1) == b"a"
        local.close()
        local.close()
        assert receive(sock, 1) == b""
    with pytest.raises(OSError, match="refused"):
        dial(local)
    wait_until(lambda: kubelet.open == 0, "the connection stays open", 10)
    assert kernel.console.stderr == ""  # type: ignore[attr-defined]


def test_a_pod_that_does_not_listen_ends_connections_and_is_told(
    opened: Callable[[], LocalTunnel], kernel: Kernel
) -> None:
    local = opened()
    with dial(local) as sock:
        assert receive(sock, 1) == b""
    port = local.address.rpartition(":")[2]
    text = (
        f"an error occurred forwarding {port} -> 44134: "
        "error forwarding port 44134 to pod tiller-1, uid : exit status 1: Connection refused"
    )
    wait_until(lambda: text in kernel.console.stderr, "nothing was told", 10)  # type: ignore[attr-defined]


def test_a_first_connection_that_has_died_meanwhile_is_made_anew(
    opened: Callable[[], LocalTunnel], kubelet: KubeletPorts, program: Callable[[Talk], int]
) -> None:
    stale = Program(echo)
    kubelet.ports["tiller-1", PORT] = stale.port
    local = opened()
    wait_until(lambda: kubelet.open == 1, "there is no connection", 10)
    kubelet.ports["tiller-1", PORT] = program(echo)
    stale.close()
    wait_until(lambda: kubelet.open == 0, "the connection stays open", 10)
    threading.Event().wait(0.2)
    with dial(local) as sock:
        sock.sendall(b"a")
        assert receive(sock, 1) == b"a"
