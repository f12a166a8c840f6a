"""The order in which go-yaml writes the keys of a mapping: letters after everything else, numbers by their value.

Rule: gopkg.in/yaml.v2 2.2.4, sorter.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cmp_to_key

_INT64 = (1 << 64) - 1
_ORDER = {code: code if not chr(code).isalpha() else code + 128 for code in range(128)}
"""For ASCII without digits: every letter behind every other character."""


def sort_keys(keys: Iterable[str]) -> list[str]:
    """The keys in go-yaml's natural order: ``item9`` before ``item10``, ``_x`` before ``A`` before ``a``."""
    result = list(keys)
    if len(result) < 2:
        return result
    joined = "".join(result)
    if joined.isalpha():
        result.sort()
    elif joined.isascii() and not any(map(str.isdigit, joined)):
        result.sort(key=_letters_last)
    else:
        result.sort(key=cmp_to_key(_compare))
    return result


def _letters_last(key: str) -> str:
    return key.translate(_ORDER)


def _compare(left: str, right: str) -> int:
    for index, (a, b) in enumerate(zip(left, right, strict=False)):
        if a == b:
            continue
        a_letter, b_letter = a.isalpha(), b.isalpha()
        if a_letter is not b_letter:
            return -1 if b_letter else 1
        if a_letter:
            return -1 if a < b else 1
        return _compare_numbers(left, right, index)
    return len(left) - len(right)


def _compare_numbers(left: str, right: str, index: int) -> int:
    """Compare from the first difference on, which is in no letter; numbers there count by value, then by length."""
    start = 1 if "0" in (left[index], right[index]) and _in_number(left, index) else 0
    a_value, a_end = _number(left, index, start)
    b_value, b_end = _number(right, index, start)
    if a_value != b_value:
        return -1 if a_value < b_value else 1
    if a_end != b_end:
        return -1 if a_end < b_end else 1
    return -1 if left[index] < right[index] else 1


def _in_number(text: str, index: int) -> bool:
    """Whether a digit other than zero stands before `index` in the same run of digits."""
    for character in reversed(text[:index]):
        if not character.isdecimal():
            return False
        if character != "0":
            return True
    return False


def _number(text: str, index: int, value: int) -> tuple[int, int]:
    """The number that goes on at `index`, in 64 bits as Go counts it, and where it ends."""
    while index < len(text) and text[index].isdecimal():
        value = value * 10 + ord(text[index]) - 48
        index += 1
    value &= _INT64
    return (value - (1 << 64) if value >> 63 else value), index
