from __future__ import annotations

import pytest
from pilothouse.core.golib.tabwriter import align


def test_a_column_is_as_wide_as_its_widest_cell_and_the_padding() -> None:
    assert align("NAME\tDATA\tAGE\nh-main\t1\t0s\n", 6, 4, 3) == "NAME     DATA   AGE\nh-main   1      0s\n"


def test_a_column_has_a_least_width() -> None:
    assert align("A\tB\n", 6, 4, 3) == "A     B\n"


def test_a_line_without_a_cell_ends_the_column() -> None:
    assert align("aaaa\tb\nx\nc\td\n", 0, 4, 1) == "aaaa b\nx\nc d\n"


def test_columns_within_longer_lines_are_aligned_among_adjacent_lines_only() -> None:
    text = "aaaa\tbbb\td\naa\tb\tdd\na\t\naa\tcccc\teee\n"
    assert align(text, 0, 8, 1) == "aaaa bbb d\naa   b   dd\na    \naa   cccc eee\n"


def test_an_empty_cell_is_as_wide_as_its_column() -> None:
    text = "KIND\t\tNAME\n/v1, Resource=configmaps\t\tp-main\n"
    assert align(text, 0, 0, 2, tab_indent=True) == (
        "KIND                        NAME\n/v1, Resource=configmaps    p-main\n"
    )


@pytest.mark.parametrize(
    ("tabwidth", "expected"), [(4, "\t\tx\nabcde  y\n"), (0, "x\nabcde  y\n")], ids=["tabs", "tabs of no width"]
)
def test_empty_cells_at_the_beginning_may_be_tabs(tabwidth: int, expected: str) -> None:
    assert align("\tx\nabcde\ty\n", 0, tabwidth, 2, tab_indent=True) == expected


def test_characters_count_and_not_their_bytes() -> None:
    assert align("ü\tx\nabc\ty\n", 0, 4, 1) == "ü   x\nabc y\n"


def test_a_vertical_tab_ends_a_cell_too() -> None:
    assert align("a\vb\nccc\td\n", 0, 4, 1) == "a   b\nccc d\n"


def test_a_form_feed_ends_all_columns() -> None:
    assert align("a\tb\fccc\td\n", 0, 4, 1) == "a b\nccc d\n"


def test_a_tab_at_the_very_end_ends_no_cell() -> None:
    assert align("aaa\tb\nc\t", 0, 4, 1) == "aaa b\nc"


def test_nothing_stays_nothing() -> None:
    assert align("", 6, 4, 3) == ""
