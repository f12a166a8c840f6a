"""Paths into documents: ``spec.containers[?(@.name == "app")].image``.

The form is that of YAML JSONPath (github.com/vmware-labs/yaml-jsonpath), which users of helm-unittest write. A path is
read once; finding visits a limited number of values, whatever the path and the document are.

========================  ==============================================================
``$``                     the document; may be left out
``.name`` ``["a/b"]``     the value of a key; ``["a","b"]`` of several; ``\\.`` is a dot
``.*`` ``[*]``            all values of a mapping, all items of a list
``[0]`` ``[-1]``          an item; ``[0,2]`` several; ``[1:3]`` ``[::2]`` a slice
``..name`` ``..*``        at any depth
``[?(…)]``                the items of a list (or the mapping itself) for which it holds
``~``                     at the end: the names of the keys instead of their values
========================  ==============================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_LONGEST = 4096
_MAX_VISITS = 500_000
_MOST_FILTERS = 30

_NAME = re.compile(r"(?:\\.|[^.\[\]~\\])+")
_FILTER_NAME = re.compile(r"(?:\\.|[^.\[\]~\\\s=!<>&|(),])+")
_QUOTED = re.compile(r"""\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")\s*""", re.DOTALL)
_INDEX = re.compile(r"\s*(-?\d{1,9})?\s*(?:(:)\s*(-?\d{1,9})?\s*(?:(:)\s*(-?\d{1,9})?\s*)?)?")


class PathError(Exception):
    """A text is no path, or a path looks at too many values."""


class Budget:
    """How many values may still be visited."""

    __slots__ = ("left", "root")

    def __init__(self, root: Any) -> None:
        self.root = root
        self.left = _MAX_VISITS

    def spend(self, count: int) -> None:
        """Count visits. Raises PathError when there were too many."""
        self.left -= count
        if self.left < 0:
            raise PathError(f"the path looks at more than {_MAX_VISITS} values")


Step = Callable[[list[Any], Budget], list[Any]]


class Path:
    """A path that was read. `text` is how it was written."""

    __slots__ = ("_steps", "text")

    def __init__(self, text: str, steps: list[Step]) -> None:
        self.text = text
        self._steps = steps

    def find(self, document: Any) -> list[Any]:
        """The values that the path leads to, in the order of the document. Raises PathError."""
        return self.find_below(document, Budget(document))

    def find_below(self, value: Any, budget: Budget) -> list[Any]:
        """The values that the path leads to from a part of a document. Raises PathError."""
        found = [value]
        for step in self._steps:
            found = step(found, budget)
        return found


def read_path(text: str) -> Path:
    """The path that a text stands for; the empty text is the document itself. Raises PathError."""
    if len(text) > _LONGEST:
        raise PathError(f"a path may have {_LONGEST} characters, this one has {len(text)}")
    if text.count("?") > _MOST_FILTERS:
        raise PathError(f"a path may have {_MOST_FILTERS} filters")
    position = 1 if text[:1] == "$" else 0
    reader = PathReader(text, position)
    steps = reader.steps(undotted=position == 0)
    if reader.position < len(text):
        raise reader.error("a name, an index or a filter is expected")
    return Path(text, steps)


