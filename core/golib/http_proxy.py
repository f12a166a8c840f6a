"""Which proxy the environment names for a server. Rules: golang.org/x/net/http/httpproxy."""

from __future__ import annotations

from collections.abc import Mapping


class CgiError(Exception):
    """HTTP_PROXY is set in a CGI program, where it may come from a header of whoever asked (CVE-2016-5386)."""


def proxy_text(secure: bool, host: str, port: int, environment: Mapping[str, str]) -> str:
    """The proxy's address as the environment has it, empty for none. Raises CgiError."""
    name = "HTTPS_PROXY" if secure else "HTTP_PROXY"
    text = environment.get(name) or environment.get(name.lower()) or ""
    if text and not secure and environment.get("REQUEST_METHOD"):
        raise CgiError
    exceptions = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    return text if text and is_proxied(host, port, exceptions) else ""


def is_proxied(host: str, port: int, exceptions: str) -> bool:
    """Whether the text of NO_PROXY lets a server go through a proxy; this machine's own addresses never do."""
    import ipaddress

    host = host.lower().rstrip(".")
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
        if entry == "*" or (entry and _matches(entry, host, port, ip)):
            return False
    return True


def _matches(entry: str, host: str, port: int, ip: object) -> bool:
    """Whether an entry of NO_PROXY means this host: a network, an address or a domain, perhaps with a port."""
    import ipaddress

    if "/" in entry:
        try:
            return ip is not None and ip in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    name, colon, number = entry.rpartition(":")
    if colon and number.isdigit() and (":" not in name or name.endswith("]")):
        if int(number) != port:
            return False
        entry = name
    entry = entry.strip("[]")
    if not entry:
        return False
    if ip is not None:
        try:
            return ip == ipaddress.ip_address(entry)
        except ValueError:
            return False
    entry = entry.removeprefix("*")
    return host.endswith(entry) if entry.startswith(".") else host == entry or host.endswith(f".{entry}")
