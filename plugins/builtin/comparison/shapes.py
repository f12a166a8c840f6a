"""What is known of the fields of an object: how lists are keyed, and which values are quantities.

Known are the built-in types of Kubernetes 1.16 (`core.golib.patch_schema`). Of everything else, lists are keyed by the
first of the usual keys that tells their items apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....core.golib.patch_schema import Schema

_USUAL_KEYS = ("name", "containerPort", "port", "mountPath", "devicePath", "key", "type", "ip", "host", "uid")
_QUANTITY = "api.resource.Quantity"
_HOLD_QUANTITIES = frozenset(
    (
        "averageValue", "capacity", "default", "defaultRequest", "hard", "limits", "max", "maxLimitRequestRatio", "min",
        "overhead", "podFixed", "requests",
    )
)  # fmt: skip
_QUANTITIES = frozenset(("averageValue", "sizeLimit", "divisor"))
_ALLOCATED = frozenset(("healthCheckNodePort", "nodePort", "targetPort"))
"""Numbers of which a server makes one where a manifest says zero."""


class Shape:
    """What stands in one place of an object.

    `schema` is None where nothing is known, `key` the merge key of a list; `declared` says that it is a field of a
    type, and not a key that the user has chosen.
    """

    __slots__ = ("_declared", "_name", "_parent", "key", "schema")

    def __init__(
        self, schema: Schema | None, key: str = "", name: str = "", parent: str = "", *, declared: bool = False
    ) -> None:
        self.schema = schema
        self._declared = declared
        self.key = key
        self._name = name
        self._parent = parent

    def field(self, name: str) -> Shape:
        """What stands in a field."""
        schema = self.schema
        if schema is not None:
            kind = schema.go_kind
            if kind == "map":
                return Shape(schema.inner, "", name, self._name)
            word = schema.fields().get(name) if kind == "struct" else None
            if word is not None:
                key = word.rstrip("!").partition("~")[2]
                return Shape(schema.held_under(name), key, name, self._name, declared=True)
        return Shape(None, "", name, self._name)

    @property
    def item(self) -> Shape:
        """What an item of a list is."""
        schema = self.schema
        if schema is not None and schema.go_kind == "slice":
            return Shape(schema.inner, "", "", self._name)
        return Shape(None, "", "", self._name)

    def lacks(self, name: str) -> bool:
        """Whether it is known that there is no field of a name, which a server drops therefore."""
        schema = self.schema
        if schema is None or schema.go_kind != "struct":
            return False
        return bool(schema.fields()) and name not in schema.fields()

    def is_unset(self, value: Any) -> bool:
        """Whether a value asks for the default, which a server puts in its place."""
        if not self._declared or self.schema is None:
            return False
        return (value == "" and self.schema.shape == "s") or (value == 0 and self._name in _ALLOCATED)

    @property
    def is_quantity(self) -> bool:
        """Whether the value is a quantity, which servers write in their own way."""
        if self.schema is not None:
            return self.schema.shape == _QUANTITY
        return self._parent in _HOLD_QUANTITIES or self._name in _QUANTITIES


def shape_of(api_version: str, kind: str) -> Shape:
    """The shape of an object."""
    from ....core.golib.patch_schema import schema_for

    return Shape(schema_for(api_version, kind))


def list_key(lists: Iterable[list[Any]], shape: Shape) -> str:
    """The field by which the items of lists are told apart in each of them; empty for none."""
    filled = [items for items in lists if items]
    keys = (shape.key, *_USUAL_KEYS) if shape.key else _USUAL_KEYS
    return next((key for key in keys if filled and all(_tells_apart(key, items) for items in filled)), "")


def _tells_apart(key: str, items: list[Any]) -> bool:
    """Whether all items have a simple value under a key, each another one."""
    labels = set()
    for item in items:
        value = item.get(key) if item.__class__ is dict else None
        if value.__class__ is not str and value.__class__ is not int:
            return False
        labels.add(str(value))
    return len(labels) == len(items)
