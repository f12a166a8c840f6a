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
"""Characters of a text, tried until all of an error fits; lists have an eighth of it as items at most."""

_MOST = 1 << 31
"""What a number stays below."""

_OF_PAIRS = frozenset(("include_stack",))
"""The attributes whose items are pairs of texts; those of all other lists are texts."""

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
    plain = _attributes(cls)
    found = {name: value for name in plain if (value := getattr(error, name, plain[name])) != plain[name]}
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
    for attribute, plain in _attributes(cls).items():
        value = _checked(attribute, found.get(attribute), plain)
        if value is not None:
            setattr(error, attribute, value)
    return error


def _attributes(cls: type[PilothouseError]) -> dict[str, Any]:
    """What an error of a class has besides its message, with the values that these have of themselves."""
    found = vars(cls(""))
    del found["message"]
    return found


def _json(found: dict[str, Any]) -> bytes:
    """The text of an object; what a plugin put into an error that is no text, number or list, as its text."""
    return json.dumps(found, separators=(",", ":"), default=str).encode("ascii")


def _cut(value: Any, limit: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= limit else value[: limit - 1] + "…"
    if isinstance(value, tuple | list):
        return [_cut(item, limit) for item in value[: limit // 8]]
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


def _checked(attribute: str, value: Any, plain: Any) -> Any:
    """A value as the attribute has it, by what it has of itself, or None for one of another type."""
    if not isinstance(plain, tuple):
        is_fit = type(value) is type(plain) and not (isinstance(value, int) and abs(value) >= _MOST)
        return value if is_fit else None
    if not isinstance(value, list):
        return None
    if attribute in _OF_PAIRS:
        are_pairs = all(isinstance(item, list) and len(item) == 2 and _are_texts(item) for item in value)
        return tuple((first, second) for first, second in value) if are_pairs else None
    return tuple(value) if _are_texts(value) else None


def _are_texts(items: list[Any]) -> bool:
    return all(isinstance(item, str) for item in items)
