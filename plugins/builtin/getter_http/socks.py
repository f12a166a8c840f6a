"""Through a SOCKS5 proxy, which looks the host up itself. Rules: RFC 1928, RFC 1929, golang.org/x/net/proxy."""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING

from .failures import FetchFailure

if TYPE_CHECKING:
    from .proxies import Proxy

_REASONS = {
    1: "general SOCKS server failure",
    2: "connection not allowed by ruleset",
    3: "network unreachable",
    4: "host unreachable",
    5: "connection refused",
    6: "TTL expired",
    7: "command not supported",
    8: "address type not supported",
}
_ADDRESS_SIZES = {1: 4, 4: 16}


def open_through(proxy: Proxy, sock: socket.socket, host: str, port: int) -> socket.socket:
    """Have the proxy behind `sock` lead on to a server. Closes it and raises FetchFailure when it does not."""
    try:
        _agree(sock, proxy)
        _lead_on(sock, host, port)
    except (OSError, FetchFailure) as error:
        sock.close()
        reason = str(error) if isinstance(error, FetchFailure) else "unexpected EOF"
        raise FetchFailure(f"socks connect tcp {proxy.host}:{proxy.port}->{host}:{port}: {reason}") from None
    return sock


def _agree(sock: socket.socket, proxy: Proxy) -> None:
    """Settle how to log in, and do that."""
    methods = b"\x00\x02" if proxy.username else b"\x00"
    sock.sendall(bytes((5, len(methods))) + methods)
    version, method = _read(sock, 2)
    if version != 5:
        raise FetchFailure(f"unexpected protocol version {version}")
    if method == 0:
        return
    if method != 2 or not proxy.username:
        raise FetchFailure("no acceptable authentication methods")
    name, password = proxy.username.encode(), proxy.password.encode()
    if len(name) > 255 or not 0 < len(password) <= 255:
        raise FetchFailure("invalid username/password")
    sock.sendall(bytes((1, len(name))) + name + bytes((len(password),)) + password)
    if _read(sock, 2)[1]:
        raise FetchFailure("username/password authentication failed")


def _lead_on(sock: socket.socket, host: str, port: int) -> None:
    """Ask for the connection, by name or address."""
    sock.sendall(b"\x05\x01\x00" + _address(host) + struct.pack(">H", port))
    _, answer, _, kind = _read(sock, 4)
    if answer:
        raise FetchFailure(_REASONS.get(answer, f"unknown code: {answer}"))
    size = _ADDRESS_SIZES.get(kind) or _read(sock, 1)[0]
    _read(sock, size + 2)


def _address(host: str) -> bytes:
    for kind, family in ((1, socket.AF_INET), (4, socket.AF_INET6)):
        try:
            return bytes((kind,)) + socket.inet_pton(family, host.strip("[]"))
        except OSError:
            continue
    name = host.encode("ascii" if host.isascii() else "idna")
    if len(name) > 255:
        raise FetchFailure("FQDN too long")
    return bytes((3, len(name))) + name


def _read(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = sock.recv(size - len(data))
        if not part:
            raise ConnectionResetError
        data += part
    return data
