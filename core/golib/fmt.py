"""Go's fmt: values as text (`%v`), and printing with a format, byte for byte.

`to_text` is what `{{ value }}`, `toString` and `%v` print; `sprintf`, `sprint` and `sprintln` are Go's functions.
Maps print sorted by key. Rules: fmt/print.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from .fmt_verbs import Flags, dynamic_type, format_at, format_struct, format_value, sorted_keys
from .limits import MAX_TEXT, LimitError, check_text
from .strconv import format_float
from .types import (
    Int32,
    Int64,
    IntSlice,
    StringMap,
    StringSlice,
    Struct,
    Uint8,
    Uint32,
    Uint64,
    kind_name,
)

__all__ = ["pointed_text", "sorted_keys", "sprint", "sprintf", "sprintln", "to_text"]

_LARGEST = 1_000_000
_FLAGS = {"#": "sharp", "0": "zero", "+": "plus", "-": "minus", " ": "space"}
_INTEGER_KINDS = frozenset(("int", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"))
_SIMPLE = re.compile(r"(?:[^%]|%[svd%])*")
_DIRECTIVE = re.compile("%([svd%])")
_ARGUMENT_INDEX = re.compile(r"\[([^\]]*)\]")
_NESTED_TOO_DEEP = "value is nested too deeply to be printed"
_PLAIN = Flags()
_simple_formats: dict[str, list[str] | None] = {}


def to_text(value: Any) -> str:
    """`value` as %v prints it. Raises LimitError when it is nested too deeply (or holds itself) or too long."""
    writer = _WRITERS.get(value.__class__)
    try:
        return writer(value) if writer is not None else format_value(value, "v", Flags())
    except RecursionError:
        raise LimitError(_NESTED_TOO_DEEP) from None


def pointed_text(value: Any) -> str:
    """What %v prints for the value behind a pointer: a method that only the pointer has is not called."""
    if isinstance(value, Struct) and value.go_pointer and not value.go_string_by_value:
        return format_struct(value)
    return to_text(value)


def _inner(value: Any) -> str:
    """`value` inside a list or map."""
    writer = _WRITERS.get(value.__class__)
    if writer is not None:
        return writer(value)
    return format_at(value, "v", Flags(), 1)


def _float_text(value: float) -> str:
    if -1e6 < value < 1e6 and (value >= 1e-4 or value <= -1e-4 or value == 0):
        text = repr(value)
        return text[:-2] if text[-2:] == ".0" else text
    return format_float(value)


def _list_text(value: list[Any]) -> str:
    text = " ".join([item if item.__class__ is str else _inner(item) for item in value])
    if len(text) > MAX_TEXT:
        check_text(len(text))
    return f"[{text}]"


def _map_text(value: dict[str, Any]) -> str:
    pairs = []
    for key in sorted_keys(value):
        item = value[key]
        pairs.append(f"{key}:{item if item.__class__ is str else _inner(item)}")
    text = " ".join(pairs)
    if len(text) > MAX_TEXT:
        check_text(len(text))
    return f"map[{text}]"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: str,
    int: int.__repr__,
    float: _float_text,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): lambda _: "<nil>",
    list: _list_text,
    dict: _map_text,
    Int64: int.__repr__,
    Int32: int.__repr__,
    Uint8: int.__repr__,
    Uint32: int.__repr__,
    Uint64: int.__repr__,
    StringSlice: _list_text,
    IntSlice: _list_text,
    StringMap: _map_text,
}


def sprint(arguments: Sequence[Any]) -> str:
    """fmt.Sprint: a blank stands between two operands when neither is a string."""
    pieces = []
    after_string = True
    for argument in arguments:
        is_string = isinstance(argument, str)
        if not is_string and not after_string:
            pieces.append(" ")
        pieces.append(to_text(argument))
        after_string = is_string
    return "".join(pieces)


def sprintln(arguments: Sequence[Any]) -> str:
    """fmt.Sprintln: a blank between all operands and a line end."""
    return " ".join([to_text(argument) for argument in arguments]) + "\n"


def sprintf(format: str, arguments: Sequence[Any]) -> str:
    """fmt.Sprintf. A mismatch shows in the text (``%!d(string=x)``, ``%!s(MISSING)``), it is never an error.

    Raises LimitError when a value is nested too deeply (or holds itself) or the text grows too long.
    """
    try:
        parts = _simple_formats[format]
    except KeyError:
        parts = _remember(format)
    try:
        if parts is not None and len(parts) // 2 == len(arguments):
            return _fill(parts, arguments)
        return _Printf(format, arguments).run()
    except RecursionError:
        raise LimitError(_NESTED_TOO_DEEP) from None


def _remember(format: str) -> list[str] | None:
    """Literal texts and verbs in turn, when the format has nothing but %s, %v, %d and %%; else None."""
    parts: list[str] | None = None
    if _SIMPLE.fullmatch(format):
        parts = [""]
        for index, piece in enumerate(_DIRECTIVE.split(format)):
            if index % 2 and piece != "%":
                parts += (piece, "")
            else:
                parts[-1] += piece
    if len(_simple_formats) > 1000:
        _simple_formats.clear()
    _simple_formats[format] = parts
    return parts


def _fill(parts: list[str], arguments: Sequence[Any]) -> str:
    pieces = [parts[0]]
    index = 1
    for argument in arguments:
        verb = parts[index]
        if argument.__class__ is str and verb != "d":
            pieces.append(argument)
        elif verb == "v" or (verb == "d" and argument.__class__ is int):
            pieces.append(to_text(argument))
        else:
            pieces.append(format_value(argument, verb, _PLAIN))
        pieces.append(parts[index + 1])
        index += 2
    return "".join(pieces)


class _Printf:
    """One run over a format text: where it stands in the text and in the arguments."""

    __slots__ = (
        "after_index",
        "arguments",
        "format",
        "good_index",
        "next_argument",
        "pieces",
        "position",
        "reordered",
        "size",
    )

    def __init__(self, format: str, arguments: Sequence[Any]) -> None:
        self.format = format
        self.arguments = arguments
        self.pieces: list[str] = []
        self.position = self.size = 0
        self.next_argument = 0
        self.reordered = self.after_index = False
        self.good_index = True

    def run(self) -> str:
        """The printed text."""
        format, end = self.format, len(self.format)
        while self.position < end:
            percent = format.find("%", self.position)
            if percent < 0:
                self.pieces.append(format[self.position :])
                break
            self.pieces.append(format[self.position : percent])
            self.position = percent + 1
            self._directive()
            self.size += len(self.pieces[-1])
            check_text(self.size)
        if not self.reordered and self.next_argument < len(self.arguments):
            self._extra()
        return "".join(self.pieces)

    def _directive(self) -> None:
        format, end = self.format, len(self.format)
        self.good_index = True
        self.after_index = False
        flags = Flags()
        while self.position < end and (name := _FLAGS.get(format[self.position])):
            setattr(flags, name, True)
            self.position += 1
        if flags.minus:
            flags.zero = False
        self._argument_index()
        self._width(flags)
        if self.position + 1 < end and format[self.position] == ".":
            self._precision(flags)
        if not self.after_index:
            self._argument_index()
        if self.position >= end:
            self.pieces.append("%!(NOVERB)")
            return
        verb = format[self.position]
        self.position += 1
        self._print(_verb(verb), flags)

    def _print(self, verb: str, flags: Flags) -> None:
        if verb == "%":
            self.pieces.append("%")
        elif not self.good_index:
            self.pieces.append(f"%!{verb}(BADINDEX)")
        elif self.next_argument >= len(self.arguments):
            self.pieces.append(f"%!{verb}(MISSING)")
        else:
            if verb == "v":
                flags.for_v()
            self.pieces.append(format_value(self.arguments[self.next_argument], verb, flags))
            self.next_argument += 1

    def _width(self, flags: Flags) -> None:
        if self.format.startswith("*", self.position):
            self.position += 1
            flags.width = self._integer_argument()
            if flags.width is None:
                self.pieces.append("%!(BADWIDTH)")
            elif flags.width < 0:
                flags.width = -flags.width
                flags.minus = True
                flags.zero = False
            self.after_index = False
        else:
            flags.width = self._number()
            if self.after_index and flags.width is not None:
                self.good_index = False

    def _precision(self, flags: Flags) -> None:
        self.position += 1
        if self.after_index:
            self.good_index = False
        self._argument_index()
        if self.format.startswith("*", self.position):
            self.position += 1
            precision = self._integer_argument()
            if precision is None or precision < 0:
                self.pieces.append("%!(BADPREC)")
            else:
                flags.precision = precision
            self.after_index = False
        else:
            flags.precision = self._number() or 0

    def _number(self) -> int | None:
        """The decimal number here; None without one. A far too large one swallows the rest of the format."""
        format, start = self.format, self.position
        number = None
        while self.position < len(format) and "0" <= format[self.position] <= "9":
            if number is not None and number > _LARGEST:
                self.position = len(format)
                return None
            number = (number or 0) * 10 + int(format[self.position])
            self.position += 1
        return number if self.position > start else None

    def _argument_index(self) -> None:
        """Read ``[3]`` here, if it stands here, and go on with that argument."""
        self.after_index = False
        if not self.format.startswith("[", self.position):
            return
        self.reordered = True
        found = _ARGUMENT_INDEX.match(self.format, self.position)
        if found is None or len(self.format) - self.position < 3:
            self.position += 1
            self.good_index = False
            return
        self.position = found.end()
        digits = found[1].lstrip("0") or found[1][-1:]
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 8 or int(digits[:-1] or 0) > _LARGEST:
            self.good_index = False
            return
        self.after_index = True
        index = int(digits) - 1
        if 0 <= index < len(self.arguments):
            self.next_argument = index
        else:
            self.good_index = False

    def _integer_argument(self) -> int | None:
        """The next argument as a width or precision; None when it is missing, no integer or too large."""
        index = self.next_argument
        if index >= len(self.arguments):
            return None
        self.next_argument = index + 1
        value = self.arguments[index]
        if value.__class__ is not int and (value is None or kind_name(value) not in _INTEGER_KINDS):
            return None
        number = int(value)
        return number if -_LARGEST <= number <= _LARGEST else None

    def _extra(self) -> None:
        texts = []
        for argument in self.arguments[self.next_argument :]:
            texts.append("<nil>" if argument is None else f"{dynamic_type(argument)}={to_text(argument)}")
        self.pieces.append(f"%!(EXTRA {', '.join(texts)})")


def _verb(character: str) -> str:
    """A byte that is no UTF-8 counts as U+FFFD."""
    return "\ufffd" if "\udc80" <= character <= "\udcff" else character
