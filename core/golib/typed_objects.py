"""k8s.io/apimachinery/pkg/runtime: whether plain data can become a typed object, and what Go says when it cannot.

Rule: fromUnstructured in converter.go. Fields that a type lacks are passed over. Named string types of Go are called
``string`` here, because OpenAPI documents do not name them.
"""

from __future__ import annotations

import re
from typing import Any

from .base64 import decode
from .json import encode
from .json_values import as_read
from .patch_schema import PatchError, Schema
from .types import GoError

_KINDS = {dict: "map", list: "slice", str: "string", int: "int64", float: "float64", bool: "bool"}
_JSON_KINDS = {dict: "object", list: "array", str: "string", bool: "bool"}
_TEXT_KINDS = {"s": "string", "b": "bool", "i": "int32", "l": "int64", "f": "float64"}
_QUANTITY = re.compile(r"[+-]?([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)", re.ASCII)
_SUFFIX = re.compile(r"(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?", re.ASCII)
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
_QUANTITY_RULE = r"quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"


def check_object(content: dict[str, Any], schema: Schema) -> None:
    """Raise PatchError with Go's text for the first value that does not fit its field; nulls fit every field."""
    try:
        _check(as_read(content), schema)
    except RecursionError:
        raise PatchError("exceeded max depth") from None


def _check(value: Any, schema: Schema) -> None:
    if value is None:
        return
    kind = _KINDS[value.__class__]
    shape = schema.shape
    if shape in _TEXT_KINDS:
        _check_simple(value, kind, shape)
    elif shape == "y":
        _check_bytes(value, kind)
    elif schema.go_kind == "slice":
        if kind != "slice":
            raise PatchError(f"cannot restore slice from {kind}")
        for item in value:
            _check(item, schema.inner)
    elif schema.go_kind == "map":
        if kind != "map":
            raise PatchError(f"cannot restore map from {kind}")
        for item in value.values():
            _check(item, schema.inner)
    elif shape in _OWN_RULES:
        _OWN_RULES[shape](value)
    else:
        _check_struct(value, kind, schema)


def _check_struct(value: Any, kind: str, schema: Schema) -> None:
    fields = schema.fields()
    if not fields:
        return
    if kind != "map":
        raise PatchError(f"cannot restore struct from: {kind}")
    for key in fields:
        if value.get(key) is not None:
            _check(value[key], schema.held_under(key))


def _check_simple(value: Any, kind: str, shape: str) -> None:
    wanted = _TEXT_KINDS[shape]
    if kind == wanted or (kind == "int64" and wanted == "int32"):
        return
    if kind == "float64" and wanted in ("int32", "int64"):
        if value != int(value):
            raise PatchError(f"cannot convert float64 to {wanted}")
        return
    if kind == "int64" and wanted in ("string", "float64"):
        raise PatchError(f"cannot convert int64 to {wanted}")
    raise PatchError(f"unrecognized type: {wanted}")


def _check_bytes(value: Any, kind: str) -> None:
    if kind == "slice":
        return
    if kind != "string":
        raise PatchError(f"cannot restore slice from {kind}")
    try:
        decode(value)
    except GoError as error:
        raise PatchError(f"error decoding from json: {error}") from None


def _check_time(value: Any) -> None:
    if value.__class__ is not str:
        raise PatchError(f"json: cannot unmarshal {_json_kind(value)} into Go value of type string")
    if not _TIME.fullmatch(value):
        quoted = encode(value)
        raise PatchError(f'parsing time {quoted} as "2006-01-02T15:04:05Z07:00": cannot parse {quoted} as "2006"')


def _check_quantity(value: Any) -> None:
    text = value.strip() if value.__class__ is str else encode(value)
    found = _QUANTITY.fullmatch(text)
    if found is None or not text:
        raise PatchError(_QUANTITY_RULE)
    if not _SUFFIX.fullmatch(found[3]):
        raise PatchError("unable to parse quantity's suffix")
    if not found[1] and not found[2]:
        raise PatchError("unable to parse numeric part of quantity")


def _check_int_or_string(value: Any) -> None:
    if value.__class__ is not str and value.__class__ is not int:
        number = f"number {encode(value)}" if value.__class__ is float else _json_kind(value)
        raise PatchError(f"json: cannot unmarshal {number} into Go value of type int32")


def _json_kind(value: Any) -> str:
    return _JSON_KINDS.get(value.__class__, "number")


_OWN_RULES = {
    "meta.v1.Time": _check_time,
    "meta.v1.MicroTime": _check_time,
    "api.resource.Quantity": _check_quantity,
    "util.intstr.IntOrString": _check_int_or_string,
}
"""Types that unmarshal themselves."""
