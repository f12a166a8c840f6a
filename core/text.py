"""Making foreign text safe to print.

Names, descriptions and errors of charts, plugins and repositories come from strangers: control characters and
bidirectional overrides in them could rewrite what a terminal shows (CVE-2021-21303).
"""

from __future__ import annotations

import re
from functools import cache


@cache
def _unsafe() -> re.Pattern[str]:
    """The characters in question. Made when first needed: most runs print nothing of strangers."""
    return re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """`text` with control and bidirectional characters (but tab and newline) replaced by ``\\xNN``/``\\uNNNN``."""
    return _unsafe().sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def styled_printable(text: str) -> str:
    """`text` made `printable`, but for the sequences that set colours and weights."""
    parts = re.split(r"(\x1b\[[0-9;]*m)", text)
    return "".join([part if number % 2 else printable(part) for number, part in enumerate(parts)])


def decoded(text: str) -> str:
    """`text` with U+FFFD for what is no character: bytes that are no UTF-8, and halves of surrogate pairs."""
    if text.isascii():
        return text
    escaped = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\ufffd", text)
    return escaped.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def as_format(text: str) -> str:
    """A text as Go prints it when it is taken for a format without operands: ``100%`` becomes ``100%!(NOVERB)``."""
    if "%" not in text:
        return text
    from .golib.fmt import sprintf

    return sprintf(text, ())


def has_control_characters(text: str) -> bool:
    """Whether `text` has a control or bidirectional character (tab and newline count)."""
    return _unsafe().search(text) is not None or "\t" in text or "\n" in text


def without_password(url: str) -> str:
    """A URL as messages show it: the password as ``***``, as Go does, and a name that stands alone as well.

    A name without a password is a token, more often than not.
    """
    scheme, separator, rest = url.partition("//")
    if "@" not in rest:
        return url
    end = re.search(r"[/?#]", rest)
    authority = rest[: end.start()] if end else rest
    if "@" not in authority:
        # A password with a slash in it ends up here: what is no host and port is not shown.
        is_place = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*)(:[0-9]*)?", authority)
        return url if is_place else f"{scheme}{separator}***@{rest.rpartition('@')[2]}"
    user, _, host = authority.rpartition("@")
    name, colon, _ = user.partition(":")
    shown = f"{name}:***" if colon else "***"
    return f"{scheme}{separator}{shown}@{host}{rest[len(authority) :]}"
