"""Sprig's functions that take URLs apart and put them together. Rule: its url.go."""

from __future__ import annotations

from typing import Any

from ....core.golib.reflect import NIL_POINTER
from ....core.golib.types import GoError, GoFunction, go, kind_name
from ....core.golib.url import URL, parse


def url_parse(text: str) -> dict[str, Any]:
    """The parts of a URL. Raises GoError for what is none."""
    try:
        url = parse(text)
    except GoError as error:
        raise GoError(f"unable to parse url: {error}") from None
    return {
        "fragment": url.fragment,
        "host": url.host,
        "hostname": url.hostname(),
        "opaque": url.opaque,
        "path": url.path,
        "query": url.query,
        "scheme": url.scheme,
        "userinfo": url.user or "",
    }


def url_join(parts: dict[str, Any] | None) -> str:
    """The URL of these parts (those of `url_parse` except hostname). Raises GoError for parts that are no strings."""
    known = parts or {}
    url = URL(
        scheme=_part(known, "scheme"),
        host=_part(known, "host"),
        path=_part(known, "path"),
        query=_part(known, "query"),
        opaque=_part(known, "opaque"),
        fragment=_part(known, "fragment"),
    )
    userinfo = _part(known, "userinfo")
    if userinfo:
        try:
            url.user = parse(f"proto://{userinfo}@host").user
        except GoError as error:
            raise GoError(f"unable to parse userinfo in dict: {error}") from None
    return str(url)


def _part(parts: dict[str, Any], name: str) -> str:
    value = parts.get(name, "")
    if value is None:
        raise GoError(NIL_POINTER)
    if not isinstance(value, str):
        raise GoError(f"unable to parse {name} key, must be of type string, but {kind_name(value)} found")
    return value


FUNCTIONS: dict[str, GoFunction] = {
    "urlJoin": go(url_join, "map"),
    "urlParse": go(url_parse, "string"),
}
