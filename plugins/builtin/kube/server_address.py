"""Addresses of servers and proxies, taken apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....core.errors import KubeError

if TYPE_CHECKING:
    from ....core.golib.url import URL

_PORTS = {"http": 80, "https": 443}
_ORDINARY = re.compile(r"(https?)://([A-Za-z0-9][A-Za-z0-9.-]*)(?::([0-9]{1,4}|[1-5][0-9]{4}))?/?").fullmatch


class ServerAddress:
    """Where a server listens. `base` is what stands before every path (without a final slash)."""

    __slots__ = ("base", "host", "host_header", "port", "scheme")

    def __init__(self, scheme: str, host: str, port: int, base: str, host_header: str) -> None:
        self.scheme = scheme
        self.host = host
        self.port = port
        self.base = base
        self.host_header = host_header

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken."""
        return self.scheme == "https"

    @property
    def dialled(self) -> str:
        """``HOST:PORT`` as Go's dialer names it, IPv6 addresses in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine, so that packing answers would save nothing."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    def __str__(self) -> str:
        """The address without whatever name and password came with it."""
        return f"{self.scheme}://{self.host_header}{self.base}"


def parse_server(text: str, *, secure: bool) -> ServerAddress:
    """The address in the ``server`` field of a kubeconfig; without a scheme, https where there is TLS material.

    Raises KubeError for what is no address. Rule: client-go rest.DefaultServerURL.
    """
    found = _ORDINARY(text)
    if found:
        scheme, host, port = found.groups()
        return ServerAddress(scheme, host, int(port or _PORTS[scheme]), "", f"{host}:{port}" if port else host)
    from ....core.golib import url as go_url
    from ....core.golib.types import GoError

    try:
        parsed = _parse_or_none(text)
        if parsed is None or not parsed.scheme or not parsed.host:
            parsed = go_url.parse(("https://" if secure else "http://") + text)
            if parsed.path not in ("", "/"):
                raise KubeError(f'host must be a URL or a host:port pair: "{_without_user(text)}"')
    except GoError as error:
        raise KubeError(_without_user(str(error))) from None
    if parsed.scheme not in _PORTS:
        raise KubeError(f'unsupported protocol scheme "{parsed.scheme}"')
    host, port = host_and_port(parsed)
    base = str(go_url.URL(path=parsed.path)).rstrip("/")
    return ServerAddress(parsed.scheme, host, port, base, parsed.host)


def _without_user(text: str) -> str:
    """A text with an address in it, without the name and the password that may stand in that."""
    return re.sub(r"[^/@\s\"]*@", "", text)


def host_and_port(parsed: URL, default: int = 0) -> tuple[str, int]:
    """Host and port of a URL, the port of its scheme where it names none. Raises KubeError."""
    host = parsed.hostname()
    text = parsed.host.rpartition(":")[2] if not parsed.host.endswith("]") and ":" in parsed.host else ""
    port = int(text) if text.isascii() and text.isdigit() else default or _PORTS.get(parsed.scheme, 80)
    if not host or any(character <= " " for character in host):
        raise KubeError(f'http: no Host in request URL "{parsed.scheme}://{parsed.host}"')
    if port > 65535:
        raise KubeError(f"dial tcp: address {text}: invalid port")
    return host, port


def _parse_or_none(text: str) -> URL | None:
    """As Go's url.Parse; ``HOST:PORT`` is no URL to it or one with a scheme that is the host."""
    from ....core.golib import url as go_url
    from ....core.golib.types import GoError

    try:
        return go_url.parse(text)
    except GoError:
        return None
