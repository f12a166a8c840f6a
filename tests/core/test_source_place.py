from __future__ import annotations

import pytest
from pilothouse.core.golib.yaml import YamlError, load_map
from pilothouse.core.source_place import source_lines, yaml_details, yaml_hint


@pytest.mark.parametrize(
    ("column", "text", "shown"),
    [
        (5, "a: {{ x }}", ["--> f:7:5", "7 | a: {{ x }}", "  |     ^"]),
        (0, "a: {{ x }}", ["--> f:7", "7 | a: {{ x }}"]),
        (3, "\t\tx", ["--> f:7:3", "7 | \t\tx", "  | \t\t^"]),
        (4, "日本:x", ["--> f:7:4", "7 | 日本:x", "  |      ^"]),
        (3, "e\u0301x", ["--> f:7:3", "7 | e\u0301x", "  |  ^"]),
        (9, "ab\r", ["--> f:7:9", "7 | ab", "  |   ^"]),
        (1, "", ["--> f:7:1"]),
    ],
)
def test_a_caret_stands_below_the_character_of_a_column(column: int, text: str, shown: list[str]) -> None:
    assert source_lines("f", 7, column, text) == shown


def test_a_file_alone_is_named_when_the_line_is_not_known() -> None:
    assert source_lines("f", 0, 0, "x") == ["--> f"]


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    place, line, caret = source_lines("f", 1, 501, "a" * 500 + "X" + "b" * 500)
    assert place == "--> f:1:501"
    assert line == "1 | …" + "a" * 60 + "X" + "b" * 59 + "…"
    assert line[caret.index("^")] == "X"


def fault(text: str) -> YamlError:
    with pytest.raises(YamlError) as caught:
        load_map(text, "chartutil.Values")
    return caught.value


@pytest.mark.parametrize(
    ("text", "details", "hint"),
    [
        (
            "a: 1\nb: : 2\n",
            ("--> v:2:4", "2 | b: : 2", "  |    ^"),
            "a text in which a colon is followed by a space has to be quoted",
        ),
        ("a: 1\n\tb: 2\n", ("--> v:2:1", "2 | \tb: 2", "  | ^"), "YAML is indented with spaces, a tab does not count"),
        ('a: "x\n', ("--> v:1:6", '1 | a: "x', "  |      ^"), "a quote that was opened is not closed"),
        ("- a\n", ("--> v",), "a values file is made of lines like `key: value`"),
        ("a: [1,\nb: 2\n", ("--> v:2:5", "2 | b: 2", "  |     ^"), ""),
    ],
)
def test_an_error_of_yaml_shows_where_reading_stopped_and_what_helps(
    text: str, details: tuple[str, ...], hint: str
) -> None:
    error = fault(text)
    assert (yaml_details("v", text.encode(), error), yaml_hint(error)) == (details, hint)


def test_a_field_of_the_wrong_type_is_shown_when_there_is_one_of_that_name() -> None:
    error = YamlError("json: cannot unmarshal array into Go struct field Metadata.name of type string")
    assert yaml_details("c", "version: 1\nname: [x]\n", error) == ("--> c:2:1", "2 | name: [x]", "  | ^")
    assert yaml_details("c", "name: [x]\nmaintainers:\n- name: x\n", error) == ("--> c",)
