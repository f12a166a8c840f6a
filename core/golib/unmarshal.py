"""Reading YAML into Go structs: which fields take which values, and the words when one does not fit.

Charts, requirements and manifest heads are read by Helm through ghodss/yaml: YAML becomes JSON, numbers and booleans
that are meant for a string field become text on the way, and encoding/json then fills the struct. Field names match
exactly or else regardless of case; unknown fields are ignored; null leaves a field alone; the first value that does
not fit is the error, and the rest is still read. Rules: ghodss/yaml.go (convertToJSONableObject), encoding/json
decode.go of Go 1.15.
"""

from __future__ import annotations

from typing import Any

from .json_decoder import json_kind
from .types import GoError
from .yaml import YamlError, scalar_text, to_json_value

_PREFIX = "error unmarshaling JSON: while decoding JSON: "


class UnmarshalError(GoError):
    """A value does not fit the field it is meant for. The text is what ghodss/yaml's Unmarshal returns."""


class StringType:
    """A Go string; numbers and booleans are turned into text.

    Not for a `strict` one: ghodss/yaml does not see the types of what embedded structs have.
    """

    __slots__ = ("strict",)
    name = "string"

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict


class BoolType:
    """A Go bool."""

    __slots__ = ()
    name = "bool"


class AnyType:
    """A Go interface {}: whatever is there, integers as float64."""

    __slots__ = ()
    name = "interface {}"


class ListType:
    """A slice. `name` is the Go type for messages, by default ``[]`` and the element's."""

    __slots__ = ("element", "name")

    def __init__(self, element: Type, name: str = "") -> None:
        self.element = element
        self.name: str = name or "[]" + element.name


class MapType:
    """A map with string keys."""

    __slots__ = ("element", "name")

    def __init__(self, element: Type) -> None:
        self.element = element
        self.name: str = "map[string]" + element.name


class StructType:
    """A struct: its Go type (``chart.Metadata``) and the types of its fields by JSON name.

    The type of a struct without a name is how Go spells it out (``struct { Namespace string }``), or empty.
    """

    __slots__ = ("fields", "folded", "name")

    def __init__(self, name: str, fields: dict[str, Type]) -> None:
        self.name = name
        self.fields = fields
        self.folded = {_fold(field): field for field in reversed(fields)}

    def field(self, key: str) -> str | None:
        """The field that `key` stands for, or None."""
        return key if key in self.fields else self.folded.get(_fold(key))


Type = StringType | BoolType | AnyType | ListType | MapType | StructType

STRING = StringType()
STRICT_STRING = StringType(strict=True)
BOOL = BoolType()
ANY = AnyType()


def unmarshal(text: str | bytes, target: StructType) -> dict[str, Any]:
    """The fields of `target` that a YAML text sets, as `into_struct` gives them (ghodss/yaml Unmarshal).

    Raises UnmarshalError, and YamlError for text that is no YAML.
    """
    try:
        document = _read(text, target)
    except YamlError as error:
        raise error.within("error converting YAML to JSON") from None
    return into_struct(document, target)


def _read(text: str | bytes, target: StructType) -> Any:
    """The document; infinities and NaN only where they are text. Raises YamlError."""
    try:
        return to_json_value(text)
    except YamlError as error:
        if not str(error).startswith("json: unsupported value"):
            raise
    from .yaml_decoder import reject_odd_floats

    document = _with_odd_floats_as_text(to_json_value(text, odd_floats=True), target)
    reject_odd_floats(document)
    return document


def _with_odd_floats_as_text(value: Any, target: Type) -> Any:
    """`value` with text for each infinity and NaN that is meant for a string."""
    if isinstance(value, float) and value - value != 0:
        return scalar_text(value) if isinstance(target, StringType) and not target.strict else value
    if isinstance(value, list) and isinstance(target, ListType):
        return [_with_odd_floats_as_text(item, target.element) for item in value]
    if isinstance(value, dict) and isinstance(target, MapType):
        return {key: _with_odd_floats_as_text(item, target.element) for key, item in value.items()}
    if isinstance(value, dict) and isinstance(target, StructType):
        result = {}
        for key, item in value.items():
            field = target.field(key)
            result[key] = item if field is None else _with_odd_floats_as_text(item, target.fields[field])
        return result
    return value


