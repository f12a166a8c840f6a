"""Which proxy leads to a server. Rules: golang.org/x/net/http/httpproxy."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import KubeError

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
    name = "HTTPS_PROXY" if address.secure else "HTTP_PROXY"
    text = environment.get(name) or environment.get(name.lower()) or ""
    if name == "HTTP_PROXY" and environment.get("REQUEST_METHOD"):
        # In a CGI program the variable may come from a header of whoever asked (CVE-2016-5386).
        text = ""
    if not text or not _is_proxied(address, environment.get("NO_PROXY") or environment.get("no_proxy") or ""):
        return None
    return _parse(text)


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


def _is_proxied(address: ServerAddress, exceptions: str) -> bool:
    """Whether NO_PROXY lets a server go through a proxy; this machine's own addresses never do."""
    import ipaddress

    host = address.host.lower().rstrip(".")
    if host == "localhost":
        return False
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        ip = None
    if ip is not None and ip.is_loopback:
        return False
    for item in exceptions.split(","):
        entry = item.strip().lower()
        if entry == "*" or (entry and _matches(entry, host, address.port, ip)):
            return False
    return True


def _matches(entry: str, host: str, port: int, ip: object) -> bool:
    """Whether an entry of NO_PROXY means this host: a network, an address or a domain, perhaps with a port."""
    import ipaddress

    if ip is not None and "/" in entry:
        try:
            return ip in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    name, colon, number = entry.rpartition(":")
    if colon and number.isdigit() and (":" not in name or name.endswith("]")):
        if int(number) != port:
            return False
        entry = name.strip("[]")
    if not entry:
        return False
    if ip is not None:
        return entry.strip("[]") == host
    entry = entry.removeprefix("*")
    return host.endswith(entry) if entry.startswith(".") else host == entry or host.endswith("." + entry)
