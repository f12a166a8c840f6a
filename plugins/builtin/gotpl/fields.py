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
    Make = Callable[[int, Names, Node, int], Evaluate]

_ROOT_ENTRIES = frozenset(("Values", "Release", "Chart", "Files", "Capabilities", "Template"))
"""Entries of the root data: no type of map that templates see has a method of one of these names."""

DOT = -1
"""The slot that stands for dot."""

_MOST_MAKERS = 4096
_makers: dict[Names, Make] = {}
"""The makers of chains that were met; emptied when it is full."""


def make_fields(slot: int, names: Names, node: Node, strict: bool, source: int) -> Evaluate:
    """A closure for the chain `names` of dot (`slot` DOT) or of the variable in `slot`.

    `source` is the slot that tells whether the start is an interface value, 0 when it is none.
    """
    if strict:
        return lambda dot, variables: _walk(dot, variables, slot, names, node, source, True)
    make = _makers.get(names)
    if make is None:
        if len(_makers) >= _MOST_MAKERS:
            _makers.clear()
        make = _makers[names] = _choose(names)
    return make(slot, names, node, source)


def _walk(
    dot: Any, variables: list[Any], slot: int, names: Names, node: Node, source: int, strict: bool = False
) -> Any:
    """The value of a chain by all the rules."""
    receiver = dot if slot < 0 else variables[slot]
    return walk(receiver, names, node, node, bool(source and variables[source]), strict)


def _choose(names: Names) -> Make:
    """The fastest maker for a chain. Methods and fields of structs begin with a capital letter in Go."""
    if names[0] not in _ROOT_ENTRIES and names[0][0].isupper():
        return _mixed
    if not any(name[0].isupper() for name in names[1:]):
        return _PLAIN[len(names) - 1] if len(names) <= len(_PLAIN) else _plain
    return _root_pair if len(names) == 2 else _after_root


def _plain_1(slot: int, names: Names, node: Node, source: int) -> Evaluate:
    (first,) = names

    def fields(dot: Any, variables: list[Any]) -> Any:
        receiver = dot if slot < 0 else variables[slot]
        try:
            value = receiver.get(first)
        except AttributeError:
            return _walk(dot, variables, slot, names, node, source)
        return receiver.zero if value is None and receiver.__class__ is not dict else value

    return fields


def _plain_2(slot: int, names: Names, node: Node, source: int) -> Evaluate:
    first, second = names

    def fields(dot: Any, variables: list[Any]) -> Any:
        try:
            receiver = (dot if slot < 0 else variables[slot]).get(first)
            value = receiver.get(second)
        except AttributeError:
            return _walk(dot, variables, slot, names, node, source)
        return receiver.zero if value is None and receiver.__class__ is not dict else value

    return fields


def _plain_3(slot: int, names: Names, node: Node, source: int) -> Evaluate:
    first, second, third = names

    def fields(dot: Any, variables: list[Any]) -> Any:
        try:
            receiver = (dot if slot < 0 else variables[slot]).get(first).get(second)
            value = receiver.get(third)
        except AttributeError:
            return _walk(dot, variables, slot, names, node, source)
        return receiver.zero if value is None and receiver.__class__ is not dict else value

    return fields


def _plain_4(slot: int, names: Names, node: Node, source: int) -> Evaluate:
    first, second, third, fourth = names

    def fields(dot: Any, variables: list[Any]) -> Any:
        try:
            receiver = (dot if slot < 0 else variables[slot]).get(first).get(second).get(third)
            value = receiver.get(fourth)
        except AttributeError:
            return _walk(dot, variables, slot, names, node, source)
        return receiver.zero if value is None and receiver.__class__ is not dict else value

    return fields


_PLAIN = (_plain_1, _plain_2, _plain_3, _plain_4)


def _plain(slot: int, names: Names, node: Node, source: int) -> Evaluate:
    *path, last = names

    def fields(dot: Any, variables: list[Any]) -> Any:
        receiver = dot if slot < 0 else variables[slot]
        try:
            for name in path:
                receiver = receiver.get(name)
            value = receiver.get(last)
        except AttributeError:
            return _walk(dot, variables, slot, names, node, source)
        return receiver.zero if value is None and receiver.__class__ is not dict else value

    return fields


def _root_pair(slot: int, names: Names, node: Node, source: int) -> Evaluate:
    """``.Release.Name`` or ``.Chart.Name``: remembers the attribute for the struct that it met last."""
    first, second = names
    known_kind: type | None = None
    known_attribute = ""

    def fields(dot: Any, variables: list[Any]) -> Any:
        nonlocal known_kind, known_attribute
        try:
            receiver = (dot if slot < 0 else variables[slot]).get(first)
        except AttributeError:
            return _walk(dot, variables, slot, names, node, source)
        kind = receiver.__class__
        if kind is dict:
            return receiver.get(second)
        if kind is not known_kind:
            known_attribute = getattr(kind, "go_fields", {}).get(second, "")
            if not known_attribute or second in kind.go_methods:
                return _walk(dot, variables, slot, names, node, source)
            known_kind = kind
        return getattr(receiver, known_attribute)

    return fields


def _after_root(slot: int, names: Names, node: Node, source: int) -> Evaluate:
    """Longer chains that begin with an entry of the root data."""
    first, rest = names[0], names[1:]

    def fields(dot: Any, variables: list[Any]) -> Any:
        try:
            value = (dot if slot < 0 else variables[slot]).get(first)
            for name in rest:
                value = value.get(name) if value.__class__ is dict else plain_field(value, name)
        except (AttributeError, LookupError):
            return _walk(dot, variables, slot, names, node, source)
        return value

    return fields


def _mixed(slot: int, names: Names, node: Node, source: int) -> Evaluate:
    """Chains that begin with anything else in capitals."""

    def fields(dot: Any, variables: list[Any]) -> Any:
        value = dot if slot < 0 else variables[slot]
        try:
            for name in names:
                value = value.get(name) if value.__class__ is dict else plain_field(value, name)
        except (AttributeError, LookupError):
            return _walk(dot, variables, slot, names, node, source)
        return value

    return fields
