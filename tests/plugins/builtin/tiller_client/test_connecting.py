from __future__ import annotations

import base64
import socket
import threading
import time
from collections.abc import Callable

import pytest
from grpc_tiller import VERSION, ProgressView, give
from pilothouse.core.errors import TillerError
from pilothouse.plugins.builtin.tiller_client import connecting
from pilothouse.plugins.builtin.tiller_client.address import MalformedAddressError, TillerAddress
from raw_server import Peer


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def refusal(ask: Callable[[], object]) -> TillerError:
    with pytest.raises(TillerError) as caught:
        ask()
    return caught.value


ADDRESSES = [
    ("127.0.0.1:44134", ("127.0.0.1", 44134, "", "127.0.0.1:44134", "127.0.0.1")),
    ("tiller.example.com:44134", ("tiller.example.com", 44134, "", "tiller.example.com:44134", "tiller.example.com")),
    ("[::1]:44134", ("::1", 44134, "", "[::1]:44134", "::1")),
    (":44134", ("localhost", 44134, "", ":44134", "localhost")),
    ("tiller:http", ("tiller", 80, "", "tiller:http", "tiller")),
    ("tiller:", ("tiller", 0, "", "tiller:", "tiller")),
    ("dns:///tiller", ("tiller", 443, "", "tiller", "tiller")),
    ("dns:///[::1]", ("::1", 443, "", "[::1]", "::1")),
    ("dns:///tiller:1", ("tiller", 1, "", "tiller:1", "tiller")),
    ("passthrough:///tiller:1", ("tiller", 1, "", "tiller:1", "tiller")),
    ("unix:/run/tiller", ("", 0, "/run/tiller", "localhost", "localhost")),
    ("unix:///run/tiller", ("", 0, "/run/tiller", "localhost", "localhost")),
]


@pytest.mark.parametrize(("text", "parts"), ADDRESSES)
def test_addresses_are_taken_apart(text, parts):
    address = TillerAddress(text)
    assert (address.host, address.port, address.path, address.authority, address.server_name) == parts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tiller", "dial tcp: address tiller: missing port in address"),
        ("a:b:c", "dial tcp: address a:b:c: too many colons in address"),
        ("::1:44134", "dial tcp: address ::1:44134: too many colons in address"),
        ("tiller:99999", "dial tcp: address 99999: invalid port"),
        ("tiller:no-such-service", "dial tcp: lookup tcp/no-such-service: Servname not supported for ai_socktype"),
        ("passthrough:///tiller", "dial tcp: address tiller: missing port in address"),
        ("dns://8.8.8.8/tiller", "name server 8.8.8.8: none but that of the system is asked"),
    ],
)
def test_what_is_no_address_is_told_of_at_once_when_it_is_dialled(client, text, reason):
    with pytest.raises(MalformedAddressError) as caught:
        TillerAddress(text)
    assert str(caught.value) == reason
    error = refusal(client(text).version)
    assert (error.message, error.details, error.hint) == (
        "context deadline exceeded",
        (reason,),
        "--host takes HOST:PORT",
    )


def test_a_tiller_that_is_not_there_yet_is_waited_for(client, tiller, monkeypatch):
    monkeypatch.setattr(connecting, "_FIRST_PAUSE", 0.01)
    port = free_port()
    kernel = ProgressView()
    service = client(f"127.0.0.1:{port}", kernel=kernel, timeout=30)
    asked = threading.Event()
    kernel.progress = lambda text: (kernel.shown.append(text), asked.set())[0]

    def start() -> None:
        asked.wait(20)
        tiller({"GetVersion": give(VERSION)}, address=f"127.0.0.1:{port}")

    thread = threading.Thread(target=start)
    thread.start()
    assert service.version().sem_ver == "v2.17.0"
    thread.join()
    waiting = f"waiting for Tiller at 127.0.0.1:{port}: dial tcp 127.0.0.1:{port}: connect: connection refused"
    assert (kernel.shown[0], kernel.shown[-1]) == (waiting, "")


def test_a_tiller_that_does_not_come_is_helms_sentence_with_what_was_tried(client):
    port = free_port()
    service = client(f"127.0.0.1:{port}", timeout=1)
    error = refusal(service.version)
    assert (error.message, error.code, error.details) == (
        "context deadline exceeded",
        "",
        (
            f"no connection to Tiller at 127.0.0.1:{port} in 1 s",
            f"dial tcp 127.0.0.1:{port}: connect: connection refused",
        ),
    )


