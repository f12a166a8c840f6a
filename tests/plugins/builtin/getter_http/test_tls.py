from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from stand_ins.http_server import Authority, HttpServer, Identity

Refusal = Callable[..., RepositoryError]


def options(authority: Authority | None = None, identity: Identity | None = None) -> FetchOptions:
    return FetchOptions(
        ca_file=str(authority.certificate) if authority else "",
        cert_file=str(identity.certificate) if identity else "",
        key_file=str(identity.key) if identity else "",
    )


@pytest.mark.parametrize("names", [("127.0.0.1",), ("charts.example", "127.0.0.1"), ("localhost",), ("LOCALHOST",)])
def test_a_server_of_the_named_authority_is_believed(
    kernel: Kernel, authority: Authority, names: tuple[str, ...]
) -> None:
    host = "127.0.0.1" if "127.0.0.1" in names else "localhost"
    with HttpServer(identity=authority.issue(*names)) as server:
        server.put("/a", b"x")
        assert kernel.fetch(f"https://{host}:{server.port}/a", options(authority)) == b"x"


def test_a_server_whose_own_certificate_is_named_is_believed(kernel: Kernel, authority: Authority) -> None:
    identity = authority.issue("127.0.0.1")
    with HttpServer(identity=identity) as server:
        server.put("/a", b"x")
        assert kernel.fetch(f"{server.url}/a", FetchOptions(ca_file=str(identity.certificate))) == b"x"


@pytest.mark.parametrize("trusted", ["", "other"])
def test_a_server_of_an_unknown_authority_is_not_believed(
    authority: Authority, refusal: Refusal, tmp_path: Path, trusted: str
) -> None:
    given: dict[str, Any] = {"ca_file": Authority(tmp_path, "other").certificate} if trusted else {}
    with HttpServer(identity=authority.issue("127.0.0.1")) as server:
        error = refusal(f"{server.url}/a", username="me", password="canary", **given)
        assert (error.message, error.hint, server.asked) == (
            f'Get "{server.url}/a": x509: certificate signed by unknown authority',
            "--ca-file names the authority to trust where it is not one of the system's",
            [],
        )


@pytest.mark.parametrize(
    ("names", "host", "reason"),
    [
        (("charts.example", "b.example"), "localhost", "certificate is valid for charts.example, b.example, not HOST"),
        (("10.0.0.1", "10.0.0.2"), "127.0.0.1", "certificate is valid for 10.0.0.1, 10.0.0.2, not HOST"),
        (
            ("charts.example",),
            "127.0.0.1",
            "cannot validate certificate for HOST because it doesn't contain any IP SANs",
        ),
        (("10.0.0.1",), "localhost", "certificate is not valid for any names, but wanted to match HOST"),
    ],
)
def test_a_certificate_for_another_name_is_refused(
    authority: Authority, refusal: Refusal, names: tuple[str, ...], host: str, reason: str
) -> None:
    with HttpServer(identity=authority.issue(*names)) as server:
        url = f"https://{host}:{server.port}/a"
        error = refusal(url, ca_file=authority.certificate, username="me", password="canary")
        assert (error.message, server.asked) == (f'Get "{url}": x509: {reason.replace("HOST", host)}', [])


def test_a_common_name_is_no_name(authority: Authority, refusal: Refusal) -> None:
    with HttpServer(identity=authority.issue("localhost", alternative_names=False)) as server:
        url = f"https://localhost:{server.port}/a"
        assert refusal(url, ca_file=authority.certificate).message == (
            f'Get "{url}": x509: certificate relies on legacy Common Name field, '
            "use SANs or temporarily enable Common Name matching with GODEBUG=x509ignoreCN=0"
        )


def test_a_certificate_of_yesterday_is_refused(authority: Authority, refusal: Refusal) -> None:
    with HttpServer(identity=authority.issue("127.0.0.1", expired=True)) as server:
        message = refusal(f"{server.url}/a", ca_file=authority.certificate).message
        before, _, after = message.partition(": current time ")
        assert before == f'Get "{server.url}/a": x509: certificate has expired or is not yet valid'
        assert " is after 20" in after


def test_a_server_may_demand_a_client_certificate(kernel: Kernel, authority: Authority, refusal: Refusal) -> None:
    identity = authority.issue("127.0.0.1")
    with HttpServer(identity=identity, client_authority=authority) as server:
        server.put("/a", b"x")
        assert kernel.fetch(f"{server.url}/a", options(authority, authority.issue("client"))) == b"x"
        error = refusal(f"{server.url}/a", ca_file=authority.certificate)
        assert (error.message, error.hint) == (
            f'Get "{server.url}/a": remote error: tls: certificate required',
            "--cert-file and --key-file give the certificate that the server asks for",
        )
        half = refusal(f"{server.url}/a", ca_file=authority.certificate, cert_file="none")
        assert half.message == error.message


