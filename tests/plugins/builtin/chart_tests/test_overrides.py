from __future__ import annotations

from typing import Any

import pytest
from pilothouse.plugins.builtin.chart_tests.overrides import SetPathError, at_path, lay_over, read_set_path, scoped


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("a", {"a": 1}),
        ("a.b", {"a": {"b": 1}}),
        ("a[0]", {"a": [1]}),
        ("a[2].b", {"a": [None, None, {"b": 1}]}),
        ("a[1][0]", {"a": [None, [1]]}),
        ("a.[x.y/z]", {"a": {"x.y/z": 1}}),
        ("a.[x.y/z].b", {"a": {"x.y/z": {"b": 1}}}),
        ('a["x.y"]', {"a": {"x.y": 1}}),
        ("[x.y]", {"x.y": 1}),
        ("a.[0]", {"a": {"0": 1}}),
        (r"a.x\.y", {"a": {"x.y": 1}}),
    ],
)
def test_a_key_of_set_is_a_path_of_values(text: str, table: dict[str, Any]) -> None:
    assert at_path(read_set_path(text), 1) == table


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "'' is no path of values such as image.tag"),
        ("a.", "'a.' ends with a dot"),
        ("a[0", "'a[0' lacks a ]"),
        ("a[0]b", "a dot is expected in 'a[0]b' behind 'a[0]'"),
        ("a..b", "'a..b' is no path of values such as image.tag"),
        ("a=b", "invalid token found = in 'a=b'"),
        ("a[65537]", "index 65537 in 'a[65537]' is greater than 65536"),
        (".".join("a" * 200), "a path may have 100 parts"),
    ],
)
def test_a_key_that_is_no_path_is_refused(text: str, problem: str) -> None:
    with pytest.raises(SetPathError) as caught:
        read_set_path(text)
    assert str(caught.value) == problem


def test_tables_are_merged_and_everything_else_is_replaced() -> None:
    below = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    above = {"a": {"c": [3], "e": None}, "d": {"f": 1}}
    assert lay_over(below, above) == {"a": {"b": 1, "c": [3], "e": None}, "d": {"f": 1}}
    assert below == {"a": {"b": 1, "c": [1, 2]}, "d": 1}


def test_values_of_a_subchart_are_its_parents_below_its_name_and_globals_are_everybodys() -> None:
    assert scoped({"a": 1, "global": {"g": 1}}, ("child", "grandchild")) == {
        "global": {"g": 1},
        "child": {"global": {"g": 1}, "grandchild": {"a": 1, "global": {"g": 1}}},
    }
    assert scoped({"a": 1}, ()) == {"a": 1}
