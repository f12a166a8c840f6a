"""Closures for chains of fields: ``.Values.image.tag``, ``$.Values.x``, ``(f x).y``.

Nearly every chain goes through maps. There a closure takes entry after entry with `dict.get`; whatever else turns up
(structs, methods, typed maps, nil) is left to `runtime.walk`, which also words the errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .runtime import plain_field, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from .nodes import Names, Node

    Evaluate = Callable[[Any, list[Any]], Any]

_ROOT_ENTRIES = frozenset(("Values", "Release", "Chart", "Files", "Capabilities", "Template"))
"""Entries of the root data: no type of map that templates see has a method of one of these names."""

DOT = -1
"""The slot that stands for dot."""


def make_fields(slot: int, names: Names, node: Node, strict: bool, source: int) -> Evaluate:
    """A closure for the chain `names` of dot (`slot` DOT) or of the variable in `slot`.

    `source` is the slot that tells whether the start is an interface value, 0 when it is none.
    """

    def exact(dot: Any, variables: list[Any]) -> Any:
        receiver = dot if slot < 0 else variables[slot]
        return walk(receiver, names, node, node, bool(source and variables[source]), strict)

    if strict:
        return exact
    rest_is_plain = all(not name[0].isupper() for name in names[1:])
    first_is_plain = names[0] in _ROOT_ENTRIES or not names[0][0].isupper()
    if rest_is_plain and first_is_plain and len(names) <= len(_PLAIN):
        return _PLAIN[len(names) - 1](slot, names, exact)
    if first_is_plain:
        return _after_root(slot, names, exact)
    return _mixed(slot, names, exact)


def _plain_1(slot: int, names: Names, exact: Evaluate) -> Evaluate:
    (first,) = names

    def fields(dot: Any, variables: list[Any]) -> Any:
        receiver = dot if slot < 0 else variables[slot]
        try:
            value = receiver.get(first)
        except AttributeError:
            return exact(dot, variables)
        if value is None and receiver.__class__ is not dict:
            return exact(dot, variables)
        return value

    return fields


def _plain_2(slot: int, names: Names, exact: Evaluate) -> Evaluate:
    first, second = names

    def fields(dot: Any, variables: list[Any]) -> Any:
        try:
            receiver = (dot if slot < 0 else variables[slot]).get(first)
            value = receiver.get(second)
        except AttributeError:
            return exact(dot, variables)
        if value is None and receiver.__class__ is not dict:
            return exact(dot, variables)
        return value

    return fields


def _plain_3(slot: int, names: Names, exact: Evaluate) -> Evaluate:
    first, second, third = names

    def fields(dot: Any, variables: list[Any]) -> Any:
        try:
            receiver = (dot if slot < 0 else variables[slot]).get(first).get(second)
            value = receiver.get(third)
        except AttributeError:
            return exact(dot, variables)
        if value is None and receiver.__class__ is not dict:
            return exact(dot, variables)
        return value

    return fields


def _plain_4(slot: int, names: Names, exact: Evaluate) -> Evaluate:
    first, second, third, fourth = names

    def fields(dot: Any, variables: list[Any]) -> Any:
        try:
            receiver = (dot if slot < 0 else variables[slot]).get(first).get(second).get(third)
            value = receiver.get(fourth)
        except AttributeError:
            return exact(dot, variables)
        if value is None and receiver.__class__ is not dict:
            return exact(dot, variables)
        return value

    return fields


_PLAIN = (_plain_1, _plain_2, _plain_3, _plain_4)


def _after_root(slot: int, names: Names, exact: Evaluate) -> Evaluate:
    """Chains such as ``.Release.Name`` and ``.Chart.Name``."""
    first, rest = names[0], names[1:]

    def fields(dot: Any, variables: list[Any]) -> Any:
        try:
            value = (dot if slot < 0 else variables[slot]).get(first)
            for name in rest:
                value = value.get(name) if value.__class__ is dict else plain_field(value, name)
        except (AttributeError, LookupError):
            return exact(dot, variables)
        return value

    return fields


def _mixed(slot: int, names: Names, exact: Evaluate) -> Evaluate:
    def fields(dot: Any, variables: list[Any]) -> Any:
        value = dot if slot < 0 else variables[slot]
        try:
            for name in names:
                value = value.get(name) if value.__class__ is dict else plain_field(value, name)
        except (AttributeError, LookupError):
            return exact(dot, variables)
        return value

    return fields
