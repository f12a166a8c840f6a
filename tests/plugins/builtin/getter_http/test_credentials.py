from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import FetchOptions
from stand_ins.http_server import Answer, Authority, HttpServer

Refusal = Callable[..., RepositoryError]

OWN = FetchOptions(username="me", password="canary")


def basic(pair: str) -> str:
    return "Basic " + b64encode(pair.encode()).decode()


def sent(server: HttpServer) -> list[tuple[str, str | None]]:
    return [(request.path, request.authorization) for request in server.asked]


def test_name_and_password_are_sent_to_their_server(kernel: Kernel, server: HttpServer) -> None:
    server.credentials = "me:canary"
    server.redirect("/a", "/b")
    server.redirect("/b", f"{server.url}/c")
    server.put("/c", b"x")
    assert kernel.fetch(f"{server.url}/a", OWN) == b"x"
    assert sent(server) == [(path, basic("me:canary")) for path in ("/a", "/b", "/c")]


@pytest.mark.parametrize("given", [{"username": "me"}, {"password": "canary"}, {}])
def test_half_of_a_pair_is_not_sent(kernel: Kernel, server: HttpServer, given: dict[str, str]) -> None:
    server.put("/a", b"x")
    kernel.fetch(f"{server.url}/a", FetchOptions(**given))
    assert sent(server) == [("/a", None)]


def test_names_beyond_ascii_are_sent_in_utf_8(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", b"x")
    kernel.fetch(f"{server.url}/a", FetchOptions(username="jürgen", password="pa ss:ö"))
    assert sent(server) == [("/a", basic("jürgen:pa ss:ö"))]


def test_another_port_of_the_same_host_gets_none(kernel: Kernel, server: HttpServer, other: HttpServer) -> None:
    server.redirect("/a", f"{other.url}/b")
    other.put("/b", b"x")
    kernel.fetch(f"{server.url}/a", OWN)
    assert (sent(server), sent(other)) == ([("/a", basic("me:canary"))], [("/b", None)])


def test_another_name_of_the_same_host_gets_none(kernel: Kernel, server: HttpServer) -> None:
    server.redirect("/a", f"http://localhost:{server.port}/b")
    server.put("/b", b"x")
    kernel.fetch(f"{server.url}/a", OWN)
    assert sent(server) == [("/a", basic("me:canary")), ("/b", None)]


def test_another_scheme_gets_none(kernel: Kernel, server: HttpServer, authority: Authority) -> None:
    server.put("/b", b"x")
    with HttpServer(identity=authority.issue("127.0.0.1")) as secure:
        secure.redirect("/a", f"{server.url}/b")
        kernel.fetch(f"{secure.url}/a", OWN.replace(ca_file=str(authority.certificate)))
        assert (sent(secure), sent(server)) == ([("/a", basic("me:canary"))], [("/b", None)])


def test_coming_back_from_another_server_does_not_bring_them_back(
    kernel: Kernel, server: HttpServer, other: HttpServer
) -> None:
    server.redirect("/a", f"{other.url}/b")
    other.redirect("/b", f"{server.url}/c")
    server.put("/c", b"x")
    kernel.fetch(f"{server.url}/a", OWN)
    assert sent(server) == [("/a", basic("me:canary")), ("/c", None)]


def test_those_in_a_url_are_for_that_url(kernel: Kernel, server: HttpServer, other: HttpServer) -> None:
    server.redirect("/a", "b")
    server.redirect("/b", f"{other.url}/c")
    other.put("/c", b"x")
    kernel.fetch(f"http://me:c%40n%3Aary@{server.origin}/a", FetchOptions())
    assert (sent(server), sent(other)) == (
        [("/a", basic("me:c@n:ary")), ("/b", basic("me:c@n:ary"))],
        [("/c", None)],
    )


def test_given_ones_come_before_those_in_a_url(kernel: Kernel, server: HttpServer) -> None:
    server.put("/a", b"x")
    kernel.fetch(f"http://you:other@{server.origin}/a", OWN)
    assert sent(server) == [("/a", basic("me:canary"))]


def test_a_refusal_is_asked_for_once_and_says_what_helps(
    server: HttpServer, other: HttpServer, refusal: Refusal
) -> None:
    server.credentials = "me:right"
    url = f"{server.url}/a"
    without, wrong = refusal(url), refusal(url, username="me", password="canary")
    assert [(error.message, error.hint) for error in (without, wrong)] == [
        (f"Failed to fetch {url} : 401 Unauthorized", "--username and --password give what the server asks for"),
        (f"Failed to fetch {url} : 401 Unauthorized", "the server does not accept this user name and password"),
    ]
    assert server.paths == ["/a", "/a"]
    other.redirect("/a", url)
    assert refusal(f"{other.url}/a", username="me", password="right").hint == (
        f"a redirect led to {server.url}, where the credentials of another server are not sent"
    )


SECRETS = ["canary", b64encode(b"me:canary").decode(), b64encode(b"canary:").decode()]


@pytest.mark.parametrize(
    "url",
    [
        "http://me:canary@127.0.0.1:1/x",
        "http://canary@127.0.0.1:1/x",
        "http://me:canary@127.0.0.1:99999/x",
        "http://me:canary@/x",
        "http://me:can ary-canary@h/x",
        "http://me:x/canary@h/x",
        "http://me:x?canary@h/x",
        "http://me:x#canary@h/x",
        "http://me:canary@h:x/",
        "http://me:canary@[::1/",
        "http://me:canary@nosuch.invalid/x",
        "http://me:canary\n@h/",
        "http://me:%zzcanary@h/",
        "http://SERVER/gone",
        "http://SERVER/loop",
        "http://SERVER/away",
        "http://SERVER/odd",
        "http://SERVER/echo",
        "http://SERVER/garbage",
        "http://SERVER/cut",
        "http://SERVER/big",
        "http://me:canary@SERVER/gone",
        "http://canary@SERVER/gone",
    ],
)
def test_they_are_in_no_message(server: HttpServer, refusal: Refusal, url: str) -> None:
    secret = f"http://me:canary@{server.origin}"
    server.redirect("/loop", f"{secret}/loop")
    server.redirect("/away", "http://me:canary@127.0.0.1:1/x")
    server.redirect("/odd", "http://me:canary@[::1/x")
    server.answer(
        "/echo", lambda request: Answer(repr(request).encode(), 500, headers={"X-Echo": str(request.headers)})
    )
    server.answer("/garbage", Answer(raw=b"\x00\x01"))
    server.answer("/cut", Answer(b"x", length=9))
    server.answer("/big", Answer(b"x", length=2_000_000_000))
    error = refusal(url.replace("SERVER", server.origin), username="me", password="canary")
    told = repr((error.message, error.details, error.hint, error.args))
    causes = repr((error.__cause__, error.__context__ if not error.__suppress_context__ else None))
    assert [secret for secret in SECRETS if secret in told + causes] == []
