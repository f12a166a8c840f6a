"""The natural order of keys."""

from __future__ import annotations

import pytest
from pilothouse.core.golib.yaml import sort_keys


@pytest.mark.parametrize(
    "keys",
    [
        ["a", "aa", "ab", "b"],
        ["A", "B", "a", "b"],
        ["item1", "item9", "item10"],
        ["a1", "a01", "a001"],
        ["v1.2", "v1.9", "v1.10"],
        ["-", ".", "_", "~", "1", "A", "a", "é"],
        ["a", "a-b", "a.b", "a/b", "a_b", "ab"],
        ["b19", "b109"],
        ["e", "z", "ß", "é", "日"],
        ["", "a"],
        ["a"],
        [],
    ],
)
def test_keys_are_in_natural_order(keys: list[str]) -> None:
    assert sort_keys(reversed(keys)) == keys
