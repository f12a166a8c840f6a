"""Sprig's functions on regular expressions. Rule: its regex.go.

A bad pattern is an error, but for `regexMatch`, where it matches nothing.
"""

from __future__ import annotations

from ....core.golib import regexp
from ....core.golib.nil import NilStringSlice
from ....core.golib.types import GoError, GoFunction, StringSlice, go


def regex_match(pattern: str, text: str) -> bool:
    """Whether the pattern matches somewhere in the text."""
    try:
        return regexp.compile(pattern).match(text)
    except GoError:
        return False


def regex_find(pattern: str, text: str) -> str:
    """The first match, empty without one."""
    return regexp.must_compile(pattern).find(text)


def regex_find_all(pattern: str, text: str, count: int) -> StringSlice:
    """Up to `count` matches, all when it is negative; nil without one."""
    return _strings(regexp.must_compile(pattern).find_all(text, count))


def regex_replace_all(pattern: str, text: str, template: str) -> str:
    """The text with every match replaced; `$1` and `${name}` stand for groups."""
    return regexp.must_compile(pattern).replace_all(text, template)


def regex_replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    """The text with every match replaced by a fixed text."""
    return regexp.must_compile(pattern).replace_all_literal(text, replacement)


def regex_split(pattern: str, text: str, count: int) -> StringSlice:
    """The pieces between matches, at most `count`; nil for 0."""
    return _strings(regexp.must_compile(pattern).split(text, count))


def _strings(found: list[str] | None) -> StringSlice:
    return NilStringSlice() if found is None else StringSlice(found)


FUNCTIONS: dict[str, GoFunction] = {
    "regexFind": go(regex_find, "string", "string"),
    "regexFindAll": go(regex_find_all, "string", "string", "int"),
    "regexMatch": go(regex_match, "string", "string"),
    "regexReplaceAll": go(regex_replace_all, "string", "string", "string"),
    "regexReplaceAllLiteral": go(regex_replace_all_literal, "string", "string", "string"),
    "regexSplit": go(regex_split, "string", "string", "int"),
}
