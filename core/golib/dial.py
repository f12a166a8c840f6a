"""net.Dialer: TCP connections, and why there is none, in Go's words."""

from __future__ import annotations

import socket
import time

from .oserrors import reason


class DialError(Exception):
    """No connection came about, so that the other side has seen nothing. The text is Go's."""

    def __init__(self, message: str, *, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.details = details


def dial(host: str, port: int, seconds: float) -> socket.socket:
    """A TCP connection to the first address of a host that answers; packets go out without delay.

    Each later step on it may take as long as opening it (`seconds`). Raises DialError about the first address.
    """
    try:
        found = socket.getaddrinfo(encoded_host(host), port, 0, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DialError(lookup_failure(host, error)) from None
    failure = ""
    deadline = time.monotonic() + seconds
    for position, (family, kind, protocol, _, place) in enumerate(found):
        sock = socket.socket(family, kind, protocol)
        try:
            # The time left is shared out, so that one dead address does not use it up.
            sock.settimeout(max((deadline - time.monotonic()) / (len(found) - position), 0.001))
            sock.connect(place)
        except OSError as error:
            sock.close()
            failure = failure or dial_failure(str(place[0]), port, error)
            continue
        sock.settimeout(seconds)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock
    raise DialError(failure or lookup_failure(host, OSError("no such host")))


def encoded_host(name: str) -> bytes:
    """A host name as the network has it. Raises UnicodeError.

    As bytes: for texts Python imports its tables for international domain names.
    """
    return name.encode("ascii" if name.isascii() else "idna")


def lookup_failure(host: str, error: Exception) -> str:
    """The text of a net.DNSError in a net.OpError: a host without an address."""
    known = isinstance(error, socket.gaierror) and error.errno not in (socket.EAI_NONAME, socket.EAI_NODATA)
    text = str(error.args[-1]).lower() if known else "no such host"
    return f"dial tcp: lookup {host}: {text}"


def dial_failure(host: str, port: int, error: OSError) -> str:
    """The text of a net.OpError: an address that does not answer."""
    dialled = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if isinstance(error, TimeoutError):
        return f"dial tcp {dialled}: i/o timeout"
    return f"dial tcp {dialled}: connect: {reason(error)}"
