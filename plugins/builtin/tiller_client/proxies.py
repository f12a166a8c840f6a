"""The way to a Tiller through the proxy that the environment names, by CONNECT.

Rules: google.golang.org/grpc 1.18, proxy.go: every address is looked up as that of an ``https`` server, and the proxy
itself is spoken to in the clear.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.golib.dial import DialError, dial
from ....core.golib.http_proxy import proxy_text

if TYPE_CHECKING:
    import socket

    from .address import TillerAddress

_MAX_HEAD = 16 * 1024
_MAX_SAID = 100


def proxy_for(address: TillerAddress) -> str:
    """The URL of the proxy that leads to a Tiller, empty for none."""
    return "" if address.path else proxy_text(True, address.host, address.port, os.environ)


def dial_through(proxy: str, address: TillerAddress, seconds: float) -> socket.socket:
    """A connection to a Tiller, by a proxy. Raises DialError."""
    from ....core.golib import url as go_url
    from ....core.golib.listen import AddressError, port_number, split_host_port
    from ....core.golib.types import GoError

    try:
        parsed = go_url.parse(proxy if "://" in proxy else f"http://{proxy}")
        host, port = split_host_port(parsed.host)
        number = port_number(port)
    except GoError:
        raise DialError("invalid proxy address", details=("a proxy is named as http://HOST:PORT",)) from None
    except AddressError as error:
        raise DialError(f"dial tcp: {error}", details=(f"proxy: {parsed.host}",)) from None
    lines = [f"CONNECT {address} HTTP/1.1", f"Host: {address}", "User-Agent: pilothouse"]
    if parsed.user is not None:
        from ....core.golib import base64

        name, _, password = parsed.user.partition(":")
        pair = ":".join([go_url.parse(f"/{part}").path[1:] for part in (name, password)])
        lines.append("Proxy-Authorization: Basic " + base64.encode(pair.encode("utf-8", "surrogateescape")))
    try:
        sock = dial(host, number, seconds)
    except DialError as error:
        raise DialError(str(error), details=(*error.details, f"proxy: {parsed.host}")) from None
    try:
        sock.sendall("\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n")
        head = _read_head(sock)
    except OSError as error:
        sock.close()
        raise DialError(f"reading server HTTP response: {error}", details=(f"proxy: {parsed.host}",)) from None
    status, _, reason = head.partition(b"\r\n")[0].partition(b" ")[2].partition(b" ")
    if not (head.startswith(b"HTTP/1.") and head.endswith(b"\r\n\r\n") and status == b"200"):
        sock.close()
        said = b" ".join((status, reason))[:_MAX_SAID].decode("latin-1").strip()
        raise DialError(f"failed to do connect handshake, response: {said}", details=(f"proxy: {parsed.host}",))
    return sock


def _read_head(sock: socket.socket) -> bytes:
    """The head of the proxy's answer and not a byte more: what follows is Tiller's."""
    head = bytearray()
    while not head.endswith(b"\r\n\r\n") and len(head) < _MAX_HEAD:
        byte = sock.recv(1)
        if not byte:
            break
        head += byte
    return bytes(head)
