"""JSON patches (RFC 6902) with JSON pointers (RFC 6901)."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from ....core.golib.json_values import equal

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


class JsonPatchError(Exception):
    """An operation that is malformed or cannot be done; the text names it and its path."""


class Operation:
    """One operation of a JSON patch; `value` is what it adds, puts or tests."""

    __slots__ = ("from_path", "name", "path", "value")

    def __init__(self, given: Any) -> None:
        """Raises JsonPatchError."""
        if not isinstance(given, dict):
            raise JsonPatchError("an operation is no mapping")
        name, path = given.get("op"), given.get("path")
        if not isinstance(name, str) or name not in _OPERATIONS:
            raise JsonPatchError(f"unknown op {name!r}; there are {', '.join(_OPERATIONS)}")
        if not isinstance(path, str):
            raise JsonPatchError(f"op {name} has no path")
        needed = _NEEDS.get(name)
        if needed is not None and needed not in given:
            raise JsonPatchError(f"op {name}, path {path}: it has no {needed}")
        self.name = name
        self.path = path
        self.from_path = given.get("from", "")
        self.value = given.get("value")
        for pointer in (path, self.from_path):
            if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
                raise JsonPatchError(f"op {name}, path {path}: {pointer!r} is no JSON pointer, it begins with a slash")


def apply_operations(document: Any, operations: list[Operation]) -> Any:
    """A document with all operations done, in order; the one that is given is not changed.

    Raises JsonPatchError for the first that cannot be done.
    """
    holder = [deepcopy(document)]
    for operation in operations:
        try:
            _OPERATIONS[operation.name](holder, operation)
        except JsonPatchError as error:
            raise JsonPatchError(f"op {operation.name}, path {operation.path}: {error}") from None
    return holder[0]


def _add(holder: list[Any], operation: Operation) -> None:
    _put(holder, operation.path, deepcopy(operation.value))


def _remove(holder: list[Any], operation: Operation) -> None:
    _take(holder, operation.path)


def _replace(holder: list[Any], operation: Operation) -> None:
    parent, key = _find(holder, operation.path)
    parent[key] = deepcopy(operation.value)


def _move(holder: list[Any], operation: Operation) -> None:
    if operation.path.startswith(f"{operation.from_path}/"):
        raise JsonPatchError(f"{operation.from_path} cannot be moved into itself")
    _put(holder, operation.path, _take(holder, operation.from_path))


def _copy(holder: list[Any], operation: Operation) -> None:
    parent, key = _find(holder, operation.from_path)
    _put(holder, operation.path, deepcopy(parent[key]))


def _test(holder: list[Any], operation: Operation) -> None:
    parent, key = _find(holder, operation.path)
    if not equal(parent[key], operation.value):
        raise JsonPatchError("the test failed, there is another value")


_OPERATIONS: dict[str, Callable[[list[Any], Operation], None]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
    "test": _test,
}
_NEEDS = {"add": "value", "replace": "value", "test": "value", "move": "from", "copy": "from"}


def _put(holder: list[Any], path: str, value: Any) -> None:
    """Add a value: into an object under its key, into a list in front of what is there, ``-`` being its end."""
    parent, key = _parent(holder, path)
    if isinstance(parent, dict):
        parent[key] = value
    elif not path:
        parent[0] = value
    else:
        parent.insert(len(parent) if key == "-" else _index(key, len(parent)), value)


def _take(holder: list[Any], path: str) -> Any:
    parent, key = _find(holder, path)
    if not path:
        raise JsonPatchError("the whole object cannot be removed; a patch `$patch: delete` does that")
    return parent.pop(key)


def _find(holder: list[Any], path: str) -> tuple[Any, Any]:
    """What holds the value that a path leads to, and under which key. JsonPatchError when there is no such value."""
    parent, key = _parent(holder, path)
    if isinstance(parent, dict):
        if key not in parent:
            raise JsonPatchError(f"there is no {key!r}")
        return parent, key
    return parent, _index(key, len(parent) - 1)


def _parent(holder: list[Any], path: str) -> tuple[Any, str]:
    """What holds, or is to hold, the value at a path, and the last part of the path."""
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in f"/0{path}".split("/")[1:]]
    parent: Any = holder
    for key in way:
        if isinstance(parent, dict) and key in parent:
            parent = parent[key]
        elif isinstance(parent, list):
            parent = parent[_index(key, len(parent) - 1)]
        else:
            raise JsonPatchError(f"there is no {key!r} on the way")
    if not isinstance(parent, dict | list):
        raise JsonPatchError(f"what should hold {last!r} is neither object nor list")
    return parent, last


def _index(key: str, highest: int) -> int:
    if not _INDEX.fullmatch(key):
        raise JsonPatchError(f"{key!r} is no index of a list")
    if int(key) > highest:
        raise JsonPatchError(f"the list has no index {key}")
    return int(key)
