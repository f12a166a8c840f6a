"""Protocol Buffers' wire format, driven by tables of fields; messages are plain dicts.

A decoded message maps field names to values: absent fields are absent, repeated fields are lists, maps are dicts in the
order of the wire, sub-messages are dicts. Fields that the table does not have are kept as they came, bytes under the
key `UNKNOWN`, unless the table says that it wants only its own (`partial`).

Encoding writes fields in the order of their numbers and unknown ones after them, as golang/protobuf does, leaves out
what has the default value of its type (proto3), packs repeated numbers, and writes maps in the order of the dict, so
that a message decoded and encoded again has the same bytes.

Decoding is made for hostile input: everything that is no such message ends in DamagedRecordError, sub-messages may be
nested `MAX_DEPTH` deep, and one message has `MAX_FIELDS` fields and list items at most (or as many as the caller
allows), whatever its length claims. Time and memory are bounded by the number of fields and the length of the data.
Where golang/protobuf has a sentence for what is wrong, it is used. Rules: the Protocol Buffers encoding;
github.com/golang/protobuf v1.3, proto/table_marshal.go and proto/table_unmarshal.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import DamagedRecordError, StorageError

MAX_DEPTH = 100
"""How deep messages may be nested: what other implementations of the format allow."""

MAX_FIELDS = 500_000
"""Fields and list items in one message and all below it."""

UNKNOWN = ""
"""The key of a message's unknown fields: their bytes, tags included."""

BOOL = "bool"
BYTES = "bytes"
INT32 = "int32"
INT64 = "int64"
UINT32 = "uint32"
STRING = "string"
MESSAGE = "message"
MAP = "map"

_NUMBERS = frozenset((BOOL, INT32, INT64, UINT32))
_VARINT, _FIXED64, _LENGTH, _GROUP, _END_GROUP, _FIXED32 = range(6)
_MASK = (1 << 64) - 1
_COPIED_BYTES = 64
"""Bytes that may be copied once more for what one field costs."""


class Field:
    """A field of a message. Enumerations are fields of kind `INT32`, maps have texts for keys and values.

    `message` is the table of a sub-message. `go_name` is the name in error texts about the field.
    """

    __slots__ = ("go_name", "kind", "message", "name", "number", "repeated", "tag", "wire_type")

    def __init__(
        self,
        number: int,
        name: str,
        kind: str = STRING,
        message: Message | None = None,
        *,
        repeated: bool = False,
        go_name: str = "",
    ) -> None:
        self.number = number
        self.name = name
        self.kind = kind
        self.message = message
        self.repeated = repeated
        self.go_name = go_name or "".join(word.capitalize() for word in name.split("_"))
        self.wire_type = _VARINT if kind in _NUMBERS and not repeated else _LENGTH
        self.tag = varint(number << 3 | self.wire_type)


class Message:
    """The table of a message: its full name and its fields. `partial`: unknown fields are passed over, not kept."""

    __slots__ = ("by_number", "fields", "name", "partial")

    def __init__(self, name: str, fields: Iterable[Field] = (), *, partial: bool = False) -> None:
        self.name = name
        self.partial = partial
        self.fields: tuple[Field, ...] = ()
        self.by_number: dict[int, Field] = {}
        self.define(fields)

    def define(self, fields: Iterable[Field]) -> None:
        """Set the fields, for a message that contains itself."""
        self.fields = tuple(sorted(fields, key=lambda field: field.number))
        self.by_number = {field.number: field for field in self.fields}


