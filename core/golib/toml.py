"""Values as TOML, as the encoder of BurntSushi/toml (of 2017) writes them.

Rule: github.com/BurntSushi/toml, encode.go. In a table plain values come before subtables, both sorted by key; the
arrays of TOML hold values of one type only.
"""

from __future__ import annotations

import re
from typing import Any

from .depth import MAX_DEPTH
from .floats import format_f
from .nil import is_nil
from .types import GoError, Struct, kind_name

__all__ = ["TomlError", "TomlPanic", "encode"]

_BOOL = "Bool"
_INTEGER = "Integer"
_FLOAT = "Float"
_STRING = "String"
_DATETIME = "Datetime"
_ARRAY = "Array"
_HASH = "Hash"
_ARRAY_HASH = "ArrayHash"
_TIME = "time.Time"

_BARE_KEY = re.compile("[A-Za-z0-9_-]*")
_QUOTED = re.compile(r'[\t\n\r"\\]')
_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}

_Key = tuple[str, ...]


class TomlError(GoError):
    """A value that TOML cannot hold; the text is word for word the Go library's."""


class TomlPanic(TomlError):
    """A value at which the Go library does not return an error but panics."""


def encode(value: Any) -> str:
    """`value`, a map or a struct, as a TOML document. Raises TomlError (and TomlPanic)."""
    encoder = _Encoder()
    if value is None:
        raise TomlPanic("reflect: call of reflect.Value.Interface on zero Value")
    if isinstance(value, complex):
        raise TomlPanic("toml: unsupported type for key '': complex128")
    try:
        encoder.encode((), value)
    except RecursionError:
        raise TomlError(f"toml: exceeded max depth of {MAX_DEPTH}") from None
    return "".join(encoder.parts)


class _Encoder:
    """Collects the parts of the document."""

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: list[str] = []

    def encode(self, key: _Key, value: Any) -> None:
        """Write one key with its value, or a table, or an array of tables; nothing for nil but an empty array."""
        kind = _type_of(value)
        if kind is None and not isinstance(value, list):
            return
        if kind == _HASH:
            self.table(key, value)
        elif kind == _ARRAY_HASH:
            self.array_of_tables(key, value)
        else:
            self.pair(key, value)

    def newline(self) -> None:
        if self.parts:
            self.parts.append("\n")

    def pair(self, key: _Key, value: Any) -> None:
        if not key:
            raise TomlError("toml: top-level values must be Go maps or structs")
        _check_key(key)
        self.parts.append(f"{_indent(key)}{_quote_key(key[-1])} = {_element(value)}")
        self.newline()

    def array_of_tables(self, key: _Key, tables: list[Any]) -> None:
        if not key:
            raise TomlError("toml: top-level values must be Go maps or structs")
        for table in tables:
            _check_key(key)
            self.newline()
            self.parts.append(f"{_indent(key)}[[{_dotted(key)}]]")
            self.newline()
            self.members(key, table)

    def table(self, key: _Key, value: Any) -> None:
        _check_key(key)
        if len(key) == 1:
            self.newline()
        if key:
            self.parts.append(f"{_indent(key)}[{_dotted(key)}]")
            self.newline()
        self.members(key, value)

    def members(self, key: _Key, table: Any) -> None:
        """Write what a map or struct holds: first plain values, then tables."""
        if len(key) > MAX_DEPTH:
            raise TomlError(f"toml: exceeded max depth of {MAX_DEPTH}")
        pairs = _fields(table) if isinstance(table, Struct) else [(name, table[name]) for name in sorted(table)]
        tables = []
        for name, value in pairs:
            if _type_of(value) in (_HASH, _ARRAY_HASH):
                tables.append((name, value))
        for name, value in pairs:
            if _type_of(value) not in (_HASH, _ARRAY_HASH):
                self.encode((*key, name), value)
        for name, value in tables:
            self.encode((*key, name), value)


def _fields(value: Struct) -> list[tuple[str, Any]]:
    """The exported fields of a struct by their Go names; empty slices and maps count as nil.

    A struct that Go's reflection sees differently says so in a method `go_toml` of its own.
    """
    own = getattr(value, "go_toml", None)
    if own is not None:
        return list(own())
    fields = [(name, getattr(value, attribute)) for name, attribute in value.go_fields.items() if name[:1].isupper()]
    return [(name, None if isinstance(field, list | dict | bytes) and not field else field) for name, field in fields]


def _type_of(value: Any, depth: int = 0) -> str | None:
    """The TOML type of a value, None for nil. Raises TomlError for arrays that TOML cannot hold."""
    if is_nil(value):
        return None
    kind = value.__class__
    if kind is bool:
        return _BOOL
    if kind is str:
        return _STRING
    if kind is float:
        return _FLOAT
    if isinstance(value, int):
        return _INTEGER
    if isinstance(value, dict):
        return _HASH
    if isinstance(value, list):
        return _ARRAY_HASH if _element_type(value, depth) == _HASH else _ARRAY
    if kind is bytes:
        return _ARRAY
    if isinstance(value, Struct):
        return _DATETIME if value.go_type == _TIME else _HASH
    raise TomlPanic(f"unexpected reflect.Kind: {kind_name(value)}")


def _element_type(items: Any, depth: int) -> str | None:
    """The type that all elements have; None for an empty array."""
    if depth > MAX_DEPTH:
        raise TomlError(f"toml: exceeded max depth of {MAX_DEPTH}")
    if not items:
        return None
    if items.__class__ is bytes:
        return _INTEGER
    first = _type_of(items[0], depth + 1)
    if first is None:
        raise TomlError("toml: cannot encode array with nil element")
    for item in items[1:]:
        kind = _type_of(item, depth + 1)
        if kind is None:
            raise TomlError("toml: cannot encode array with nil element")
        if kind != first:
            raise TomlError("toml: cannot encode array with mixed element types")
    if first in (_ARRAY, _ARRAY_HASH) and _element_type(items[0], depth + 1) in (_HASH, _ARRAY_HASH):
        raise TomlError("toml: TOML array element cannot contain a table")
    return first


def _element(value: Any) -> str:
    """A value that is no table, as it stands behind the equals sign."""
    if value.__class__ is str:
        return '"' + _QUOTED.sub(lambda found: _ESCAPES[found[0]], value) + '"'
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is float:
        text = format_f(value)
        return text if "." in text else text + ".0"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, list | bytes):
        return "[" + ", ".join([_element(item) for item in value]) + "]"
    return _utc(value)


def _utc(value: Any) -> str:
    from . import time, time_zone

    return time.Time(value.seconds, value.nanosecond, time_zone.UTC).format("2006-01-02T15:04:05Z")


def _check_key(key: _Key) -> None:
    if "" in key:
        raise TomlError(f"toml: Key '{_dotted(key)}' is not a valid table name. Key names cannot be empty.")


def _indent(key: _Key) -> str:
    return "  " * (len(key) - 1)


def _dotted(key: _Key) -> str:
    return ".".join(map(_quote_key, key))


def _quote_key(name: str) -> str:
    if _BARE_KEY.fullmatch(name):
        return name
    return '"' + name.replace('"', '\\"') + '"'
