"""How values look in the output, and values of templates as functions of Sprig know them.

Python's own texts would be of no use in a manifest: ``True``, ``None``, ``['a']``. Truth is ``true`` and ``false``,
nothing is the empty text, numbers without a fraction have no point, and lists and tables print as JSON, which is YAML.
"""

from __future__ import annotations

from collections.abc import Iterator, KeysView, ValuesView
from typing import Any

from jinja2.environment import TemplateModule
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Undefined

from ....core.golib import json
from ....core.golib.fmt import to_text
from ....core.golib.limits import check_items, check_text
from ....core.golib.types import Struct

_INT64 = 1 << 63
_PLAIN = frozenset((str, bool, int, float, bytes, type(None)))
_SEQUENCES = (tuple, set, frozenset, range, Iterator, KeysView, ValuesView)


def text_of(value: Any) -> str:
    """`value` as it is printed. Raises TemplateRuntimeError for what is no value, such as a function."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return int.__repr__(value)
    if value is None:
        return ""
    if kind is float:
        return _number_text(value)
    if isinstance(value, (str, Undefined, TemplateModule)):
        return str.__str__(str(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, (dict, list, *_SEQUENCES)):
        return json_text(value)
    if isinstance(value, (int, Struct)):
        return to_text(value)
    raise TemplateRuntimeError(f"{_kind_text(value)} cannot be printed; is it to be called?")


def json_text(value: Any, indent: int | None = None) -> str:
    """`value` as JSON, keys sorted, ``<`` and ``&`` left as they are. Raises GoError, TemplateRuntimeError."""
    text = json.encode(Conversion(frozenset()).convert(value), False, None if indent is None else " " * indent)
    check_text(len(text))
    return text


def _number_text(value: float) -> str:
    """A float as JSON has it; what is no number of JSON as Go prints it."""
    return json.encode(value) if value - value == 0 else to_text(value)


def _kind_text(value: Any) -> str:
    name = getattr(value, "__name__", None) or getattr(value, "name", None)
    return f"the function {name}" if callable(value) and isinstance(name, str) else f"a {type(value).__name__}"


def whole_numbers(root: Any) -> frozenset[int]:
    """Make the floats in a table that have no fraction int, in place; the ids of all tables and lists in it.

    Values come from JSON, where all numbers are floats. In Jinja ``range(3)`` and ``3 == "3"|int`` are wanted, and
    ``3`` in the output. What does not fit into an int64 stays.
    """
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        container = waiting.pop()
        if id(container) in seen:
            continue
        seen.add(id(container))
        items = container.items() if isinstance(container, dict) else enumerate(container)
        for key, item in list(items):
            if item.__class__ is float:
                if -_INT64 <= item < _INT64 and item == int(item):
                    container[key] = int(item)
            elif isinstance(item, (dict, list)):
                waiting.append(item)
    return frozenset(seen)


class Conversion:
    """From what templates make to what functions take: undefined is nil, tuples and iterators are lists.

    `known` are the ids of tables and lists that need no look because they live as long as this does. A table or list
    that needs no change is given as it is, so that `set` changes the one that the template has.
    """

    __slots__ = ("_known",)

    def __init__(self, known: frozenset[int]) -> None:
        self._known = known

    def convert(self, value: Any) -> Any:
        """The value for a function. Raises TemplateRuntimeError for what is none, LimitError for too many items."""
        kind = value.__class__
        if kind in _PLAIN or id(value) in self._known:
            return value
        if isinstance(value, Undefined):
            str(value)  # raises where it may not be used
            return None
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, dict):
            return self._table(value)
        if isinstance(value, list):
            items = [self.convert(item) for item in value]
            return items if any(map(_differs, items, value)) else value
        if isinstance(value, _SEQUENCES):
            return [self.convert(item) for item in _counted(value)]
        if isinstance(value, (int, Struct)) or hasattr(kind, "go_type"):
            return value
        raise TemplateRuntimeError(f"{_kind_text(value)} is no value that a function takes")

    def _table(self, table: dict[Any, Any]) -> dict[str, Any]:
        items = {key if key.__class__ is str else text_of(key): self.convert(item) for key, item in table.items()}
        same = len(items) == len(table) and all(key in items and items[key] is item for key, item in table.items())
        return table if same else items


def _differs(one: Any, other: Any) -> bool:
    return one is not other


def _counted(items: Any) -> Iterator[Any]:
    for count, item in enumerate(items):
        check_items(count)
        yield item