def varint(value: int) -> bytes:
    """A number that is not negative, in seven bits a byte, the lowest first."""
    if value < 0x80:
        return bytes((value,))
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def encode(values: dict[str, Any], message: Message) -> bytes:
    """The bytes of a message. Raises StorageError for a text that is not UTF-8 (lone surrogates), as Go does."""
    parts: list[bytes] = []
    for field in message.fields:
        value = values.get(field.name)
        if value is None:
            continue
        if field.kind == MAP:
            for key, item in value.items():
                entry = _length_field(b"\x0a", _utf8(key, field, message)) + _length_field(
                    b"\x12", _utf8(item, field, message)
                )
                parts += (field.tag, varint(len(entry)), entry)
        elif field.repeated:
            _encode_items(value, field, message, parts)
        elif field.kind in _NUMBERS:
            number = int(value)
            if number:
                parts += (field.tag, varint(number & _MASK))
        elif value or field.kind == MESSAGE:
            data = _content(value, field, message)
            parts += (field.tag, varint(len(data)), data)
    unknown = values.get(UNKNOWN)
    if unknown:
        parts.append(unknown)
    return b"".join(parts)


def _encode_items(items: list[Any], field: Field, message: Message, parts: list[bytes]) -> None:
    if field.kind in _NUMBERS:
        data = b"".join(varint(int(item) & _MASK) for item in items)
        if data:
            parts += (field.tag, varint(len(data)), data)
        return
    for item in items:
        data = _content(item, field, message)
        parts += (field.tag, varint(len(data)), data)


def _content(value: Any, field: Field, message: Message) -> bytes:
    """The bytes behind the length of a text, of bytes or of a sub-message."""
    if field.kind == STRING:
        return _utf8(value, field, message)
    if field.message is None:
        data: bytes = value
        return data
    return encode(value, field.message)


def _length_field(tag: bytes, data: bytes) -> bytes:
    return tag + varint(len(data)) + data


def _utf8(text: str, field: Field, message: Message) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise StorageError(f'proto: field "{message.name}.{field.go_name}" contains invalid UTF-8') from None


def decode(data: bytes, message: Message, most_fields: int = MAX_FIELDS) -> dict[str, Any]:
    """The message in `data`. Raises DamagedRecordError, also for one with more than so many fields and list items."""
    values: dict[str, Any] = {}
    _Decoder(data, most_fields).read(0, len(data), message, values, 0)
    return values


