from __future__ import annotations

from collections.abc import Callable

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from pilothouse.plugins.builtin.getter_http import web_address
from pilothouse.plugins.builtin.getter_http.failures import FetchFailure
from pilothouse.plugins.builtin.getter_http.proxies import proxy_for
from stand_ins.http_server import Authority, HttpServer
from stand_ins.web_proxy import SocksProxy, WebProxy

Refusal = Callable[..., RepositoryError]


def chosen(url: str, **environment: str) -> str | None:
    proxy = proxy_for(web_address.parse(url), environment)
    return proxy.address if proxy else None


def test_no_proxy_is_listened_to() -> None:
    for exceptions, address in (("other.example", "http://proxy:1"), ("a.example", None)):
        assert chosen("http://a.example", HTTP_PROXY="http://proxy:1", NO_PROXY=exceptions) == address


def test_each_scheme_has_its_variable_in_capital_or_small_letters() -> None:
    environment = {"HTTPS_PROXY": "http://secure:1", "http_proxy": "plain:2", "ALL_PROXY": "http://all:3"}
    assert chosen("https://a.example", **environment) == "http://secure:1"
    assert chosen("http://a.example", **environment) == "http://plain:2"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("proxy", "http://proxy:80"),
        ("https://proxy", "https://proxy:443"),
        ("socks5://proxy", "socks5://proxy:1080"),
        ("http://u:canary@[::2]:3128", "http://[::2]:3128"),
    ],
)
def test_a_proxy_is_shown_without_its_password(text: str, address: str) -> None:
    assert chosen("http://a.example", HTTP_PROXY=text) == address


@pytest.mark.parametrize("text", ["ftp://u:canary@x", "http://u:canary@", "http://u:can/ary@x", "http://a b", "://"])
def test_what_is_no_proxy_is_an_error_without_its_password(text: str) -> None:
    with pytest.raises(FetchFailure) as raised:
        chosen("http://a.example", HTTP_PROXY=text)
    assert (str(raised.value).startswith("invalid proxy address"), "ary" in repr(raised.value.args)) == (True, False)


def test_a_cgi_program_takes_no_proxy_from_what_may_be_a_header() -> None:
    with pytest.raises(FetchFailure) as raised:
        chosen("http://a.example", HTTP_PROXY="http://evil:1", REQUEST_METHOD="GET")
    assert str(raised.value) == "refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy"


