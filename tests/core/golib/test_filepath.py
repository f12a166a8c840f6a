from __future__ import annotations

import pytest
from pilothouse.core.golib.filepath import match
from pilothouse.core.golib.types import GoError


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("", "", True),
        ("abc", "abc", True),
        ("*", "abc", True),
        ("*", "a/b", False),
        ("*c", "abc", True),
        ("a*", "ab/c", False),
        ("a*/b", "abc/b", True),
        ("a*b*c*d*e*/f", "axbxcxdxexxx/f", True),
        ("a*b?c*x", "abxbbxdbxebxczzx", True),
        ("a*b?c*x", "abxbbxdbxebxczzy", False),
        ("a?c", "a/c", False),
        ("a?c", "aéc", True),
        ("ab[c]", "abc", True),
        ("ab[b-d]", "abc", True),
        ("ab[^b-d]", "abc", False),
        ("a[^x]b", "a/b", True),
        ("[]a]", "a", None),
        ("[a-b-c]", "a", None),
        ("a\\*b", "a*b", True),
        ("a\\*b", "axb", False),
        ("[\\]]", "]", True),
        ("[\\-x]", "-", True),
        ("[x\\-]", "x", True),
        ("[x-]", "x", None),
        ("[", "a", None),
        ("[^", "a", None),
        ("[a", "a", None),
        ("a[", "a", False),
        ("a[", "ab", None),
        ("x[", "abc", False),
        ("a\\", "ab", None),
        ("*x", "xxx", True),
        ("*[", "ab", None),
    ],
)
def test_patterns_match_as_in_go_1_15(pattern: str, name: str, matches: bool | None) -> None:
    if matches is None:
        with pytest.raises(GoError, match="^syntax error in pattern$"):
            match(pattern, name)
    else:
        assert match(pattern, name) is matches
