from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import glob

NAMES = "README.md conf/a.yaml conf/b.txt conf/sub/a.yaml .hidden a,b {x} é".split()


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("*", "README.md .hidden a,b {x} é"),
        ("**", " ".join(NAMES)),
        ("conf/*", "conf/a.yaml conf/b.txt"),
        ("conf/**", "conf/a.yaml conf/b.txt conf/sub/a.yaml"),
        ("**.yaml", "conf/a.yaml conf/sub/a.yaml"),
        ("**/*.yaml", "conf/a.yaml conf/sub/a.yaml"),
        ("*/*/*", "conf/sub/a.yaml"),
        ("?", "é"),
        ("conf/[ab].*", "conf/a.yaml conf/b.txt"),
        ("conf/[!a].*", "conf/b.txt"),
        ("conf/[a-z].t[w-y]t", "conf/b.txt"),
        ("conf[!a]a.yaml", "conf/a.yaml"),
        ("{README,CHANGES}.md", "README.md"),
        ("conf/{a.*,sub/{a,b}.*}", "conf/a.yaml conf/sub/a.yaml"),
        ("{conf/a.yaml", "conf/a.yaml"),
        ("a,b", "a,b"),
        ("\\{x}", "{x}"),
        ("nothing", ""),
        ("", ""),
    ],
)
def test_a_pattern_matches_whole_names(pattern: str, matched: str) -> None:
    matcher = glob.compile(pattern)
    assert " ".join(name for name in NAMES if matcher.match(name)) == matched


def test_the_separators_can_be_chosen() -> None:
    assert [glob.compile("a*", separators).match("a.b/c") for separators in ("/", ".", "")] == [False, False, True]


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        ("[", "unexpected end of input"),
        ("[a", "unexpected end of input"),
        ("[a-", "unexpected end of input"),
        ("[]", "could not parse range"),
        ("[a-zA]", "expected close range character"),
        ("[z-a]", "hi character 'a' should be greater than lo 'z'"),
        ("\udcff", "could not read rune"),
    ],
)
def test_what_is_no_pattern_is_an_error(pattern: str, error: str) -> None:
    with pytest.raises(glob.GlobError) as caught:
        glob.compile(pattern)
    assert str(caught.value) == error


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    assert not glob.compile("*a" * 200 + "b").match("a" * 2000)
    assert glob.compile("{" * 2000 + "a").match("a")


@given(st.text("ab/*?", max_size=8).filter(lambda text: "**" not in text), st.text("ab/", max_size=8))
def test_simple_patterns_agree_with_the_shell_part_by_part(pattern: str, name: str) -> None:
    wanted, parts = pattern.split("/"), name.split("/")
    expected = len(wanted) == len(parts) and all(map(fnmatch.fnmatchcase, parts, wanted))
    assert glob.compile(pattern).match(name) == expected
