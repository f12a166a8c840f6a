"""Handshakes with real servers on the loopback interface."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pilothouse.core.golib import tls
from pilothouse.core.golib.dial import dial
from pilothouse.core.golib.key_pair import certificates_of, trust
from transports.certificates import Authority, Issued

Answer = Callable[[socket.socket], None]
Listen = Callable[[Answer], int]


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("test authority")


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Starts servers that handle one connection after the other; the answer is their port."""
    servers = []
    threads = []

    def start(answer: Answer) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def run() -> None:
            while True:
                try:
                    sock = server.accept()[0]
                except OSError:
                    return
                with sock:
                    try:
                        answer(sock)
                    except OSError:
                        continue

        thread = threading.Thread(target=run)
        threads.append(thread)
        thread.start()
        port: int = server.getsockname()[1]
        return port

    yield start
    for server in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
    for thread in threads:
        thread.join()


def speak(folder: Path, identity: Issued, clients: bytes = b"") -> Answer:
    """A server's side of TLS: it says hello to those whom it lets in."""
    pair = folder / "server.pem"
    pair.write_bytes(identity.certificate + identity.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    if clients:
        context.load_verify_locations(cadata=clients.decode())
        context.verify_mode = ssl.CERT_REQUIRED

    def answer(sock: socket.socket) -> None:
        with context.wrap_socket(sock, server_side=True) as secure:
            secure.sendall(b"hello")

    return answer


def trusting(authority: Authority) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust(context, certificates_of(authority.certificate))
    return context


def shake_hands(port: int, context: ssl.SSLContext, name: str = "127.0.0.1", *, look: bool = False) -> ssl.SSLSocket:
    again = (lambda seconds: dial("127.0.0.1", port, seconds)) if look else None
    return tls.shake_hands(dial("127.0.0.1", port, 5), context, name, 5, again)


def failure(port: int, context: ssl.SSLContext, name: str = "127.0.0.1", *, look: bool = False) -> tls.TlsError:
    with pytest.raises(tls.TlsError) as raised:
        shake_hands(port, context, name, look=look)
    return raised.value


@pytest.mark.parametrize("name", ["127.0.0.1", "tiller.example"])
def test_a_server_that_is_trusted_is_spoken_to(listen: Listen, authority: Authority, tmp_path: Path, name: str) -> None:
    port = listen(speak(tmp_path, authority.issue("127.0.0.1", "tiller.example")))
    with shake_hands(port, trusting(authority), name) as secure:
        assert (secure.recv(5), secure.gettimeout()) == (b"hello", 5)


def test_without_verification_no_name_is_needed(listen: Listen, authority: Authority, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with shake_hands(listen(speak(tmp_path, authority.issue("elsewhere", days=-1))), context, "") as secure:
        assert secure.recv(5) == b"hello"


@pytest.mark.parametrize("look", [False, True])
def test_a_server_of_another_authority_is_not_trusted(
    listen: Listen, authority: Authority, tmp_path: Path, look: bool
) -> None:
    port = listen(speak(tmp_path, Authority("another").issue("127.0.0.1")))
    error = failure(port, trusting(authority), look=look)
    assert (str(error), error.kind) == ("x509: certificate signed by unknown authority", tls.UNKNOWN_AUTHORITY)
    assert error.details[0] == "server name: 127.0.0.1"


@pytest.mark.parametrize(
    ("names", "look", "text"),
    [
        (("a.example",), False, "certificate is not valid for b.example"),
        (("a.example",), True, "certificate is valid for a.example, not b.example"),
        (("127.0.0.1",), True, "certificate is not valid for any names, but wanted to match b.example"),
        (("*.example.org", "c.example"), True, "certificate is valid for *.example.org, c.example, not b.example"),
    ],
)
def test_a_certificate_for_another_name_is_not_trusted(
    listen: Listen, authority: Authority, tmp_path: Path, names: tuple[str, ...], look: bool, text: str
) -> None:
    port = listen(speak(tmp_path, authority.issue(*names)))
    error = failure(port, trusting(authority), "b.example", look=look)
    assert (str(error), error.kind) == (f"x509: {text}", "")


@pytest.mark.parametrize("look", [False, True])
def test_an_expired_certificate_is_not_trusted(
    listen: Listen, authority: Authority, tmp_path: Path, look: bool
) -> None:
    port = listen(speak(tmp_path, authority.issue("127.0.0.1", days=-1)))
    text = str(failure(port, trusting(authority), look=look))
    assert text.startswith("x509: certificate has expired or is not yet valid")
    assert (": current time " in text and " is after " in text) is look


def test_a_server_may_want_a_certificate(listen: Listen, authority: Authority, tmp_path: Path) -> None:
    port = listen(speak(tmp_path, authority.issue("127.0.0.1"), clients=authority.certificate))
    with shake_hands(port, trusting(authority)) as secure, pytest.raises(ssl.SSLError) as raised:
        secure.recv(5)
    error = tls.tls_error(raised.value)
    assert (str(error), error.kind) == ("remote error: tls: certificate required", tls.CERTIFICATE_WANTED)


def test_what_speaks_no_tls_is_told(listen: Listen, authority: Authority) -> None:
    def answer(sock: socket.socket) -> None:
        sock.recv(4096)
        sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    error = failure(listen(answer), trusting(authority))
    assert (str(error), error.kind) == ("tls: first record does not look like a TLS handshake", tls.NOT_TLS)


def test_a_server_that_hangs_up_is_told(listen: Listen, authority: Authority) -> None:
    error = failure(listen(lambda sock: sock.recv(4096) and None), trusting(authority))
    assert (str(error), error.kind) == ("EOF", tls.ENDED)


def test_a_server_that_says_nothing_is_not_waited_for_longer(listen: Listen, authority: Authority) -> None:
    port = listen(lambda sock: sock.recv(4096) and sock.recv(4096) and None)
    sock = dial("127.0.0.1", port, 5)
    with pytest.raises(TimeoutError):
        tls.shake_hands(sock, trusting(authority), "127.0.0.1", 0.05)
    assert sock.fileno() == -1
