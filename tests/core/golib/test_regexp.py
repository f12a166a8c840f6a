from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import regexp
from pilothouse.core.golib.types import GoError


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        ("a(b", "missing closing ): `a(b`"),
        ("a)b", "unexpected ): `a)b`"),
        ("a[b", "missing closing ]: `[b`"),
        ("[]", "missing closing ]: `[]`"),
        ("*a", "missing argument to repetition operator: `*`"),
        ("a|+", "missing argument to repetition operator: `+`"),
        ("(?i)*", "missing argument to repetition operator: `*`"),
        ("(?:{2})", "missing argument to repetition operator: `{2}`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("ba*??c", "invalid nested repetition operator: `*??`"),
        ("a{2}{3}", "invalid nested repetition operator: `{2}{3}`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("a{3,2}", "invalid repeat count: `{3,2}`"),
        ("(?:a{40}){26}", "invalid repeat count: `{26}`"),
        ("\\", "trailing backslash at end of expression: ``"),
        ("\\8", "invalid escape sequence: `\\8`"),
        ("\\1", "invalid escape sequence: `\\1`"),
        ("a\\Z", "invalid escape sequence: `\\Z`"),
        ("\\C", "invalid escape sequence: `\\C`"),
        ("\\xg0", "invalid escape sequence: `\\xg0`"),
        ("\\x{110000}", "invalid escape sequence: `\\x{110000`"),
        ("[\\q]", "invalid escape sequence: `\\q`"),
        ("\\pX", "invalid character class range: `\\pX`"),
        ("\\p{Klingon}(", "invalid character class range: `\\p{Klingon}`"),
        ("\\p{Greek", "invalid character class range: `\\p{Greek`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("[[:word:][:foo:]]", "invalid character class range: `[:foo:]`"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?<n>a)", "invalid or unsupported Perl syntax: `(?<`"),
        ("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`"),
        ("(?P<n", "invalid named capture: `(?P<n`"),
        ("(?P<a-b>c)", "invalid named capture: `(?P<a-b>`"),
        ("a\udcffb", "invalid UTF-8: `\udcffb`"),
        ("(" * 1001, "expression nests too deeply: `" + "(" * 1001 + "`"),
    ],
)
def test_what_is_no_pattern_is_an_error_in_go_words(pattern: str, error: str) -> None:
    with pytest.raises(regexp.RegexpError) as caught:
        regexp.compile(pattern)
    assert str(caught.value) == f"error parsing regexp: {error}"


@pytest.mark.parametrize(("pattern", "shown"), [("+", "`+`"), ("`(", '"`("')])
def test_must_compile_shows_the_pattern(pattern: str, shown: str) -> None:
    with pytest.raises(GoError) as caught:
        regexp.must_compile(pattern)
    with pytest.raises(regexp.RegexpError) as reason:
        regexp.compile(pattern)
    assert str(caught.value) == f"regexp: Compile({shown}): {reason.value}"


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("[0-9]+", "abc 123 456", "123"),
        ("<.*?>", "<a><b>", "<a>"),
        ("\\bcat\\b", "concat cat", "cat"),
        ("(?i)straße", "STRASSE Straße", "Straße"),
        ("(?s)a.b", "a\nb", "a\nb"),
        ("(?m)^b$", "a\nb\nc", "b"),
        ("a{,2}", "aa{,2}", "a{,2}"),
        ("\\Qa.b\\E+", "a.bbb", "a.bbb"),
        ("\\x41\\101\\x{263a}", "AA☺", "AA☺"),
        ("[[:upper:]-]+", "ab-CD", "-CD"),
        ("\\p{Greek}\\PL", "aα1", "α1"),
        ("(?P<n>a)(?P<n>b)", "ab", "ab"),
        (".", "\udcff", "\udcff"),
        ("z", "abc", ""),
    ],
)
def test_find_gives_the_leftmost_match(pattern: str, text: str, found: str) -> None:
    assert regexp.compile(pattern).find(text) == found


