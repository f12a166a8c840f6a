"""API servers, proxies, kubeconfigs and credential plugins: what they may not learn, and what they may not do to us."""

from __future__ import annotations

import base64
import gc
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core import testkit
from pilothouse.core.testkit import Outcome
from pilothouse.plugins.builtin.kube import exec_plugin, http_answer
from transports.certificates import Authority
from transports.servers import Line, Received, Script, Server, server_context

CANARY = "c4n4ry"
NOTHING = {"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {}, "items": []}
CREDENTIALS: dict[str, dict[str, Any]] = {
    "a token": {"token": CANARY},
    "a password": {"username": "ann", "password": CANARY},
    "a token file": {"tokenFile": "token"},
}
Serve = Callable[..., Server]

pytestmark = [
    # A run leaves its connections to the end of the process, which here goes on.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def empty(request: Received, line: Line) -> None:
    """Answer that there is nothing."""
    line.answer(NOTHING)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start servers, with TLS where an authority is given, and stop them."""
    started: list[Server] = []

    def start(script: Script = empty, authority: Authority | None = None) -> Server:
        context = server_context(authority.issue("127.0.0.1"), tmp_path) if authority else None
        started.append(Server(script, context))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Let go of connections before the next test."""
    yield
    gc.collect()


def kubeconfig(folder: Path, server: str, user: dict[str, Any] | None = None, **cluster: Any) -> str:
    """A kubeconfig file for one server."""
    (folder / "token").write_text(CANARY)
    path = folder / "kubeconfig"
    document = {
        "clusters": [{"name": "c", "cluster": {"server": server, **cluster}}],
        "users": [{"name": "u", "user": user or {}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        "current-context": "x",
    }
    path.write_text(json.dumps(document))
    return str(path)


def listed(path: str, **environment: str) -> Outcome:
    """Run ``list`` with everything switched on that says more."""
    settings = {"PILOTHOUSE_RETRY_DEADLINE": "0", **environment}
    return testkit.run(["list", "--debug", "--kubeconfig", path], environment=settings)


def error(outcome: Outcome) -> str:
    """The declared error of a run."""
    lines = [line for line in outcome.stderr.splitlines() if line.startswith("Error: ")]
    assert (outcome.code, len(lines), "Traceback" in outcome.stderr) == (1, 1, False), outcome
    return lines[0]


@pytest.mark.parametrize("client", ["thin", "kubernetes"])
@pytest.mark.parametrize("credentials", CREDENTIALS)
def test_no_secret_goes_over_plain_http(serve: Serve, tmp_path: Path, client: str, credentials: str) -> None:
    server = serve()
    path = kubeconfig(tmp_path, server.url, CREDENTIALS[credentials])
    assert listed(path, PILOTHOUSE_KUBE_CLIENT=client).code == 0
    assert server.requests
    assert CANARY not in str([request.headers for request in server.requests])
    assert [request.header("Authorization") for request in server.requests] == [None] * len(server.requests)


@pytest.mark.parametrize("client", ["thin", "kubernetes"])
def test_a_server_of_an_unknown_authority_learns_nothing(serve: Serve, tmp_path: Path, client: str) -> None:
    known, unknown = Authority("known"), Authority("unknown")
    server = serve(authority=unknown)
    data = {"certificate-authority-data": base64.b64encode(known.certificate).decode()}
    path = kubeconfig(tmp_path, server.url, {"token": CANARY}, **data)
    outcome = listed(path, PILOTHOUSE_KUBE_CLIENT=client)
    assert error(outcome).endswith("x509: certificate signed by unknown authority")
    assert server.requests == []


@pytest.mark.parametrize("client", ["thin", "kubernetes"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(serve: Serve, tmp_path: Path, client: str, status: int) -> None:
    authority = Authority("cluster")
    elsewhere = serve(authority=authority)

    def redirect(request: Received, line: Line) -> None:
        line.answer({}, status, Location=f"{elsewhere.url}{request.target}")

    server = serve(redirect, authority)
    path = kubeconfig(tmp_path, server.url, {"token": CANARY}, **{"insecure-skip-tls-verify": True})
    assert error(listed(path, PILOTHOUSE_KUBE_CLIENT=client))
    assert server.requests[0].header("Authorization") == f"Bearer {CANARY}"
    assert elsewhere.requests == []


@pytest.mark.parametrize("credentials", CREDENTIALS)
@pytest.mark.parametrize("status", [200, 401, 403, 500])
def test_credentials_are_in_no_trace_and_no_error(serve: Serve, tmp_path: Path, credentials: str, status: int) -> None:
    def reject(request: Received, line: Line) -> None:
        line.answer(NOTHING, status)

    server = serve(reject, Authority("cluster"))
    path = kubeconfig(tmp_path, server.url, CREDENTIALS[credentials], **{"insecure-skip-tls-verify": True})
    outcome = listed(path, PILOTHOUSE_TRACE_REQUESTS="1", PILOTHOUSE_TRACE_PLUGINS="1")
    assert server.requests[0].header("Authorization")
    assert "GET /api/v1/namespaces/kube-system/configmaps" in outcome.stderr
    assert CANARY not in outcome.stdout + outcome.stderr


def test_a_trace_has_no_query_and_no_content(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda request, line: line.answer({**NOTHING, "note": CANARY}))
    outcome = listed(kubeconfig(tmp_path, server.url), PILOTHOUSE_TRACE_REQUESTS="1")
    assert outcome.code == 0
    assert "labelSelector" in server.requests[0].target
    assert "labelSelector" not in outcome.stderr
    assert CANARY not in outcome.stderr


def plugin(folder: Path, *lines: str) -> dict[str, Any]:
    """A user who logs in with a script."""
    script = folder / "login"
    script.write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
    script.chmod(0o755)
    return {"exec": {"command": str(script), "apiVersion": "client.authentication.k8s.io/v1"}}


OUTPUTS = {
    "no JSON": (f"echo {CANARY}",),
    "a failure": (f"echo {CANARY}; echo {CANARY} >&2; exit 3",),
    "another kind": (f'echo \'{{"kind": "{CANARY}"}}\'',),
    "another version": (f'echo \'{{"kind": "ExecCredential", "apiVersion": "{CANARY}"}}\'',),
    "a token that breaks headers": (
        'echo \'{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",'
        f' "status": {{"token": "{CANARY}\\r\\nX: y"}}}}\'',
    ),
    "a time that is none": (
        'echo \'{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",'
        f' "status": {{"token": "{CANARY}", "expirationTimestamp": "{CANARY}"}}}}\'',
    ),
    "a key without a certificate": (
        'echo \'{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",'
        f' "status": {{"clientKeyData": "{CANARY}"}}}}\'',
    ),
}


@pytest.mark.parametrize("output", OUTPUTS)
def test_what_a_credential_plugin_prints_is_never_shown(serve: Serve, tmp_path: Path, output: str) -> None:
    server = serve(authority=Authority("cluster"))
    user = plugin(tmp_path, *OUTPUTS[output])
    outcome = listed(kubeconfig(tmp_path, server.url, user, **{"insecure-skip-tls-verify": True}))
    assert error(outcome)
    assert CANARY not in outcome.stdout + outcome.stderr
    assert server.requests == []


def test_a_credential_plugin_that_hangs_is_ended(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exec_plugin, "SECONDS", 0.3)
    server = serve(authority=Authority("cluster"))
    user = plugin(tmp_path, "sleep 600 & sleep 600")
    outcome = listed(kubeconfig(tmp_path, server.url, user, **{"insecure-skip-tls-verify": True}))
    assert "exec: no answer within 0.3 seconds" in error(outcome)


def test_a_credential_plugin_that_prints_without_end_is_ended(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exec_plugin, "MAX_OUTPUT", 10_000)
    server = serve(authority=Authority("cluster"))
    user = plugin(tmp_path, f"while :; do echo {CANARY}; done")
    outcome = listed(kubeconfig(tmp_path, server.url, user, **{"insecure-skip-tls-verify": True}))
    assert "exec: the output is larger than 10000 bytes" in error(outcome)
    assert CANARY not in outcome.stderr


def without_end(head: bytes, piece: bytes) -> Script:
    """A script that sends a head and then the same piece again and again."""

    def script(request: Received, line: Line) -> None:
        line.send(head)
        over = threading.Event()
        while not over.is_set():
            line.send(piece)

    return script


ANSWERS: dict[str, Script] = {
    "a body without end": without_end(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 65536),
    "chunks without end": without_end(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65536 + b"\r\n"
    ),
    "headers without end": without_end(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000),
    "a line without end": without_end(b"HTTP/1.1 ", b"2" * 65536),
    "a nested value": lambda request, line: line.send(
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b'{"a":' * 200_000
    ),
    "deep lists": lambda request, line: line.send(
        b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n" + b"[" * 200_000 + b"]" * 200_000
    ),
    "a list in the place of an object": lambda request, line: line.answer([1]),
    "a length beyond all bounds": lambda request, line: line.send(
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n"
    ),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_hostile_answers_are_declared_errors(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(http_answer, "MAX_BODY", 1 << 20)
    server = serve(ANSWERS[answer])
    assert error(listed(kubeconfig(tmp_path, server.url), PILOTHOUSE_REQUEST_TIMEOUT="5"))


def test_a_packed_answer_does_not_grow_without_end(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gzip

    monkeypatch.setattr(http_answer, "MAX_BODY", 1 << 20)
    body = gzip.compress(bytes(64 << 20))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    server = serve(lambda request, line: line.send(head + body))
    assert error(listed(kubeconfig(tmp_path, server.url)))


def test_a_kubeconfig_may_be_anything_and_ends_in_an_error(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + number)}: &{chr(98 + number)} [{', '.join([f'*{chr(97 + number)}'] * 9)}]\n" for number in range(10)
    )
    path = tmp_path / "kubeconfig"
    odd = (
        "[" * 10_000,
        "clusters: 7\n",
        "a: b: c\n",
        "clusters: [{name: [], cluster: 3}]\n",
        "!!python/object:os.x 1\n",
    )
    for text in (bomb, *odd):
        path.write_text(text)
        assert error(listed(str(path)))


def test_passwords_of_proxies_and_servers_are_in_no_message(tmp_path: Path) -> None:
    proxied = kubeconfig(tmp_path, "http://cluster.example.test", **{"proxy-url": f"http://ann:{CANARY}@127.0.0.1:1"})
    assert CANARY not in listed(proxied, PILOTHOUSE_TRACE_REQUESTS="1").stderr
    direct = kubeconfig(tmp_path, f"http://ann:{CANARY}@127.0.0.1:1")
    assert CANARY not in listed(direct, PILOTHOUSE_TRACE_REQUESTS="1").stderr


def test_the_sandbox_is_its_owners_alone(tmp_path: Path) -> None:
    settings = {"PILOTHOUSE_CLUSTER": "sandbox", "HELM_HOME": str(tmp_path / "home")}
    assert testkit.run(["list"], environment=settings) == (0, "", "")
    folder = tmp_path / "home" / "pilothouse"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.glob("sandbox.db*")} == {0o600}
