from __future__ import annotations

import socket

import pytest
from pilothouse.core.errors import ReleaseError, SettingError
from pilothouse.core.model.tiller_serving import TillerOptions
from pilothouse.plugins.builtin.tiller_server.exposure import bound_address, listen_address

REFUSED = [
    ":44134",
    ":",
    ":0",
    "0.0.0.0:44134",
    "0:44134",
    "[::]:44134",
    "[::ffff:0.0.0.0]:44134",
    "[::ffff:192.0.2.1]:44134",
    "192.0.2.1:44134",
    "[2001:db8::1]:44134",
    "[fe80::1%lo]:44134",
]
"""Addresses that others reach."""


def test_without_an_address_it_is_this_machine_s_own_or_with_client_certificates_every_one() -> None:
    assert listen_address(TillerOptions(), {}) == "127.0.0.1:44134"
    assert listen_address(TillerOptions(tls=True), {}) == "127.0.0.1:44134"
    assert listen_address(TillerOptions(allow_insecure=True), {}) == "127.0.0.1:44134"
    assert listen_address(TillerOptions(tls_verify=True), {}) == ":44134"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1:44134", "127.0.0.1:", "127.8.9.1:1", "localhost:44134", "[::1]:44134", "[::ffff:127.0.0.1]:1"],
)
def test_this_machine_s_own_addresses_need_nothing(address: str) -> None:
    assert listen_address(TillerOptions(listen=address), {}) == address


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_others_reach_needs_client_certificates_or_an_explicit_word(address: str) -> None:
    for options in (TillerOptions(listen=address), TillerOptions(listen=address, tls=True)):
        with pytest.raises(SettingError) as caught:
            listen_address(options, {})
        assert caught.value.message == f"refusing to listen on {address} without client certificates"
    assert listen_address(TillerOptions(listen=address, tls_verify=True), {}) == address
    assert listen_address(TillerOptions(listen=address, allow_insecure=True), {}) == address


def test_the_refusal_says_who_could_do_what_and_what_helps() -> None:
    with pytest.raises(SettingError) as caught:
        listen_address(TillerOptions(listen=":44134", tls=True), {"KUBERNETES_SERVICE_HOST": "10.0.0.1"})
    assert (caught.value.details, caught.value.hint) == (
        (
            "everybody who reaches this machine or a network of it could do in the cluster whatever this process may "
            "do there",
            "TLS alone hides what is said and asks nobody who they are",
            "in a Pod too, clients that forward a port reach 127.0.0.1",
        ),
        "--tls-verify (with --tls-ca-cert, --tls-cert, --tls-key) lets in whom the CA vouches for; "
        "--listen 127.0.0.1:44134 stays on this machine; --allow-insecure listens all the same",
    )
    with pytest.raises(SettingError) as caught:
        listen_address(TillerOptions(listen="192.0.2.1:1"), {})
    assert caught.value.details == (
        "everybody who reaches 192.0.2.1 could do in the cluster whatever this process may do there",
    )


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("nonsense", "address nonsense: missing port in address"),
        ("127.0.0.1", "address 127.0.0.1: missing port in address"),
        ("::1:44134", "address ::1:44134: too many colons in address"),
        ("unix:/tmp/tiller.sock", "lookup tcp//tmp/tiller.sock: Servname not supported for ai_socktype"),
        ("dns:127.0.0.1:1", "address dns:127.0.0.1:1: too many colons in address"),
        ("127.0.0.1:1,0.0.0.0:2", "address 127.0.0.1:1,0.0.0.0:2: too many colons in address"),
        ("127.0.0.1:70000", "address 70000: invalid port"),
        ("no-such-host.invalid:1", "lookup no-such-host.invalid: no such host"),
        (f"{'a' * 64}.example:1", f"lookup {'a' * 64}.example: no such host"),
    ],
)
@pytest.mark.parametrize(
    "options", [TillerOptions(), TillerOptions(tls_verify=True), TillerOptions(allow_insecure=True)]
)
def test_what_is_no_address_is_refused_in_gos_words(options: TillerOptions, address: str, problem: str) -> None:
    with pytest.raises(ReleaseError) as caught:
        listen_address(options.replace(listen=address), {})
    assert caught.value.message == f"Server died: listen tcp: {problem}"


@pytest.mark.parametrize(
    ("address", "bound"),
    [
        (":0", "[::]:0"),
        ("127.0.0.1:", "127.0.0.1:0"),
        ("localhost:0", "127.0.0.1:0"),
        ("[::1]:0", "[::1]:0"),
        ("0.0.0.0:0", "0.0.0.0:0"),
    ],
)
def test_an_address_is_bound_as_numbers(address: str, bound: str) -> None:
    assert bound_address(address) == bound


def test_an_address_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ReleaseError) as caught:
            bound_address(address)
    assert (caught.value.message, caught.value.hint) == (
        f"Server died: listen tcp {address}: bind: address already in use",
        "--listen takes another host and port",
    )
