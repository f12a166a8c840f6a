"""Values of a wrong type in objects of built-in kinds, in the words of the server's JSON reader.

The types are those of `core.golib.merge_keys`. The server also quotes the text around the place; here the sentence ends
before that.
"""

from __future__ import annotations

from typing import Any

from ....core.golib.patch_schema import Schema, schema_for
from .kinds import Kind
from .status import bad_request
from .store import Object

_SHOWN = {True: "t", False: "f"}


def check_types(thing: Object, kind: Kind) -> None:
    """Raise Refusal for the first value that its field cannot hold. Fields that are not known are passed over."""
    schema = schema_for(kind.api_version, kind.kind)
    if schema is None:
        return
    wrong = _wrong_in_struct(thing, schema, kind.kind)
    if wrong:
        lead = f'{kind.kind} in version "{kind.version}" cannot be handled as a {kind.kind}: '
        raise bad_request(f"{lead}{wrong}")


def _wrong_in_struct(value: Object, schema: Schema, name: str) -> str:
    version = _version(schema)
    for key, word in schema.fields().items():
        inner = value.get(key)
        if inner is None:
            continue
        wrong = _wrong(inner, schema.held_under(key))
        if wrong:
            field = "ObjectMeta" if word == "meta.v1.ObjectMeta" else key[:1].upper() + key[1:]
            return f"{version}.{name}.{field}: {wrong}"
    return ""


def _wrong(value: Any, schema: Schema) -> str:
    if value is None:
        return ""
    go_kind = schema.go_kind
    if go_kind == "string":
        return "" if isinstance(value, str) else f'ReadString: expects " or n, but found {_first(value)}'
    if go_kind == "bool":
        return "" if isinstance(value, bool) else f"ReadBool: expect t or f, but found {_first(value)}"
    if go_kind in ("int32", "int64"):
        if isinstance(value, int) and not isinstance(value, bool):
            return ""
        size = go_kind.removeprefix("int")
        return f"readUint{size}: unexpected character: \ufffd"
    if schema.shape == "y":
        return _wrong_bytes(value)
    if go_kind == "slice":
        if not isinstance(value, list):
            return f"decode slice: expect [ or n, but found {_first(value)}"
        return next(filter(None, (_wrong(item, schema.inner) for item in value)), "")
    if go_kind == "map":
        if not isinstance(value, dict):
            return f"ReadMapCB: expect {{ or n, but found {_first(value)}"
        return next(filter(None, (_wrong(item, schema.inner) for item in value.values())), "")
    if not schema.fields() or go_kind != "struct":
        return ""
    if not isinstance(value, dict):
        return f"readObjectStart: expect {{ or n, but found {_first(value)}"
    return _wrong_in_struct(value, schema, schema.name)


def _wrong_bytes(value: Any) -> str:
    from ....core.golib.base64 import decode
    from ....core.golib.types import GoError

    if not isinstance(value, str):
        return f'base64 codec: ReadString: expects " or n, but found {_first(value)}'
    try:
        decode(value)
    except GoError as error:
        return f"decode base64: {error}"
    return ""


def _version(schema: Schema) -> str:
    parts = schema.shape.split(".")
    return parts[-2] if len(parts) > 1 else "v1"


def _first(value: Any) -> str:
    """The first character of a value's JSON text."""
    if isinstance(value, bool):
        return _SHOWN[value]
    if isinstance(value, dict):
        return "{"
    if isinstance(value, list):
        return "["
    return '"' if isinstance(value, str) else str(value)[:1]
