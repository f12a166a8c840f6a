"""Sprig's functions that ask for types: kindIs, kindOf, typeIs, typeIsLike, typeOf, deepEqual. Rule: its reflect.go."""

from __future__ import annotations

from typing import Any

from ....core.golib.reflect import deep_equal
from ....core.golib.types import GoFunction, go, kind_name, type_name


def type_is(target: str, value: Any) -> bool:
    """Whether `target` is the Go type of `value`."""
    return target == type_name(value)


def type_is_like(target: str, value: Any) -> bool:
    """Whether `value` is of the type `target` or a pointer to one."""
    return type_name(value) in (target, "*" + target)


def kind_is(target: str, value: Any) -> bool:
    """Whether `target` is the Go kind of `value`."""
    return target == kind_name(value)


FUNCTIONS: dict[str, GoFunction] = {
    "deepEqual": go(deep_equal, "any", "any"),
    "kindIs": go(kind_is, "string", "any"),
    "kindOf": go(kind_name, "any"),
    "typeIs": go(type_is, "string", "any"),
    "typeIsLike": go(type_is_like, "string", "any"),
    "typeOf": go(type_name, "any"),
}
