"""Addresses of the web, as Go takes them apart, sends them and shows them. Rules: net/url, net/http (client.go)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib import url as go_url
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.text import without_password

if TYPE_CHECKING:
    from ....core.golib.url import URL

PORTS = {"http": 80, "https": 443}
_UNSENDABLE = re.compile(r"[^!-~]+")
"""What would break a request line."""
_AS_IT_IS = re.compile(r"[A-Za-z0-9\-_.~!$&'()*+,;=:@\[\]/%]*")


class WebAddress:
    """Where a request goes: `target` is what the request line asks for, `user` the user part of the URL (or None)."""

    __slots__ = ("host", "host_header", "port", "scheme", "shown", "target", "text", "user")

    def __init__(self, text: str, parsed: URL, port: int) -> None:
        self.text = _normalised(text, parsed)
        self.scheme = parsed.scheme
        self.host = parsed.hostname().lower()
        self.port = port
        self.host_header = parsed.host
        self.user = parsed.user
        self.target = _request_target(text, parsed)
        self.shown = without_password(self.text)

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what credentials are bound to."""
        return self.scheme, self.host, self.port

    @property
    def dialled(self) -> str:
        """``HOST:PORT``, IPv6 addresses in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse(text: str) -> WebAddress:
    """Take a URL of http or https apart.

    Raises RepositoryError in Go's words for what is none, for another scheme, and for a port that cannot be.
    """
    parsed = _parse(text)
    shown = _normalised(text, parsed)
    if parsed.scheme not in PORTS:
        raise request_error(shown, f'unsupported protocol scheme "{parsed.scheme}"')
    if not parsed.hostname():
        raise request_error(shown, "http: no Host in request URL")
    number = parsed.host.rpartition(":")[2] if not parsed.host.endswith("]") and ":" in parsed.host else ""
    port = int(number[:9]) if number else PORTS[parsed.scheme]
    if port > 65535:
        raise request_error(shown, f"dial tcp: address {number}: invalid port")
    if parsed.host.endswith(":"):
        parsed.host = parsed.host[:-1]
        text = str(parsed)
    return WebAddress(text, parsed, port)


def resolve(base: WebAddress, location: str) -> WebAddress:
    """Where a redirect from an address leads. Raises RepositoryError for what is no address of the web."""
    from urllib.parse import urljoin

    try:
        target = location if go_url.parse(location).scheme else urljoin(base.text, location)
    except (GoError, ValueError) as error:
        reason = "" if "@" in location else f": {error}"
        shown = quote(without_password(location))
        raise request_error(base.text, f"failed to parse Location header {shown}{reason}") from None
    return parse(target)


def request_error(text: str, reason: str, *, details: tuple[str, ...] = (), hint: str = "") -> RepositoryError:
    """``Get "URL": REASON``, as Go words what keeps a request from its answer (net/url.Error)."""
    return RepositoryError(f"Get {quote(without_password(text))}: {reason}", details=details, hint=hint)


def _parse(text: str) -> URL:
    try:
        return go_url.parse(text)
    except GoError as error:
        if "@" in text:
            # Go's reason may quote a part of the password.
            raise RepositoryError(f"parse {quote(without_password(text))}: net/url: invalid userinfo") from None
        raise RepositoryError(str(error)) from None


def _normalised(text: str, parsed: URL) -> str:
    """A URL as Go shows it in errors: put together again, an empty query kept. Rule: net/url URL.String, ForceQuery."""
    before, hash_sign, _ = text.partition("#")
    if not before.endswith("?") or parsed.query:
        return str(parsed)
    whole, _, fragment = str(parsed).partition("#")
    return f"{whole}?{hash_sign}{fragment}"


def _request_target(text: str, parsed: URL) -> str:
    """Path and query as they are sent: a path as written where that is a valid encoding, a query anyhow.

    Unlike Go, which sends spaces as they are, the query has escapes for what would break the request line. Rule:
    net/url EscapedPath, RequestURI.
    """
    before = text.partition("#")[0]
    path, question, query = before.partition("?")
    path = path.partition("//")[2].partition("/")[2]
    written = f"/{path}"
    if not _AS_IT_IS.fullmatch(written):
        written = str(go_url.URL(path=parsed.path))
    return written + question + _UNSENDABLE.sub(_escaped, query)


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogateescape"))
