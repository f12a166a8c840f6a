"""Values as TOML."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from pilothouse.core.golib import toml
from pilothouse.core.golib.nil import NilMap, NilSlice
from pilothouse.core.golib.toml import TomlError, TomlPanic
from pilothouse.core.golib.types import Int64, StringMap, StringSlice, Struct


class Maintainer(Struct):
    """A struct as templates see it, behind a pointer."""

    __slots__ = ("mails", "name", "tags")
    go_pointer = True
    go_fields: ClassVar[dict[str, str]] = {"Tags": "tags", "Name": "name", "Mails": "mails", "hidden": "name"}

    def __init__(self, tags: dict[str, str]) -> None:
        self.tags = StringMap(tags)
        self.name = "n"
        self.mails = StringSlice()


class Generated(Struct):
    """A struct that says itself what reflection sees."""

    __slots__ = ()

    def go_toml(self) -> list[tuple[str, Any]]:
        return [("Name", ""), ("Raw", None), ("Lock", {}), ("Size", 0)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, ""),
        ({"a": NilMap(), "b": NilSlice(), "c": 1}, "b = []\nc = 1\n"),
        ({"b": 1.0, "a": Int64(2), "c": 1e21, "d": 0.00001, "e": False},
         "a = 2\nb = 1.0\nc = 1000000000000000000000.0\nd = 0.00001\ne = false\n"),
        ({"s": 'a"b\\c\nd\té'}, 's = "a\\"b\\\\c\\nd\\té"\n'),
        ({"l": [], "m": [1, 2], "n": [[1], ["a"], []], "o": b"hi"},
         "l = []\nm = [1, 2]\nn = [[1], [\"a\"], []]\no = [104, 105]\n"),
        ({"s": {"k": "v", "a": {"z": 1}}, "top": 1, "nil": None},
         'top = 1\n\n[s]\n  k = "v"\n  [s.a]\n    z = 1\n'),
        ({"l": [{"a": 1}, {"b": {"c": 2}}]}, "[[l]]\n  a = 1\n\n[[l]]\n  [l.b]\n    c = 2\n"),
        ({"a.b": {'q"': 1}}, '["a.b"]\n  "q\\"" = 1\n'),
        ({"m": [Maintainer({"t": "1"}), Maintainer({})]},
         '[[m]]\n  Name = "n"\n  [m.Tags]\n    t = "1"\n\n[[m]]\n  Name = "n"\n'),
        (Generated(), 'Name = ""\nSize = 0\n\n[Lock]\n'),
    ],
)  # fmt: skip
def test_tables_come_after_plain_values_and_both_are_sorted(value: Any, text: str) -> None:
    assert toml.encode(value) == text


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ([1], "toml: top-level values must be Go maps or structs"),
        ("x", "toml: top-level values must be Go maps or structs"),
        ([{"a": 1}], "toml: top-level values must be Go maps or structs"),
        ({"l": [1, "a"]}, "toml: cannot encode array with mixed element types"),
        ({"l": [1, None]}, "toml: cannot encode array with nil element"),
        ({"l": [[{"a": 1}]]}, "toml: TOML array element cannot contain a table"),
        (NilSlice(), "toml: top-level values must be Go maps or structs"),
        (1j, "toml: unsupported type for key '': complex128"),
        ({"": 1}, "toml: Key '' is not a valid table name. Key names cannot be empty."),
        ({"a b": {"": 1}}, "toml: Key '\"a b\".' is not a valid table name. Key names cannot be empty."),
    ],
)
def test_what_toml_cannot_hold_is_an_error(value: Any, error: str) -> None:
    with pytest.raises(TomlError) as caught:
        toml.encode(value)
    assert str(caught.value) == error


def test_nil_is_a_panic() -> None:
    with pytest.raises(TomlPanic):
        toml.encode(None)


def test_values_that_contain_themselves_are_a_declared_error() -> None:
    value: dict[str, Any] = {}
    value["self"] = value
    with pytest.raises(TomlError, match="exceeded max depth"):
        toml.encode(value)
