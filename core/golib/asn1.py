"""encoding/asn1, as far as certificates and keys need it: DER values written, and the frame of DER values read.

Reading raises GoError with the texts of Go's Unmarshal.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .types import GoError

INTEGER = 0x02
SEQUENCE = 0x30
_PRINTABLE = re.compile(r"[A-Za-z0-9 '()+,\-./:=?]*")
_PLAIN_FIELD = (
    "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 "
    "timeType:0 set:false omitEmpty:false}"
)


def tagged(tag: int, *contents: bytes) -> bytes:
    """A value with an identifier byte, of the contents one after the other."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*items: bytes) -> bytes:
    """A SEQUENCE."""
    return tagged(SEQUENCE, *items)


def integer(number: int) -> bytes:
    """An INTEGER."""
    return tagged(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def octets(content: bytes) -> bytes:
    """An OCTET STRING."""
    return tagged(0x04, content)


def bits(content: bytes, unused: int = 0) -> bytes:
    """A BIT STRING."""
    return tagged(0x03, bytes((unused,)), content)


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = [int(part) for part in dotted.split(".")]
    encoded = bytearray()
    for number in (first * 40 + second, *rest):
        group = [number & 0x7F]
        while number := number >> 7:
            group.append(number & 0x7F | 0x80)
        encoded += bytes(reversed(group))
    return tagged(0x06, bytes(encoded))


def string(text: str) -> bytes:
    """A PrintableString when the text allows it, else a UTF8String, as Go chooses."""
    return tagged(0x13 if _PRINTABLE.fullmatch(text) else 0x0C, text.encode("utf-8", "surrogateescape"))


class Value(NamedTuple):
    """A DER value: identifier byte, content, and where the next value begins."""

    tag: int
    content: bytes
    end: int


def read(data: bytes, start: int = 0) -> Value:
    """The value at an offset. Raises GoError (`asn1: syntax error: truncated tag or length` …)."""
    tag, length, position = _header(data, start)
    if position + length > len(data):
        raise GoError("asn1: syntax error: data truncated")
    return Value(tag, data[position : position + length], position + length)


def expect(tag: int, data: bytes, name: str, start: int = 0) -> Value:
    """The value at an offset, which must have this identifier byte; `name` is Go's type of the field it is read into.

    Raises GoError.
    """
    if start >= len(data):
        raise GoError("asn1: syntax error: sequence truncated")
    found, length, position = _header(data, start)
    if found != tag:
        compound = "true" if found & 0x20 else "false"
        shown = f"{{class:{found >> 6} tag:{found & 31} length:{length} isCompound:{compound}}}"
        raise GoError(
            f"asn1: structure error: tags don't match ({tag & 31} vs {shown}) {_PLAIN_FIELD} {name} @{position}"
        )
    return read(data, start)


def children(content: bytes) -> list[Value]:
    """The values one after the other in a content. Raises GoError."""
    found = []
    position = 0
    while position < len(content):
        value = read(content, position)
        found.append(value)
        position = value.end
    return found


def _header(data: bytes, start: int) -> tuple[int, int, int]:
    """Identifier byte, length of the content, and where that begins."""
    truncated = GoError("asn1: syntax error: truncated tag or length")
    tag = data[start]
    position = start + 1
    if tag & 31 == 31:
        # A tag number in bytes of its own: no certificate or key has one.
        raise GoError("asn1: syntax error: truncated base 128 integer")
    if position >= len(data):
        raise truncated
    length = data[position]
    position += 1
    if length < 0x80:
        return tag, length, position
    count, length = length & 0x7F, 0
    if count == 0:
        raise GoError("asn1: syntax error: indefinite length found (not DER)")
    for _ in range(count):
        if position >= len(data):
            raise truncated
        if length >= 1 << 23:
            raise GoError("asn1: structure error: length too large")
        length = length << 8 | data[position]
        position += 1
        if length == 0:
            raise GoError("asn1: structure error: superfluous leading zeros in length")
    if length < 0x80:
        raise GoError("asn1: structure error: non-minimal length")
    return tag, length, position
