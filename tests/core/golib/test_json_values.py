from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib.json_values import as_read, equal
from pilothouse.core.golib.types import Int64, Map, Slice


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (1.0, 1),
        (1.5, 1.5),
        (-3.0, -3),
        (1e300, 1e300),
        (2**63, float(2**63)),
        (2**63 - 1, 2**63 - 1),
        (Int64(5), 5),
        (float("inf"), float("inf")),
        (True, True),
        (None, None),
        ("1.0", "1.0"),
        (Map({"a": Slice([2.0])}), {"a": [2]}),
        ([{"a": 1.0}], [{"a": 1}]),
    ],
)
def test_numbers_become_what_kubernetes_reads(value: Any, read: Any) -> None:
    assert (as_read(value), type(as_read(value))) == (read, type(read))


def test_what_is_read_is_a_copy() -> None:
    value: dict[str, Any] = {"a": [{"b": 1}]}
    copied = as_read(value)
    copied["a"][0]["b"] = 2
    assert value == {"a": [{"b": 1}]}


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, True, False),
        (1, 1.5, False),
        ([1, {"a": True}], [1, {"a": True}], True),
        ([1, {"a": True}], [1, {"a": 1}], False),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ({"b": 1, "a": 2}, {"a": 2, "b": 1}, True),
        ([], {}, False),
        ([1], [1, 1], False),
        (None, None, True),
    ],
)
def test_values_of_different_types_are_never_equal(left: Any, right: Any, same: bool) -> None:
    assert equal(left, right) is same
