from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.chart_server.ranges import RangeError, asked_range


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=0-9", (0, 10)),
        ("bytes=0-0", (0, 1)),
        ("bytes=90-", (90, 10)),
        ("bytes=90-1000", (90, 10)),
        ("bytes=-5", (95, 5)),
        ("bytes=-1000", (0, 100)),
        ("bytes= 1-2 ", (1, 2)),
        ("bytes=0-1,5-6", None),
    ],
)
def test_one_range_is_answered_several_are_not(header: str, part: tuple[int, int] | None) -> None:
    assert asked_range(header, 100) == part


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("bytes=100-", "invalid range: failed to overlap"),
        ("bytes=5-4", "invalid range"),
        ("bytes=x-", "invalid range"),
        ("bytes=--5", "invalid range"),
        ("lines=0-1", "invalid range"),
        ("bytes=", "invalid range"),
        ("bytes=٣-٤", "invalid range"),
    ],
)
def test_a_range_that_the_file_does_not_have_is_refused(header: str, problem: str) -> None:
    with pytest.raises(RangeError, match=f"^{problem}$"):
        asked_range(header, 100)
