"""JSON values as Kubernetes compares them: k8s.io/apimachinery/pkg/util/json reads whole numbers as int64."""

from __future__ import annotations

from typing import Any

_INT64 = 1 << 63


def as_read(value: Any) -> Any:
    """A copy of a JSON value as it is after writing and reading it: numbers without a fraction are int, if they fit.

    Raises RecursionError, as `equal` does, for values that are nested too deeply.
    """
    kind = value.__class__
    if kind is dict:
        return {key: as_read(item) for key, item in value.items()}
    if kind is list:
        return [as_read(item) for item in value]
    if kind is str or kind is bool or value is None:
        return value
    if isinstance(value, float):
        return int(value) if -_INT64 <= value < _INT64 and value == int(value) else value
    if isinstance(value, int):
        return int(value) if -_INT64 <= value < _INT64 else float(value)
    if isinstance(value, dict):
        return {key: as_read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_read(item) for item in value]
    return value


def equal(left: Any, right: Any) -> bool:
    """Whether two such values are the same: true is not 1, and 1 is not 1.5."""
    if left.__class__ is not right.__class__:
        return False
    if left.__class__ is dict:
        return left.keys() == right.keys() and all(equal(item, right[key]) for key, item in left.items())
    if left.__class__ is list:
        return len(left) == len(right) and all(map(equal, left, right))
    return bool(left == right)
