from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.plugins.builtin.commands._tables import text_table, text_width


@pytest.mark.parametrize(
    ("rows", "width", "text"),
    [
        ([("A", "B"), ("x", "")], 0, "A\tB\nx\t "),
        ([("A", ""), ("x", "")], 0, "A\t\nx\t"),
        ([("NAME",), ("a" * 10,)], 8, "NAME    \naaaaa..."),
        ([("NAME",), ("a" * 10,)], 10, "NAME      \naaaaaaaaaa"),
        ([("NAME",), ("abcdef",)], 4, "NAME\na..."),
        ([("NAME",), ("abcdef",)], 2, "N...\na..."),
        ([("AB", "C"), ("東京", "x")], 0, "AB  \tC\n東京\tx"),
        ([("A",), ("東京東京東京",)], 8, "A       \n東京東..."),
        ([("A", "B"), ("x\nlonger", "y")], 0, "A     \tB\nx     \ty\nlo... \t "),
        ([("A", "B"), ("e\u0301", "y")], 0, "A\tB\ne\u0301\ty"),
    ],
)
def test_columns_are_padded_and_cut(rows: list[tuple[str, ...]], width: int, text: str) -> None:
    assert text_table(rows, width) == text


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert [text_width(text) for text in ("abc", "東", "e\u0301", "\u200b", "\n", "ü", "")] == [3, 2, 1, 0, 0, 1, 0]


CELLS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1), st.integers(0, 9))
def test_a_wide_character_elsewhere_changes_nothing_in_plain_rows(rows: list[tuple[str, str]], width: int) -> None:
    with_another = [(*row, "x") for row in rows]
    plain = text_table(with_another, width).split("\n")
    mixed = text_table([*with_another, ("", "", "東")], width).split("\n")
    assert [line.rpartition("\t")[0] for line in plain] == [line.rpartition("\t")[0] for line in mixed[:-1]]
