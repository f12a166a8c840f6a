from __future__ import annotations

import pytest
from pilothouse.core.errors import ChartError
from pilothouse.plugins.builtin.chart_loader.helmignore import IgnoreRules

PATHS = [
    "a.txt",
    "dir/",
    "dir/a.txt",
    "dir/sub/",
    "dir/sub/c.txt",
    "templates/",
    "templates/.x",
    "templates/y",
    ".git/",
]


def ignored(text: str) -> list[str]:
    rules = IgnoreRules(text)
    return [path for path in PATHS if rules.ignores(path.rstrip("/"), path.endswith("/"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["templates/.x"]),
        ("# a.txt\n\n  \n", ["templates/.x"]),
        ("  a.txt\t\r\n", ["a.txt", "dir/a.txt", "templates/.x"]),
        ("/a.txt", ["a.txt", "templates/.x"]),
        ("dir/*", ["dir/a.txt", "dir/sub/", "templates/.x"]),
        ("sub/", ["dir/sub/", "templates/.x"]),
        ("dir/sub/c.txt", ["dir/sub/c.txt", "templates/.x"]),
        (".*", ["templates/.x", ".git/"]),
        ("*", PATHS),
        ("!*.txt", ["dir/", "dir/sub/", "templates/", "templates/.x", "templates/y", ".git/"]),
        ("!dir/", [path for path in PATHS if path != "dir/"]),
        ("x[\n[^\\", None),
    ],
)
def test_rules_ignore_what_helm_ignores(text: str, expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(ChartError, match="^syntax error in pattern$"):
            ignored(text)
    else:
        assert ignored(text) == expected


def test_a_pattern_that_breaks_only_while_matching_matches_nothing() -> None:
    assert ignored("x[") == ["templates/.x"]
    assert not IgnoreRules("x[").ignores("xy", False)


def test_a_pattern_that_breaks_is_named_in_a_warning() -> None:
    warnings: list[str] = []
    rules = IgnoreRules("/x[", warnings.append)
    assert (rules.ignores("y", False), rules.ignores("xy", False)) == (False, False)
    assert warnings == ['Failed to compile "x[": syntax error in pattern']


def test_of_two_leading_slashes_one_is_lost_with_every_question() -> None:
    rules = IgnoreRules("//a")
    assert [rules.ignores(path, False) for path in ("a", "a")] == [False, True]


def test_the_chart_itself_is_never_ignored() -> None:
    rules = IgnoreRules("*\n.*")
    assert [rules.ignores(path, True) for path in ("", ".", "./")] == [False, False, False]


def test_double_stars_are_refused() -> None:
    with pytest.raises(ChartError) as caught:
        IgnoreRules("ok\ndir/**\n")
    assert str(caught.value) == "double-star (**) syntax is not supported"


def test_an_endless_line_is_refused() -> None:
    with pytest.raises(ChartError) as caught:
        IgnoreRules("a" * 70_000)
    assert str(caught.value) == "bufio.Scanner: token too long"
