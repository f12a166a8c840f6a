"""The fields of a mapping in a test file: each read as the type that it has to be, with the line of what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import ChartError
from ....core.golib.yaml import YamlError
from ....core.golib.yaml_input import Input
from ....core.golib.yaml_parser import ALIAS, MAPPING, SEQUENCE, Node, parse

if TYPE_CHECKING:
    from .paths import Path

Place = tuple[str | int, ...]


class Source:
    """One document of a test file: the file's name, the text, and the line (from 0) on which the text begins."""

    __slots__ = ("first_line", "name", "text")

    def __init__(self, name: str, text: str, first_line: int = 0) -> None:
        self.name = name
        self.text = text
        self.first_line = first_line

    def line_of(self, place: Place) -> int:
        """The line (from 1) of the last key or item of a place; of the nearest one above it that is there."""
        try:
            document = parse(Input(self.text))
        except YamlError:
            return self.first_line + 1
        node: Node | None = document.root if document is not None else None
        line = node.line if node is not None else 0
        for name in place:
            found = _child(node, name)
            if found is None:
                break
            line, node = found
        return self.first_line + line + 1

    def error(self, place: Place, problem: str) -> ChartError:
        """The error for a place of the file."""
        return ChartError(f"{self.name}:{self.line_of(place)}: {problem}")


def _child(node: Node | None, name: str | int) -> tuple[int, Node] | None:
    """The line (from 0) of a key or an item of a collection, and its value."""
    if node is not None and node.kind == ALIAS:
        node = node.target
    if node is None:
        return None
    if isinstance(name, int):
        if node.kind == SEQUENCE and name < len(node.children):
            return node.children[name].line, node.children[name]
        return None
    if node.kind == MAPPING:
        for key, value in reversed(list(zip(node.children[::2], node.children[1::2], strict=True))):
            if key.value == name:
                return key.line, value
    return None


class Fields:
    """A mapping of a test file. `place` is where it stands in `source`, `title` how messages call it."""

    __slots__ = ("place", "source", "title", "values")

    def __init__(self, source: Source, place: Place, values: Any, title: str) -> None:
        self.source = source
        self.place = place
        self.title = title
        if not isinstance(values, dict):
            raise self._error((), f"{title} has to be a mapping, not {_kind(values)}")
        self.values: dict[str, Any] = values

    def error(self, problem: str, name: str = "") -> ChartError:
        """The error for the mapping, or for one of its fields."""
        return self._error((name,) if name else (), f"{self.title}{'.' if name else ''}{name}: {problem}")

    def _error(self, below: Place, problem: str) -> ChartError:
        return self.source.error((*self.place, *below), problem)

    def has(self, name: str) -> bool:
        """Whether a field is there, and not null."""
        return self.values.get(name) is not None

    def only(self, known: frozenset[str]) -> None:
        """Raise ChartError for a field that is not among those known."""
        for name in self.values:
            if name not in known:
                raise self._error((name,), f"{self.title} has no field {name!r}; {_suggestion(name, known)}")

    def anything(self, name: str) -> Any:
        """The value of a field, null when it is not there."""
        return self.values.get(name)

    def text(self, name: str, *, required: bool = False) -> str:
        """A text, empty when it is not there; integers are taken for texts. Raises ChartError."""
        value = self.values.get(name)
        if value is None:
            if required:
                raise self.error(f"{name} is expected")
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise self.error(f"a text is expected, not {_kind(value)} (quotes make it one)", name)
        return value

    def integer(self, name: str) -> int | None:
        """An integer, None when it is not there. Raises ChartError."""
        value = self.values.get(name)
        if value is not None and type(value) is not int:
            raise self.error(f"an integer is expected, not {_kind(value)}", name)
        return value

    def flag(self, name: str) -> bool:
        """true or false; false when it is not there. Raises ChartError."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.error(f"true or false is expected, not {_kind(value)}", name)
        return bool(value)

    def table(self, name: str) -> dict[str, Any]:
        """A mapping, empty when it is not there. Raises ChartError."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            raise self.error(f"a mapping is expected, not {_kind(value)}", name)
        return value or {}

    def items(self, name: str) -> list[Any]:
        """A list, empty when it is not there. Raises ChartError."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            raise self.error(f"a list is expected, not {_kind(value)}", name)
        return value or []

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty when it is not there. Raises ChartError."""
        items = self.items(name)
        for index, item in enumerate(items):
            if not isinstance(item, str):
                raise self._error((name, index), f"{self.title}.{name}: a text is expected, not {_kind(item)}")
        return tuple(items)

    def below(self, name: str) -> Fields:
        """The fields of a mapping in a field, none when it is not there. Raises ChartError."""
        return Fields(self.source, (*self.place, name), self.values.get(name) or {}, f"{self.title}.{name}")

    def paths(self, name: str) -> list[Path]:
        """A list of paths. Raises ChartError."""
        from .paths import PathError, read_path

        paths = []
        for index, text in enumerate(self.texts(name)):
            try:
                paths.append(read_path(text))
            except PathError as error:
                raise self._error((name, index), f"{self.title}.{name}: {error}") from None
        return paths


def _kind(value: Any) -> str:
    """What messages call a value that is of the wrong type."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"the text {value[:40]!r}" if isinstance(value, str) else f"the number {value}"


def _suggestion(name: str, known: frozenset[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name[:40], sorted(known), n=1)
    return f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(known))}"
