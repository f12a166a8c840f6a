from __future__ import annotations

import pytest
from pilothouse.core.golib.types import GoError
from pilothouse.plugins.builtin.gotpl.lexer import CHAR_CONSTANT, COMPLEX, NUMBER
from pilothouse.plugins.builtin.gotpl.literals import ideal_constant, number_node


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", 42),
        ("-42", -42),
        ("+42", 42),
        ("0x1F", 31),
        ("0x1e3", 483),
        ("-0x1e", -30.0),
        ("017", 15),
        ("0o17", 15),
        ("0b101", 5),
        ("1_000", 1000),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("0x1p-2", 0.25),
        ("-9223372036854775808", -(2**63)),
        ("2.5i", 2.5j),
        ("0i", 0j),
    ],
)
def test_the_spelling_of_a_number_decides_its_type(text: str, value: complex) -> None:
    found = ideal_constant(number_node(0, text, NUMBER))
    assert (found, found.__class__) == (value, value.__class__)


@pytest.mark.parametrize(
    ("text", "value"), [("'a'", 97), ("'\\x41'", 65), ("'\\''", 39), ("'é'", 233), ("'\\u00e9'", 233)]
)
def test_a_character_is_its_code_point(text: str, value: int) -> None:
    assert ideal_constant(number_node(0, text, CHAR_CONSTANT)) == value


@pytest.mark.parametrize(("text", "value"), [("1+2i", 1 + 2j), ("3-4.5i", 3 - 4.5j), ("1e+2-3i", 100 - 3j)])
def test_complex_constants_have_two_parts(text: str, value: complex) -> None:
    assert ideal_constant(number_node(0, text, COMPLEX)) == value


def test_a_number_remembers_everything_it_may_be_taken_for() -> None:
    assert number_node(3, "2.0", NUMBER) == ("NumberNode", 3, "2.0", 2, 2, 2.0, None)
    assert number_node(3, "1.5", NUMBER) == ("NumberNode", 3, "1.5", None, None, 1.5, None)
    assert number_node(3, "-1", NUMBER) == ("NumberNode", 3, "-1", -1, None, -1.0, None)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("089", NUMBER, 'integer overflow: "089"'),
        ("99999999999999999999", NUMBER, 'integer overflow: "99999999999999999999"'),
        ("1e400", NUMBER, 'illegal number syntax: "1e400"'),
        ("-", NUMBER, 'illegal number syntax: "-"'),
        ("1__0", NUMBER, 'illegal number syntax: "1__0"'),
        ("''", CHAR_CONSTANT, "invalid syntax"),
        ("'ab'", CHAR_CONSTANT, "malformed character constant: 'ab'"),
        ("'\\q'", CHAR_CONSTANT, "invalid syntax"),
        ("-+1i", COMPLEX, 'strconv.ParseFloat: parsing "-": invalid syntax'),
    ],
)
def test_what_go_refuses_is_refused_in_its_words(text: str, kind: str, message: str) -> None:
    with pytest.raises(GoError) as caught:
        number_node(0, text, kind)
    assert str(caught.value) == message


def test_an_integer_beyond_int_fails_when_it_is_used() -> None:
    with pytest.raises(GoError, match=r"^18446744073709551615 overflows int$"):
        ideal_constant(number_node(0, "18446744073709551615", NUMBER))
