"""What every transport to a real server has to keep: run by subclasses that name one (`open`)."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core import interruption
from pilothouse.core.errors import KubeConnectionError, KubeError, KubeTimeoutError
from pilothouse.core.model.kube_object import KubeRequest
from pilothouse.core.protocols import KubeTransport
from pilothouse.plugins.builtin.kube import http_answer
from pilothouse.plugins.builtin.kube.cluster_access import ClusterAccess
from transports.certificates import Authority
from transports.servers import Line, Proxy, Received, Script, Server, server_context

GET = KubeRequest("GET", "/api/v1/pods")
POST = KubeRequest("POST", "/api/v1/pods", body=b'{"kind":"Pod"}', content_type="application/json")
TOKEN = "t0p-secret"
Serve = Callable[..., Server]


def fine(request: Received, line: Line) -> None:
    """Answers everything with what was asked."""
    line.answer({"target": request.target})


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority("the cluster's authority")


@pytest.fixture
def serve(tmp_path: Path, authority: Authority) -> Iterator[Serve]:
    """Starts servers: plain ones, or with TLS (`names` of the certificate) and authorities."""
    servers: list[Server] = []

    def start(script: Script = fine, *, names: tuple[str, ...] = (), days: int = 1, clients: bytes = b"") -> Server:
        issued = authority.issue(*names, days=days) if names else None
        servers.append(Server(script, server_context(issued, tmp_path, clients) if issued else None))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


class TransportContract:
    """The rules. `open` makes the transport under test."""

    opened: list[KubeTransport]

    def make(self, access: ClusterAccess, trace: Callable[[str], None] | None = None) -> KubeTransport:
        raise NotImplementedError  # abstract

    def open(self, server: str, trace: Callable[[str], None] | None = None, **fields: Any) -> KubeTransport:
        transport = self.make(ClusterAccess(server, **fields), trace)
        self.opened.append(transport)
        return transport

    @pytest.fixture(autouse=True)
    def _close(self) -> Iterator[None]:
        self.opened = []
        yield
        for transport in self.opened:
            transport.close()

    # What is sent and what comes back.

    def test_a_request_arrives_whole_and_its_answer_comes_back_whole(self, serve: Serve) -> None:
        server = serve(lambda request, line: line.answer({"ok": True}, X_More="1"))
        request = POST.replace(query=(("b", "x y/z"), ("a", "ü")), accept="application/json;as=Table")
        answer = self.open(server.url).request(request)
        assert (answer.status, answer.headers["x-more"], json.loads(answer.body)) == (200, "1", {"ok": True})
        [received] = server.requests
        assert (received.method, received.target) == ("POST", "/api/v1/pods?a=%C3%BC&b=x+y%2Fz")
        assert received.body == POST.body
        assert received.header("Content-Type") == "application/json"
        assert received.header("Accept") == "application/json;as=Table"
        assert received.header("Host") == f"127.0.0.1:{server.port}"

    def test_paths_are_escaped_below_the_path_of_the_server(self, serve: Serve) -> None:
        server = serve()
        self.open(f"{server.url}/cluster/a/").request(GET.replace(path="/api/a b?c#d%"))
        assert server.requests[0].target == "/cluster/a/api/a%20b%3Fc%23d%25"

    @pytest.mark.parametrize("status", [302, 401, 404, 409, 429, 500, 503])
    def test_answers_of_any_status_are_answers(self, serve: Serve, status: int) -> None:
        server = serve(lambda request, line: line.answer({"code": status}, status, Location="http://127.0.0.1:1/"))
        answer = self.open(server.url).request(GET)
        assert (answer.status, json.loads(answer.body)) == (status, {"code": status})

    def test_answers_without_a_body_end_at_once(self, serve: Serve) -> None:
        server = serve(lambda request, line: line.send(b"HTTP/1.1 204 No Content\r\n\r\n"))
        transport = self.open(server.url)
        assert [transport.request(GET).body for _ in range(2)] == [b"", b""]

    def test_bodies_may_come_in_chunks_or_until_the_end_or_packed(self, serve: Serve) -> None:
        def script(request: Received, line: Line) -> None:
            if request.target.endswith("chunks"):
                line.chunks(b"ab", b"cd" * 50_000)
            elif request.target.endswith("end"):
                line.send(b"HTTP/1.1 200 OK\r\n\r\nabcd")
                line.hang_up()
            else:
                packed = gzip.compress(b"abcd")
                line.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed))
                line.send(packed)

        transport = self.open(serve(script).url)
        assert transport.request(GET.replace(path="/chunks")).body == b"ab" + b"cd" * 50_000
        assert transport.request(GET.replace(path="/end")).body == b"abcd"
        assert transport.request(GET.replace(path="/packed")).body == b"abcd"

    # Connections.

    def test_connections_are_kept(self, serve: Serve) -> None:
        server = serve(names=("127.0.0.1",))
        transport = self.open(server.url, insecure=True)
        for _ in range(3):
            transport.request(GET)
        assert server.connections == 1

    def test_several_threads_may_ask_at_once(self, serve: Serve) -> None:
        server = serve()
        transport = self.open(server.url)
        answers: list[bytes] = []

        def ask(number: int) -> None:
            answers.extend(transport.request(GET.replace(path=f"/{number}.{i}")).body for i in range(10))

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert {json.loads(answer)["target"] for answer in answers} == {
            f"/{n}.{i}" for n in range(12) for i in range(10)
        }

    def test_a_connection_that_was_closed_while_idle_is_replaced_even_for_writes(self, serve: Serve) -> None:
        def script(request: Received, line: Line) -> None:
            line.answer({})
            line.hang_up()

        server = serve(script)
        transport = self.open(server.url)
        transport.request(GET)
        time.sleep(0.1)
        transport.request(POST)
        assert [(request.method, request.connection) for request in server.requests] == [("GET", 1), ("POST", 2)]

    def test_a_read_that_met_a_dying_connection_is_sent_once_more(self, serve: Serve) -> None:
        def script(request: Received, line: Line) -> None:
            if len(server.requests) == 2:
                line.hang_up()
            else:
                line.answer({})

        server = serve(script)
        transport = self.open(server.url)
        transport.request(GET)
        assert transport.request(GET).status == 200
        assert [request.connection for request in server.requests] == [1, 1, 2]

    def test_a_write_that_met_a_dying_connection_is_not_sent_again(self, serve: Serve) -> None:
        def script(request: Received, line: Line) -> None:
            if request.method == "POST":
                line.hang_up()
            else:
                line.answer({})

        server = serve(script)
        transport = self.open(server.url)
        transport.request(GET)
        with pytest.raises(KubeConnectionError) as raised:
            transport.request(POST)
        assert raised.value.may_have_arrived
        assert raised.value.message == f'Post "{server.url}/api/v1/pods": EOF'
        assert [request.method for request in server.requests] == ["GET", "POST"]

    def test_a_server_that_is_not_there_has_seen_nothing(self, serve: Serve) -> None:
        server = serve()
        server.close()
        with pytest.raises(KubeConnectionError) as raised:
            self.open(server.url, hint="try this").request(GET.replace(query=(("limit", "5"),)))
        assert raised.value.message == (
            f'Get "{server.url}/api/v1/pods?limit=5": dial tcp 127.0.0.1:{server.port}: connect: connection refused'
        )
        assert not raised.value.may_have_arrived
        assert raised.value.hint == "try this"

    def test_a_name_that_is_not_known_is_said(self) -> None:
        with pytest.raises(KubeConnectionError) as raised:
            self.open("http://no-such-host.invalid:1").request(GET)
        assert "dial tcp: lookup no-such-host.invalid" in raised.value.message
        assert not raised.value.may_have_arrived

    # Answers that are none.

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
            b"",
            b"220 mail.example.com ESMTP\r\n\r\n",
            b"HTTP/1.1 abc OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nab\r\n",
            b"\x00\xff" * 5000,
        ],
    )
    def test_half_answers_and_other_noise_are_connection_errors(self, serve: Serve, answer: bytes) -> None:
        def script(request: Received, line: Line) -> None:
            line.send(answer)
            line.hang_up()

        with pytest.raises(KubeConnectionError) as raised:
            self.open(serve(script).url).request(GET)
        assert raised.value.may_have_arrived

    def test_a_truncated_body_is_named_so(self, serve: Serve) -> None:
        def script(request: Received, line: Line) -> None:
            line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
            line.hang_up()

        server = serve(script)
        with pytest.raises(KubeConnectionError) as raised:
            self.open(server.url).request(GET)
        assert raised.value.message == "unexpected EOF"
        assert raised.value.details == (f"in the answer to GET {server.url}/api/v1/pods",)

    @pytest.mark.parametrize("before", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"])
    def test_resets_are_connection_errors(self, serve: Serve, before: bytes) -> None:
        def script(request: Received, line: Line) -> None:
            line.send(before)
            line.reset()

        with pytest.raises(KubeConnectionError):
            self.open(serve(script).url).request(POST)

    def test_heads_without_end_are_refused(self, serve: Serve) -> None:
        def script(request: Received, line: Line) -> None:
            line.send(b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"a" * (http_answer.MAX_HEAD + 65536))

        with pytest.raises(KubeConnectionError):
            self.open(serve(script).url).request(GET)

    def test_long_bodies_of_errors_are_cut(self, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
        server = serve(lambda request, line: line.answer("a" * (http_answer.MAX_ERROR_BODY + 100_000), 500))
        answer = self.open(server.url).request(GET)
        assert (answer.status, len(answer.body)) == (500, http_answer.MAX_ERROR_BODY)

    def test_a_server_that_says_nothing_ends_with_the_time_of_the_request(self, serve: Serve) -> None:
        server = serve(lambda request, line: None)
        started = time.monotonic()
        with pytest.raises(KubeTimeoutError) as raised:
            self.open(server.url).request(GET.replace(timeout=0.3))
        assert raised.value.message == (
            f'Get "{server.url}/api/v1/pods": '
            "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
        )
        assert time.monotonic() - started < 5

    def test_a_server_that_says_a_little_now_and_then_ends_with_the_time_of_the_request(self, serve: Serve) -> None:
        def script(request: Received, line: Line) -> None:
            line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            for _ in range(1000):
                line.send(b"a")
                time.sleep(0.05)

        started = time.monotonic()
        with pytest.raises(KubeTimeoutError):
            self.open(serve(script).url).request(GET.replace(timeout=0.4))
        assert time.monotonic() - started < 5

    # Streams.

    def test_the_lines_of_a_stream_come_one_by_one(self, serve: Serve) -> None:
        more = threading.Event()

        def script(request: Received, line: Line) -> None:
            line.chunks(b'{"a":', b"1}\n", end=False)
            more.wait(10)
            line.send(b"9\r\n{2}\r\n{3}\n\r\n3\r\n{4}\r\n0\r\n\r\n")

        stream = self.open(serve(script).url).stream(GET)
        lines = stream.lines()
        assert (stream.status, next(lines)) == (200, b'{"a":1}')
        more.set()
        assert list(lines) == [b"{2}", b"{3}", b"{4}"]

    def test_the_connection_of_a_finished_stream_is_used_again(self, serve: Serve) -> None:
        server = serve(lambda request, line: line.chunks(b"a\n"))
        transport = self.open(server.url)
        assert [list(transport.stream(GET).lines()) for _ in range(2)] == [[b"a"], [b"a"]]
        assert server.connections == 1

    def test_the_error_answer_to_a_stream_is_read_as_a_whole(self, serve: Serve) -> None:
        server = serve(lambda request, line: line.answer({"code": 410}, 410))
        stream = self.open(server.url).stream(GET)
        assert (stream.status, json.loads(stream.read())) == (410, {"code": 410})

    def test_a_stream_that_breaks_gives_the_lines_before(self, serve: Serve) -> None:
        def script(request: Received, line: Line) -> None:
            line.chunks(b"a\n", b"b", end=False)
            time.sleep(0.1)
            line.hang_up()

        lines = self.open(serve(script).url).stream(GET).lines()
        assert next(lines) == b"a"
        with pytest.raises(KubeConnectionError):
            next(lines)

    def test_a_stream_ends_with_the_time_of_the_request(self, serve: Serve) -> None:
        server = serve(lambda request, line: line.chunks(b"a\n", end=False))
        lines = self.open(server.url).stream(GET.replace(timeout=1.0)).lines()
        assert next(lines) == b"a"
        with pytest.raises(KubeTimeoutError):
            next(lines)

    def test_a_stream_may_be_given_up_at_any_time(self, serve: Serve) -> None:
        server = serve(lambda request, line: line.chunks(b"a\n", end=False))
        transport = self.open(server.url)
        for _ in range(3):
            stream = transport.stream(GET)
            next(stream.lines())
            stream.close()
            stream.close()
        assert server.connections == 3

    @pytest.mark.parametrize("secure", [False, True])
    def test_a_stream_ends_when_everything_is_to_stop(self, secure: bool, serve: Serve, authority: Authority) -> None:
        script = lambda request, line: line.chunks(b"a\n", end=False)  # noqa: E731
        server = serve(script, names=("127.0.0.1",) if secure else ())
        lines = self.open(server.url, authority=authority.certificate if secure else b"").stream(GET).lines()
        assert next(lines) == b"a"
        ended = threading.Event()

        def read() -> None:
            try:
                next(lines, None)
            except KubeConnectionError:
                ended.set()

        reader = threading.Thread(target=read)
        reader.start()
        time.sleep(0.1)
        interruption.stop_all()
        reader.join(10)
        interruption.resume()
        assert ended.is_set()

    # Trust.

    def test_a_server_with_a_certificate_of_the_clusters_authority_is_trusted(
        self, serve: Serve, authority: Authority
    ) -> None:
        server = serve(names=("127.0.0.1",))
        transport = self.open(server.url, authority=authority.certificate, token=TOKEN)
        assert transport.request(GET).status == 200
        assert server.requests[0].header("Authorization") == f"Bearer {TOKEN}"

    def test_a_server_of_another_authority_is_not_trusted(self, serve: Serve) -> None:
        server = serve(names=("127.0.0.1",))
        self.refused(server, "x509: certificate signed by unknown authority", Authority("another").certificate)

    def test_an_expired_certificate_is_not_trusted(self, serve: Serve, authority: Authority) -> None:
        server = serve(names=("127.0.0.1",), days=-1)
        self.refused(server, "x509: certificate has expired or is not yet valid", authority.certificate)

    def test_a_certificate_for_another_host_is_not_trusted(self, serve: Serve, authority: Authority) -> None:
        server = serve(names=("api.example.com",))
        self.refused(server, "x509: certificate is not valid for 127.0.0.1", authority.certificate)

    def refused(self, server: Server, reason: str, certificate: bytes) -> None:
        with pytest.raises(KubeConnectionError) as raised:
            self.open(server.url, authority=certificate, token=TOKEN).request(GET)
        assert raised.value.message == f'Get "{server.url}/api/v1/pods": {reason}'
        assert not raised.value.may_have_arrived
        assert server.requests == []

    def test_the_name_to_expect_may_be_given(self, serve: Serve, authority: Authority) -> None:
        server = serve(names=("api.example.com",))
        transport = self.open(server.url, authority=authority.certificate, server_name="api.example.com")
        assert transport.request(GET).status == 200

    def test_trust_may_be_switched_off(self, serve: Serve) -> None:
        assert self.open(serve(names=("elsewhere",), days=-1).url, insecure=True).request(GET).status == 200

    def test_a_client_shows_its_certificate(self, serve: Serve, authority: Authority) -> None:
        server = serve(names=("127.0.0.1",), clients=authority.certificate)
        client = authority.issue("someone", client=True)
        transport = self.open(
            server.url, authority=authority.certificate, certificate=client.certificate, key=client.key
        )
        assert transport.request(GET).status == 200

    def test_a_client_without_a_certificate_is_refused_where_one_is_needed(
        self, serve: Serve, authority: Authority
    ) -> None:
        server = serve(names=("127.0.0.1",), clients=authority.certificate)
        with pytest.raises(KubeConnectionError) as raised:
            self.open(server.url, authority=authority.certificate).request(GET)
        # What arrives first, the server's reason or the end of the connection, is up to the network.
        reasons = ("remote error: tls: certificate required", "connection reset by peer", "broken pipe", "EOF")
        assert raised.value.message.endswith(reasons)
        assert server.requests == []

    def test_tls_to_a_server_without_it_fails(self, serve: Serve) -> None:
        server = serve()
        with pytest.raises(KubeConnectionError) as raised:
            self.open(server.url.replace("http:", "https:"), insecure=True).request(GET)
        assert raised.value.message.endswith(": http: server gave HTTP response to HTTPS client")
        assert not raised.value.may_have_arrived

    # Who asks.

    def test_passwords_are_sent_as_basic_authentication(self, serve: Serve) -> None:
        server = serve(names=("127.0.0.1",))
        self.open(server.url, insecure=True, username="me", password="pässword").request(GET)
        assert server.requests[0].header("Authorization") == "Basic bWU6cMOkc3N3b3Jk"

    def test_the_user_acted_for_is_named(self, serve: Serve) -> None:
        server = serve(names=("127.0.0.1",))
        access = {"impersonate": "jane", "groups": ("a", "b"), "extra": (("scope/x", "1"),)}
        self.open(server.url, insecure=True, token=TOKEN, **access).request(GET)
        sent = [(name.lower(), value) for name, value in server.requests[0].headers if name.startswith("Impersonate")]
        assert sorted(sent) == [
            ("impersonate-extra-scope%2fx", "1"),
            ("impersonate-group", "a"),
            ("impersonate-group", "b"),
            ("impersonate-user", "jane"),
        ]

    def test_no_secret_is_sent_without_tls(self, serve: Serve) -> None:
        server = serve()
        self.open(server.url, token=TOKEN, impersonate="jane").request(GET)
        assert server.requests[0].header("Authorization") is None
        assert server.requests[0].header("Impersonate-User") == "jane"

    def test_a_token_that_breaks_headers_is_refused_and_not_shown(self, serve: Serve) -> None:
        server = serve(names=("127.0.0.1",))
        with pytest.raises(KubeError) as raised:
            self.open(server.url, insecure=True, token=f"{TOKEN}\r\nX-Evil: 1").request(GET)
        assert raised.value.message == 'net/http: invalid header field value for key "Authorization"'
        assert server.requests == []

    def test_a_token_file_is_read_again_when_it_changes(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(names=("127.0.0.1",))
        file = tmp_path / "token"
        file.write_text("one\n")
        transport = self.open(server.url, insecure=True, token_file=str(file))
        transport.request(GET)
        file.write_text("second\n")
        transport.request(GET)
        file.unlink()
        transport.request(GET)
        sent = [request.header("Authorization") for request in server.requests]
        assert sent == ["Bearer one", "Bearer second", "Bearer second"]

    def test_a_token_file_that_is_not_there_is_said(self, serve: Serve, tmp_path: Path) -> None:
        server = serve(names=("127.0.0.1",))
        with pytest.raises(KubeError) as raised:
            self.open(server.url, insecure=True, token_file=f"{tmp_path}/nothing").request(GET)
        assert raised.value.message == (
            f'Get "{server.url}/api/v1/pods": failed to read token file "{tmp_path}/nothing": '
            f"open {tmp_path}/nothing: no such file or directory"
        )

    # Proxies.

    def test_a_proxy_leads_to_servers_with_tls(self, serve: Serve, authority: Authority) -> None:
        server, proxy = serve(names=("127.0.0.1",)), Proxy("Basic bWU6cEBzcw==")
        url = f"http://me:p%40ss@127.0.0.1:{proxy.port}"
        transport = self.open(server.url, authority=authority.certificate, proxy_url=url, token=TOKEN)
        assert [transport.request(GET).status for _ in range(2)] == [200, 200]
        [head] = proxy.heads
        assert head.startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.")
        assert TOKEN not in head
        assert server.requests[0].header("Proxy-Authorization") is None
        proxy.close()

    def test_a_proxy_leads_to_servers_without_tls(self, serve: Serve) -> None:
        server, proxy = serve(), Proxy("Basic bWU6cEBzcw==")
        transport = self.open(server.url, proxy_url=f"http://me:p%40ss@127.0.0.1:{proxy.port}")
        assert transport.request(GET).status == 200
        assert proxy.heads[0].startswith(f"GET {server.url}/api/v1/pods HTTP/1.1")
        proxy.close()

    def test_a_proxy_that_refuses_has_kept_the_server_from_the_request(self, serve: Serve) -> None:
        server, proxy = serve(names=("127.0.0.1",)), Proxy("Basic xxx")
        with pytest.raises(KubeConnectionError) as raised:
            self.open(server.url, insecure=True, proxy_url=f"http://127.0.0.1:{proxy.port}").request(POST)
        assert not raised.value.may_have_arrived
        assert "Proxy Authentication Required" in raised.value.message
        proxy.close()

    def test_a_proxy_that_is_not_there_is_said(self, serve: Serve) -> None:
        server, proxy = serve(names=("127.0.0.1",)), Proxy()
        proxy.close()
        with pytest.raises(KubeConnectionError) as raised:
            self.open(server.url, insecure=True, proxy_url=f"http://u:secret@127.0.0.1:{proxy.port}").request(GET)
        assert "proxyconnect tcp: dial tcp" in raised.value.message
        assert "connection refused" in raised.value.message
        assert "secret" not in repr((raised.value.message, raised.value.details))
        assert not raised.value.may_have_arrived

    def test_the_proxy_of_the_environment_is_used_for_other_machines_only(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proxy = Proxy()
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        self.open(serve().url).request(GET)
        assert proxy.heads == []
        with pytest.raises(KubeError):
            self.open("http://api.invalid").request(GET.replace(timeout=5))
        assert proxy.heads[0].startswith("GET http://api.invalid/api/v1/pods")
        proxy.close()

    # What is told about it.

    def test_a_trace_names_method_path_status_and_time_and_no_more(self, serve: Serve) -> None:
        server = serve(names=("127.0.0.1",))
        lines: list[str] = []
        transport = self.open(server.url, lines.append, insecure=True, token=TOKEN)
        transport.request(POST.replace(query=(("fieldSelector", "secret"),)))
        server.close()
        transport.close()
        with pytest.raises(KubeConnectionError):
            transport.request(GET)
        words = [line.split(" ") for line in lines]
        assert [word[:3] for word in words] == [["POST", "/api/v1/pods", "200"], ["GET", "/api/v1/pods", "failed"]]
        assert all(len(word) == 5 and float(word[3]) >= 0 and word[4] == "ms" for word in words)