def test_plain_requests_go_through_the_proxy(
    kernel: Kernel, server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.redirect("/a", "http://other.example:8080/b?c=d")
    server.put("/b", b"x")
    with WebProxy(server.port) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert kernel.fetch("http://charts.example/a", FetchOptions(username="me", password="pw")) == b"x"
        assert [errand.line for errand in proxy.errands] == [
            "GET http://charts.example/a HTTP/1.1",
            "GET http://other.example:8080/b?c=d HTTP/1.1",
        ]
    assert [(request.path, request.headers["host"], request.authorization) for request in server.asked] == [
        ("/a", "charts.example", "Basic bWU6cHc="),
        ("/b?c=d", "other.example:8080", None),
    ]


def test_tls_goes_through_a_tunnel_in_which_the_proxy_sees_nothing(
    kernel: Kernel, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        HttpServer(identity=authority.issue("charts.example")) as server,
        WebProxy(server.port, credentials="p:q@") as proxy,
    ):
        monkeypatch.setenv("https_proxy", proxy.url.replace("//", "//p:q%40@"))
        server.put("/a", b"x")
        wanted = FetchOptions(username="me", password="pw", ca_file=str(authority.certificate))
        assert kernel.fetch("https://charts.example/a", wanted) == b"x"
        (errand,) = proxy.errands
        line = errand.line.rpartition(" ")[0]
        assert (line, errand.headers.get("authorization")) == ("CONNECT charts.example:443", None)
        assert [(request.authorization, request.headers.get("proxy-authorization")) for request in server.asked] == [
            ("Basic bWU6cHc=", None)
        ]


def test_a_proxy_that_refuses_is_an_error(
    server: HttpServer, refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with WebProxy(server.port, credentials="p:q", refusal="407 Proxy Authentication Required") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//p:canary@"))
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//p:canary@"))
        secure, plain = refusal("https://charts.example/a"), refusal("http://charts.example/a")
    assert secure.message == 'Get "https://charts.example/a": Proxy Authentication Required'
    assert plain.message == "Failed to fetch http://charts.example/a : 407 Proxy Authentication Required"
    assert "canary" not in repr((secure.details, secure.hint, plain.details, plain.hint))


def test_a_proxy_may_speak_tls_itself(
    kernel: Kernel, server: HttpServer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    identity = authority.issue("127.0.0.1", "charts.example")
    with (
        HttpServer(identity=identity) as secure,
        WebProxy(secure.port, identity=identity) as tunnel,
        WebProxy(server.port, identity=identity, credentials="p:q") as forwarder,
    ):
        monkeypatch.setenv("HTTPS_PROXY", tunnel.url)
        monkeypatch.setenv("HTTP_PROXY", forwarder.url.replace("//", "//p:q@"))
        for running, scheme in ((secure, "https"), (server, "http")):
            running.put("/a", b"x")
            assert kernel.fetch(f"{scheme}://charts.example/a", FetchOptions()) == b"x"
            assert running.paths == ["/a"]


def test_a_proxy_of_an_unknown_authority_is_not_believed(
    server: HttpServer, authority: Authority, refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with WebProxy(server.port, identity=authority.issue("127.0.0.1")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        reason = "proxyconnect tcp: x509: certificate signed by unknown authority"
        for url in ("http://charts.example/a", "https://charts.example/a"):
            assert refusal(url).message == f'Get "{url}": {reason}'
        assert proxy.errands == []


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
def test_a_proxy_that_does_not_answer_is_an_error(
    refusal: Refusal, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"{scheme}://p:canary@127.0.0.1:1")
    error = refusal("http://charts.example/a")
    assert (error.message, error.details) == (
        'Get "http://charts.example/a": proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused',
        (f"proxy: {scheme}://127.0.0.1:1",),
    )


@pytest.mark.parametrize("credentials", ["", "p:q"])
def test_a_socks_proxy_looks_hosts_up(
    kernel: Kernel, server: HttpServer, monkeypatch: pytest.MonkeyPatch, credentials: str
) -> None:
    server.put("/a", b"x")
    with SocksProxy(server.port, credentials=credentials) as proxy:
        user = f"{credentials}@" if credentials else ""
        monkeypatch.setenv("HTTP_PROXY", f"socks5://{user}127.0.0.1:{proxy.port}")
        for host in ("charts.example", "10.1.2.3:8080", "[fd00::1]:81"):
            assert kernel.fetch(f"http://{host}/a", FetchOptions()) == b"x"
        lines = [errand.line for errand in proxy.errands]
    assert lines == ["charts.example:80", "10.1.2.3:8080", "fd00::1:81"]


def test_tls_through_a_socks_proxy_is_for_the_server(
    kernel: Kernel, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HttpServer(identity=authority.issue("charts.example")) as server, SocksProxy(server.port) as proxy:
        server.put("/a", b"x")
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        wanted = FetchOptions(ca_file=str(authority.certificate))
        assert kernel.fetch("https://charts.example/a", wanted) == b"x"


@pytest.mark.parametrize(
    ("wanted", "given", "answer", "reason"),
    [
        ("p:q", "", 0, "no acceptable authentication methods"),
        ("p:q", "p:canary@", 0, "username/password authentication failed"),
        ("", "", 5, "connection refused"),
        ("", "", 99, "unknown code: 99"),
    ],
)
def test_a_socks_proxy_that_refuses_is_an_error(
    server: HttpServer,
    refusal: Refusal,
    monkeypatch: pytest.MonkeyPatch,
    wanted: str,
    given: str,
    answer: int,
    reason: str,
) -> None:
    with SocksProxy(server.port, credentials=wanted, answer=answer) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"socks5://{given}127.0.0.1:{proxy.port}")
        message = refusal("http://charts.example/a").message
    way = f"127.0.0.1:{proxy.port}->charts.example:80"
    assert message == f'Get "http://charts.example/a": proxyconnect tcp: socks connect tcp {way}: {reason}'
