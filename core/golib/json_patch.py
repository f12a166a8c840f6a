"""JSON patches (RFC 6902) with JSON pointers (RFC 6901)."""

from __future__ import annotations

import copy
from typing import Any

from .patch_schema import PatchError

MOST_OPERATIONS = 10_000


class JsonPatchError(PatchError):
    """A patch that is none, or that cannot be applied."""


def apply_json_patch(document: Any, operations: Any) -> Any:
    """A copy of a document with the operations applied in order. Raises JsonPatchError."""
    if not isinstance(operations, list) or len(operations) > MOST_OPERATIONS:
        raise JsonPatchError("no list of operations")
    root = [copy.deepcopy(document)]
    for operation in operations:
        if not isinstance(operation, dict):
            raise JsonPatchError("no operation")
        _run(root, operation)
    return root[0]


def _run(root: list[Any], operation: dict[str, Any]) -> None:
    name = operation.get("op")
    path = _steps(operation.get("path"))
    if name in ("add", "replace", "test"):
        if "value" not in operation:
            raise JsonPatchError("no value")
        value = copy.deepcopy(operation["value"])
        if name == "test":
            if _get(root, path) != value:
                raise JsonPatchError("test failed")
        elif name == "add":
            _add(root, path, value)
        else:
            _get(root, path)
            _set(root, path, value)
    elif name == "remove":
        _remove(root, path)
    elif name in ("move", "copy"):
        source = _steps(operation.get("from"))
        value = copy.deepcopy(_get(root, source))
        if name == "move":
            _remove(root, source)
        _add(root, path, value)
    else:
        raise JsonPatchError("unknown operation")


def _steps(pointer: Any) -> list[str]:
    """The steps of a pointer, below the list that holds the document."""
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise JsonPatchError("no pointer")
    return ["0", *(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])]


def _holder(root: list[Any], path: list[str]) -> Any:
    node: Any = root
    for step in path[:-1]:
        node = _inner(node, step)
    return node


def _inner(node: Any, step: str) -> Any:
    if isinstance(node, dict) and step in node:
        return node[step]
    if isinstance(node, list):
        return node[_index(step, len(node) - 1)]
    raise JsonPatchError("no such place")


def _index(step: str, last: int) -> int:
    if not (step.isascii() and step.isdigit()) or int(step[:9]) > last:
        raise JsonPatchError("no such element")
    return int(step)


def _get(root: list[Any], path: list[str]) -> Any:
    return _inner(_holder(root, path), path[-1])


def _set(root: list[Any], path: list[str], value: Any) -> None:
    holder = _holder(root, path)
    if isinstance(holder, list):
        holder[_index(path[-1], len(holder) - 1)] = value
    else:
        holder[path[-1]] = value


def _add(root: list[Any], path: list[str], value: Any) -> None:
    if len(path) == 1:
        root[0] = value
        return
    holder = _holder(root, path)
    if isinstance(holder, list):
        place = len(holder) if path[-1] == "-" else _index(path[-1], len(holder))
        holder.insert(place, value)
    elif isinstance(holder, dict):
        holder[path[-1]] = value
    else:
        raise JsonPatchError("no such place")


def _remove(root: list[Any], path: list[str]) -> None:
    _get(root, path)
    holder = _holder(root, path)
    if isinstance(holder, list):
        del holder[_index(path[-1], len(holder) - 1)]
    else:
        del holder[path[-1]]
