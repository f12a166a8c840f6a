"""Text and addresses of strangers as parts of a page.

Names, descriptions and addresses come from whoever packed the charts: nothing of them may become markup or script.
"""

from __future__ import annotations

import html
import re
from urllib.parse import quote

from ....core.text import has_control_characters, printable

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_KEPT = "!#$&*+,/:;=?@[]-._~%"
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml|x-icon)[;,]", re.IGNORECASE)


def text(value: str) -> str:
    """A text for between tags and for attributes in double quotes."""
    return html.escape(printable(value).encode("utf-8", "replace").decode("utf-8"))


def cut(value: str, length: int) -> str:
    """A text that is no longer than `length` characters."""
    return value if len(value) <= length else value[: length - 1].rstrip() + "…"


def link(address: str) -> str:
    """An address of http, https or without a scheme, for an attribute; empty for any other.

    Rule: the URL filter and normaliser of html/template.
    """
    found = _SCHEME.match(address)
    if not address or has_control_characters(address) or address != address.strip():
        return ""
    if found is not None and found[1].lower() not in ("http", "https"):
        return ""
    if found is None and ":" in address.partition("/")[0]:
        return ""
    return html.escape(_LONE_PERCENT.sub("%25", quote(address, safe=_KEPT, errors="replace")))


def site(address: str) -> str:
    """An absolute address of http or https, for an attribute; empty for any other."""
    return link(address) if address.lower().startswith(("http://", "https://")) else ""


def image(address: str) -> str:
    """The address of a picture, for an attribute: of http or https, or the picture itself; empty for any other."""
    if _IMAGE.match(address) and not has_control_characters(address):
        return html.escape(address)
    return site(address)


def shell_word(value: str) -> str:
    """A text as one word of a shell's command line."""
    import shlex

    return shlex.quote(printable(value))
