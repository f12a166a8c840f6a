from __future__ import annotations

from typing import Any

import pytest
from pilothouse.plugins.builtin.values.tables import coalesce_tables, merge_into

OVER = "Warning: Merging destination map for chart 'c'. Overwriting table item 'k', with non table value: {}"
UNDER = (
    "Warning: Merging destination map for chart 'c'. The destination item 'k' is a table and ignoring the source 'k' "
    "as it has a non-table value of: {}"
)


@pytest.mark.parametrize(
    ("given", "defaults", "result", "warnings"),
    [
        ({}, {"k": None}, {"k": None}, []),
        ({"k": None}, {"k": 1.0}, {}, []),
        ({"k": None}, {}, {}, []),
        ({"k": {"n": None}}, {}, {"k": {"n": None}}, []),
        ({"k": {"n": None}}, {"k": {"n": 1.0, "m": 2.0}}, {"k": {"m": 2.0}}, []),
        ({"k": {"a": 1.0}}, {"k": {"a": 2.0, "b": 3.0}}, {"k": {"a": 1.0, "b": 3.0}}, []),
        ({"k": [1.0]}, {"k": [2.0, 3.0]}, {"k": [1.0]}, []),
        ({"k": "x"}, {"k": {"a": 1.0}}, {"k": "x"}, [OVER.format("x")]),
        ({"k": [1e6]}, {"k": {"a": 1.0}}, {"k": [1e6]}, [OVER.format("[1e+06]")]),
        ({"k": {"a": 1.0}}, {"k": [True]}, {"k": {"a": 1.0}}, [UNDER.format("[true]")]),
        ({"k": {"a": 1.0}}, {"k": None}, {"k": {"a": 1.0}}, [UNDER.format("<nil>")]),
        ({"a": 1.0}, {"b": 2.0}, {"b": 2.0, "a": 1.0}, []),
    ],
)
def test_what_is_given_is_laid_over_the_defaults(
    given: dict[str, Any], defaults: dict[str, Any], result: dict[str, Any], warnings: list[str]
) -> None:
    heard: list[str] = []
    before = (repr(given), repr(defaults))
    assert coalesce_tables(given, defaults, "c", heard.append) == result
    assert (heard, (repr(given), repr(defaults))) == (warnings, before)


def test_merging_replaces_everything_but_tables() -> None:
    table = {"a": {"x": 1.0, "y": 2.0}, "b": {"x": 1.0}, "c": 1.0, "d": 4.0}
    merge_into(table, {"a": {"x": None, "z": 3.0}, "b": [1.0], "c": {"x": 1.0}, "e": None})
    assert table == {"a": {"x": None, "y": 2.0, "z": 3.0}, "b": [1.0], "c": {"x": 1.0}, "d": 4.0, "e": None}