class PathReader:
    """Reads the steps of a path from a position of a text; in a filter names end at blanks and operators too."""

    def __init__(self, text: str, position: int = 0, name: re.Pattern[str] = _NAME) -> None:
        self.text = text
        self.position = position
        self._name = name

    def error(self, problem: str) -> PathError:
        """The error for the text at the position."""
        return PathError(f"invalid path {self.text!r}, at character {self.position + 1}: {problem}")

    def steps(self, *, undotted: bool = False) -> list[Step]:
        """The steps from the position on, as far as there are any. Raises PathError."""
        steps: list[Step] = []
        if undotted and self.text[self.position : self.position + 1] not in ("", ".", "["):
            steps.append(self._named())
        while self.position < len(self.text):
            if self.text.startswith("..", self.position):
                self.position += 2
                steps.append(_descendants)
                if not self.text.startswith("[", self.position):
                    steps.append(self._named())
            elif self.text[self.position] == ".":
                self.position += 1
                if not self.text.startswith("[", self.position):
                    steps.append(self._named())
            elif self.text[self.position] == "[":
                steps.append(self._bracket(bool(steps) and steps[-1] is _descendants))
            else:
                break
        return steps

    def _named(self) -> Step:
        if self.text.startswith("*", self.position):
            self.position += 1
            return _key_names if self._takes("~") else _children
        found = self._name.match(self.text, self.position)
        if found is None:
            raise self.error("the name of a key is expected")
        self.position = found.end()
        return self._keys((re.sub(r"\\(.)", r"\1", found[0]),))

    def _keys(self, names: tuple[str, ...]) -> Step:
        if not self._takes("~"):
            return lambda found, budget: _values_of(found, names, budget)
        return lambda found, budget: _names_in(found, names, budget)

    def _bracket(self, after_descent: bool) -> Step:
        self.position += 1
        self._skip_blanks()
        if self._takes("?"):
            return self._filter(after_descent)
        if self._takes("*"):
            self._close()
            return _key_names if self._takes("~") else _children
        if self.text[self.position : self.position + 1] in ("'", '"'):
            names = [self._quoted()]
            while self._takes(","):
                names.append(self._quoted())
            self._close()
            return self._keys(tuple(names))
        picks = [self._pick()]
        while self._takes(","):
            picks.append(self._pick())
        self._close()
        return lambda found, budget: [
            item for one in _counted(found, budget) if isinstance(one, list) for pick in picks
            for item in _counted(one[pick], budget)
        ]  # fmt: skip

    def _filter(self, after_descent: bool) -> Step:
        from .path_filters import read_filter

        holds, self.position = read_filter(self.text, self.position)
        self._close()

        def keep(found: list[Any], budget: Budget) -> list[Any]:
            kept = []
            for one in found:
                candidates = one if isinstance(one, list) and not after_descent else [one]
                kept += [item for item in _counted(candidates, budget) if holds(item, budget)]
            return kept

        return keep

    def _quoted(self) -> str:
        found = _QUOTED.match(self.text, self.position)
        if found is None:
            raise self.error("the name of a key in quotes is expected")
        self.position = found.end()
        return re.sub(r"\\(.)", r"\1", found[1] if found[1] is not None else found[2])

    def _pick(self) -> slice:
        """An index or a slice, as the slice of a list."""
        found = _INDEX.match(self.text, self.position)
        if found is None or found.end() == self.position or not found[0].strip():
            raise self.error("an index such as [0], a slice such as [0:2] or a name in quotes is expected")
        self.position = found.end()
        start = int(found[1]) if found[1] else None
        if not found[2]:
            if start is None:
                raise self.error("an index is expected")
            return slice(start, start + 1 if start != -1 else None)
        step = int(found[5]) if found[5] else 1
        if not step:
            raise self.error("the step of a slice cannot be 0")
        return slice(start, int(found[3]) if found[3] else None, step)

    def _close(self) -> None:
        self._skip_blanks()
        if not self._takes("]"):
            raise self.error("] is expected")

    def _takes(self, character: str) -> bool:
        if self.text.startswith(character, self.position):
            self.position += 1
            return True
        return False

    def _skip_blanks(self) -> None:
        while self.text[self.position : self.position + 1] in (" ", "\t"):
            self.position += 1


def read_filter_path(text: str, position: int) -> tuple[Path, int]:
    """The path behind ``@`` or ``$`` in a filter, and where it ends. Raises PathError."""
    reader = PathReader(text, position, _FILTER_NAME)
    steps = reader.steps()
    return Path(text[position : reader.position], steps), reader.position


def _counted(values: list[Any], budget: Budget) -> list[Any]:
    budget.spend(len(values))
    return values


def _values_of(found: list[Any], names: tuple[str, ...], budget: Budget) -> list[Any]:
    budget.spend(len(found) * len(names))
    return [one[name] for one in found if isinstance(one, dict) for name in names if name in one]


def _names_in(found: list[Any], names: tuple[str, ...], budget: Budget) -> list[Any]:
    budget.spend(len(found) * len(names))
    return [name for one in found if isinstance(one, dict) for name in names if name in one]


def _children(found: list[Any], budget: Budget) -> list[Any]:
    return [child for one in found for child in _below(one, budget)]


def _key_names(found: list[Any], budget: Budget) -> list[Any]:
    return [name for one in found if isinstance(one, dict) for name in _counted(list(one), budget)]


def _below(value: Any, budget: Budget) -> list[Any]:
    if isinstance(value, dict):
        return _counted(list(value.values()), budget)
    return _counted(value, budget) if isinstance(value, list) else []


def _descendants(found: list[Any], budget: Budget) -> list[Any]:
    """The values themselves and everything below them, parents first."""
    return [each for one in found for each in _walk(one, budget)]


def _walk(value: Any, budget: Budget) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        budget.spend(1)
        yield one
        waiting.extend(reversed(_below(one, budget)))
