"""The grammar of ``--set``, ``--set-string`` and ``--set-file``.

Rule: pkg/strvals/parser.go. Texts write into the table that was built so far. Where Helm crashes (a key below a value
that is no table, a negative index) there is an error with the words of the crash; what one text may ask for is limited
(CVE-2022-36055, CVE-2022-23524).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ....core.errors import ValuesError
from ....core.golib.strconv import NumError, atoi, quote, quote_rune
from ....core.golib.types import Int64, type_name
from ....core.golib.utf8 import runes

MAX_INDEX = 65536
"""The largest list index (Helm 3 has the same)."""

MAX_DEPTH = 100
"""How many tables and lists one path may go through."""

MAX_ITEMS = 1_000_000
"""How many list items all texts of one run may create by index."""

_INTEGER = re.compile("[+-]?[0-9]+")
_LARGEST = (1 << 63) - 1
_WORDS = {"true": True, "false": False, "null": None}

ToValue = Callable[[str], Any]
"""Turns the text of a value into the value; what it raises as ValuesError ends the parsing."""


class Allowance:
    """How many list items may still be created by index; one is shared by all texts of a command line."""

    __slots__ = ("items",)

    def __init__(self) -> None:
        self.items = MAX_ITEMS

    def take(self, count: int) -> None:
        """Use up `count` items. Raises ValuesError when there are not that many left."""
        self.items -= count
        if self.items < 0:
            raise ValuesError(f"lists made by index have more than the maximum of {MAX_ITEMS} items")


def typed_value(text: str) -> Any:
    """The value of a text in ``--set``: true, false, null and decimal int64 numbers are recognised."""
    word = text.casefold()
    if word in _WORDS:
        return _WORDS[word]
    if text == "0":
        return Int64(0)
    if not text.startswith("0") and _INTEGER.fullmatch(text) and len(text) < 4000:
        number = int(text)
        if -_LARGEST - 1 <= number <= _LARGEST:
            return Int64(number)
    return text


def parse_into(
    text: str, table: dict[str, Any], to_value: ToValue = typed_value, allowance: Allowance | None = None
) -> None:
    """Write what `text` says into `table`.

    `to_value` is `typed_value` for ``--set``, `str` for ``--set-string``, and reads a file for ``--set-file``.
    Raises ValuesError; `table` may then hold a part of the text's values.
    """
    _Parser(text, to_value, allowance or Allowance()).parse(table)


class _EndOfText(Exception):
    """Nothing is left to read (io.EOF)."""


class _Malformed(Exception):
    """The text is wrong here. An enclosing path may have its own words for it; crashes and limits are final."""


class _Parser:
    """One text while it is parsed."""

    __slots__ = ("_allowance", "_position", "_text", "_to_value")

    def __init__(self, text: str, to_value: ToValue, allowance: Allowance) -> None:
        # Go reads characters: a byte that is no UTF-8 becomes U+FFFD.
        self._text = runes(text)
        self._position = 0
        self._to_value = to_value
        self._allowance = allowance

    def parse(self, table: dict[str, Any]) -> None:
        """Read pairs up to the end of the text."""
        try:
            while True:
                self._key(table, 0)
        except _EndOfText:
            return
        except _Malformed as error:
            raise ValuesError(str(error), hint=self._advice(str(error))) from None

    def _advice(self, message: str) -> str:
        """What helps when the text is wrong. The text itself is not repeated: it may hold secrets."""
        if "has no value" in message:
            if "," in self._text:
                return r"values are set as key=value, with commas between them; a comma in a value is written \,"
            return "values are set as key=value"
        if message.startswith("list must terminate"):
            return r"lists are written {a,b}; a { at the start of a text is written \{"
        if "index" in message:
            return r"items of a list are set as key[0]=value; a [ in a key is written \["
        return ""

    def _key(self, table: dict[str, Any], depth: int) -> None:
        """Read one pair, or the rest of one below a dot, into `table`. Raises _EndOfText at the end of the text."""
        key, stop = self._until("=[,.")
        if not stop:
            if not key:
                raise _EndOfText
            raise _Malformed(f"key {quote(key)} has no value")
        if depth > MAX_DEPTH:
            raise ValuesError(f"value name nested level is greater than maximum supported nested level of {MAX_DEPTH}")
        if stop == "=":
            self._assign(lambda value: _set(table, key, value))
        elif stop == ",":
            _set(table, key, "")
            raise _Malformed(f"key {quote(key)} has no value (cannot end with ,)")
        elif stop == "[":
            self._key_index(table, key, depth)
        else:
            self._key_dot(table, key, depth)

    def _key_index(self, table: dict[str, Any], key: str, depth: int) -> None:
        index = self._index()
        items = _as_list(table[key]) if key in table else []
        _set(table, key, items)
        self._list_item(items, index, depth + 1)

    def _key_dot(self, table: dict[str, Any], key: str, depth: int) -> None:
        inner = _as_table(table[key]) if key in table else {}
        end: Exception | None = None
        try:
            self._key(inner, depth + 1)
        except (_EndOfText, _Malformed) as error:
            end = error
        if not inner:
            raise _Malformed(f"key map {quote(key)} has no value")
        _set(table, key, inner)
        if end is not None:
            raise end

    def _list_item(self, items: list[Any], index: int, depth: int) -> None:
        """Read what follows the ``]`` of an index into the item of `items`."""
        between, stop = self._until("[.=")
        if between:
            characters = " ".join(quote_rune(ord(character)) for character in between)
            raise _Malformed(f"unexpected data at end of array index: [{characters}]")
        if not stop:
            raise _EndOfText
        if depth > MAX_DEPTH:
            raise ValuesError(f"value name nested level is greater than maximum supported nested level of {MAX_DEPTH}")
        if stop == "=":
            try:
                self._assign(lambda value: self._set_item(items, index, value))
            except _EndOfText:
                return
        elif stop == "[":
            self._item_index(items, index, depth)
        else:
            self._item_dot(items, index, depth)

    def _item_index(self, items: list[Any], index: int, depth: int) -> None:
        next_index = self._index()
        existing = _item(items, index)
        inner = [] if existing is None else _as_list(existing)
        try:
            self._list_item(inner, next_index, depth + 1)
        finally:
            # A list that was never filled is Go's nil slice, which is written as null.
            self._set_item(items, index, inner if inner or existing is not None else None)

    def _item_dot(self, items: list[Any], index: int, depth: int) -> None:
        existing = _item(items, index)
        inner = existing if isinstance(existing, dict) else {}
        try:
            self._key(inner, depth + 1)
        finally:
            self._set_item(items, index, inner)

    def _assign(self, store: Callable[[Any], None]) -> None:
        """Read a value or list after ``=`` and store it. Raises _EndOfText when nothing follows, with "" stored."""
        if self._position >= len(self._text):
            store("")
            raise _EndOfText
        if self._text[self._position] == "{":
            self._position += 1
            store(self._list())
            return
        text, _ = self._until(",")
        try:
            value = self._to_value(text)
        except ValuesError as error:
            store("")
            raise _Malformed(str(error)) from None
        store(value)

    def _list(self) -> list[Any]:
        """The items up to ``}``; a comma after it is taken too."""
        items = []
        while True:
            item, stop = self._until(",}")
            if not stop:
                raise _Malformed("list must terminate with '}'")
            try:
                items.append(self._to_value(item))
            except ValuesError as error:
                raise _Malformed(str(error)) from None
            if stop == "}":
                if self._text.startswith(",", self._position):
                    self._position += 1
                return items

    def _index(self) -> int:
        """The number up to ``]``."""
        digits, stop = self._until("]")
        try:
            if not stop:
                raise _Malformed("error parsing index: EOF")
            index = atoi(digits)
        except NumError as error:
            raise _Malformed(f"error parsing index: {error}") from None
        if index > MAX_INDEX:
            raise ValuesError(
                f"error parsing index: index of {index} is greater than maximum supported index of {MAX_INDEX}"
            )
        return index

    def _set_item(self, items: list[Any], index: int, value: Any) -> None:
        """Put `value` at `index`, with null items before it where the list was shorter."""
        _check_index(index)
        missing = index + 1 - len(items)
        if missing > 0:
            self._allowance.take(missing)
            items.extend([None] * missing)
        items[index] = value

    def _until(self, stops: str) -> tuple[str, str]:
        """The text up to one of `stops` and that character (empty at the end); backslashes are taken away."""
        text, start = self._text, self._position
        pieces = []
        while found := _STOPS[stops].search(text, start):
            pieces.append(text[start : found.start()])
            if found[0] != "\\":
                self._position = found.end()
                return "".join(pieces), found[0]
            pieces.append(text[found.end() : found.end() + 1])
            start = found.end() + 1
        self._position = len(text)
        pieces.append(text[start:])
        return "".join(pieces), ""


_STOPS = {stops: re.compile(rf"[\\{re.escape(stops)}]") for stops in ("=[,.", "[.=", ",", ",}", "]")}


def _set(table: dict[str, Any], key: str, value: Any) -> None:
    """Set a key; an empty one is ignored."""
    if key:
        table[key] = value


def _check_index(index: int) -> None:
    if index < 0:
        raise ValuesError(f"runtime error: index out of range [{index}]")


def _item(items: list[Any], index: int) -> Any:
    """The item at `index`, None past the end."""
    _check_index(index)
    return items[index] if index < len(items) else None


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise _conversion(value, "[]interface {}")


def _as_table(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise _conversion(value, "map[string]interface {}")


def _conversion(value: Any, wanted: str) -> ValuesError:
    """The error for a value that a path goes through although it has nothing below it."""
    found = "nil" if value is None else type_name(value)
    return ValuesError(f"interface conversion: interface {{}} is {found}, not {wanted}")
