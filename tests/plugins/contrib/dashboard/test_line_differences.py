"""Differences of texts: complete, bounded, and readable."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pilothouse.plugins.contrib.dashboard.line_differences import MOST_ROWS, line_differences
from pilothouse.plugins.contrib.dashboard.yaml_markup import yaml_markup
from stand_ins.served_pages import Page

LINES = st.lists(st.sampled_from(["a", "b", "  c: 1", "  c: 2", "", "name: x", "name: xy"]), max_size=40)


def text_of(row: dict[str, Any]) -> str:
    return str(row["head"] + row["changed"] + row["tail"])


@given(LINES, LINES)
def test_rows_tell_both_texts(before: list[str], after: list[str]) -> None:
    found = line_differences("\n".join(before), "\n".join(after))
    old, new = "\n".join(before).split("\n"), "\n".join(after).split("\n")
    at, to = 0, 0
    for row in found["rows"]:
        if row["kind"] == "skipped":
            assert row["count"] > 1
            assert old[at : at + row["count"]] == new[to : to + row["count"]]
            at, to = at + row["count"], to + row["count"]
            continue
        if row["kind"] != "new":
            assert (row["old"], text_of(row)) == (at + 1, old[at])
            at += 1
        if row["kind"] != "gone":
            assert (row["new"], text_of(row)) == (to + 1, new[to])
            to += 1
    assert (at, to) == (len(old), len(new))


def test_three_equal_lines_stand_around_what_differs() -> None:
    before = [f"line {number}" for number in range(20)]
    after = [*before[:10], "another 10", *before[11:]]
    found = line_differences("\n".join(before), "\n".join(after))
    assert [(row["kind"], row["count"] or text_of(row)) for row in found["rows"]] == [
        ("skipped", 7),
        *(("same", f"line {number}") for number in (7, 8, 9)),
        *(("gone", "line 10"), ("new", "another 10")),
        *(("same", f"line {number}") for number in (11, 12, 13)),
        ("skipped", 6),
    ]


def test_lines_that_replace_one_another_show_the_words_that_differ() -> None:
    found = line_differences("  image: web:1.20\n", "  image: web:1.34\n")
    assert [(row["head"], row["changed"], row["tail"]) for row in found["rows"][:2]] == [
        ("  image: web:1.", "20", ""),
        ("  image: web:1.", "34", ""),
    ]


def test_huge_texts_are_shown_as_replaced_and_cut() -> None:
    before = "\n".join(f"a {number}" for number in range(9000))
    after = "\n".join(f"b {number}" for number in range(9000))
    found = line_differences(before, after)
    assert (found["added"], found["removed"]) == (9000, 9000)
    assert (len(found["rows"]), found["left_out"]) == (MOST_ROWS, 18000 - MOST_ROWS)


@given(st.text(alphabet="ab:-# '\"|>\n<&\\[{*\t", max_size=200))
def test_marked_yaml_is_the_same_text(text: str) -> None:
    assert Page(str(yaml_markup(text))).root.text == text


def test_keys_and_comments_are_marked_but_not_inside_of_texts() -> None:
    text = '# note\na: 1\nb:\n- c: "x: y"\n  "d e": |\n    f: 1\n    # g\n\nh: >-\n  i: 2\nj://k\n'
    assert str(yaml_markup(text)) == (
        "<i># note</i>\n<b>a</b>: 1\n<b>b</b>:\n- <b>c</b>: &#34;x: y&#34;\n  <b>&#34;d e&#34;</b>: |\n    f: 1\n"
        "    # g\n\n<b>h</b>: &gt;-\n  i: 2\nj://k\n"
    )
