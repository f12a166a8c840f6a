from __future__ import annotations

import socket

import pytest
from pilothouse.core.golib.listen import AddressError, ListenError, listen, split_host_port


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("a:1", ("a", "1")),
        (":1", ("", "1")),
        ("a:", ("a", "")),
        (":", ("", "")),
        ("[::1]:80", ("::1", "80")),
        ("[]:80", ("", "80")),
        ("[a%eth0]:http", ("a%eth0", "http")),
    ],
)
def test_an_address_has_host_and_port(address: str, parts: tuple[str, str]) -> None:
    assert split_host_port(address) == parts


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("nonsense", "missing port in address"),
        ("", "missing port in address"),
        ("::1", "too many colons in address"),
        ("a:b:c", "too many colons in address"),
        ("[::1]", "missing port in address"),
        ("[::1", "missing ']' in address"),
        ("[::1]x:80", "missing port in address"),
        ("[::1]:80:90", "too many colons in address"),
        ("[a[b]:80", "unexpected '[' in address"),
        ("[a]b]:80", "missing port in address"),
        ("a[b:80", "unexpected '[' in address"),
        ("a]b:80", "unexpected ']' in address"),
        ("[a]:b]", "unexpected ']' in address"),
    ],
)
def test_what_is_no_address_is_refused_in_gos_words(address: str, problem: str) -> None:
    with pytest.raises(AddressError) as caught:
        split_host_port(address)
    assert str(caught.value) == f"address {address}: {problem}"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nonsense", "listen tcp: address nonsense: missing port in address"),
        ("127.0.0.1:99999", "listen tcp: address 99999: invalid port"),
        ("127.0.0.1:-1", "listen tcp: address -1: invalid port"),
        ("127.0.0.1:no-such", "listen tcp: lookup tcp/no-such: Servname not supported for ai_socktype"),
        ("192.0.2.1:0", "listen tcp 192.0.2.1:0: bind: cannot assign requested address"),
    ],
)
def test_an_address_that_cannot_be_listened_on_is_an_error(address: str, message: str) -> None:
    with pytest.raises(ListenError) as caught:
        listen(address)
    assert str(caught.value) == message


def test_a_port_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError) as caught:
            listen(f"127.0.0.1:{port}")
    assert str(caught.value) == f"listen tcp 127.0.0.1:{port}: bind: address already in use"


@pytest.mark.parametrize("address", ["127.0.0.1:0", "127.0.0.1:", "localhost:+0", ":0"])
def test_connections_arrive(address: str) -> None:
    with listen(address) as listening, socket.create_connection(("127.0.0.1", listening.getsockname()[1])) as one:
        listening.accept()[0].close()
        assert one.recv(1) == b""
