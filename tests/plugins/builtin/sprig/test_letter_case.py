from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.sprig.letter_case import FUNCTIONS


def call(name: str, text: str) -> str:
    result = FUNCTIONS[name].function(text)
    assert isinstance(result, str)
    return result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("FirstName", "first_name"),
        ("HTTPServer", "http_server"),
        ("HTTP20xOK", "http_20x_ok"),
        ("GO PATH", "go_path"),
        ("sampleText30Words", "sample_text_30words"),
        ("A1B2", "a1b2"),
        ("XYZ_Abc", "xyz_abc"),
        ("Hey!There", "hey!_there"),
        ("ABc", "a_bcc"),
        ("A B", "a _b"),
        ("ÉtéÎle", "été_île"),
        ("AB\udcff", "ab\ufffd\ufffd"),
        ("", ""),
    ],
)
def test_snakecase_separates_words_as_xstrings_does(text: str, result: str) -> None:
    assert call("snakecase", text) == result


@pytest.mark.parametrize(("text", "result"), [("NoHTTPS20", "no-https-20"), ("a--B", "a--b"), ("A_b", "a_b")])
def test_kebabcase_joins_with_hyphens(text: str, result: str) -> None:
    assert call("kebabcase", text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("http_server", "HttpServer"),
        ("_private_field", "_PrivateField"),
        ("a__b___c", "A_B__C"),
        ("tail_", "Tail_"),
        ("GO_PATH", "GoPath"),
        ("x", ""),
        ("__x", "__"),
        ("__", "__"),
        ("", ""),
    ],
)
def test_camelcase_drops_single_underscores(text: str, result: str) -> None:
    assert call("camelcase", text) == result


def test_letters_have_simple_mappings_only() -> None:
    assert [call("upper", "straße ǆ ıiᾳ"), call("lower", "İΣΑΣ"), call("title", "ǆ_a b-c ß")] == [
        "STRAßE Ǆ IIᾼ",
        "iσασ",
        "ǅ_a B-C ß",
    ]


def test_invalid_bytes_become_the_replacement_character() -> None:
    assert {call(name, "a\udcff") for name in ("untitle", "lower")} == {"a\ufffd"}


def test_swapcase_and_untitle_look_at_white_space() -> None:
    assert [call("swapcase", "This Is A.Test"), call("swapcase", "ab cd"), call("untitle", "Hello Big-World  X")] == [
        "tHIS iS a.tEST",
        "AB CD",
        "hello big-World  x",
    ]
