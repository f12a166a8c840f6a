"""File name patterns of `.Files.Glob`: `*`, `**`, `?`, `[abc]`, `[!a-z]`, `{this,that}` and `\\` before any character.

`*` and `?` stop at separators, `**` does not, and a class in brackets may match a separator. A pattern is turned into
a machine that reads a name once, so no pattern takes long. Rules: gobwas/glob 0.2 (syntax/lexer, syntax/ast).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from .types import GoError

_Test = Callable[[str], bool]
_SPECIAL = "?*[{"


class GlobError(GoError):
    """A pattern that cannot be read."""


class Matcher:
    """A compiled pattern."""

    __slots__ = ("_edges", "_empty", "_final", "_known", "_start")

    def __init__(self, edges: list[list[tuple[_Test, int]]], empty: list[list[int]], final: int) -> None:
        self._edges = edges
        self._empty = empty
        self._final = final
        self._known: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        self._start = self._closure((0,))

    def match(self, name: str) -> bool:
        """Whether the whole of `name` fits the pattern."""
        states = self._start
        for character in name:
            key = (states, character)
            following = self._known.get(key)
            if following is None:
                following = self._known[key] = self._step(states, character)
            if not following:
                return False
            states = following
        return self._final in states

    def _step(self, states: frozenset[int], character: str) -> frozenset[int]:
        return self._closure(target for state in states for test, target in self._edges[state] if test(character))

    def _closure(self, states: Iterable[int]) -> frozenset[int]:
        reached = set(states)
        waiting = list(reached)
        while waiting:
            for target in self._empty[waiting.pop()]:
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
        return frozenset(reached)


@lru_cache(maxsize=128)
def compile(pattern: str, separators: str = "/") -> Matcher:
    """Read a pattern. Raises GlobError (`unexpected end of input`, `could not parse range` …)."""
    return _Reader(pattern, separators).read()


class _Reader:
    """Reads a pattern from left to right and builds the machine as it goes."""

    __slots__ = ("current", "edges", "empty", "open", "pattern", "position", "separators")

    def __init__(self, pattern: str, separators: str) -> None:
        # A NUL ends the pattern, as it does for the original reader.
        self.pattern = pattern.partition("\0")[0]
        self.separators = separators
        self.position = 0
        self.edges: list[list[tuple[_Test, int]]] = [[]]
        self.empty: list[list[int]] = [[]]
        self.current = 0
        self.open: list[tuple[int, int]] = []

    def read(self) -> Matcher:
        """The machine for the whole pattern; braces left open are closed at its end."""
        for character in self.pattern:
            if "\udc80" <= character <= "\udcff" or character == "\ufffd":
                raise GlobError("could not read rune")
        while self.position < len(self.pattern):
            self._term(self.pattern[self.position])
        while self.open:
            self._close()
        return Matcher(self.edges, self.empty, self.current)

    def _term(self, character: str) -> None:
        self.position += 1
        if character == "*":
            if self.pattern.startswith("*", self.position):
                self.position += 1
                self._loop(lambda _: True)
            else:
                self._loop(self._no_separator)
        elif character == "?":
            self._consume(self._no_separator)
        elif character == "[":
            self._range()
        elif character == "{":
            self.open.append((self.current, self._node()))
            self._branch()
        elif character == "," and self.open:
            self.empty[self.current].append(self.open[-1][1])
            self._branch()
        elif character == "}" and self.open:
            self._close()
        else:
            self.position -= 1
            for literal in self._text(_SPECIAL + ",}" if self.open else _SPECIAL):
                self._consume(literal.__eq__)

    def _no_separator(self, character: str) -> bool:
        return character not in self.separators

    def _node(self) -> int:
        self.edges.append([])
        self.empty.append([])
        return len(self.edges) - 1

    def _consume(self, test: _Test) -> None:
        target = self._node()
        self.edges[self.current].append((test, target))
        self.current = target

    def _loop(self, test: _Test) -> None:
        node = self._node()
        self.empty[self.current].append(node)
        self.edges[node].append((test, node))
        self.current = node

    def _branch(self) -> None:
        node = self._node()
        self.empty[self.open[-1][0]].append(node)
        self.current = node

    def _close(self) -> None:
        _, target = self.open.pop()
        self.empty[self.current].append(target)
        self.current = target

    def _text(self, stops: str) -> str:
        """Literal characters up to one of `stops`; a backslash takes the next character as it is."""
        characters = []
        while self.position < len(self.pattern):
            character = self.pattern[self.position]
            if character == "\\":
                self.position += 1
                if self.position == len(self.pattern):
                    break
                character = self.pattern[self.position]
            elif character in stops:
                break
            characters.append(character)
            self.position += 1
        return "".join(characters)

    def _range(self) -> None:
        """A class in brackets, behind the opening bracket: single characters or one range."""
        negated = self.pattern.startswith("!", self.position)
        if negated:
            self.position += 1
        if self.pattern.startswith("-", self.position + 1):
            low, high = self.pattern[self.position], self.pattern[self.position + 2 : self.position + 3]
            self.position += 3
            self._end_range()
            if high < low:
                raise GlobError(f"hi character '{high}' should be greater than lo '{low}'")
            self._consume(lambda character: (low <= character <= high) != negated)
            return
        if self.position >= len(self.pattern):
            raise GlobError("unexpected end of input")
        characters = self._text("]")
        self._end_range()
        if not characters:
            raise GlobError("could not parse range")
        self._consume(lambda character: (character in characters) != negated)

    def _end_range(self) -> None:
        if self.position >= len(self.pattern):
            raise GlobError("unexpected end of input")
        if self.pattern[self.position] != "]":
            raise GlobError("expected close range character")
        self.position += 1
