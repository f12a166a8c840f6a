"""The text behind a YAML document: encodings, and the characters that YAML does not allow.

Rule: gopkg.in/yaml.v2 2.2.4, readerc.go. Go reads in blocks of 512 bytes, and only as far as the first document needs,
so a bad character matters only when its block is reached: `Input` says how far the text may be read.
"""

from __future__ import annotations

from .yaml_charset import find_forbidden

_BLOCK = 512
_CUT_OFF = "incomplete UTF-8 octet sequence"


class Input:
    """Readable text, and what is wrong with the block of text after it (`problem`, None when the text is whole)."""

    __slots__ = ("problem", "text")

    text: str
    problem: str | None

    def __init__(self, source: str | bytes) -> None:
        if source[:2] in ("\udcff\udcfe", "\udcfe\udcff"):
            source = _encode(source)  # type: ignore[arg-type]
        if source.__class__ is bytes and source[:2] in (b"\xff\xfe", b"\xfe\xff"):
            self.text, self.problem = _utf16(source)
            return
        text = source.decode("utf-8", "surrogateescape") if isinstance(source, bytes) else source
        self.problem = None
        bad = find_forbidden(text)
        if bad >= 0:
            data = _encode(text)
            text = data.decode("utf-8", "surrogateescape")
            bad = find_forbidden(text)
            if bad >= 0:
                offset = len(text[:bad].encode())
                self.problem = _problem(data, offset)
                text = data[: offset if self.problem == _CUT_OFF else _block_start(data, offset)].decode()
        self.text = text.lstrip("\ufeff")


def _encode(text: str) -> bytes:
    """The bytes of the text, bytes that are not UTF-8 among them; other surrogates as the bad bytes they would be."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _problem(data: bytes, offset: int) -> str:
    """What the reader says about the bad character at `offset`."""
    first = data[offset]
    if first < 0x80:
        return "control characters are not allowed"
    width = _width(first)
    if not width:
        return "invalid leading UTF-8 octet"
    character = data[offset : offset + width]
    if len(character) < width:
        return _CUT_OFF
    if any(octet & 0xC0 != 0x80 for octet in character[1:]):
        return "invalid trailing UTF-8 octet"
    code = first & (0xFF >> (width + 1))
    for octet in character[1:]:
        code = code << 6 | octet & 0x3F
    if code < (0, 0, 0x80, 0x800, 0x10000)[width]:
        return "invalid length of a UTF-8 sequence"
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "invalid Unicode character"
    return "control characters are not allowed"


def _width(first: int) -> int:
    """The length of a UTF-8 sequence by its first byte, 0 when none begins with it."""
    if first < 0x80:
        return 1
    return {0xC: 2, 0xD: 2, 0xE: 3}.get(first >> 4, 4 if first >> 3 == 0x1E else 0)


def _block_start(data: bytes, offset: int) -> int:
    """Where the block begins that holds the character at `offset`; characters never straddle blocks."""
    start = 0
    while True:
        end = start + _BLOCK
        if offset < end:
            straddles = end < len(data) and offset + _width(data[offset]) > end
            return offset if straddles else start
        head = end - 1
        while data[head] & 0xC0 == 0x80:
            head -= 1
        start = head if head + _width(data[head]) > end else end


def _utf16(source: bytes) -> tuple[str, str | None]:
    """Text with a UTF-16 byte order mark. Bad text ends before the first character that is wrong."""
    codec = "utf-16-le" if source[0] == 0xFF else "utf-16-be"
    try:
        text = source[2:].decode(codec)
    except UnicodeDecodeError as error:
        text = source[2 : 2 + error.start].decode(codec)
        rest = source[2 + error.start :]
        return text, _utf16_problem(rest, codec)
    bad = find_forbidden(text)
    return (text[:bad], "control characters are not allowed") if bad >= 0 else (text, None)


def _utf16_problem(rest: bytes, codec: str) -> str:
    if len(rest) < 2:
        return "incomplete UTF-16 character"
    high = rest[1] if codec == "utf-16-le" else rest[0]
    if 0xDC <= high <= 0xDF:
        return "unexpected low surrogate area"
    return "incomplete UTF-16 surrogate pair" if len(rest) < 4 else "expected low surrogate area"
