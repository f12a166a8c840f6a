"""Addresses of Tillers, as ``--host`` has them.

Rules: google.golang.org/grpc 1.18: parseTarget, parseDialTarget (rpc_util.go, internal/transport), net/ipsock.go.
"""

from __future__ import annotations

_RESOLVERS = ("dns", "passthrough")
_DEFAULT_PORT = "443"
"""For names that the resolver ``dns`` is to look up."""


class MalformedAddressError(Exception):
    """An address that is none. The text is Go's."""


class TillerAddress:
    """Where a Tiller listens: `host` and `port`, or `path` for a socket of this machine.

    `authority` is what requests call the server, `server_name` what its certificate has to be for.
    """

    __slots__ = ("authority", "host", "path", "port", "server_name")

    def __init__(self, text: str) -> None:
        scheme, separator, rest = text.partition("://")
        resolver, slash, endpoint = rest.partition("/")
        self.host, self.port, self.path = "", 0, ""
        if text.startswith("unix:"):
            self.path = text.removeprefix("unix:").removeprefix("//")
            self.authority = self.server_name = "localhost"
            return
        if separator and slash and scheme in _RESOLVERS:
            if resolver:
                raise MalformedAddressError(f"name server {resolver}: none but that of the system is asked")
            text = endpoint
        else:
            scheme = ""
        self.authority = text
        self.host, self.port = _host_and_port(text, _DEFAULT_PORT if scheme == "dns" else "")
        self.server_name = self.host

    def __str__(self) -> str:
        return self.path or self.authority


def _host_and_port(text: str, default: str) -> tuple[str, int]:
    from ....core.golib.listen import AddressError, port_number, split_host_port

    if default and ":" not in text.rpartition("]")[2]:
        text = f"{text}:{default}"
    try:
        host, port = split_host_port(text)
        return host or "localhost", port_number(port)
    except AddressError as error:
        raise MalformedAddressError(f"dial tcp: {error}") from None
