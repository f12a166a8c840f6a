"""What every transport to a real server has to keep about connections to Pods (`connect_pod`)."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster.control_plane import wait_until
from cluster.kubelet_ports import KubeletPorts
from pilothouse.core.errors import KubeConnectionError, KubeError, KubeStatusError
from pilothouse.core.protocols import KubeTransport
from pilothouse.plugins.builtin.kube import web_socket
from transports.certificates import Authority
from transports.contract import TOKEN, Serve
from transports.listening import Listener
from transports.servers import Line, Proxy, Received, server_context

PORT = 44134
Talk = Callable[[socket.socket], None]


class Program:
    """A program that listens on this machine, as one in a Pod: it does the same with each that connects."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self._listener = Listener(lambda sock, _number: self.talk(sock))
        self.port = self._listener.port

    def close(self) -> None:
        self._listener.close()


def echo(sock: socket.socket) -> None:
    """Sends back what comes."""
    while piece := sock.recv(65536):
        sock.sendall(piece)


def receive(sock: socket.socket, size: int) -> bytes:
    """So many bytes, fewer at the end of the connection."""
    data = bytearray()
    while len(data) < size and (piece := sock.recv(65536)):
        data += piece
    return bytes(data)


def broken(sock: socket.socket) -> str:
    """Why a connection ended, which nobody wished."""
    with pytest.raises(ConnectionError) as raised:
        receive(sock, 1)
    assert sock.failure == str(raised.value)  # type: ignore[attr-defined]
    return str(raised.value)


@pytest.fixture
def kubelet() -> Iterator[KubeletPorts]:
    """A server that leads to Pods."""
    kubelet = KubeletPorts()
    yield kubelet
    kubelet.close()


@pytest.fixture
def program() -> Iterator[Callable[[Talk], int]]:
    """Starts programs; the answer is their port."""
    programs = []

    def start(talk: Talk) -> int:
        programs.append(Program(talk))
        return programs[-1].port

    yield start
    for each in programs:
        each.close()


