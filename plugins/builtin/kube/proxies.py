"""Which proxy leads to a server. Rules: golang.org/x/net/http/httpproxy."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import KubeError
from ....core.golib import http_proxy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .server_address import ServerAddress


class Proxy:
    """A proxy: its scheme, where it listens, and the value of its Proxy-Authorization header (empty for none)."""

    __slots__ = ("authorization", "host", "port", "scheme", "url")

    def __init__(self, scheme: str, host: str, port: int, authorization: str, url: str) -> None:
        self.scheme = scheme
        self.host = host
        self.port = port
        self.authorization = authorization
        self.url = url

    @property
    def dialled(self) -> str:
        """``HOST:PORT``."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def proxy_for(address: ServerAddress, configured: str, environment: Mapping[str, str] = os.environ) -> Proxy | None:
    """The proxy for a server: the one `configured` in the kubeconfig, else that of the environment; None for none.

    Raises KubeError for an address that is none; it is shown without its password.
    """
    if configured:
        return _parse(configured)
    try:
        text = http_proxy.proxy_text(address.secure, address.host, address.port, environment)
    except http_proxy.CgiError:
        return None
    return _parse(text) if text else None


def _parse(text: str) -> Proxy:
    from ....core.golib import base64
    from ....core.golib import url as go_url
    from ....core.golib.types import GoError
    from .server_address import host_and_port

    try:
        parsed = go_url.parse(text if "://" in text else f"http://{text}")
    except GoError:
        raise KubeError("invalid proxy address", details=("a proxy is named as http://HOST:PORT",)) from None
    if parsed.scheme not in ("http", "https", "socks5"):
        raise KubeError(f'unsupported scheme "{parsed.scheme}" of a proxy, must be http, https, or socks5')
    host, port = host_and_port(parsed, 1080 if parsed.scheme == "socks5" else 0)
    authorization = ""
    if parsed.user is not None:
        name, _, password = parsed.user.partition(":")
        pair = ":".join([go_url.parse(f"/{part}").path[1:] for part in (name, password)])
        authorization = "Basic " + base64.encode(pair.encode("utf-8", "surrogateescape"))
    return Proxy(parsed.scheme, host, port, authorization, str(parsed))
