"""The values that tests give, files and ``set``, laid over each other: for a chart or one of its subcharts."""

from __future__ import annotations

from typing import Any

_HIGHEST_INDEX = 65_536
_MOST_PARTS = 100

SetPath = tuple[str | int, ...]


class SetPathError(Exception):
    """A key of ``set`` is no path."""


def read_set_path(text: str) -> SetPath:
    """The keys and indexes of a path such as ``a.b[0].[x.y/z]``; a dot behind a backslash belongs to the key.

    Rule: the form of helm-unittest, in which a key in brackets may have dots. Raises SetPathError.
    """
    parts: list[str | int] = []
    position = 0
    while position < len(text):
        if text[position] == "[":
            end = text.find("]", position)
            if end < 0:
                raise SetPathError(f"{text!r} lacks a ]")
            inner = text[position + 1 : end]
            follows_dot = not position or text[position - 1] == "."
            parts.append(_index(text, inner) if not follows_dot and _is_index(inner) else inner.strip("\"'"))
            position = end + 1
        else:
            key, position = _key(text, position)
            parts.append(key)
        if position < len(text) and text[position] == ".":
            position += 1
            if position == len(text):
                raise SetPathError(f"{text!r} ends with a dot")
        elif position < len(text) and text[position] != "[":
            raise SetPathError(f"a dot is expected in {text!r} behind {text[:position]!r}")
        if len(parts) > _MOST_PARTS:
            raise SetPathError(f"a path may have {_MOST_PARTS} parts")
    if not parts or "" in parts or not isinstance(parts[0], str):
        raise SetPathError(f"{text!r} is no path of values such as image.tag")
    return tuple(parts)


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _index(text: str, inner: str) -> int:
    if len(inner) > 9 or int(inner) > _HIGHEST_INDEX:
        raise SetPathError(f"index {inner[:20]} in {text[:80]!r} is greater than {_HIGHEST_INDEX}")
    return int(inner)


def _key(text: str, position: int) -> tuple[str, int]:
    characters = []
    while position < len(text) and text[position] not in ".[":
        if text[position] in ",{}=":
            raise SetPathError(f"invalid token found {text[position]} in {text!r}")
        if text[position] == "\\" and position + 1 < len(text):
            position += 1
        characters.append(text[position])
        position += 1
    return "".join(characters), position


def at_path(path: SetPath, value: Any) -> dict[str, Any]:
    """The table that has nothing but `value` at a path; items of lists before an index are null."""
    for part in reversed(path):
        value = {part: value} if isinstance(part, str) else [*[None] * part, value]
    table: dict[str, Any] = value
    return table


def lay_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Two tables as one: tables in both are merged, everything else is that of `above`. Neither is changed."""
    merged = dict(below)
    for key, value in above.items():
        known = merged.get(key)
        merged[key] = lay_over(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged


def scoped(values: dict[str, Any], route: tuple[str, ...]) -> dict[str, Any]:
    """The values of a subchart as its parents take them; `route` are its name and those of the charts between.

    Globals are given to every chart on the way.
    """
    for name in reversed(route):
        values = {**({"global": values["global"]} if "global" in values else {}), name: values}
    return values