def test_a_client_certificate_of_somebody_else_is_refused(
    authority: Authority, refusal: Refusal, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path, "stranger").issue("client")
    with HttpServer(identity=authority.issue("127.0.0.1"), client_authority=authority) as server:
        files = {"cert_file": stranger.certificate, "key_file": stranger.key}
        message = refusal(f"{server.url}/a", ca_file=authority.certificate, **files).message
        assert message == f'Get "{server.url}/a": remote error: tls: unknown certificate authority'


def test_a_client_certificate_is_not_shown_to_another_server(kernel: Kernel, authority: Authority) -> None:
    identity = authority.issue("127.0.0.1")
    with (
        HttpServer(identity=identity, client_authority=authority) as first,
        HttpServer(identity=identity, client_authority=authority, optional_client=True) as second,
    ):
        first.redirect("/a", f"{second.url}/b")
        second.put("/b", b"x")
        mine = options(authority, authority.issue("client"))
        assert kernel.fetch(f"{first.url}/a", mine) == b"x"
        assert (first.clients, second.clients) == (["client"], [""])
        assert kernel.fetch(f"{second.url}/b", mine) == b"x"
        assert second.clients == ["", "client"]


def test_plain_http_where_tls_is_spoken_is_an_error(authority: Authority, server: HttpServer, refusal: Refusal) -> None:
    url = f"https://{server.origin}/a"
    assert refusal(url).message == f'Get "{url}": tls: first record does not look like a TLS handshake'
    with HttpServer(identity=authority.issue("127.0.0.1")) as secure:
        assert refusal(f"http://{secure.origin}/a").message.startswith(f'Get "http://{secure.origin}/a": ')


def test_an_answer_in_http_where_tls_is_spoken_is_an_error(refusal: Refusal) -> None:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(4096)
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\nclient sent no HTTP request\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listener:
        threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
        url = f"https://127.0.0.1:{listener.server_address[1]}/a"
        assert refusal(url).message == f'Get "{url}": http: server gave HTTP response to HTTPS client'
        listener.shutdown()


def test_names_come_before_trust_and_dates_before_names(authority: Authority, refusal: Refusal) -> None:
    with HttpServer(identity=authority.issue("charts.example")) as server:
        reason = "x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs"
        assert refusal(f"{server.url}/a").message == f'Get "{server.url}/a": {reason}'
    with HttpServer(identity=authority.issue("charts.example", expired=True)) as server:
        assert "x509: certificate has expired or is not yet valid: " in refusal(f"{server.url}/a").message


PEM = "-----BEGIN {0}-----\nAAAA\n-----END {0}-----\n"


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"ca_file": "none"}, "can't read CA file: none"),
        ({"ca_file": "."}, "can't read CA file: ."),
        ({"ca_file": "empty"}, "failed to append certificates from file: empty"),
        ({"ca_file": "key"}, "failed to append certificates from file: key"),
        ({"ca_file": "odd"}, "failed to append certificates from file: odd"),
        ({"cert_file": "none", "key_file": "key"}, "PAIR: open none: no such file or directory"),
        ({"cert_file": "cert", "key_file": "none"}, "PAIR: open none: no such file or directory"),
        ({"cert_file": "cert", "key_file": "other-key"}, "PAIR: tls: private key does not match public key"),
    ],
)
def test_files_that_cannot_be_used_are_errors(
    authority: Authority,
    refusal: Refusal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    files: dict[str, str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    identity = authority.issue("client")
    Path("cert").write_bytes(identity.certificate.read_bytes())
    Path("key").write_bytes(identity.key.read_bytes())
    Path("other-key").write_bytes(authority.issue("x").key.read_bytes())
    Path("odd").write_text(PEM.format("CERTIFICATE"))
    Path("empty").write_text("nothing\n")
    pair = f"can't load key pair from cert {files.get('cert_file')} and key {files.get('key_file')}"
    expected = f"can't create TLS config: {message.replace('PAIR', pair)}"
    assert refusal(f"{scheme}://127.0.0.1:1/a", **files).message == expected


def test_what_is_no_certificate_among_authorities_is_passed_over(
    kernel: Kernel, authority: Authority, tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_text(
        "# Authorities\n" + PEM.format("CERTIFICATE") + PEM.format("X") + authority.certificate.read_text() * 2
    )
    with HttpServer(identity=authority.issue("127.0.0.1")) as server:
        server.put("/a", b"x")
        assert kernel.fetch(f"{server.url}/a", FetchOptions(ca_file=str(bundle))) == b"x"