class PodContract:
    """The rules. `open` makes the transport under test, as for the others."""

    def open(self, server: str, trace: Callable[[str], None] | None = None, **fields: Any) -> KubeTransport:
        raise NotImplementedError  # abstract

    def connect(self, kubelet: KubeletPorts, port: int = PORT) -> socket.socket:
        return self.open(f"http://127.0.0.1:{kubelet.port}").connect_pod("ns", "tiller", port)

    # What goes through.

    def test_data_goes_both_ways(self, kubelet: KubeletPorts, program: Any) -> None:
        kubelet.ports["tiller", PORT] = program(echo)
        with self.connect(kubelet) as sock:
            for text in (b"a", b"b" * 125, b"c" * 126, b"d" * 70_000):
                sock.sendall(text)
                assert receive(sock, len(text)) == text
        [asked] = kubelet.asked
        assert (asked.method, asked.target) == ("GET", f"/api/v1/namespaces/ns/pods/tiller/portforward?ports={PORT}")
        assert asked.headers["sec-websocket-protocol"] == "v4.channel.k8s.io"

    def test_much_data_goes_both_ways_at_once(self, kubelet: KubeletPorts, program: Any) -> None:
        kubelet.ports["tiller", PORT] = program(echo)
        data = bytes(range(256)) * 20_000
        with self.connect(kubelet) as sock:
            sender = threading.Thread(target=sock.sendall, args=(data,))
            sender.start()
            assert receive(sock, len(data)) == data
            sender.join()

    def test_what_the_pod_says_first_is_not_lost(self, kubelet: KubeletPorts, program: Any) -> None:
        kubelet.ports["tiller", PORT] = program(lambda sock: sock.sendall(b"welcome"))
        with self.connect(kubelet) as sock:
            assert receive(sock, 100) == b"welcome"
            assert sock.failure == ""  # type: ignore[attr-defined]

    def test_several_connections_do_not_mix(self, kubelet: KubeletPorts, program: Any) -> None:
        kubelet.ports["tiller", PORT] = program(echo)
        transport = self.open(f"http://127.0.0.1:{kubelet.port}")
        socks = [transport.connect_pod("ns", "tiller", PORT) for _ in range(4)]
        for number, sock in enumerate(socks):
            sock.sendall(b"%d" % number * 1000)
        assert [receive(sock, 1000) for sock in socks] == [b"%d" % number * 1000 for number in range(4)]
        for sock in socks:
            sock.close()
        wait_until(lambda: kubelet.open == 0, "connections stay open", 10)

    def test_who_does_not_read_slows_the_pod_down(self, kubelet: KubeletPorts, program: Any) -> None:
        size = 64 << 20

        def pour(sock: socket.socket) -> None:
            sock.sendall(bytes(size))

        kubelet.ports["tiller", PORT] = program(pour)
        with self.connect(kubelet) as sock:
            before = -1
            while kubelet.sent != before:
                before = kubelet.sent
                threading.Event().wait(0.3)
            assert 0 < kubelet.sent < size // 2
            assert len(receive(sock, size)) == size

    # Ends.

    def test_the_pod_learns_that_the_caller_is_gone(self, kubelet: KubeletPorts, program: Any) -> None:
        heard: list[bytes] = []
        over = threading.Event()

        def listen(sock: socket.socket) -> None:
            heard.append(receive(sock, 1 << 30))
            over.set()

        kubelet.ports["tiller", PORT] = program(listen)
        sock = self.connect(kubelet)
        sock.sendall(b"last words" * 10_000)
        sock.close()
        assert over.wait(20)
        assert heard == [b"last words" * 10_000]

    def test_who_has_said_everything_still_hears(self, kubelet: KubeletPorts, program: Any) -> None:
        def answer(sock: socket.socket) -> None:
            sock.sendall(b"heard " + receive(sock, 4))

        kubelet.ports["tiller", PORT] = program(answer)
        with self.connect(kubelet) as sock:
            sock.sendall(b"this")
            sock.shutdown(socket.SHUT_WR)
            assert receive(sock, 100) == b"heard this"

    def test_a_port_on_which_nobody_listens_ends_the_connection_and_says_why(self, kubelet: KubeletPorts) -> None:
        with self.connect(kubelet, 99) as sock:
            assert broken(sock) == "error forwarding port 99 to pod tiller, uid : exit status 1: Connection refused"

    def test_a_server_that_dies_ends_the_connection(self, kubelet: KubeletPorts, program: Any) -> None:
        kubelet.ports["tiller", PORT] = program(echo)
        with self.connect(kubelet) as sock:
            sock.sendall(b"a")
            assert receive(sock, 1) == b"a"
            kubelet.drop()
            assert broken(sock) == "lost connection to pod"

    def test_the_server_may_ask_whether_somebody_is_there(self, kubelet: KubeletPorts, program: Any) -> None:
        kubelet.ports["tiller", PORT] = program(echo)
        with self.connect(kubelet) as sock:
            sock.sendall(b"a")
            receive(sock, 1)
            kubelet.ping()
            wait_until(lambda: kubelet.pongs, "no answer", 10)

    # Who is let in.

    def test_certificates_tokens_and_users_acted_for_count_as_for_requests(
        self, authority: Authority, tmp_path: Path, program: Any
    ) -> None:
        context = server_context(authority.issue("api.example"), tmp_path, authority.certificate)
        client = authority.issue("someone", client=True)
        kubelet = KubeletPorts(context)
        kubelet.ports["tiller", PORT] = program(echo)
        try:
            transport = self.open(
                f"https://127.0.0.1:{kubelet.port}",
                authority=authority.certificate,
                server_name="api.example",
                certificate=client.certificate,
                key=client.key,
                token=TOKEN,
                impersonate="jane",
            )
            data = b"x" * 1_000_000
            with transport.connect_pod("ns", "tiller", PORT) as sock:
                sender = threading.Thread(target=sock.sendall, args=(data,))
                sender.start()
                assert receive(sock, len(data)) == data
                sender.join()
        finally:
            kubelet.close()
        [asked] = kubelet.asked
        assert (asked.headers["authorization"], asked.headers["impersonate-user"]) == (f"Bearer {TOKEN}", "jane")

    def test_a_proxy_leads_to_pods_as_to_everything_else(
        self, authority: Authority, tmp_path: Path, program: Any
    ) -> None:
        kubelet = KubeletPorts(server_context(authority.issue("127.0.0.1"), tmp_path))
        kubelet.ports["tiller", PORT] = program(echo)
        proxy = Proxy()
        try:
            transport = self.open(
                f"https://127.0.0.1:{kubelet.port}",
                authority=authority.certificate,
                proxy_url=f"http://127.0.0.1:{proxy.port}",
            )
            with transport.connect_pod("ns", "tiller", PORT) as sock:
                sock.sendall(b"through")
                assert receive(sock, 7) == b"through"
        finally:
            proxy.close()
            kubelet.close()
        assert proxy.heads[0].startswith(f"CONNECT 127.0.0.1:{kubelet.port} HTTP/1.")

    def test_a_refusal_is_the_servers_own(self, serve: Serve) -> None:
        message = 'pods "tiller" is forbidden: User "jane" cannot get resource "pods/portforward"'
        status = {"kind": "Status", "status": "Failure", "reason": "Forbidden", "code": 403, "message": message}
        server = serve(lambda request, line: line.answer(status, 403))
        with pytest.raises(KubeStatusError) as raised:
            self.open(server.url).connect_pod("ns", "tiller", PORT)
        assert (raised.value.message, raised.value.code, raised.value.reason) == (message, 403, "Forbidden")

    @pytest.mark.parametrize(
        ("answer", "text"),
        [
            (b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nwhat?", "what?"),
            (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "the server answered with status 502"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "{}"),
        ],
    )
    def test_a_server_that_speaks_no_web_sockets_is_an_error(self, serve: Serve, answer: bytes, text: str) -> None:
        server = serve(lambda request, line: line.send(answer))
        with pytest.raises(KubeStatusError) as raised:
            self.open(server.url).connect_pod("ns", "tiller", PORT)
        assert raised.value.message == f"unable to upgrade connection: {text}"

    def test_a_server_that_is_not_there_is_an_error(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        with pytest.raises(KubeConnectionError) as raised:
            self.open(f"http://127.0.0.1:{port}").connect_pod("ns", "tiller", PORT)
        assert raised.value.message == (
            f'Get "http://127.0.0.1:{port}/api/v1/namespaces/ns/pods/tiller/portforward?ports={PORT}": '
            f"dial tcp 127.0.0.1:{port}: connect: connection refused"
        )

    @pytest.mark.parametrize(
        ("headers", "text"),
        [
            ("Upgrade: SPDY/3.1\r\nConnection: Upgrade\r\n", "the server upgrades the connection to something else"),
            (
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n",
                "the answer belongs to another request",
            ),
            (
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ACCEPT\r\n",
                "the server does not speak v4.channel.k8s.io",
            ),
        ],
    )
    def test_another_protocol_than_the_one_asked_for_is_an_error(self, serve: Serve, headers: str, text: str) -> None:
        server = serve(
            lambda request, line: line.send(
                f"HTTP/1.1 101 X\r\n{headers}\r\n".replace("ACCEPT", _accept(request)).encode()
            )
        )
        with pytest.raises(KubeError) as raised:
            self.open(server.url).connect_pod("ns", "tiller", PORT)
        assert raised.value.message == f"unable to upgrade connection: {text}"

    @pytest.mark.parametrize(
        ("frames", "text"),
        [
            (b"\x82\x03\x00\x01\x00", "the first message is for another port"),
            (b"\x82\x03\x05\x66\xac", "a message is for channel 5"),
            (b"\x82\x00", "a message is for channel -1"),
            (b"\x81\x01a", "a message is text"),
            (b"\x82\x83\x00\x66\xac\x00", "a server's frame is masked"),
            (b"\xc2\x03\x00\x66\xac", "a frame is of no known kind"),
            (b"\x83\x00", "a frame is of no known kind"),
            (b"\x80\x00", "a frame is out of order"),
            (b"\x02\x01\x00\x82\x01\x00", "a frame is out of order"),
            (b"\x89\x7e\x01\x00", "a control frame is too long"),
            (b"\x09\x00", "a control frame is too long"),
            (b"\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff", "a message is longer than 4194304 bytes"),
        ],
    )
    def test_a_server_that_breaks_the_rules_is_left(self, serve: Serve, frames: bytes, text: str) -> None:
        with self.open(serve(_upgrade(frames)).url).connect_pod("ns", "tiller", PORT) as sock:
            assert broken(sock) == f"lost connection to pod: {text}"

    def test_messages_may_come_in_many_frames(self, serve: Serve) -> None:
        frames = b"\x02\x02\x00\x66\x89\x00\x80\x01\xac" + b"\x02\x02\x00a\x00\x01b\x80\x01c" + b"\x88\x05\x03\xf3bye"
        with self.open(serve(_upgrade(frames)).url).connect_pod("ns", "tiller", PORT) as sock:
            assert receive(sock, 3) == b"abc"
            assert broken(sock) == "bye"

    def test_many_small_frames_of_one_message_have_a_limit(self, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(web_socket, "MAX_MESSAGE", 1000)
        frames = b"\x02\x00" + (b"\x00\x7d" + b"\x00" * 125) * 10
        with self.open(serve(_upgrade(frames)).url).connect_pod("ns", "tiller", PORT) as sock:
            assert "a message is longer than 1000 bytes" in broken(sock)

    @pytest.mark.parametrize(("namespace", "name"), [("..", "tiller"), ("ns", "a/b"), ("ns", ""), ("ns", "..")])
    def test_names_do_not_lead_elsewhere(self, serve: Serve, namespace: str, name: str) -> None:
        server = serve()
        with pytest.raises(KubeError):
            self.open(server.url).connect_pod(namespace, name, PORT)
        assert server.requests == []


def _accept(request: Received) -> str:
    """What the answer to an opening has to carry."""
    key = (request.header("Sec-WebSocket-Key") or "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    return base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()


def _upgrade(frames: bytes) -> Callable[[Received, Line], None]:
    """A server that opens a connection to a Pod, sends some frames right behind the answer, and waits."""

    def script(request: Received, line: Line) -> None:
        head = (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n"
            f"Sec-WebSocket-Accept: {_accept(request)}\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n"
        )
        line.send(head.encode() + frames)
        while line.sock.recv(4096):
            continue

    return script