@pytest.mark.parametrize(
    ("pattern", "text", "count", "found"),
    [
        ("a*", "baab", -1, ["", "aa", ""]),
        ("[a-z]", "a1b2c3", 2, ["a", "b"]),
        ("", "né", -1, ["", "", ""]),
        ("\\B", "né☃", -1, ["", ""]),
        ("x", "abc", -1, None),
        ("a", "a", 0, None),
    ],
)
def test_find_all_drops_empty_matches_behind_matches(
    pattern: str, text: str, count: int, found: list[str] | None
) -> None:
    assert regexp.compile(pattern).find_all(text, count) == found


@pytest.mark.parametrize(
    ("pattern", "text", "count", "pieces"),
    [
        (",", ",a,", -1, ["", "a", ""]),
        ("z+", "pizza", -1, ["pi", "a"]),
        ("", "héy", -1, ["h", "é", "y"]),
        (",", "a,b,c", 2, ["a", "b,c"]),
        (",", "a,b", 1, ["a,b"]),
        (",", "a,b", 0, None),
        (",", "", -1, [""]),
        ("", "", -1, []),
        ("a*", "baac", -1, ["b", "c"]),
    ],
)
def test_split_gives_the_pieces_between_matches(pattern: str, text: str, count: int, pieces: list[str] | None) -> None:
    assert regexp.compile(pattern).split(text, count) == pieces


@pytest.mark.parametrize(
    ("pattern", "text", "template", "replaced"),
    [
        ("a(x*)b", "-ab-axxb-", "${1}W", "-W-xxW-"),
        ("a(x*)b", "-ab-axxb-", "$1W", "---"),
        ("(?P<first>\\w)(?P<rest>\\w*)", "hello", "${rest}${first}", "elloh"),
        ("(\\w+)@(\\w+)", "me@home", "$2.$1 $0 $3 $$ $", "home.me me@home  $ $"),
        ("a(b)?", "a ab", "[$1]", "[] [b]"),
        ("(?P<n>a)|(?P<n>b)", "ab", "<$n>", "<a><b>"),
        ("x", "axb", "${", "a${b"),
        ("x", "axb", "$01$é", "ab"),
        ("x*", "abxc", "-", "-a-b-c-"),
        ("", "né", "-", "-n-é-"),
        ("b", "a\udcffb", "c", "a\udcffc"),
        (".", "é\udcff", "[$0]", "[é][\udcff]"),
    ],
)
def test_replace_all_expands_the_template(pattern: str, text: str, template: str, replaced: str) -> None:
    assert regexp.compile(pattern).replace_all(text, template) == replaced


def test_replace_all_literal_takes_dollars_as_they_are() -> None:
    assert regexp.compile("a(x*)b").replace_all_literal("-ab-axxb-", "${1}") == "-${1}-${1}-"


def test_no_pattern_takes_long() -> None:
    assert not regexp.compile("(a*)*(a*)*b").match("a" * 100_000)
    assert not regexp.compile("(x+x+)+y").match("x" * 10_000)


@given(st.text("ab\\()[]{}*+?|^$.:-,0129PQExpLi<>é", max_size=12), st.text("ab01é\n", max_size=6))
def test_every_pattern_matches_or_is_a_declared_error(pattern: str, text: str) -> None:
    try:
        compiled = regexp.compile(pattern)
    except regexp.RegexpError:
        return
    found = compiled.find_all(text, -1) or []
    kept = compiled.replace_all_literal(text, "")
    assert len("".join(found)) + len(kept) == len(text)
    assert compiled.match(text) == bool(found)


@given(st.text(max_size=10))
def test_a_quoted_text_matches_itself(text: str) -> None:
    assert regexp.compile("^" + regexp.quote_meta(text) + "$").match(text)


def test_the_place_of_a_match_is_counted_in_bytes() -> None:
    assert regexp.compile("b+").find_index("äbbc") == (2, 4)
    assert regexp.compile("").find_index("a") == (0, 0)
    assert regexp.compile("x").find_index("a") is None
