from __future__ import annotations

import pytest
from pilothouse.core.golib.human_duration import human_duration

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 86400 * 365


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-2, "<invalid>"),
        (-1, "0s"),
        (0, "0s"),
        (119, "119s"),
        (120, "2m"),
        (121, "2m1s"),
        (9 * _MINUTE + 59, "9m59s"),
        (10 * _MINUTE + 5, "10m"),
        (179 * _MINUTE, "179m"),
        (3 * _HOUR, "3h"),
        (3 * _HOUR + 5 * _MINUTE, "3h5m"),
        (8 * _HOUR + 5 * _MINUTE, "8h"),
        (47 * _HOUR, "47h"),
        (2 * _DAY, "2d"),
        (2 * _DAY + 3 * _HOUR, "2d3h"),
        (8 * _DAY + 3 * _HOUR, "8d"),
        (2 * _YEAR - 1, "729d"),
        (2 * _YEAR, "2y"),
        (3 * _YEAR + 35 * _DAY, "3y35d"),
        (8 * _YEAR + 35 * _DAY, "8y"),
    ],
)
def test_durations_are_coarser_the_longer_they_are(seconds: int, expected: str) -> None:
    assert human_duration(seconds) == expected
