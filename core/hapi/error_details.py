"""Errors on the wire: the class and what else an error of ours carries besides its message, as JSON in metadata.

The message itself travels as gRPC's own text, as Tiller's does. What comes from the wire is text of strangers: only
classes of `core.errors` are made from it, by their names, attributes are cut and checked, and whatever is none of that
is passed over.
"""

from __future__ import annotations

import json
from typing import Any

from .. import errors
from ..errors import PilothouseError, ReleaseError

METADATA_KEY = "pilothouse-error-bin"
"""The key of the details in a call's trailing metadata."""

MAX_DETAILS = 4096
"""Bytes that the details of an error may have."""

MAX_MESSAGE = 1024 * 1024
"""Characters of a message; what a template prints into one may be long."""

_LIMITS = (2000, 1000, 500, 250, 120, 60, 30)
"""Characters of a text, tried until all of an error fits; so many texts a list has at most as well."""

_TEXT, _NUMBER, _FLAG, _TEXTS, _PAIRS = "text", "number", "flag", "texts", "pairs"
_OF_ALL = {"details": _TEXTS, "hint": _TEXT}
_OWN: dict[type[PilothouseError], dict[str, str]] = {
    errors.PluginError: {"plugin": _TEXT, "distribution": _TEXT, "hook": _TEXT},
    errors.UnmetRequirementsError: {"missing": _TEXTS},
    errors.TemplateError: {
        "file": _TEXT,
        "line": _NUMBER,
        "column": _NUMBER,
        "source_line": _TEXT,
        "include_stack": _PAIRS,
        "missing_path": _TEXT,
    },
    errors.DamagedRecordError: {"key": _TEXT},
    errors.KubeStatusError: {"code": _NUMBER, "reason": _TEXT, "retry_after": _NUMBER},
    errors.KubeConnectionError: {"may_have_arrived": _FLAG},
}
"""The attributes that classes have of their own."""

_CLASSES: dict[str, type[PilothouseError]] = {
    name: found
    for name, found in vars(errors).items()
    if isinstance(found, type) and issubclass(found, PilothouseError)
}


def error_details(error: PilothouseError) -> bytes:
    """What `restored_error` needs besides the message: at most `MAX_DETAILS` bytes, whatever has to be cut for it.

    A class that is not of `core.errors` travels as the nearest one that is.
    """
    cls = next(one for one in type(error).__mro__ if _CLASSES.get(one.__name__) is one)
    plain = cls("")
    found: dict[str, Any] = {
        name: value
        for name in (*_OF_ALL, *_OWN.get(cls, ()))
        if (value := getattr(error, name)) != getattr(plain, name)
    }
    for limit in _LIMITS:
        data = _json({"class": cls.__name__, **{name: _cut(value, limit) for name, value in found.items()}})
        if len(data) <= MAX_DETAILS:
            return data
    return _json({"class": cls.__name__})


def restored_error(message: str, details: bytes | None) -> PilothouseError:
    """The error with that message; without details of ours, as from a Tiller of Helm, it is a ReleaseError."""
    found = _read(details)
    name = found.get("class")
    cls = _CLASSES.get(name, ReleaseError) if isinstance(name, str) else ReleaseError
    error = cls(message[:MAX_MESSAGE])
    for name, kind in {**_OF_ALL, **_OWN.get(cls, {})}.items():
        value = _checked(found.get(name), kind)
        if value is not None:
            setattr(error, name, value)
    return error


def _json(found: dict[str, Any]) -> bytes:
    return json.dumps(found, separators=(",", ":")).encode("ascii")


def _cut(value: Any, limit: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= limit else value[: limit - 1] + "…"
    if isinstance(value, tuple):
        return [_cut(item, limit) for item in value[:limit]]
    return value


def _read(details: bytes | None) -> dict[str, Any]:
    """The JSON object in the details; an empty one where there is none."""
    if details is None or len(details) > MAX_DETAILS:
        return {}
    try:
        found = json.loads(details)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _checked(value: Any, kind: str) -> Any:
    """A value as the attribute has it, or None for one of another type."""
    if kind == _TEXT:
        return value if isinstance(value, str) else None
    if kind == _FLAG:
        return value if isinstance(value, bool) else None
    if kind == _NUMBER:
        return value if type(value) is int and abs(value) < 1 << 31 else None
    if not isinstance(value, list):
        return None
    items = tuple(tuple(item) if isinstance(item, list) else item for item in value)
    if kind == _TEXTS:
        return items if all(isinstance(item, str) for item in items) else None
    are_pairs = all(isinstance(item, tuple) and len(item) == 2 for item in items)
    return items if are_pairs and all(isinstance(text, str) for item in items for text in item) else None
