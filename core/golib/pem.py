"""encoding/pem: blocks of base64 between BEGIN and END lines."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, b2a_base64

_BEGIN = b"-----BEGIN "
_END = b"\n-----END "
_DASHES = b"-----"
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\r\n]")


def encode(kind: str, data: bytes) -> str:
    """A block of a kind such as CERTIFICATE, 64 characters a line (pem.EncodeToMemory)."""
    lines = [b2a_base64(data[at : at + 48], newline=False).decode("ascii") for at in range(0, len(data), 48)]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----", ""])


def decode(text: bytes) -> bytes | None:
    """The content of the first block, None when there is none (pem.Decode)."""
    rest = text
    while True:
        if rest.startswith(_BEGIN):
            rest = rest[len(_BEGIN) :]
        else:
            _, found, rest = rest.partition(b"\n" + _BEGIN)
            if not found:
                return None
        kind, rest = _line(rest)
        if not kind.endswith(_DASHES):
            continue
        content = _content(kind[: -len(_DASHES)], rest)
        if content is not None:
            return content


def _line(data: bytes) -> tuple[bytes, bytes]:
    """The first line without its end and trailing blanks, and what follows it."""
    line, _, rest = data.partition(b"\n")
    return line.removesuffix(b"\r").rstrip(b" \t"), rest


def _content(kind: bytes, rest: bytes) -> bytes | None:
    """The content of a block of this kind behind its BEGIN line, None when it is malformed."""
    headers = False
    while True:
        if not rest:
            return None
        line, following = _line(rest)
        if b":" not in line:
            break
        headers, rest = True, following
    if not headers and rest.startswith(_END[1:]):
        end, trailer = 0, rest[len(_END) - 1 :]
    else:
        end = rest.find(_END)
        trailer = rest[end + len(_END) :]
    mark = kind + _DASHES
    if end < 0 or not trailer.startswith(mark) or _line(trailer[len(mark) :])[0]:
        return None
    body = re.sub(rb"[ \t]", b"", rest[:end])
    try:
        return None if _NOT_BASE64.search(body) else a2b_base64(re.sub(rb"[\r\n]", b"", body), strict_mode=True)
    except Error:
        return None
