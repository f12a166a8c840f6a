from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.requirements.lookup import MISSING, MissingTableError, table_at, value_at

VALUES = {"a": {"b": {"c": 1.0}, "n": None, "t": False}, "x": "y", "": {"": 2.0}}


def test_tables_are_found_by_path() -> None:
    assert table_at(VALUES, "a.b") == {"c": 1.0}
    assert table_at(VALUES, "") == {"": 2.0}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("a.b.c", 'no table named "c"'),
        ("x", 'no table named "x"'),
        ("a.b.d", 'no table named "d" (map[c:1])'),
    ],
)
def test_a_missing_table_is_told_from_another_value(path: str, message: str) -> None:
    with pytest.raises(MissingTableError) as caught:
        table_at(VALUES, path)
    assert str(caught.value) == message


def test_values_are_found_by_path_and_tables_are_not() -> None:
    assert [value_at(VALUES, path) for path in ("a.b.c", "x", "a.t", "a.n", "a.b", "a.z", "x.y", ".", "")] == [
        1.0,
        "y",
        False,
        None,
        MISSING,
        MISSING,
        MISSING,
        2.0,
        MISSING,
    ]
