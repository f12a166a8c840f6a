from __future__ import annotations

import pytest
from pilothouse.core.golib.rand import Rand


@pytest.mark.parametrize(
    ("seed", "numbers"),
    [
        (1, [5577006791947779410, 8674665223082153551, 7, 9, 899348, 575745648856, 246844070227]),
        (0, [8717895732742165505, 2259404117704393152, 1, 6, 385148, 964734437551, 66659591269]),
        (-5, [1811683815564572222, 4427849682616757295, 5, 8, 521350, 366107940663, 143836984430]),
        (1099511627776, [14693609398577170170, 6322525149314491254, 1, 3, 191484, 782624851413, 713898007027]),
    ],
)
def test_numbers_are_those_of_go(seed: int, numbers: list[int]) -> None:
    source = Rand(seed)
    drawn = [source.uint64(), source.int63()]
    drawn += [source.intn(bound) for bound in (8, 10, 1000003, 1 << 40, (1 << 40) + 1)]
    assert drawn == numbers


def test_a_seed_begins_the_sequence_again() -> None:
    source = Rand(7)
    first = [source.intn(100) for _ in range(1000)]
    source.seed(7)
    assert [source.intn(100) for _ in range(1000)] == first
