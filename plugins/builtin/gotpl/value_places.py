"""What an expression of a template may stand for, as far as values are concerned.

A pipeline is followed without being executed: it gives a tuple of alternatives, each a root object, a place in some
chart's values, a text, or a table or list made by the template; everything else is left out.
"""

from __future__ import annotations

from ....core.model.value_use import ANY_KEY

_LONGEST_PATH = 24


class Root:
    """The root object that the templates of a chart see: `chart` are the names of subcharts on the way to it."""

    __slots__ = ("base_path", "chart")

    def __init__(self, chart: tuple[str, ...], base_path: str) -> None:
        self.chart = chart
        self.base_path = base_path

    def key(self) -> object:
        """What tells it from others."""
        return ("root", self.chart)

    def field(self, name: str) -> Alternatives:
        """What a field of the root object is."""
        if name == "Values":
            return (Place(self.chart, ()),)
        if name == "Template":
            return (Table({"BasePath": (Text(self.base_path),)}),)
        return ()


class Place:
    """A place in values. `is_optional`: the last key may be missing. `at` is where it was spelt (file, offset)."""

    __slots__ = ("at", "chart", "is_optional", "path")

    def __init__(
        self, chart: tuple[str, ...], path: tuple[str, ...], is_optional: bool = False, at: At | None = None
    ) -> None:
        self.chart = chart
        self.path = path
        self.is_optional = is_optional
        self.at = at

    def key(self) -> object:
        """What tells it from others."""
        return ("place", self.chart, self.path, self.is_optional)

    def field(self, name: str) -> Alternatives:
        """What is below a key."""
        if len(self.path) >= _LONGEST_PATH:
            return (self,)
        return (Place(self.chart, (*self.path, name), False, self.at),)


class Text:
    """A text that is known."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def key(self) -> object:
        """What tells it from others."""
        return ("text", self.value)

    def field(self, _name: str) -> Alternatives:
        """Texts have none."""
        return ()


class Table:
    """A table that the template made."""

    __slots__ = ("entries", "size")

    def __init__(self, entries: dict[str, Alternatives]) -> None:
        self.entries = entries
        self.size = 1 + sum(map(size_of, entries.values()))

    def key(self) -> object:
        """What tells it from others."""
        return ("table", tuple([(name, keys_of(value)) for name, value in self.entries.items()]))

    def field(self, name: str) -> Alternatives:
        """The value of a key; of any, when it is not known which."""
        if name == ANY_KEY:
            return union(*self.entries.values())
        return self.entries.get(name, ())


class Listing:
    """A list that the template made."""

    __slots__ = ("items", "size")

    def __init__(self, items: tuple[Alternatives, ...]) -> None:
        self.items = items
        self.size = 1 + sum(map(size_of, items))

    def key(self) -> object:
        """What tells it from others."""
        return ("list", tuple(map(keys_of, self.items)))

    def field(self, name: str) -> Alternatives:
        """The item of a number; of any, when it is not known which."""
        if name.isdecimal() and int(name) < len(self.items):
            return self.items[int(name)]
        return union(*self.items)


class Derived:
    """A text that a function made of what is at some place."""

    __slots__ = ("place",)

    def __init__(self, place: Place) -> None:
        self.place = place

    def key(self) -> object:
        """What tells it from others."""
        return ("derived", self.place.key())

    def field(self, _name: str) -> Alternatives:
        """Nothing is known of it."""
        return ()


At = tuple[str, int]
"""A file and an index in its text."""

Alternative = Root | Place | Text | Table | Listing | Derived

Alternatives = tuple[Alternative, ...]
"""What an expression may stand for."""

_MOST = 40
"""More alternatives than that are not kept apart."""


LARGEST = 300
"""Tables and lists that hold more than that, all told, are not followed."""


def size_of(alternatives: Alternatives) -> int:
    """How many alternatives these are with all that is inside them."""
    return sum(one.size if isinstance(one, Table | Listing) else 1 for one in alternatives)


def union(*parts: Alternatives) -> Alternatives:
    """All alternatives, each once; the parts have each of theirs once."""
    if len(parts) == 1:
        return parts[0]
    known = {alternative.key(): alternative for part in parts for alternative in part}
    return tuple(known.values())[:_MOST]


def fields(alternatives: Alternatives, names: tuple[str, ...]) -> Alternatives:
    """What is behind a row of names."""
    for name in names:
        alternatives = union(*[alternative.field(name) for alternative in alternatives])
    return alternatives


def optional(alternatives: Alternatives) -> Alternatives:
    """The same, for a context that gets along without them."""
    return tuple(
        [
            Place(alternative.chart, alternative.path, True, alternative.at)
            if isinstance(alternative, Place)
            else alternative
            for alternative in alternatives
        ]
    )


def places(alternatives: Alternatives) -> list[Place]:
    """The places among alternatives, those inside tables and lists included."""
    found: list[Place] = []
    for alternative in alternatives:
        if isinstance(alternative, Place):
            found.append(alternative)
        elif isinstance(alternative, Table):
            for value in alternative.entries.values():
                found += places(value)
        elif isinstance(alternative, Listing):
            for item in alternative.items:
                found += places(item)
    return found


def keys_of(alternatives: Alternatives) -> tuple[object, ...]:
    """What makes alternatives the same as others."""
    return tuple([alternative.key() for alternative in alternatives])
