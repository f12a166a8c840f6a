"""Go's net/url: reading URLs apart and writing them, with Go's errors. Rule: net/url/url.go."""

from __future__ import annotations

import re

from .strconv import quote
from .types import GoError
from .utf8 import decode, encode

_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PORT = re.compile(":[0-9]*")
_USERINFO = re.compile(r"[A-Za-z0-9._:~!$&'()*+,;=%@-]*")
_WRITTEN_PATH = re.compile(r"[A-Za-z0-9._~$&+,/:;=@!'()*%\[\]-]*")
# An escape, or what stands where one is expected.
_ESCAPE = re.compile(rb"%(?:([0-9a-fA-F]{2})|.{0,2})", re.DOTALL)
# In a host also: a character that must not stand there.
_HOST_ESCAPE = re.compile(_ESCAPE.pattern + rb"|([^A-Za-z0-9_.~!$&'()*+,;=:\[\]<>\"\x80-\xff-])", re.DOTALL)

# The bytes that stay as they are in each part of a URL.
_PATH = frozenset(_UNRESERVED + b"$&+,/:;=@")
_USER = frozenset(_UNRESERVED + b"$&+,;=")
_FRAGMENT = frozenset(_UNRESERVED + b"$&+,/:;=?@!()*")
_HOST = frozenset(_UNRESERVED + b"!$&'()*+,;=:[]<>\"")


class URL:
    """The parts of a URL, decoded: `path` and `fragment` without escapes, `query` as it stands in the URL.

    `user` is the user part as text of a URL (``name:password``, escaped), None without one; `host` includes the port.
    `raw_path` is the path as it was written where that is not how it would be written from `path` (``%2F``).
    """

    __slots__ = ("fragment", "host", "opaque", "path", "query", "raw_path", "scheme", "user")

    def __init__(
        self,
        *,
        scheme: str = "",
        opaque: str = "",
        user: str | None = None,
        host: str = "",
        path: str = "",
        raw_path: str = "",
        query: str = "",
        fragment: str = "",
    ) -> None:
        self.scheme = scheme
        self.opaque = opaque
        self.user = user
        self.host = host
        self.path = path
        self.raw_path = raw_path
        self.query = query
        self.fragment = fragment

    def hostname(self) -> str:
        """The host without port and without the brackets of an IPv6 address."""
        host = self.host
        colon = host.rfind(":")
        if colon >= 0 and _PORT.fullmatch(host, colon):
            host = host[:colon]
        return host[1:-1] if host.startswith("[") and host.endswith("]") else host

    def port(self) -> str:
        """The digits of the port; empty without one."""
        colon = self.host.rfind(":")
        return self.host[colon + 1 :] if colon >= 0 and _PORT.fullmatch(self.host, colon) else ""

    def escaped_path(self) -> str:
        """The path as a URL has it: as it was written, where that still says the same (URL.EscapedPath)."""
        if self.raw_path and _WRITTEN_PATH.fullmatch(self.raw_path):
            try:
                if _unescape(self.raw_path) == self.path:
                    return self.raw_path
            except GoError:
                pass
        return "*" if self.path == "*" else _escape(self.path, _PATH)

    def set_escaped_path(self, text: str) -> None:
        """Take over a path as a URL has it. Raises GoError for a wrong escape."""
        self.path = _unescape(text)
        self.raw_path = "" if _escape(self.path, _PATH) == text else text

    def resolve(self, reference: URL) -> URL:
        """The absolute URL that a reference stands for where this URL is the base (URL.ResolveReference)."""
        answer = URL(
            scheme=reference.scheme or self.scheme,
            opaque=reference.opaque,
            user=reference.user,
            host=reference.host,
            query=reference.query,
            fragment=reference.fragment,
        )
        if reference.scheme or reference.host or reference.user is not None:
            answer.set_escaped_path(_resolve_path(reference.escaped_path(), ""))
            return answer
        if reference.opaque:
            return answer
        if not reference.path and not reference.query:
            answer.query = self.query
            answer.fragment = reference.fragment or self.fragment
        answer.host, answer.user = self.host, self.user
        answer.set_escaped_path(_resolve_path(self.escaped_path(), reference.escaped_path()))
        return answer

    def __str__(self) -> str:
        """The URL as text (URL.String)."""
        text = f"{self.scheme}:" if self.scheme else ""
        if self.opaque:
            text += self.opaque
        else:
            path = self.escaped_path()
            if self.host or self.user is not None or (self.scheme and path):
                text += "//"
            if self.user is not None:
                text += f"{self.user}@"
            text += _escape(self.host, _HOST)
            if self.host and path and path[0] != "/":
                text += "/"
            if not text and ":" in path.partition("/")[0]:
                text = "./"
            text += path
        if self.query:
            text += f"?{self.query}"
        if self.fragment:
            text += f"#{_escape(self.fragment, _FRAGMENT)}"
        return text


def parse(text: str) -> URL:
    """Read a URL or a relative reference (url.Parse). Raises GoError (``parse "http://h:x/": invalid port …``)."""
    before, _, fragment = text.partition("#")
    try:
        url = _parse_without_fragment(before)
    except GoError as error:
        raise GoError(f"parse {quote(before)}: {error}") from None
    try:
        url.fragment = _unescape(fragment)
    except GoError as error:
        raise GoError(f"parse {quote(text)}: {error}") from None
    return url


