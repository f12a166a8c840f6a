"""Reading JSON that somebody else wrote: each field has the type that it should have, or the record is refused.

As in Go, a field that is absent or null has the empty value of its type, and fields that nobody asks for count for
nothing.
"""

from __future__ import annotations

from binascii import Error as Base64Error
from binascii import a2b_base64
from typing import Any

from ....core.errors import DamagedRecordError
from ....core.golib.nil import NilMap, NilSlice
from ....core.golib.time import RFC3339_NANO, parse
from ....core.golib.time_zone import UTC
from ....core.golib.types import GoError
from ....core.text import decoded

MAX_ENTRIES = 100_000
"""Items in one list of a record."""

_SECOND = 1_000_000_000
_ZERO_TIME = "0001-01-01T00:00:00Z"


class Fields:
    """The fields of one JSON object; `path` is where it is in the document, for errors."""

    __slots__ = ("members", "path")

    def __init__(self, members: dict[str, Any], path: str = "") -> None:
        self.members = members
        self.path = path

    def text(self, name: str) -> str:
        """A text."""
        value = self._value(name, str, "a text")
        return "" if value is None else decoded(value)

    def number(self, name: str) -> int:
        """A whole number of at most 32 bits."""
        value = self._value(name, int, "a whole number")
        if value is None:
            return 0
        if isinstance(value, bool) or not -(2**31) <= value < 2**31:
            raise self._wrong(name, "a whole number")
        return int(value)

    def flag(self, name: str) -> bool:
        """True or false."""
        return bool(self._value(name, bool, "true or false"))

    def table(self, name: str) -> dict[str, Any]:
        """An object as it is; nil where there is none."""
        value = self._value(name, dict, "an object")
        return NilMap() if value is None else value

    def object(self, name: str) -> Fields:
        """The fields of an object; no fields at all where there is none."""
        return Fields(self._value(name, dict, "an object") or {}, self._path(name))

    def objects(self, name: str) -> list[Fields]:
        """The fields of each object of a list; null items are left out."""
        found = []
        for number, item in enumerate(self._items(name)):
            if item is None:
                continue
            if not isinstance(item, dict):
                raise self._wrong(f"{name}[{number}]", "an object")
            found.append(Fields(item, f"{self._path(name)}[{number}]"))
        return found

    def texts(self, name: str) -> list[str]:
        """A list of texts; nil where there is none."""
        items = self._items(name)
        if any(not isinstance(item, str) for item in items):
            raise self._wrong(name, "a list of texts")
        return [decoded(item) for item in items] if items else NilSlice()

    def text_table(self, name: str) -> dict[str, str]:
        """An object whose values are texts; nil where there is none."""
        table = self.table(name)
        if any(not isinstance(item, str) for item in table.values()):
            raise self._wrong(name, "an object with texts")
        return {decoded(key): decoded(item) for key, item in table.items()} if table else table

    def data(self, name: str) -> bytes:
        """Bytes, which JSON has as base64."""
        try:
            return a2b_base64(self.text(name).encode("ascii"))
        except (Base64Error, ValueError):
            raise self._wrong(name, "base64") from None

    def time(self, name: str) -> int | None:
        """A time in nanoseconds since 1970; None for none, which Helm writes as an empty text."""
        text = self.text(name)
        if text in ("", _ZERO_TIME):
            return None
        try:
            moment = parse(RFC3339_NANO, text, UTC)
        except GoError:
            raise self._wrong(name, "a time") from None
        return moment.seconds * _SECOND + moment.nanosecond

    def _items(self, name: str) -> list[Any]:
        items = self._value(name, list, "a list") or []
        if len(items) > MAX_ENTRIES:
            raise DamagedRecordError(f"{self._path(name)} has more than {MAX_ENTRIES} items")
        return items

    def _value(self, name: str, kind: type[Any], what: str) -> Any:
        value = self.members.get(name)
        if value is not None and not isinstance(value, kind):
            raise self._wrong(name, what)
        return value

    def _wrong(self, name: str, what: str) -> DamagedRecordError:
        return DamagedRecordError(f"{self._path(name)} is not {what}")

    def _path(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name
