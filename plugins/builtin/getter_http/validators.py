"""What a server says by which a later request can ask whether anything has changed (RFC 9110, section 8.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 1024


def pack(headers: Mapping[str, str]) -> str:
    """ETag and Last-Modified of an answer, a line each; empty when it has neither."""
    tag, modified = _usable(headers.get("ETag", "")), _usable(headers.get("Last-Modified", ""))
    return f"{tag}\n{modified}" if tag or modified else ""


def conditions(validators: str) -> dict[str, str]:
    """The headers that ask for what is not as the validators say. Texts that are none of ours ask for nothing."""
    tag, _, modified = validators.partition("\n")
    tag, modified = _usable(tag), _usable(modified)
    headers = {}
    if tag.endswith('"'):
        headers["If-None-Match"] = tag
    if modified:
        headers["If-Modified-Since"] = modified
    return headers


def strong_tag(headers: Mapping[str, str]) -> str:
    """The ETag of an answer if it vouches for each byte, else an empty text."""
    tag = _usable(headers.get("ETag", ""))
    return tag if tag.startswith('"') and tag.endswith('"') else ""


def _usable(text: str) -> str:
    return text if len(text) <= _LONGEST and text.isascii() and text.isprintable() else ""
