from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.plugins.builtin.gotpl.lexer import describe, is_alphanumeric, scan, unicode_name


def items(inside: str) -> list[tuple[str, str, int]]:
    return scan("{{" + inside, 2, 0)[0]


def test_an_action_becomes_items_with_positions_from_its_opening() -> None:
    assert items(' $x := .a.b | f "s" (1) }}') == [
        ("space", " ", 2),
        ("variable", "$x", 3),
        ("space", " ", 5),
        (":=", ":=", 6),
        ("space", " ", 8),
        ("field", ".a", 9),
        ("field", ".b", 11),
        ("space", " ", 13),
        ("|", "|", 14),
        ("space", " ", 15),
        ("identifier", "f", 16),
        ("space", " ", 17),
        ("string", '"s"', 18),
        ("space", " ", 21),
        ("(", "(", 22),
        ("number", "1", 23),
        (")", ")", 24),
        ("space", " ", 25),
        ("}}", "}}", 26),
    ]


def test_keywords_booleans_nil_and_dot_are_told_from_identifiers() -> None:
    assert [(kind, text) for kind, text, _ in items("if true nil . else iff}}") if kind != "space"] == [
        ("keyword", "if"),
        ("bool", "true"),
        ("nil", "nil"),
        (".", "."),
        ("keyword", "else"),
        ("identifier", "iff"),
        ("}}", "}}"),
    ]


def test_closing_braces_inside_strings_do_not_end_an_action() -> None:
    assert scan('{{ "}}" `}}` }}rest', 2, 0) == (
        [
            ("space", " ", 2),
            ("string", '"}}"', 3),
            ("space", " ", 7),
            ("raw string", "`}}`", 8),
            ("space", " ", 12),
            ("}}", "}}", 13),
        ],
        15,
    )


def test_the_blank_of_a_right_trim_marker_is_no_item() -> None:
    assert items(".x -}}") == [("field", ".x", 2), ("}}", "}}", 6)]
    assert items(".x   -}}") == [("field", ".x", 2), ("space", "  ", 4), ("}}", "}}", 8)]


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        (" .x", "unclosed action"),
        (" .x\n}}", "unclosed action"),
        (" (1 }}", "unclosed left paren"),
        (" 1) }}", "unexpected right paren U+0029 ')'"),
        (" : 1 }}", "expected :="),
        (' "abc }}', "unterminated quoted string"),
        (' "abc\\', "unterminated quoted string"),
        (" 'a }}", "unterminated character constant"),
        (" `abc", "unterminated raw quoted string"),
        (" .x[0] }}", "bad character U+005B '['"),
        (" $x=1 }}", "bad character U+003D '='"),
        (" 12abc }}", 'bad number syntax: "12a"'),
        (" 1+2 }}", 'bad number syntax: "1+2"'),
        (" “x” }}", "unrecognized character in action: U+201C '“'"),
        (" \x01 }}", "unrecognized character in action: U+0001"),
    ],
)
def test_a_lexical_error_is_the_last_item(inside: str, message: str) -> None:
    kind, text, _ = items(inside)[-1]
    assert (kind, text) == ("error", message)


def test_items_are_described_as_in_go() -> None:
    assert describe(("error", "unclosed action", 0)) == "unclosed action"
    assert describe(("keyword", "range", 0)) == "<range>"
    assert describe((".", ".", 0)) == "<.>"
    assert describe(("character", "?", 0)) == '"?"'
    assert describe(("identifier", "abcdefghijk", 0)) == '"abcdefghij"...'


def test_characters_are_named_as_in_go() -> None:
    assert unicode_name("[") == "U+005B '['"
    assert unicode_name("\xa0") == "U+00A0"
    assert unicode_name("\udcff") == "U+FFFD '\ufffd'"


def test_letters_and_digits_of_all_scripts_make_identifiers() -> None:
    assert [is_alphanumeric(character) for character in "a_9é٣²€"] == [True, True, True, True, True, False, False]


@given(st.text(max_size=40))
def test_any_text_is_scanned_to_a_delimiter_or_an_error(inside: str) -> None:
    found, after = scan("{{" + inside, 2, 0)
    assert found[-1][0] in ("}}", "error")
    assert all(kind not in ("}}", "error") for kind, _, _ in found[:-1])
    if found[-1][0] == "}}":
        assert "".join(text for _, text, _ in found) in ("{{" + inside)[2:after].replace(" -}}", "}}")
