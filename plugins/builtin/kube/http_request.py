"""Writing requests of HTTP/1.1, and their URLs as Go writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....core.errors import KubeError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....core.model.kube_object import KubeRequest
    from .server_address import ServerAddress

USER_AGENT = "pilothouse"

_PLAIN_PATH = re.compile(r"[A-Za-z0-9\-_.~$&+,/:;=@]*").fullmatch
_PLAIN_QUERY = re.compile(r"[A-Za-z0-9\-_.~]*").fullmatch
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


def target_of(address: ServerAddress, request: KubeRequest) -> str:
    """Path and query as they stand in the request line: escaped, the query sorted by name as url.Values.Encode does."""
    path = request.path
    if not _PLAIN_PATH(path):
        from ....core.golib.url import URL

        path = str(URL(path=path))
    target = address.base + path
    if request.query:
        pairs = sorted(request.query, key=lambda pair: pair[0])
        target += "?" + "&".join([f"{_query_escape(name)}={_query_escape(value)}" for name, value in pairs])
    return target


def _query_escape(text: str) -> str:
    """As Go's url.QueryEscape."""
    if _PLAIN_QUERY(text):
        return text
    data = text.encode("utf-8", "surrogateescape")
    return "".join([chr(byte) if byte in _UNRESERVED else "+" if byte == 32 else f"%{byte:02X}" for byte in data])


def encode_request(
    host: str, target: str, request: KubeRequest, headers: Iterable[tuple[str, str]], *, packed: bool
) -> bytes:
    """The bytes of a request. `headers` are those of the credentials; `packed` asks for gzip. Raises KubeError."""
    fields = [("Host", host), ("User-Agent", USER_AGENT), *content_headers(request)]
    if packed:
        fields.append(("Accept-Encoding", "gzip"))
    if request.body or request.method in ("POST", "PUT", "PATCH"):
        fields.append(("Content-Length", str(len(request.body))))
    fields += headers
    check_headers(fields)
    lines = [f"{request.method} {target} HTTP/1.1", *[f"{name}: {value}" for name, value in fields]]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + request.body


def content_headers(request: KubeRequest) -> list[tuple[str, str]]:
    """The headers about what is sent and what is wanted."""
    fields = [("Accept", request.accept or "application/json")]
    if request.content_type:
        fields.append(("Content-Type", request.content_type))
    return fields


def check_headers(fields: Iterable[tuple[str, str]]) -> None:
    """Refuse headers that would break a request apart. Raises KubeError without the value, which may be a secret."""
    for name, value in fields:
        if not value.isprintable() or not name.isprintable():
            raise KubeError(f'net/http: invalid header field value for key "{name}"')