def test_who_has_waited_once_does_not_wait_again(client, monkeypatch):
    service = client(f"127.0.0.1:{free_port()}", timeout=1)
    refusal(service.version)
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    assert refusal(service.version).message == "context deadline exceeded"
    assert pauses == []


@pytest.mark.parametrize("timeout", [0, -5])
def test_no_time_is_no_attempt(client, tiller, timeout):
    server = tiller({"GetVersion": give(VERSION)})
    error = refusal(client(server.host, timeout=timeout).version)
    assert (error.message, server.seen) == ("context deadline exceeded", [])


def test_a_name_that_nobody_knows_is_looked_up_until_the_time_is_up(client):
    error = refusal(client("tiller.invalid:44134", timeout=1).version)
    assert error.message == "context deadline exceeded"
    assert error.details[1].startswith("dial tcp: lookup tiller.invalid: ")


def test_a_socket_of_this_machine_is_reached(client, tiller, tmp_path):
    server = tiller({"GetVersion": give(VERSION)}, address=f"unix:{tmp_path}/tiller")
    assert client(f"unix:{tmp_path}/tiller").version().sem_ver == "v2.17.0"
    assert len(server.seen) == 1
    error = refusal(client(f"unix:{tmp_path}/none", timeout=1).version)
    assert error.details[1] == f"dial unix {tmp_path}/none: connect: no such file or directory"


def proxy(line: list[str], answer: bytes, lead_to: int = 0) -> Callable[[Peer], None]:
    """A proxy that notes what it is asked and leads on to a port."""

    def script(peer: Peer) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += peer.read(1)
        line.extend(head.decode().split("\r\n")[:-2])
        peer.send(answer)
        if not lead_to:
            return
        with socket.create_connection(("127.0.0.1", lead_to)) as onward:

            def back() -> None:
                while data := onward.recv(65536):
                    peer.send(data)
                peer.hang_up()

            thread = threading.Thread(target=back, daemon=True)
            thread.start()
            try:
                while True:
                    onward.sendall(peer.read(1))
            except (EOFError, OSError):
                onward.shutdown(socket.SHUT_RDWR)
            thread.join()

    return script


@pytest.fixture
def outside(monkeypatch) -> None:
    """Names this machine so that a proxy is asked for it: own addresses never go through one."""
    monkeypatch.setattr("pilothouse.core.golib.http_proxy.is_proxied", lambda host, port, exceptions: True)


@pytest.mark.usefixtures("outside")
def test_a_proxy_of_the_environment_leads_to_tiller(client, tiller, raw, monkeypatch):
    server = tiller({"GetVersion": give(VERSION)})
    head: list[str] = []
    between = raw(proxy(head, b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n", server.port))
    service = client(server.host)
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:p%40ss@{between.host}")
    assert service.version().sem_ver == "v2.17.0"
    service.close()
    pair = base64.b64encode(b"me:p@ss").decode()
    assert head == [
        f"CONNECT {server.host} HTTP/1.1",
        f"Host: {server.host}",
        "User-Agent: pilothouse",
        f"Proxy-Authorization: Basic {pair}",
    ]


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "failed to do connect handshake, response: 403 Forbidden"),
        (b"nonsense\r\n\r\n", "failed to do connect handshake, response:"),
        (b"", "failed to do connect handshake, response:"),
        (b"HTTP/1.1 200 " + b"x" * 70000, "failed to do connect handshake, response: 200"),
    ],
)
def test_a_proxy_that_does_not_lead_on_is_told_of(client, raw, monkeypatch, answer, reason):
    between = raw(proxy([], answer))
    service = client("tiller.example.com:44134", timeout=1)
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:secret@{between.host}")
    error = refusal(service.version)
    assert error.message == "context deadline exceeded"
    assert error.details[1].startswith(reason)
    assert "secret" not in "".join(error.details)


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("http://[x", ("invalid proxy address", "a proxy is named as http://HOST:PORT")),
        ("http://proxy", ("dial tcp: address proxy: missing port in address", "proxy: proxy")),
    ],
)
def test_a_proxy_that_is_no_address_is_told_of(client, monkeypatch, text, details):
    service = client("tiller.example.com:44134", timeout=1)
    monkeypatch.setenv("HTTPS_PROXY", text)
    assert refusal(service.version).details[1:] == details


def test_this_machine_is_never_reached_through_a_proxy(client, tiller, monkeypatch):
    server = tiller({"GetVersion": give(VERSION)})
    service = client(server.host)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert service.version().sem_ver == "v2.17.0"
