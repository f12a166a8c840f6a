"""Listening on an address such as ``127.0.0.1:8879``, with Go's words when that cannot be.

Rules: net/ipsock.go (SplitHostPort, internetAddrList), net/port.go, net/net.go (OpError).
"""

from __future__ import annotations

import re
import socket

from .oserrors import reason

_NUMBER = re.compile(r"[+-]?[0-9]*", re.ASCII)


class AddressError(Exception):
    """An address that is none; the text is Go's AddrError."""


class ListenError(Exception):
    """An address that cannot be listened on; the text is Go's OpError. `bound` tells that binding failed."""

    def __init__(self, text: str, *, bound: bool = False) -> None:
        super().__init__(text)
        self.bound = bound


class Place:
    """Where an address leads: `host` is numeric, or empty for every address of this machine."""

    __slots__ = ("family", "host", "port")

    def __init__(self, family: int, host: str, port: int) -> None:
        self.family = family
        self.host = host
        self.port = port

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def listen(address: str) -> socket.socket:
    """A socket that listens on `address`. Raises ListenError (``listen tcp: …``)."""
    place = resolve(address)
    try:
        if not place.host and socket.has_dualstack_ipv6():
            return socket.create_server(("", place.port), family=socket.AF_INET6, dualstack_ipv6=True)
        return socket.create_server((place.host, place.port), family=place.family)
    except OSError as error:
        raise ListenError(f"listen tcp {place}: bind: {reason(error)}", bound=True) from error


def resolve(address: str) -> Place:
    """The place that ``host:port``, ``[host]:port`` or ``:port`` names; of a host's addresses, one of IPv4 first.

    Raises ListenError.
    """
    try:
        host, port = split_host_port(address)
        number = port_number(port)
    except AddressError as error:
        raise ListenError(f"listen tcp: {error}") from None
    if not host:
        return Place(socket.AF_INET, "", number)
    try:
        found = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError):
        raise ListenError(f"listen tcp: lookup {host}: no such host") from None
    family, *_, place = min(found, key=lambda one: one[0] != socket.AF_INET)
    return Place(family, str(place[0]), number)


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


def port_number(port: str) -> int:
    """The number of a port, which may be a service's name; 0 for an empty text. Raises AddressError."""
    if _NUMBER.fullmatch(port):
        number = int(port) if port.strip("+-") else 0
        if not 0 <= number <= 65535:
            raise AddressError(f"address {port}: invalid port")
        return number
    try:
        return socket.getservbyname(port.lower(), "tcp")
    except (OSError, UnicodeError):
        raise AddressError(f"lookup tcp/{port}: Servname not supported for ai_socktype") from None
