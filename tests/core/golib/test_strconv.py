from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import strconv
from pilothouse.core.golib.types import GoError

ANY_TEXT = st.binary(max_size=30).map(lambda data: data.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("", '""'),
        ("plain text", '"plain text"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("\a\b\f\n\r\t\v", '"\\a\\b\\f\\n\\r\\t\\v"'),
        ("\x00\x1b\x7f", '"\\x00\\x1b\\u007f"'),
        ("é ☃ 日本 😀", '"é ☃ 日本 😀"'),
        ("\xa0\xad\u200b\ufeff\u2028", '"\\u00a0\\u00ad\\u200b\\ufeff\\u2028"'),
        ("\U000e0001", '"\\U000e0001"'),
        ("a\udcffb", '"a\\xffb"'),
        ("\udcc3\udca9", '"é"'),
        ("\U0003089c", '"\\U0003089c"'),
    ],
)
def test_quote_writes_go_string_literals(text: str, quoted: str) -> None:
    assert strconv.quote(text) == quoted


def test_quote_to_ascii_escapes_everything_else() -> None:
    assert strconv.quote_to_ascii("né😀\udcff") == '"n\\u00e9\\U0001f600\\xff"'


@pytest.mark.parametrize(
    ("code", "quoted"),
    [(65, "'A'"), (39, "'\\''"), (34, "'\"'"), (10, "'\\n'"), (0xD800, "'\ufffd'"), (-1, "'\ufffd'")],
)
def test_quote_rune_writes_character_literals(code: int, quoted: str) -> None:
    assert strconv.quote_rune(code) == quoted


def test_quote_rune_to_ascii_escapes_everything_else() -> None:
    assert strconv.quote_rune_to_ascii(233) == "'\\u00e9'"


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ('""', ""),
        ('"a\\tb"', "a\tb"),
        ('"\\x41\\101\\u00e9\\U0001F600"', "AAé😀"),
        ('"\\xff"', "\udcff"),
        ('"\\xc3\\xa9"', "é"),
        ('"it\'s"', "it's"),
        ("'\\''", "'"),
        ("'é'", "é"),
        ("''", ""),
        ("`a\\n\r`", "a\\n"),
        ('"\udcff"', "\ufffd"),
    ],
)
def test_unquote_reads_go_literals(literal: str, text: str) -> None:
    assert strconv.unquote(literal) == text


@pytest.mark.parametrize(
    "literal",
    ["", '"', "a", '"a', '"a"b"', "'ab'", "`a`b`", '"\\q"', '"\\\'"', "'\\\"'", '"\n"', '"\\777"', '"\\ud800"'],
)
def test_unquote_refuses_what_is_no_literal(literal: str) -> None:
    with pytest.raises(GoError, match=r"^invalid syntax$"):
        strconv.unquote(literal)


@given(ANY_TEXT)
def test_a_quoted_text_is_read_back_unchanged(text: str) -> None:
    assert strconv.unquote(strconv.quote(text)) == text
    assert strconv.unquote(strconv.quote_to_ascii(text)) == text


@pytest.mark.parametrize(("text", "possible"), [("a\tb é", True), ("`", False), ("\n", False), ("\udcff", False)])
def test_can_backquote_refuses_what_a_raw_literal_cannot_hold(text: str, possible: bool) -> None:
    assert strconv.can_backquote(text) is possible


def _int(text: str, base: int, bits: int) -> tuple[int | float, str]:
    try:
        return strconv.parse_int(text, base, bits), ""
    except strconv.NumError as error:
        return error.value, str(error)


@pytest.mark.parametrize(
    ("text", "base", "bits", "result"),
    [
        ("42", 10, 64, (42, "")),
        ("-007", 10, 64, (-7, "")),
        ("+7", 10, 64, (7, "")),
        ("ff", 16, 64, (255, "")),
        ("0x1F", 0, 64, (31, "")),
        ("0b11", 0, 64, (3, "")),
        ("017", 0, 64, (15, "")),
        ("1_000", 0, 64, (1000, "")),
        ("-9223372036854775808", 10, 64, (-(2**63), "")),
        ("", 10, 64, (0, 'strconv.ParseInt: parsing "": invalid syntax')),
        ("1.5", 10, 64, (0, 'strconv.ParseInt: parsing "1.5": invalid syntax')),
        ("1_000", 10, 64, (0, 'strconv.ParseInt: parsing "1_000": invalid syntax')),
        ("1__0", 0, 64, (0, 'strconv.ParseInt: parsing "1__0": invalid syntax')),
        ("٣", 10, 64, (0, 'strconv.ParseInt: parsing "٣": invalid syntax')),
        ("128", 10, 8, (127, 'strconv.ParseInt: parsing "128": value out of range')),
        (
            "9223372036854775808",
            10,
            64,
            (2**63 - 1, 'strconv.ParseInt: parsing "9223372036854775808": value out of range'),
        ),
        (
            "-99999999999999999999x",
            10,
            64,
            (-(2**63), 'strconv.ParseInt: parsing "-99999999999999999999x": value out of range'),
        ),
        ("1", 37, 64, (0, 'strconv.ParseInt: parsing "1": invalid base 37')),
    ],
)
def test_parse_int_reads_as_go_does(text: str, base: int, bits: int, result: tuple[int, str]) -> None:
    assert _int(text, base, bits) == result


