"""Which values and constants a parameter takes, by Go types, and how Go words a refusal.

Rule: validateType and evalArg in text/template/exec.go. Types are compared by name: Go type names of types.py, and
``reflect.Value`` for parameters of the built-in functions.
"""

from __future__ import annotations

from typing import Any

from ....core.golib.nil import NilMap, NilSlice, NilStringSlice
from ....core.golib.types import Duration, GoError, Int32, Int64, Uint8, Uint32, Uint64, type_name
from .errors import Failure
from .literals import ideal_constant
from .nodes import Node, path_of, text_of
from .runtime import INTERFACE

REFLECT_VALUE = "reflect.Value"
"""A parameter that takes whatever the template has; nil comes as None."""

INTERFACE_OR_NIL = "reflect.Value, nil interface"
"""The same, but an interface value that holds nil comes as runtime.NIL."""

ANYTHING = frozenset((INTERFACE, REFLECT_VALUE, INTERFACE_OR_NIL))
"""Parameters that need no check."""

UNCHECKED = ANYTHING - {INTERFACE_OR_NIL}
"""Those of them whose values come as they are."""

CLASSES: dict[str, type] = {
    "string": str,
    "int": int,
    "bool": bool,
    "float64": float,
    "map[string]interface {}": dict,
    "[]interface {}": list,
    "int64": Int64,
}
"""The class whose values certainly fit a parameter."""

_NILS: dict[str, Any] = {
    "map[string]interface {}": NilMap,
    "chartutil.Values": NilMap,
    "[]interface {}": NilSlice,
    "[]string": NilStringSlice,
}
_NILABLE_PREFIXES = ("map[", "[]", "*", "func(", "chan ", "reflect.Value", "interface {", "error", "chartutil.Values")

_UNDERLYING = {
    "chartutil.Values": "map[string]interface {}",
    "chartutil.Files": "map[string][]uint8",
    "chartutil.VersionSet": "map[string]interface {}",
}
"""What named map types are made of: a value of either fits a parameter of the other."""

_SIGNED: dict[str, Any] = {"int": int, "int64": Int64, "int32": Int32, "time.Duration": Duration}
_UNSIGNED: dict[str, Any] = {"uint8": Uint8, "uint32": Uint32, "uint64": Uint64}
_BITS = {"int32": 32, "uint8": 8, "uint32": 32}


def constant(node: Node, expected: str) -> Any:
    """The value of a literal as an argument for a parameter of type `expected`.

    Raises GoError with Go's cause.
    """
    kind = node[0]
    if kind == "NilNode":
        if expected.startswith(_NILABLE_PREFIXES):
            return nil_of(expected)
        raise GoError(f"cannot assign nil to {expected}")
    if expected in ANYTHING:
        return ideal_constant(node) if kind == "NumberNode" else node[-1]
    if expected == "string":
        wanted, value = "string", node[3] if kind == "StringNode" else None
    elif expected == "bool":
        wanted, value = "bool", node[2] if kind == "BoolNode" else None
    elif expected in _SIGNED:
        wanted, value = "integer", _fitting(node[3], expected, _SIGNED) if kind == "NumberNode" else None
    elif expected in _UNSIGNED:
        wanted, value = "unsigned integer", _fitting(node[4], expected, _UNSIGNED) if kind == "NumberNode" else None
    elif expected == "float64":
        wanted, value = "float", node[5] if kind == "NumberNode" else None
    else:
        raise GoError(f"can't handle {text_of(node)} for arg of type {expected}")
    if value is None:
        raise GoError(f"expected {wanted}; found {text_of(node)}")
    return value


def assign(value: Any, expected: str, at: Node, is_interface: bool) -> Any:
    """`value` as an argument for a parameter of type `expected`.

    `is_interface` says of None that it is an interface value in Go's eyes. Raises Failure.
    """
    if value is None:
        if is_interface and expected not in ANYTHING:
            raise Failure(at, f"wrong type for value; expected {expected}; got {INTERFACE}", path_of(at))
        if expected.startswith(_NILABLE_PREFIXES):
            return nil_of(expected)
        raise Failure(at, f"invalid value; expected {expected}", path_of(at))
    if expected in ANYTHING:
        return value
    actual = type_name(value)
    if actual in (expected, "*" + expected):
        return value
    if actual in _UNDERLYING or expected in _UNDERLYING:
        one_is_unnamed = not (actual in _UNDERLYING and expected in _UNDERLYING)
        if one_is_unnamed and _UNDERLYING.get(actual, actual) == _UNDERLYING.get(expected, expected):
            return value
    raise Failure(at, f"wrong type for value; expected {expected}; got {actual}")


def nil_of(expected: str) -> Any:
    """The nil of a type that has one."""
    make = _NILS.get(expected)
    return make() if make is not None else None


def _fitting(value: int | None, expected: str, table: dict[str, Any]) -> Any:
    """A constant cut to the size of its type, as Go's reflection sets it."""
    if value is None:
        return None
    bits = _BITS.get(expected)
    if bits is not None:
        value &= (1 << bits) - 1
        if table is _SIGNED and value >> (bits - 1):
            value -= 1 << bits
    return table[expected](value)
