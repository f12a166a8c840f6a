"""The syntax of Go's regular expressions: says what is wrong with a pattern, in Go's words.

RE2 understands the same language but for a few details; `translate` reads a pattern as Go does and returns one that
RE2 takes the same way. Rules: regexp/syntax/parse.go as of Go 1.15.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .types import GoError

if TYPE_CHECKING:
    from collections.abc import Callable

_REPEAT = re.compile(r"\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}")
_FLAGS = re.compile(r"\(\?([imsU]*)(?:-([imsU]+))?([:)])")
_GROUP_NAME = re.compile(r"[A-Za-z0-9_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_POSIX_CLASS = re.compile(
    r"\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]"
)
_LARGEST_REPEAT = 1000
# Go itself drew this line later; RE2 would fill the memory.
_DEEPEST_NESTING = 1000
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_OCTAL = "01234567"


class RegexpError(GoError):
    """A pattern that Go's regexp package does not accept."""

    def __init__(self, reason: str, expression: str) -> None:
        super().__init__(f"error parsing regexp: {reason}: `{expression}`")


class _Frame:
    """An open group: whether something stands before the place, and how many repetitions multiply there.

    `last` is the weight of what a repetition operator would repeat, `weight` the greatest weight so far. The weight of
    `(x{3}){4}` is 12.
    """

    __slots__ = ("has_operand", "last", "weight")

    def __init__(self) -> None:
        self.has_operand = False
        self.last = self.weight = 0

    def push(self, weight: int = 0) -> None:
        """Something that can be repeated."""
        self.has_operand = True
        self.weight = max(self.weight, self.last)
        self.last = weight


def translate(pattern: str, is_known_class: Callable[[str], bool]) -> tuple[str, list[str]]:
    r"""The pattern for RE2 and the names of its groups ("" for those without, also for the whole match).

    `is_known_class` says whether ``\p{Name}`` names a class of characters. Raises RegexpError.
    """
    return _Translator(pattern, is_known_class).run()