class _Decoder:
    """Reads messages out of one buffer, without copying what contains other messages."""

    __slots__ = ("data", "left", "most")

    def __init__(self, data: bytes, most: int) -> None:
        self.data = data
        self.left = self.most = most

    def read(self, position: int, end: int, message: Message, values: dict[str, Any], depth: int) -> None:
        """Read the fields between two positions into `values`, over what is in there from before (Go merges too).

        Nearly all tags and many lengths are one byte: these are read without a call.
        """
        if depth > MAX_DEPTH:
            raise DamagedRecordError(f"proto: messages are nested more than {MAX_DEPTH} deep")
        data = self.data
        by_number = message.by_number
        unknown: list[bytes] = []
        while position < end:
            self.left -= 1
            if self.left < 0:
                self.spend(0)
            start = position
            tag = data[position]
            if tag < 0x80:
                position += 1
            else:
                tag, position = self.varint(position, end)
            field = by_number.get(tag >> 3)
            if tag & 7 == _LENGTH and tag > 7:
                if position < end and data[position] < 0x80:
                    stop = position + 1 + data[position]
                    position += 1
                else:
                    length, position = self.varint(position, end)
                    stop = position + length
                if stop > end:
                    raise _truncated()
                if field is not None:
                    self.read_content(position, stop, field, message, values, depth)
                elif not message.partial:
                    unknown.append(data[start:stop])
                position = stop
            elif field is None:
                position = self.skip(tag, position, end)
                if not message.partial:
                    unknown.append(data[start:position])
            elif tag & 7 == _VARINT and field.kind in _NUMBERS:
                number, position = self.varint(position, end)
                if field.repeated:
                    values.setdefault(field.name, []).append(_number(number, field.kind))
                else:
                    values[field.name] = _number(number, field.kind)
            else:
                raise _bad_wire_type(tag & 7, field, message)
        if unknown:
            before = values.get(UNKNOWN, b"")
            # A message in many pieces is put together again and again: nobody writes that, and it costs what it copies.
            self.spend(len(before) // _COPIED_BYTES)
            values[UNKNOWN] = before + b"".join(unknown)

    def spend(self, count: int) -> None:
        """Take note of some fields."""
        self.left -= count
        if self.left < 0:
            raise DamagedRecordError(f"proto: more than {self.most} fields")

    def read_content(
        self, position: int, end: int, field: Field, message: Message, values: dict[str, Any], depth: int
    ) -> None:
        """Read a field that comes with a length."""
        kind = field.kind
        if kind == MESSAGE and field.message is not None:
            inner: dict[str, Any] = {}
            if field.repeated:
                values.setdefault(field.name, []).append(inner)
            else:
                inner = values.setdefault(field.name, inner)
            self.read(position, end, field.message, inner, depth + 1)
        elif kind == MAP:
            entry: dict[str, Any] = {}
            self.read(position, end, _MAP_ENTRY, entry, depth + 1)
            key = _text(entry.get("key", b""), field, message)
            values.setdefault(field.name, {})[key] = _text(entry.get("value", b""), field, message)
        elif kind in _NUMBERS:
            if not field.repeated:
                raise _bad_wire_type(_LENGTH, field, message)
            items = values.setdefault(field.name, [])
            while position < end:
                self.spend(1)
                number, position = self.varint(position, end)
                items.append(_number(number, kind))
        else:
            value: Any = self.data[position:end]
            if kind == STRING:
                value = _text(value, field, message)
            if field.repeated:
                values.setdefault(field.name, []).append(value)
            else:
                values[field.name] = value

    def varint(self, position: int, end: int) -> tuple[int, int]:
        """The number at a position and the position behind it."""
        if position >= end:
            raise _truncated()
        data = self.data
        byte = data[position]
        if byte < 0x80:
            return byte, position + 1
        value = byte & 0x7F
        for shift in range(7, 70, 7):
            position += 1
            if position >= end:
                raise _truncated()
            byte = data[position]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if value > _MASK:
                    break
                return value, position + 1
        raise DamagedRecordError("proto: integer overflow")

    def skip(self, tag: int, position: int, end: int) -> int:
        """The position behind an unknown field; groups, which nobody writes any more, are passed over as a whole."""
        open_groups: list[int] = []
        while True:
            number, wire_type = tag >> 3, tag & 7
            if number == 0:
                raise DamagedRecordError(f"proto: illegal tag 0 (wire type {wire_type})")
            if wire_type == _VARINT:
                _, position = self.varint(position, end)
            elif wire_type == _LENGTH:
                length, position = self.varint(position, end)
                position += length
            elif wire_type == _FIXED64:
                position += 8
            elif wire_type == _FIXED32:
                position += 4
            elif wire_type == _GROUP:
                open_groups.append(number)
            elif wire_type != _END_GROUP or not open_groups or open_groups.pop() != number:
                raise DamagedRecordError(f"proto: can't skip unknown wire type {wire_type}")
            if position > end:
                raise _truncated()
            if not open_groups:
                return position
            self.spend(1)
            tag, position = self.varint(position, end)


_MAP_ENTRY = Message("map entry", (Field(1, "key", BYTES), Field(2, "value", BYTES)), partial=True)


def _number(value: int, kind: str) -> int | bool:
    """The value of a varint: numbers of 32 bits are cut to them, as Go does."""
    if kind == BOOL:
        return value != 0
    if kind == UINT32:
        return value & 0xFFFFFFFF
    bits = 31 if kind == INT32 else 63
    value &= (2 << bits) - 1
    return value - (2 << bits) if value >> bits else value


def _text(data: bytes, field: Field, message: Message) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise DamagedRecordError(f'proto: field "{message.name}.{field.go_name}" contains invalid UTF-8') from None


def _truncated() -> DamagedRecordError:
    return DamagedRecordError("unexpected EOF")


def _bad_wire_type(got: int, field: Field, message: Message) -> DamagedRecordError:
    return DamagedRecordError(
        f"proto: bad wiretype for field {message.name}.{field.go_name}: got wiretype {got}, want {field.wire_type}"
    )