def into_struct(document: object, target: StructType) -> dict[str, Any]:
    """The fields of `target` that `document` sets, by JSON name.

    `document` is YAML as read, integers still told from floats. Structs come as dicts, nil pointers and null list
    items as None, null items of a list of texts as empty texts. A document that is null sets nothing. Raises
    UnmarshalError (``error unmarshaling JSON: while decoding JSON: json: cannot unmarshal …``).
    """
    decoder = _Decoder()
    try:
        fields = decoder.struct(document, target, ("", ()))
    except RecursionError:
        raise UnmarshalError(_PREFIX + "exceeded max depth") from None
    if decoder.problem:
        raise UnmarshalError(f"{_PREFIX}json: cannot unmarshal {decoder.problem}")
    return fields


_Place = tuple[str, tuple[str, ...]]


class _Decoder:
    """One run of encoding/json's decoder: remembers the first value that did not fit."""

    __slots__ = ("problem",)

    def __init__(self) -> None:
        self.problem = ""

    def struct(self, value: object, target: StructType, place: _Place) -> dict[str, Any]:
        """The fields that an object sets."""
        fields: dict[str, Any] = {}
        if not isinstance(value, dict):
            self._mismatch(value, target.name, place)
            return fields
        simple_name = "" if target.name.startswith("struct {") else target.name.rpartition(".")[2]
        for key in sorted(value):
            field = target.field(key)
            if field is None or value[key] is None:
                continue
            read = self._value(value[key], target.fields[field], (simple_name, (*place[1], field)))
            earlier = fields.get(field)
            if isinstance(read, dict) and isinstance(earlier, dict):
                earlier.update(read)
            elif read is not None:
                fields[field] = read
        return fields

    def _value(self, value: object, target: Type, place: _Place) -> Any:
        """`value` as the target type holds it; None where it has nothing."""
        if value is None:
            return None
        if isinstance(target, StringType):
            if isinstance(value, (bool, int, float)) and not target.strict:
                return scalar_text(value)
            return value if isinstance(value, str) else self._mismatch(value, target.name, place)
        if isinstance(target, BoolType):
            return value if isinstance(value, bool) else self._mismatch(value, target.name, place)
        if isinstance(target, StructType):
            return self.struct(value, target, place)
        if isinstance(target, ListType):
            if not isinstance(value, list):
                return self._mismatch(value, target.name, place)
            return [self._item(item, target.element, place) for item in value]
        if isinstance(target, MapType):
            if not isinstance(value, dict):
                return self._mismatch(value, target.name, place)
            return {key: self._item(value[key], target.element, place) for key in sorted(value)}
        return _free_form(value)

    def _item(self, value: object, target: Type, place: _Place) -> Any:
        """An item of a list or map: Go's zero value where there is nothing."""
        read = self._value(value, target, place)
        return "" if read is None and isinstance(target, StringType) else read

    def _mismatch(self, value: object, wanted: str, place: _Place) -> None:
        if value is None or self.problem:
            return
        struct, path = place
        where = f"Go struct field {struct}.{'.'.join(path)}" if path else "Go value"
        self.problem = f"{json_kind(value)} into {where} of type {wanted}"


def _free_form(value: object) -> Any:
    """A value for an interface {}: integers become float64."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dict):
        return {key: _free_form(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_free_form(item) for item in value]
    return value


def _fold(name: str) -> str:
    """`name` with case folded as encoding/json does for ASCII field names: long s and the Kelvin sign are letters."""
    return name.replace("\u017f", "s").replace("\u212a", "k").lower()
