"""The functions of the language itself: logic, comparison, indexing, printing, calls.

Rule: text/template/funcs.go as of Go 1.14. `slice` is missing because Sprig's takes its place.
"""

from __future__ import annotations

from typing import Any

from ....core.golib import fmt
from ....core.golib.limits import check_text
from ....core.golib.types import GoError, GoFunction, Struct, Uint8, go, kind_name, type_name
from ....core.golib.utf8 import byte_length, encode
from .arguments import INTERFACE_OR_NIL, REFLECT_VALUE
from .escapers import html, js, urlquery
from .runtime import NIL

_BAD_TYPE = "invalid type for comparison"
_BAD_PAIR = "incompatible types for comparison"
_ZERO_VALUE = "reflect: call of reflect.Value.{} on zero Value"

_BASIC_KINDS = {
    "bool": "bool", "string": "string", "float64": "float", "float32": "float", "complex128": "complex",
    "int": "int", "int8": "int", "int16": "int", "int32": "int", "int64": "int",
    "uint": "uint", "uint8": "uint", "uint16": "uint", "uint32": "uint", "uint64": "uint",
}  # fmt: skip
_KIND_OF_CLASS: dict[type, str] = {str: "string", bool: "bool", int: "int", float: "float"}
_INTEGERS = frozenset(("int", "uint"))


def and_(first: Any, *others: Any) -> Any:
    """The first empty argument, or the last one."""
    for other in others:
        if not first:
            break
        first = other
    return first


def or_(first: Any, *others: Any) -> Any:
    """The first argument that is not empty, or the last one."""
    for other in others:
        if first:
            break
        first = other
    return first


def not_(value: Any) -> bool:
    """Whether the argument is empty."""
    return not value


def eq(left: Any, *others: Any) -> bool:
    """Whether the first argument equals one of the others. Raises GoError for what cannot be compared."""
    _check_comparable(left)
    if not others:
        raise GoError("missing argument for comparison")
    kind = _basic_kind(left)
    for right in others:
        other_kind = _basic_kind(right)
        if kind != other_kind and not (kind in _INTEGERS and other_kind in _INTEGERS):
            raise GoError(_BAD_PAIR)
        if kind:
            if left == right:
                return True
        elif right is None:
            if left is None:
                return True
        else:
            _check_comparable(right)
            if left is None:
                raise GoError(_ZERO_VALUE.format("Interface"))
            if _same(left, right):
                return True
    return False


def ne(left: Any, right: Any) -> bool:
    """The opposite of eq for two arguments."""
    return not eq(left, right)


def lt(left: Any, right: Any) -> bool:
    """left < right. Raises GoError for what has no order."""
    kind, other_kind = _basic_kind(left), _basic_kind(right)
    if not kind or not other_kind:
        raise GoError(_BAD_TYPE)
    if kind != other_kind and not (kind in _INTEGERS and other_kind in _INTEGERS):
        raise GoError(_BAD_PAIR)
    if kind in ("bool", "complex"):
        raise GoError(_BAD_TYPE)
    if kind == "string" and not (left.isascii() and right.isascii()):
        return encode(left) < encode(right)
    return bool(left < right)


def le(left: Any, right: Any) -> bool:
    """left <= right."""
    return lt(left, right) or eq(left, right)


def gt(left: Any, right: Any) -> bool:
    """left > right."""
    return not le(left, right)


def ge(left: Any, right: Any) -> bool:
    """left >= right."""
    return not lt(left, right)


def index(item: Any, *keys: Any) -> Any:
    """``item[key][key]…`` for maps, slices and strings. Raises GoError."""
    if item is None:
        raise GoError("index of untyped nil")
    for key in keys:
        if item is None:
            raise GoError("index of nil pointer")
        if isinstance(item, dict):
            item = item.get(_map_key(key), getattr(item, "zero", None))
        elif isinstance(item, (list, bytes, str)):
            item = _element(item, key)
        else:
            raise GoError(f"can't index item of type {_pointed_type(item)}")
    return item