def test_atoi_names_itself_in_its_errors() -> None:
    assert strconv.atoi("-12") == -12
    with pytest.raises(strconv.NumError, match=r'^strconv\.Atoi: parsing "x": invalid syntax$'):
        strconv.atoi("x")


def test_parse_uint_allows_no_sign() -> None:
    assert strconv.parse_uint("18446744073709551615") == 2**64 - 1
    with pytest.raises(strconv.NumError, match=r'^strconv\.ParseUint: parsing "-1": invalid syntax$'):
        strconv.parse_uint("-1")


def test_parse_bool_knows_twelve_spellings() -> None:
    assert [strconv.parse_bool(text) for text in ("1", "t", "TRUE", "0", "F", "false")] == [True] * 3 + [False] * 3
    with pytest.raises(strconv.NumError, match=r'^strconv\.ParseBool: parsing "yes": invalid syntax$'):
        strconv.parse_bool("yes")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e5", 1e5),
        ("1_0.5", 10.5),
        ("0x1p-2", 0.25),
        ("0x_1.8p1", 3.0),
        ("-Inf", -math.inf),
        ("Infinity", math.inf),
        ("1e-400", 0.0),
    ],
)
def test_parse_float_reads_as_go_does(text: str, number: float) -> None:
    assert strconv.parse_float(text) == number


@pytest.mark.parametrize("text", ["", ".", "1e", "1_.5", "0x1", " 1", "nanx", "1,5", "infinit"])
def test_parse_float_refuses_bad_syntax(text: str) -> None:
    with pytest.raises(strconv.NumError) as caught:
        strconv.parse_float(text)
    assert str(caught.value) == f'strconv.ParseFloat: parsing "{text}": invalid syntax'


def test_parse_float_out_of_range_is_an_infinity_with_an_error() -> None:
    with pytest.raises(strconv.NumError) as caught:
        strconv.parse_float("-1e400")
    assert (str(caught.value), caught.value.value) == (
        'strconv.ParseFloat: parsing "-1e400": value out of range',
        -math.inf,
    )


@pytest.mark.parametrize(
    ("value", "fmt", "precision", "text"),
    [
        (100000.0, "g", -1, "100000"),
        (1000000.0, "g", -1, "1e+06"),
        (123456.789, "g", -1, "123456.789"),
        (0.0001, "g", -1, "0.0001"),
        (0.00009, "g", -1, "9e-05"),
        (-0.0, "g", -1, "-0"),
        (5e-324, "g", -1, "5e-324"),
        (1e21, "f", -1, "1000000000000000000000"),
        (0.1, "f", 20, "0.10000000000000000555"),
        (2.5, "f", 0, "2"),
        (123456.789, "e", 6, "1.234568e+05"),
        (123456.789, "e", -1, "1.23456789e+05"),
        (123456.789, "g", 3, "1.23e+05"),
        (100.0, "g", 3, "100"),
        (1e-10, "G", -1, "1E-10"),
        (3.14159, "x", -1, "0x1.921f9f01b866ep+01"),
        (3.14159, "X", 2, "0X1.92P+01"),
        (1.999, "x", 0, "0x1p+01"),
        (0.0, "x", -1, "0x0p+00"),
        (1.0, "b", -1, "4503599627370496p-52"),
        (math.inf, "g", -1, "+Inf"),
        (-math.inf, "f", 2, "-Inf"),
        (math.nan, "e", -1, "NaN"),
    ],
)
def test_format_float_writes_as_go_does(value: float, fmt: str, precision: int, text: str) -> None:
    assert strconv.format_float(value, fmt, precision) == text


def test_format_float_of_32_bits_needs_fewer_digits() -> None:
    assert (strconv.format_float(0.1, "g", -1, 32), strconv.format_float(16777216.0, "b", -1, 32)) == (
        "0.1",
        "8388608p+1",
    )


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_shortest_text_of_a_float_is_read_back_unchanged(value: float) -> None:
    for fmt in "gef":
        assert strconv.parse_float(strconv.format_float(value, fmt)) == value
    assert strconv.parse_float(strconv.format_float(value, "x")) == value
