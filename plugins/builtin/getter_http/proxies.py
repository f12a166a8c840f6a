"""Which proxy leads to a server. Rules: golang.org/x/net/http/httpproxy, net/http (transport.go)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.golib import http_proxy
from ....core.golib import url as go_url
from ....core.golib.types import GoError
from .credentials import basic_authorization
from .failures import FetchFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .web_address import WebAddress

_PORTS = {"http": 80, "https": 443, "socks5": 1080}


class Proxy:
    """A proxy: its scheme (http, https or socks5), where it listens, and the name and password that it wants."""

    __slots__ = ("host", "password", "port", "scheme", "username")

    def __init__(self, scheme: str, host: str, port: int, username: str, password: str) -> None:
        self.scheme = scheme
        self.host = host
        self.port = port
        self.username = username
        self.password = password

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this proxy from others, for keeping connections."""
        return self.scheme, self.host, self.port, self.username, self.password

    @property
    def authorization(self) -> str:
        """The value of its Proxy-Authorization header, empty for none."""
        if not (self.username or self.password):
            return ""
        return basic_authorization(self.username, self.password)

    @property
    def address(self) -> str:
        """``SCHEME://HOST:PORT``, without name and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def proxy_for(address: WebAddress, environment: Mapping[str, str] = os.environ) -> Proxy | None:
    """The proxy that the environment names for an address, None for none.

    Raises FetchFailure for a proxy that is none; its password is not shown.
    """
    try:
        text = http_proxy.proxy_text(address.scheme == "https", address.host, address.port, environment)
    except http_proxy.CgiError:
        raise FetchFailure(
            "refusing to use HTTP_PROXY value in CGI environment; see golang.org/s/cgihttpproxy"
        ) from None
    return _parse(text) if text else None


def _parse(text: str) -> Proxy:
    from urllib.parse import unquote

    try:
        parsed = go_url.parse(text if "://" in text else f"http://{text}")
    except GoError:
        parsed = go_url.URL()
    if parsed.scheme not in _PORTS or not parsed.hostname():
        shown = "" if "@" in text else f' "{text}"'
        raise FetchFailure(f"invalid proxy address{shown}", hint="a proxy is named as http://HOST:PORT")
    number = parsed.host.rpartition(":")[2] if not parsed.host.endswith("]") and ":" in parsed.host else ""
    port = int(number[:9]) if number else _PORTS[parsed.scheme]
    if port > 65535:
        raise FetchFailure(f"proxyconnect tcp: dial tcp: address {number}: invalid port")
    username, _, password = (parsed.user or "").partition(":")
    return Proxy(parsed.scheme, parsed.hostname(), port, unquote(username), unquote(password))