class _Translator:
    """One pass over a pattern."""

    __slots__ = ("frames", "is_known_class", "names", "output", "pattern", "position")

    def __init__(self, pattern: str, is_known_class: Callable[[str], bool]) -> None:
        self.pattern = pattern
        self.is_known_class = is_known_class
        self.position = 0
        self.frames = [_Frame()]
        self.names = [""]
        self.output: list[str] = []

    def run(self) -> tuple[str, list[str]]:
        """Translate everything; groups that stay open are an error."""
        pattern = self.pattern
        previous_repeat = -1
        while self.position < len(pattern):
            start = self.position
            character = pattern[start]
            if character in "*+?":
                self._repeat(start + 1, 0, previous_repeat)
                previous_repeat = start
                continue
            found = _REPEAT.match(pattern, start) if character == "{" else None
            if found is not None:
                self._counted_repeat(found, previous_repeat)
                previous_repeat = start
                continue
            previous_repeat = -1
            self._single(character)
        if len(self.frames) != 1:
            raise RegexpError("missing closing )", pattern)
        return "".join(self.output), self.names

    def _single(self, character: str) -> None:
        if character == "(":
            self._open()
        elif character == ")":
            self._close()
        elif character == "|":
            frame = self.frames[-1]
            frame.push()
            frame.has_operand = False
            self._emit(1)
        elif character == "[":
            self._class()
        elif character == "\\":
            self._backslash()
        else:
            self._check_character(self.position)
            self.frames[-1].push()
            if character == "{":
                self.output.append("\\")
            self._emit(1)

    def _emit(self, size: int) -> None:
        self.output.append(self.pattern[self.position : self.position + size])
        self.position += size

    def _check_character(self, position: int) -> None:
        if "\ud800" <= self.pattern[position] <= "\udfff":
            raise RegexpError("invalid UTF-8", self.pattern[position:])

    def _counted_repeat(self, found: re.Match[str], previous: int) -> None:
        low = _bounded(found[1])
        high = low if found[2] is None else (-1 if found[3] is None else _bounded(found[3]))
        if low > _LARGEST_REPEAT or high > _LARGEST_REPEAT or 0 <= high < low:
            raise RegexpError("invalid repeat count", found[0])
        count = low if high < 0 else high
        self._repeat(found.end(), count if high != 0 else -1, previous, checked=low >= 2 or high >= 2)

    def _repeat(self, end: int, count: int, previous: int, checked: bool = False) -> None:
        """A repetition operator that ends at `end`; `count` is 0 for no number, -1 for `{0}`."""
        pattern, start = self.pattern, self.position
        if pattern.startswith("?", end):
            end += 1
        if previous >= 0:
            raise RegexpError("invalid nested repetition operator", pattern[previous:end])
        frame = self.frames[-1]
        if not frame.has_operand:
            raise RegexpError("missing argument to repetition operator", pattern[start:end])
        if count:
            frame.last = 0 if count < 0 else count * max(frame.last, 1)
        if checked and frame.last > _LARGEST_REPEAT:
            raise RegexpError("invalid repeat count", pattern[start:end])
        self._emit(end - start)

    def _open(self) -> None:
        pattern, start = self.pattern, self.position
        if len(self.frames) > _DEEPEST_NESTING:
            raise RegexpError("expression nests too deeply", pattern)
        if not pattern.startswith("(?", start):
            self.names.append("")
            self.frames.append(_Frame())
            self._emit(1)
        elif pattern.startswith("(?P<", start) and len(pattern) > start + 4:
            self._named_group()
        else:
            found = _FLAGS.match(pattern, start)
            if found is None:
                raise self._bad_flags()
            if found[3] == ":":
                self.frames.append(_Frame())
            self._emit(found.end() - start)

    def _named_group(self) -> None:
        pattern, start = self.pattern, self.position
        end = pattern.find(">", start)
        name = pattern[start + 4 : end if end >= 0 else len(pattern)]
        wrong = _SURROGATE.search(pattern, start + 4 if end >= 0 else start, end if end >= 0 else len(pattern))
        if wrong:
            raise RegexpError("invalid UTF-8", pattern[wrong.start() : end if end >= 0 else len(pattern)])
        if end < 0:
            raise RegexpError("invalid named capture", pattern[start:])
        if not _GROUP_NAME.fullmatch(name):
            raise RegexpError("invalid named capture", pattern[start : end + 1])
        # RE2 refuses a name that is used twice, Go does not.
        self.names.append(name)
        self.frames.append(_Frame())
        self.output.append("(")
        self.position = end + 1

    def _bad_flags(self) -> RegexpError:
        """The error for `(?` and something that is no flag: it shows everything up to that."""
        pattern, position = self.pattern, self.position + 2
        negative = after_sign = False
        while position < len(pattern):
            self._check_character(position)
            character = pattern[position]
            position += 1
            if character in "imsU":
                after_sign = False
            elif character == "-" and not negative:
                negative = after_sign = True
            elif character not in ":)" or after_sign:
                break
        return RegexpError("invalid or unsupported Perl syntax", pattern[self.position : position])

    def _close(self) -> None:
        if len(self.frames) == 1:
            raise RegexpError("unexpected )", self.pattern)
        inner = self.frames.pop()
        self.frames[-1].push(max(inner.weight, inner.last))
        self._emit(1)

    def _backslash(self) -> None:
        pattern, start = self.pattern, self.position
        following = pattern[start + 1 : start + 2]
        if following == "C":
            raise RegexpError("invalid escape sequence", "\\C")
        if following == "Q":
            self._quoted()
            return
        if following and following in "AbBzdDsSwW":
            size = 2
        elif following and following in "pP":
            size = self._unicode_class_end(start) - start
        else:
            _, end = self._escape(start)
            size = end - start
        self.frames[-1].push()
        self._emit(size)

    def _quoted(self) -> None:
        r"""``\Q…\E``: everything up to the end mark, or the end, stands for itself."""
        end = self.pattern.find("\\E", self.position)
        stop = end if end >= 0 else len(self.pattern)
        for position in range(self.position + 2, stop):
            self._check_character(position)
            character = self.pattern[position]
            self.frames[-1].push()
            self.output.append(character if character.isalnum() or not character.isascii() else "\\" + character)
        self.position = stop + (2 if end >= 0 else 0)

    def _unicode_class_end(self, start: int) -> int:
        r"""Where ``\pL`` or ``\p{Greek}`` ends."""
        pattern = self.pattern
        if start + 2 >= len(pattern):
            raise RegexpError("invalid character class range", pattern[start:])
        self._check_character(start + 2)
        if pattern[start + 2] != "{":
            return self._checked_class(start, start + 3)
        end = pattern.find("}", start)
        wrong = _SURROGATE.search(pattern, start, end if end >= 0 else len(pattern))
        if wrong:
            raise RegexpError("invalid UTF-8", pattern[wrong.start() : end if end >= 0 else len(pattern)])
        if end < 0:
            raise RegexpError("invalid character class range", pattern[start:])
        return self._checked_class(start, end + 1)

    def _checked_class(self, start: int, end: int) -> int:
        if not self.is_known_class(self.pattern[start:end]):
            raise RegexpError("invalid character class range", self.pattern[start:end])
        return end

    def _escape(self, start: int) -> tuple[int, int]:
        """The code point of an escaped character, and where the escape ends."""
        pattern, end = self.pattern, start + 2
        if start + 1 >= len(pattern):
            raise RegexpError("trailing backslash at end of expression", "")
        self._check_character(start + 1)
        character = pattern[start + 1]
        if character in _OCTAL and (character == "0" or pattern[end : end + 1] in tuple(_OCTAL)):
            while end < start + 4 and pattern[end : end + 1] in tuple(_OCTAL):
                end += 1
            return int(pattern[start + 1 : end], 8), end
        if character == "x":
            return self._hexadecimal(start)
        if character in "afnrtv":
            return ord("\a\f\n\r\t\v"["afnrtv".index(character)]), end
        if character.isascii() and not character.isalnum():
            return ord(character), end
        raise RegexpError("invalid escape sequence", pattern[start:end])

    def _hexadecimal(self, start: int) -> tuple[int, int]:
        pattern, position = self.pattern, start + 2
        braced = pattern.startswith("{", position)
        if braced:
            position += 1
        first = position
        while position < len(pattern) and (braced or position < first + 2):
            self._check_character(position)
            character = pattern[position]
            position += 1
            if braced and character == "}" and position > first + 1:
                return int(pattern[first : position - 1], 16), position
            wrong = character not in _HEXADECIMAL
            if braced and (wrong or int(pattern[first:position], 16) > 0x10FFFF):
                break
        digits = pattern[first:position]
        if not braced and len(digits) == 2 and _HEXADECIMAL.issuperset(digits):
            return int(digits, 16), position
        raise RegexpError("invalid escape sequence", pattern[start:position])

    def _class(self) -> None:
        """A class in brackets; it is copied as it is."""
        pattern, start = self.pattern, self.position
        position = start + 1
        if pattern.startswith("^", position):
            position += 1
        first = True
        while first or not pattern.startswith("]", position):
            first = False
            position = self._class_item(start, position)
        self.frames[-1].push()
        self._emit(position + 1 - start)

    def _class_item(self, start: int, position: int) -> int:
        """One member of the class that begins at `start`: a named class, a character or a range; where it ends."""
        pattern = self.pattern
        if pattern.startswith("[:", position) and (end := pattern.find(":]", position + 2)) >= 0:
            name = pattern[position : end + 2]
            if not _POSIX_CLASS.fullmatch(name):
                raise RegexpError("invalid character class range", name)
            return end + 2
        if pattern.startswith(("\\p", "\\P"), position):
            return self._unicode_class_end(position)
        if pattern.startswith(("\\d", "\\D", "\\s", "\\S", "\\w", "\\W"), position):
            return position + 2
        low, end = self._class_character(start, position)
        if pattern.startswith("-", end) and end + 1 < len(pattern) and pattern[end + 1] != "]":
            high, end = self._class_character(start, end + 1)
            if high < low:
                raise RegexpError("invalid character class range", pattern[position:end])
        return end

    def _class_character(self, start: int, position: int) -> tuple[int, int]:
        if position >= len(self.pattern):
            raise RegexpError("missing closing ]", self.pattern[start:])
        if self.pattern[position] == "\\":
            return self._escape(position)
        self._check_character(position)
        return ord(self.pattern[position]), position + 1


def _bounded(digits: str) -> int:
    """The number, as far as it matters: one that is too large stays too large."""
    return int(digits[:9])