def length(item: Any) -> int:
    """The number of bytes, elements or entries. Raises GoError."""
    if item is NIL:
        raise GoError("len of nil pointer")
    if item is None:
        raise GoError(_ZERO_VALUE.format("Type"))
    if isinstance(item, str):
        return byte_length(item)
    if isinstance(item, (list, dict, bytes)):
        return len(item)
    raise GoError(f"len of type {_pointed_type(item)}")


def call(function: Any, *arguments: Any) -> Any:
    """Always an error: no value that a chart can reach is a function."""
    if function is None:
        raise GoError("call of nil")
    raise GoError(f"non-function of type {type_name(function)}")


def print_(*arguments: Any) -> str:
    """fmt.Sprint"""
    return _checked(fmt.sprint(arguments))


def printf(format: str, *arguments: Any) -> str:
    """fmt.Sprintf"""
    return _checked(fmt.sprintf(format, arguments))


def println(*arguments: Any) -> str:
    """fmt.Sprintln"""
    return _checked(fmt.sprintln(arguments))


def _checked(text: str) -> str:
    check_text(len(text))
    return text


def _basic_kind(value: Any) -> str:
    """bool, int, uint, float, complex or string; empty for everything else."""
    kind = _KIND_OF_CLASS.get(value.__class__)
    if kind is not None:
        return kind
    if value.__class__ is complex:
        return "complex"
    return _BASIC_KINDS.get(kind_name(value), "")


def _check_comparable(value: Any) -> None:
    if isinstance(value, (dict, list, bytes)):
        raise GoError(f"uncomparable type {type_name(value)}: {fmt.to_text(value)}")


def _same(left: Any, right: Any) -> bool:
    """Go's == for two structs: pointers by identity, values by type and content."""
    if type_name(left) != type_name(right):
        return False
    return left is right or (not getattr(left, "go_pointer", False) and bool(left == right))


def _map_key(key: Any) -> str:
    if key is None:
        raise GoError("value is nil; should be of type string")
    if key.__class__ is not str:
        raise GoError(f"value has type {type_name(key)}; should be string")
    return str(key)


def _element(item: list[Any] | bytes | str, key: Any) -> Any:
    if key is None:
        raise GoError("cannot index slice/array with nil")
    if _basic_kind(key) not in _INTEGERS:
        raise GoError(f"cannot index slice/array with type {type_name(key)}")
    is_text = isinstance(item, str)
    array = encode(item) if isinstance(item, str) else item
    if not 0 <= key <= len(array):
        raise GoError(f"index out of range: {int(key)}")
    if key == len(array):
        raise GoError(f"reflect: {'string' if is_text else 'slice'} index out of range")
    return Uint8(array[key]) if isinstance(array, bytes) else array[key]


def _pointed_type(value: Any) -> str:
    """The type behind a pointer, or the type of the value."""
    return value.go_type if isinstance(value, Struct) else type_name(value)


BUILTINS: dict[str, GoFunction] = {
    "and": go(and_, REFLECT_VALUE, "..." + REFLECT_VALUE),
    "call": go(call, REFLECT_VALUE, "..." + REFLECT_VALUE),
    "eq": go(eq, REFLECT_VALUE, "..." + REFLECT_VALUE),
    "ge": go(ge, REFLECT_VALUE, REFLECT_VALUE),
    "gt": go(gt, REFLECT_VALUE, REFLECT_VALUE),
    "html": go(html, "...any"),
    "index": go(index, REFLECT_VALUE, "..." + REFLECT_VALUE),
    "js": go(js, "...any"),
    "le": go(le, REFLECT_VALUE, REFLECT_VALUE),
    "len": go(length, INTERFACE_OR_NIL),
    "lt": go(lt, REFLECT_VALUE, REFLECT_VALUE),
    "ne": go(ne, REFLECT_VALUE, REFLECT_VALUE),
    "not": go(not_, REFLECT_VALUE),
    "or": go(or_, REFLECT_VALUE, "..." + REFLECT_VALUE),
    "print": go(print_, "...any"),
    "printf": go(printf, "string", "...any"),
    "println": go(println, "...any"),
    "urlquery": go(urlquery, "...any"),
}
"""Template name to function."""
