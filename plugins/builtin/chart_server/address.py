"""Listening on an address such as ``127.0.0.1:8879``, with Go's words when that cannot be.

Rules: net/ipsock.go (SplitHostPort, internetAddrList), net/port.go, net/net.go (OpError).
"""

from __future__ import annotations

import re
import socket

from ....core.errors import RepositoryError
from ....core.golib.oserrors import reason

DEFAULT_ADDRESS = "127.0.0.1:8879"
_NUMBER = re.compile(r"[+-]?[0-9]*", re.ASCII)


class AddressError(Exception):
    """An address that is none; the text is Go's AddrError."""


def listen(address: str) -> socket.socket:
    """A socket that listens on `address` (empty: the default). Raises RepositoryError (``listen tcp: …``)."""
    try:
        host, port = split_host_port(address or DEFAULT_ADDRESS)
        number = _port_number(port)
    except AddressError as error:
        raise RepositoryError(f"listen tcp: {error}") from None
    try:
        if not host and socket.has_dualstack_ipv6():
            return socket.create_server(("", number), family=socket.AF_INET6, dualstack_ipv6=True)
        found = socket.getaddrinfo(host or None, number, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise RepositoryError(f"listen tcp: lookup {host}: no such host") from None
    except OSError as error:
        raise RepositoryError(f"listen tcp :{number}: bind: {reason(error)}") from error
    family, *_, place = found[0]
    shown = f"[{place[0]}]:{number}" if family == socket.AF_INET6 else f"{place[0]}:{number}"
    try:
        return socket.create_server((str(place[0]), number), family=family)
    except OSError as error:
        raise RepositoryError(
            f"listen tcp {shown}: bind: {reason(error)}", hint="--address takes another host and port"
        ) from error


def split_host_port(address: str) -> tuple[str, str]:
    """Host and port of ``host:port`` or ``[host]:port``. Raises AddressError."""
    host, colon, port = address.rpartition(":")
    if not colon:
        raise AddressError(f"address {address}: missing port in address")
    if address.startswith("["):
        end = address.find("]")
        if end < 0:
            raise AddressError(f"address {address}: missing ']' in address")
        if end != len(host) - 1:
            problem = "too many colons" if address[end + 1 : end + 2] == ":" and end < len(host) else "missing port"
            raise AddressError(f"address {address}: {problem} in address")
        host, rest = address[1:end], address[end + 1 :]
        opening = address[1:]
    else:
        if ":" in host:
            raise AddressError(f"address {address}: too many colons in address")
        opening = rest = address
    for bracket, text in (("[", opening), ("]", rest)):
        if bracket in text:
            raise AddressError(f"address {address}: unexpected '{bracket}' in address")
    return host, port


def _port_number(port: str) -> int:
    """The number of a port, which may be a service's name; 0 for an empty text. Raises AddressError."""
    if _NUMBER.fullmatch(port):
        number = int(port) if port.strip("+-") else 0
        if not 0 <= number <= 65535:
            raise AddressError(f"address {port}: invalid port")
        return number
    try:
        return socket.getservbyname(port.lower(), "tcp")
    except OSError:
        raise AddressError(f"lookup tcp/{port}: Servname not supported for ai_socktype") from None
