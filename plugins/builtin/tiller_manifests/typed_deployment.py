"""A Deployment as Go has it after reading plain data into its type and writing it again.

Fields that the type lacks are gone, zero ones too where Go leaves them out, numbers are texts where a text belongs.
Rules: ghodss/yaml (convertToJSONableObject), encoding/json decode.go and encode.go of Go 1.15.
"""

from __future__ import annotations

from typing import Any

from ....core.golib.json import encode
from ....core.golib.patch_schema import PatchError, Schema, schema_for
from ....core.golib.typed_objects import check_object
from ....core.golib.types import GoError
from ....core.golib.yaml import scalar_text
from .field_rules import POINTERS, REQUIRED

_KINDS = {"b": "bool", "i": "int32", "l": "int64", "f": "float64"}
_CLASSES: dict[str, tuple[type, ...]] = {"b": (bool,), "i": (int,), "l": (int,), "f": (int, float)}
_ZEROS: dict[str, Any] = {"s": "", "b": False, "i": 0, "l": 0, "f": 0, "util.intstr.IntOrString": 0}
_ZEROS |= {"meta.v1.Time": None, "api.resource.Quantity": "0"}
_LIMITS = {"i": 1 << 31, "l": 1 << 63}
_INT_OR_STRING = "util.intstr.IntOrString"
_QUANTITY = "api.resource.Quantity"
_TIME = "meta.v1.Time"


class TypedError(GoError):
    """A value does not fit its field; the text is what encoding/json says."""


def as_deployment(document: dict[str, Any]) -> dict[str, Any]:
    """The document of an apps/v1 Deployment. Raises TypedError for the first value that does not fit."""
    schema = schema_for("apps/v1", "Deployment")
    if schema is None:
        raise TypedError("no schema of apps/v1 Deployment")
    return _struct(document, schema, ())


def _struct(document: dict[str, Any], schema: Schema, path: tuple[str, ...]) -> dict[str, Any]:
    """The fields that Go writes of a struct."""
    fields = schema.fields()
    folded = {name.lower(): name for name in reversed(list(fields))}
    required, pointers = REQUIRED.get(schema.shape, "").split(), POINTERS.get(schema.shape, "").split()
    written: dict[str, Any] = {}
    for key in sorted(document):
        name = key if key in fields else folded.get(key.lower())
        if name is None or document[key] is None:
            continue
        value = _value(document[key], schema.held_under(name), (*path, name), _struct_name(schema))
        if name in pointers or name in required or not _is_empty(value, schema.held_under(name)):
            written[name] = value
    for name in required:
        if name not in written:
            written[name] = None if name in pointers else _zero(schema.held_under(name))
    return written


def _value(value: Any, schema: Schema, path: tuple[str, ...], owner: str) -> Any:
    """What Go makes of a value that is there."""
    shape = schema.shape
    if shape == "s":
        if isinstance(value, bool | int | float):
            return scalar_text(value)
        return value if isinstance(value, str) else _refuse(value, "string", path, owner)
    if shape in _KINDS:
        return _simple(value, shape, path, owner)
    if shape in (_INT_OR_STRING, _QUANTITY, _TIME):
        return _own(value, schema, path, owner)
    if schema.go_kind == "slice" and shape != "y":
        if not isinstance(value, list):
            _refuse(value, _type_name(shape), path, owner)
        inner = schema.inner
        return [_zero(inner) if item is None else _value(item, inner, path, owner) for item in value]
    if schema.go_kind == "map":
        if not isinstance(value, dict):
            _refuse(value, _type_name(shape), path, owner)
        inner = schema.inner
        return {key: _zero(inner) if item is None else _value(item, inner, path, owner) for key, item in value.items()}
    if not schema.fields():
        return value
    return _struct(value, schema, path) if isinstance(value, dict) else _refuse(value, _type_name(shape), path, owner)


def _simple(value: Any, shape: str, path: tuple[str, ...], owner: str) -> Any:
    """A bool or a number."""
    fits = isinstance(value, _CLASSES[shape]) and (shape == "b" or not isinstance(value, bool))
    if fits and shape in _LIMITS:
        fits = -_LIMITS[shape] <= value < _LIMITS[shape]
    return value if fits else _refuse(value, _KINDS[shape], path, owner)


def _own(value: Any, schema: Schema, path: tuple[str, ...], owner: str) -> Any:
    """A value of a type that reads itself."""
    if schema.shape == _INT_OR_STRING:
        if isinstance(value, bool) or not isinstance(value, str | int):
            _refuse(value, "int32", path, owner)
        return value
    try:
        check_object({"value": value}, Schema({"": f"value={schema.shape}"}, ""))
    except PatchError as error:
        raise TypedError(str(error)) from None
    return value if isinstance(value, str) else encode(value)


def _is_empty(value: Any, schema: Schema) -> bool:
    """Whether Go leaves a value out of a field with omitempty: structs are never empty."""
    return not value and (schema.shape in _KINDS or schema.go_kind in ("slice", "map", "string"))


def _zero(schema: Schema) -> Any:
    """What Go writes for a value that was never set."""
    if schema.shape in _ZEROS:
        return _ZEROS[schema.shape]
    return None if schema.go_kind in ("slice", "map") else _struct({}, schema, ())


def _struct_name(schema: Schema) -> str:
    return schema.shape.rpartition(".")[2]


def _type_name(shape: str) -> str:
    """A type as Go's messages call it: ``[]v1.Container``, ``map[string]string``."""
    if shape.startswith("[]"):
        return "[]" + _type_name(shape[2:])
    if shape == "{}" + _QUANTITY:
        return "v1.ResourceList"
    if shape.startswith("{}"):
        return "map[string]" + _type_name(shape[2:])
    return {"s": "string", "y": "[]uint8", **_KINDS}.get(shape) or ".".join(shape.split(".")[-2:])


def _refuse(value: Any, wanted: str, path: tuple[str, ...], owner: str) -> Any:
    """Raise TypedError: a value has another type than the field wants."""
    if isinstance(value, bool | str | dict | list):
        kind = {bool: "bool", str: "string", dict: "object", list: "array"}[type(value)]
    else:
        kind = f"number {encode(value)}" if wanted.startswith(("int", "float")) else "number"
    raise TypedError(f"json: cannot unmarshal {kind} into Go struct field {owner}.{'.'.join(path)} of type {wanted}")
