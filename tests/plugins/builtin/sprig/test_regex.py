from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib.nil import is_nil
from pilothouse.core.golib.types import GoError, StringSlice
from pilothouse.plugins.builtin.sprig.regex import FUNCTIONS


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


def test_regex_match_is_false_for_a_bad_pattern() -> None:
    assert [call("regexMatch", pattern, "ab") for pattern in ("b$", "c", "(", "a(?=b)")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("regexFind", ()),
        ("regexFindAll", (1,)),
        ("regexReplaceAll", ("y",)),
        ("regexReplaceAllLiteral", ("y",)),
        ("regexSplit", (1,)),
    ],
)
def test_the_others_fail_with_the_text_of_a_panic(name: str, rest: tuple[Any, ...]) -> None:
    with pytest.raises(GoError) as caught:
        call(name, "[", "x", *rest)
    assert str(caught.value) == "regexp: Compile(`[`): error parsing regexp: missing closing ]: `[`"


def test_results_are_lists_of_strings() -> None:
    found, pieces = call("regexFindAll", "[a-z]", "a1b2", -1), call("regexSplit", "z+", "pizza", -1)
    assert (found, pieces) == (["a", "b"], ["pi", "a"])
    assert (type(found), type(pieces)) == (StringSlice, StringSlice)


def test_nothing_found_is_nil() -> None:
    assert is_nil(call("regexFindAll", "x", "abc", -1))
    assert is_nil(call("regexSplit", ",", "a,b", 0))
    assert call("regexFind", "x", "abc") == ""


def test_replacements_expand_groups_unless_literal() -> None:
    arguments = ("a(x*)b", "-ab-axxb-", "${1}W")
    assert call("regexReplaceAll", *arguments) == "-W-xxW-"
    assert call("regexReplaceAllLiteral", *arguments) == "-${1}W-${1}W-"
