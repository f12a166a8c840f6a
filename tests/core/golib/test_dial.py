from __future__ import annotations

import socket

import pytest
from pilothouse.core.golib.dial import DialError, dial, dial_failure, encoded_host, lookup_failure


def test_a_server_is_dialled_by_name_or_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            with dial(host, port, 5) as sock:
                assert (sock.getpeername(), sock.gettimeout()) == (("127.0.0.1", port), 5)


def test_an_address_that_nobody_listens_on_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(DialError) as raised:
        dial("127.0.0.1", port, 5)
    assert str(raised.value) == f"dial tcp 127.0.0.1:{port}: connect: connection refused"


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 64, "x..y", "ä" * 70])
def test_a_name_without_an_address_is_an_error(host: str) -> None:
    with pytest.raises(DialError) as raised:
        dial(host, 1, 5)
    assert str(raised.value).startswith(f"dial tcp: lookup {host}: ")


def test_names_are_encoded_for_the_network() -> None:
    assert (encoded_host("a.b"), encoded_host("bücher.example")) == (b"a.b", b"xn--bcher-kva.example")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "no such host"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), "temporary failure in name resol"),
        (UnicodeError("label too long"), "no such host"),
    ],
)
def test_lookups_fail_in_words_of_go(error: Exception, text: str) -> None:
    assert lookup_failure("h", error).startswith(f"dial tcp: lookup h: {text}")


@pytest.mark.parametrize(
    ("host", "error", "text"),
    [
        ("10.0.0.1", TimeoutError("timed out"), "dial tcp 10.0.0.1:80: i/o timeout"),
        ("::1", OSError(113, "No route to host"), "dial tcp [::1]:80: connect: no route to host"),
    ],
)
def test_connections_fail_in_words_of_go(host: str, error: OSError, text: str) -> None:
    assert dial_failure(host, 80, error) == text
