from __future__ import annotations

import pytest
from pilothouse.core.record import Record


class Point(Record):
    """A point."""

    x: int
    y: int = 0


class Named(Point):
    """A point with a name."""

    name: str = ""


def test_fields_are_given_by_place_or_name_and_have_defaults() -> None:
    point = Point(1)
    assert (point.x, point.y) == (1, 0)
    assert Point(1, 2) == Point(y=2, x=1)
    assert tuple(Named(1, name="a")) == (1, 0, "a")
    assert Point.fields == ("x", "y")


@pytest.mark.parametrize(("values", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"x": 1}), ((1,), {"z": 1})])
def test_what_does_not_fit_the_fields_is_refused(values: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="Point takes the fields x, y"):
        Point(*values, **named)


def test_records_are_values() -> None:
    assert Point(1) == Point(1)
    assert Point(1) != Named(1)
    assert len({Point(1), Point(1), Point(2)}) == 2
    assert repr(Point(1)) == "Point(x=1, y=0)"
    assert Point(1).replace(y=5) == Point(1, 5)


def test_records_do_not_change() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="Point is immutable"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="Point is immutable"):
        del point.x