def _parse_without_fragment(text: str) -> URL:
    if _CONTROL.search(text):
        raise GoError("net/url: invalid control character in URL")
    if text == "*":
        return URL(path="*")
    if text.startswith(":"):
        raise GoError("missing protocol scheme")
    url = URL()
    found = _SCHEME.match(text)
    if found:
        url.scheme = found[1].lower()
        text = text[found.end() :]
    rest, _, url.query = text.partition("?")
    if not rest.startswith("/"):
        if url.scheme:
            url.opaque = rest
            return url
        if ":" in rest.partition("/")[0]:
            raise GoError("first path segment in URL cannot contain colon")
    if rest.startswith("//") and (url.scheme or not rest.startswith("///")):
        authority, slash, rest = rest[2:].partition("/")
        rest = slash + rest
        _parse_authority(url, authority)
    url.set_escaped_path(rest)
    return url


def sorted_query(query: str) -> str:
    """A query with its parameters sorted by name and escaped anew, without those that cannot be read.

    That is url.Values.Encode of what URL.Query reads.
    """
    values: dict[str, list[str]] = {}
    for pair in query.replace(";", "&").split("&"):
        name, _, value = pair.partition("=")
        try:
            name, value = _unescape(name.replace("+", " ")), _unescape(value.replace("+", " "))
        except GoError:
            continue
        if pair:
            values.setdefault(name, []).append(value)
    return "&".join(
        [f"{_escape_parameter(name)}={_escape_parameter(value)}" for name in sorted(values) for value in values[name]]
    )


def _escape_parameter(text: str) -> str:
    return _escape(text, frozenset(_UNRESERVED + b" ")).replace(" ", "+")


def _resolve_path(base: str, reference: str) -> str:
    """The path that a relative path stands for, without its ``.`` and ``..``; both are escaped."""
    if not reference:
        full = base
    elif reference.startswith("/"):
        full = reference
    else:
        full = base[: base.rfind("/") + 1] + reference
    if not full:
        return ""
    kept: list[str] = []
    elements = full.split("/")
    for element in elements:
        if element == "..":
            del kept[-1:]
        elif element != ".":
            kept.append(element)
    if elements[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept).removeprefix("/")


def _parse_authority(url: URL, authority: str) -> None:
    userinfo, at, host = authority.rpartition("@")
    url.host = _parse_host(host)
    if not at:
        return
    if not _USERINFO.fullmatch(userinfo):
        raise GoError("net/url: invalid userinfo")
    name, colon, password = userinfo.partition(":")
    url.user = _escape(_unescape(name), _USER) + colon + _escape(_unescape(password), _USER)


def _parse_host(host: str) -> str:
    if host.startswith("["):
        bracket = host.rfind("]")
        if bracket < 0:
            raise GoError("missing ']' in host")
        _check_port(host[bracket + 1 :])
        zone = host.find("%25", 0, bracket)
        if zone >= 0:
            # Most characters may be escaped in the zone of an IPv6 address, in the address itself none.
            return (
                _unescape_host(host[:zone])
                + _unescape_host(host[zone:bracket], zone=True)
                + _unescape_host(host[bracket:])
            )
    elif ":" in host:
        _check_port(host[host.rfind(":") :])
    return _unescape_host(host)


def _check_port(port: str) -> None:
    if port and not _PORT.fullmatch(port):
        raise GoError(f"invalid port {quote(port)} after host")


def _unescape(text: str) -> str:
    """`text` with every %XX made a byte."""
    return decode(_ESCAPE.sub(_byte, encode(text))) if "%" in text else text


def _unescape_host(text: str, *, zone: bool = False) -> str:
    """`text` with its escapes made bytes, where a host allows them: of bytes beyond ASCII, and %25 before a zone."""
    return decode(_HOST_ESCAPE.sub(_zone_byte if zone else _host_byte, encode(text)))


def _byte(found: re.Match[bytes]) -> bytes:
    """The byte that an escape stands for."""
    if found[1] is None:
        raise GoError(f"invalid URL escape {quote(decode(found[0]))}")
    return bytes.fromhex(found[1].decode())


def _host_byte(found: re.Match[bytes]) -> bytes:
    if found[2]:
        raise GoError(f"invalid character {quote(decode(found[2]))} in host name")
    byte = _byte(found)
    if byte < b"\x80" and found[1] != b"25":
        raise GoError(f"invalid URL escape {quote(decode(found[0]))}")
    return byte


def _zone_byte(found: re.Match[bytes]) -> bytes:
    if not found[2] and found[1] and (found[1] == b"20" or bytes.fromhex(found[1].decode())[0] in _HOST):
        return _byte(found)
    byte = _host_byte(found)
    if byte >= b"\x80":
        raise GoError(f"invalid URL escape {quote(decode(found[0]))}")
    return byte


def _escape(text: str, unescaped: frozenset[int]) -> str:
    """`text` with every byte that is not in `unescaped` as %XX."""
    return "".join([chr(byte) if byte in unescaped else f"%{byte:02X}" for byte in encode(text)])
