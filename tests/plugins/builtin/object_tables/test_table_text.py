from __future__ import annotations

from typing import Any

import pytest
from pilothouse.plugins.builtin.object_tables import table_text
from pilothouse.plugins.builtin.object_tables.table_text import print_objects


def table(columns: list[dict[str, Any]] | None, *rows: list[Any] | None) -> dict[str, Any]:
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "columnDefinitions": columns,
        "rows": [{"cells": cells} for cells in rows],
    }


NAME = {"name": "Name"}
SIZE = {"name": "Size"}
WIDE = {"name": "Node", "priority": 1}


def test_columns_of_a_wide_listing_are_left_out() -> None:
    assert print_objects([table([NAME, WIDE, SIZE], ["a", "n1", 3])]) == "NAME   SIZE\na      3\n"


def test_the_header_comes_once_and_columns_are_aligned_within_a_table() -> None:
    tables = [table([NAME, SIZE], ["a", 1]), table([NAME, SIZE], ["quite-long", 2])]
    assert print_objects(tables) == "NAME   SIZE\na      1\nquite-long   2\n"


def test_other_columns_get_a_header_of_their_own() -> None:
    tables = [table([NAME, SIZE], ["a", 1]), table([NAME], ["b"])]
    assert print_objects(tables) == "NAME   SIZE\na      1\nNAME\nb\n"


def test_a_table_without_columns_has_those_of_the_one_before() -> None:
    assert print_objects([table([NAME, SIZE], ["a", 1]), table(None, ["b", 2])]) == "NAME   SIZE\na      1\nb     2\n"


def test_a_table_without_rows_prints_nothing_and_leaves_the_header_to_the_next() -> None:
    assert print_objects([table([NAME])]) == ""
    assert print_objects([table([NAME]), table([NAME], ["a"])]) == "NAME\na\n"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("text", "text"),
        ("one\ntwo", "one..."),
        (None, ""),
        (3, "3"),
        (True, "true"),
        (2.5, "2.5"),
        ([1, "a"], "[1 a]"),
        ({"a": 1}, "map[a:1]"),
    ],
)
def test_cells_are_printed_as_go_does(cell: Any, expected: str) -> None:
    assert print_objects([table([NAME], [cell])]) == f"NAME\n{expected}\n"


def test_a_row_may_have_more_or_fewer_cells_than_columns() -> None:
    assert print_objects([table([NAME, SIZE], ["a", 1, 2], ["b"], None)]) == "NAME   SIZE\na      1\nb\n\n"


def test_objects_of_servers_without_tables_show_name_and_age(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1136214245.0 + 3700)
    objects = [
        {"kind": "Widget", "metadata": {"name": "a", "creationTimestamp": "2006-01-02T15:04:05Z"}},
        {"kind": "Widget", "metadata": {"name": "b"}},
        {"kind": "WidgetList", "items": [{"metadata": {"name": "c"}}, {"metadata": {"name": "d"}}]},
    ]
    assert print_objects(objects) == "NAME   AGE\na      61m\nb     <unknown>\nc     <unknown>\nd     <unknown>\n"


def test_tables_in_which_something_is_missing_stay_in_order() -> None:
    tables = [table([NAME], ["b"]), table([NAME], [7]), table([NAME], ["a"])]
    assert table_text.sort_tables(tables) == tables
    assert table_text.sort_tables([tables[0], tables[2]]) == [tables[2], tables[0]]
