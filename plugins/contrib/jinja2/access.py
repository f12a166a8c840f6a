"""What templates may look up in values: keys, fields and the methods of a short list. Nothing else is in reach.

Python's own attribute look-up, the way out of every sandbox so far, is not used for values at all: a text, a list or
a function has no attributes here but the methods that are listed, and those only where they are called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2.environment import TemplateModule
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference
from jinja2.utils import Namespace

from ....core.golib.types import Struct

ABSENT: Any = object()
"""Stands for: there is nothing of that name."""



def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_METHODS: dict[type, frozenset[str]] = {
    dict: frozenset(("copy", "get", "items", "keys", "values")),
    list: frozenset(("copy", "count", "index")),
    tuple: frozenset(("count", "index")),
    str: _names(
        "capitalize casefold center count endswith expandtabs find index isalnum isalpha isascii isdecimal isdigit "
        "isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip partition "
        "removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith "
        "strip swapcase title upper zfill"
    ),
}
"""The methods of Python's own types that templates may call."""

_ATTRIBUTES: tuple[tuple[type, frozenset[str]], ...] = (
    (
        LoopContext,
        _names("changed cycle depth depth0 first index index0 last length nextitem previtem revindex revindex0"),
    ),
    (Macro, frozenset(("arguments", "caller", "catch_kwargs", "catch_varargs", "name"))),
    (BlockReference, frozenset(("super",))),
)
"""The attributes of Jinja's own objects."""


def find(container: Any, key: Any) -> Any:
    """What `container` has under a key, in a field, or at a position; ABSENT for nothing."""
    if isinstance(container, dict):
        try:
            found = container.get(key, ABSENT)
        except TypeError:
            return ABSENT
        return _without_arguments(container, key) if found is ABSENT else found
    if isinstance(container, (list, tuple, str)) and not isinstance(key, str):
        return _item(container, key)
    if not isinstance(key, str) or key.startswith("_"):
        return ABSENT
    if isinstance(container, Struct):
        attribute = container.go_fields.get(key)
        return _without_arguments(container, key) if attribute is None else getattr(container, attribute)
    if isinstance(container, tuple) and key in getattr(container, "_fields", ()):
        return getattr(container, key)
    if isinstance(container, TemplateModule):
        return vars(container).get(key, ABSENT)
    if isinstance(container, Namespace):
        return getattr(container, key, ABSENT)
    for kind, names in _ATTRIBUTES:
        if isinstance(container, kind):
            return getattr(container, key) if key in names else ABSENT
    if isinstance(container, TemplateReference):
        try:
            return container[key]
        except KeyError:
            return ABSENT
    return ABSENT


def find_method(value: Any, name: str) -> Any:
    """The method `name` of a value, to be called; ABSENT where it has none."""
    methods = getattr(value.__class__, "go_methods", None)
    if methods and name in methods:
        return _bound(methods[name].function, value)
    for kind, names in _METHODS.items():
        if isinstance(value, kind) and name in names:
            return getattr(kind, name).__get__(value)
    return ABSENT


def _item(items: Any, position: Any) -> Any:
    if isinstance(position, float) and position == position // 1:
        position = int(position)
    if not isinstance(position, int):
        return ABSENT
    try:
        return items[position]
    except IndexError:
        return ABSENT


def _without_arguments(value: Any, name: Any) -> Any:
    """What a method of Go gives that takes nothing: as in Go templates, naming it is calling it."""
    methods = getattr(value.__class__, "go_methods", None)
    method = methods.get(name) if methods else None
    return ABSENT if method is None or method.parameters else method.function(value)


def _bound(function: Callable[..., Any], value: Any) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        return function(value, *arguments)

    return call
