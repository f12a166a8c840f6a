"""Go's regexp: patterns that match in linear time, with Go's rules for empty matches, splitting and replacing.

The matching is done by RE2, which is loaded when the first pattern is compiled. Rules: regexp/regexp.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from . import strconv
from .limits import check_items, check_text
from .regexp_syntax import RegexpError, translate
from .runes import is_digit, is_letter
from .types import GoError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Regexp", "RegexpError", "compile", "must_compile", "quote_meta"]

_MAX_MEMORY = 32 << 20
# Instructions of a compiled pattern; larger ones are not kept.
_SMALL_PROGRAM = 10_000
# Instructions of all patterns that are kept: each has memory for matching too, by its size.
_ALL_PROGRAMS = 100_000
_META = re.compile(r"[\\.+*?()|\[\]{}^$]")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_compiled: dict[str, Regexp] = {}


class _Text:
    """A text as the bytes RE2 reads, and pieces of it by byte offsets.

    A byte that is not UTF-8 counts as the character U+FFFD, but stays what it is in the pieces.
    """

    __slots__ = ("data", "piece")

    def __init__(self, text: str) -> None:
        self.piece: Callable[[int, int], str]
        if text.isascii():
            self.data = text.encode()
            self.piece = lambda start, end: text[start:end]
            return
        try:
            data = self.data = text.encode()
            self.piece = lambda start, end: data[start:end].decode()
        except UnicodeEncodeError:
            whole = strconv.rejoin(text)
            data = self.data = whole.encode("utf-8", "surrogatepass")
            shown = re.sub(rb"\xed[\xa0-\xbf][\x80-\xbf]", b"\xef\xbf\xbd", data)
            self.data = shown
            self.piece = lambda start, end: data[start:end].decode("utf-8", "surrogatepass")

    def width(self, position: int) -> int:
        """The size of the character at a byte offset, 0 at the end."""
        if position >= len(self.data):
            return 0
        lead = self.data[position]
        return 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


class Regexp:
    """A compiled pattern."""

    __slots__ = ("_engine", "_names", "expression")

    def __init__(self, expression: str, engine: Any, names: list[str]) -> None:
        self.expression = expression
        self._engine = engine
        self._names = names

    @property
    def size(self) -> int:
        """The instructions of the compiled pattern."""
        size: int = self._engine.programsize
        return size

    def is_small(self) -> bool:
        """Whether the compiled pattern may be kept in memory."""
        return self.size <= _SMALL_PROGRAM

    def match(self, text: str) -> bool:
        """Whether the pattern matches somewhere (MatchString)."""
        return self._search(_Text(text), 0) is not None

    def _search(self, subject: _Text, position: int) -> Any:
        """The leftmost match from a byte offset on, None without one."""
        data = subject.data
        while position <= len(data):
            found = self._engine.search(data, position)
            if found is None or found.start() == len(data) or data[found.start()] & 0xC0 != 0x80:
                return found
            # RE2 sees a place without word boundary also inside a character.
            position = found.start() + 1
        return None

    def find(self, text: str) -> str:
        """The leftmost match, empty also when there is none (FindString)."""
        subject = _Text(text)
        found = self._search(subject, 0)
        return "" if found is None else subject.piece(*found.span())

    def find_index(self, text: str) -> tuple[int, int] | None:
        """Where the leftmost match begins and ends, in bytes; None when there is none (FindStringIndex)."""
        found = self._search(_Text(text), 0)
        return None if found is None else found.span()

    def find_all(self, text: str, count: int) -> list[str] | None:
        """Up to `count` matches (all when negative), None when there is none (FindAllString)."""
        subject = _Text(text)
        return [subject.piece(start, end) for start, end in self._all(subject, count)] or None

    def _all(self, subject: _Text, count: int) -> Iterator[tuple[int, int]]:
        """The spans of successive matches; an empty match right behind a match does not count."""
        end = len(subject.data)
        position, previous, number = 0, -1, 0
        while position <= end and number != count:
            found = self._search(subject, position)
            if found is None:
                return
            start, stop = found.span()
            accepted = True
            if stop == position:
                accepted = start != previous
                position += subject.width(position) or 1
            else:
                position = stop
            previous = stop
            if accepted:
                number += 1
                check_items(number)
                yield start, stop

    def split(self, text: str, count: int) -> list[str] | None:
        """The pieces between matches, at most `count` (all when negative); None for 0 (Split)."""
        if count == 0:
            return None
        if self.expression and not text:
            return [""]
        subject = _Text(text)
        pieces: list[str] = []
        begin = end = 0
        for start, stop in self._all(subject, count):
            if 0 < count <= len(pieces) + 1:
                break
            end = start
            if stop:
                pieces.append(subject.piece(begin, end))
            begin = stop
        if end != len(subject.data):
            pieces.append(subject.piece(begin, len(subject.data)))
        return pieces

    def replace_all(self, text: str, template: str) -> str:
        """Every match replaced; `$1`, `${1}` and `${name}` in the template stand for groups (ReplaceAllString)."""
        if "$" not in template:
            return self.replace_all_literal(text, template)
        parts = _template_parts(template)

        def expanded(subject: _Text, found: Any) -> str:
            pieces = []
            for literal, group in parts:
                pieces.append(literal)
                for index in self._groups(group):
                    start, end = found.span(index)
                    if start >= 0:
                        pieces.append(subject.piece(start, end))
                        break
            return "".join(pieces)

        return self._replace(text, expanded)

    def replace_all_literal(self, text: str, replacement: str) -> str:
        """Every match replaced by a fixed text (ReplaceAllLiteralString)."""
        return self._replace(text, lambda _subject, _found: replacement)

    def _groups(self, group: str | int) -> Sequence[int]:
        """The indexes of the groups that a template name or number may mean."""
        if isinstance(group, int):
            return (group,) if group < len(self._names) else ()
        return [index for index, name in enumerate(self._names) if group and name == group]

    def _replace(self, text: str, replacement: Callable[[_Text, Any], str]) -> str:
        """Like successive matches, but a match that is empty right behind another is dropped only past the start."""
        subject = _Text(text)
        end = len(subject.data)
        pieces: list[str] = []
        position = last = size = 0
        while position <= end:
            found = self._search(subject, position)
            if found is None:
                break
            start, stop = found.span()
            pieces.append(subject.piece(last, start))
            if stop > last or start == 0:
                pieces.append(replacement(subject, found))
                size += len(pieces[-1])
                check_text(size)
            last = stop
            position = max(stop, position + (subject.width(position) or 1))
        pieces.append(subject.piece(last, end))
        return "".join(pieces)


def _template_parts(template: str) -> list[tuple[str, str | int]]:
    """Literal texts, each with the group that follows it ("" for none)."""
    parts: list[tuple[str, str | int]] = []
    position = 0
    while (dollar := template.find("$", position)) >= 0:
        literal, position = template[position:dollar], dollar + 1
        if template.startswith("$", position):
            parts.append((literal + "$", ""))
            position += 1
            continue
        name, end = _group_name(template, position)
        if not name:
            parts.append((literal + "$", ""))
            continue
        parts.append((literal, int(name) if _NUMBER.fullmatch(name) else name))
        position = end
    parts.append((template[position:], ""))
    return parts


def _group_name(template: str, position: int) -> tuple[str, int]:
    """The name behind a dollar sign, and where it ends; "" when there is none."""
    braced = template.startswith("{", position)
    start = end = position + braced
    while end < len(template) and (template[end] == "_" or is_letter(template[end]) or is_digit(template[end])):
        end += 1
    if braced and not template.startswith("}", end):
        return "", position
    return template[start:end], end + braced


def compile(expression: str) -> Regexp:
    """Compile a pattern. Raises RegexpError (``error parsing regexp: missing closing ): `a(` ``)."""
    known = _compiled.get(expression)
    if known is None:
        known = _compile(expression)
        if known.is_small():
            if len(_compiled) >= 200 or sum(kept.size for kept in list(_compiled.values())) > _ALL_PROGRAMS:
                _compiled.clear()
            _compiled[expression] = known
    return known


def must_compile(expression: str) -> Regexp:
    """Compile a pattern where Go panics if it cannot. Raises GoError with the text of the panic."""
    try:
        return compile(expression)
    except RegexpError as error:
        shown = f"`{expression}`" if strconv.can_backquote(expression) else strconv.quote(expression)
        raise GoError(f"regexp: Compile({shown}): {error}") from None


def _compile(expression: str) -> Regexp:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY

    def is_known_class(name: str) -> bool:
        try:
            re2.compile(name, options)
        except re2.error:
            return False
        return True

    pattern, names = translate(strconv.rejoin(expression), is_known_class)
    try:
        compiled = Regexp(expression, re2.compile(pattern, options), names)
        if not compiled.is_small():
            re2.purge()
        return compiled
    except re2.error:
        # What Go accepts and RE2 does not is too large.
        raise RegexpError("expression too large", expression) from None


def quote_meta(text: str) -> str:
    """`text` as a pattern that matches just that (QuoteMeta)."""
    return _META.sub(r"\\\g<0>", text)
