"""github.com/evanphx/json-patch and k8s.io/apimachinery/pkg/util/jsonmergepatch: JSON merge patches (RFC 7386).

Objects are plain values, and so are patches. Nothing that is passed in is changed.
"""

from __future__ import annotations

from typing import Any

from .json_values import as_read, equal
from .patch_schema import PatchError

_TOO_DEEP = "exceeded max depth"


def create_json_merge(original: dict[str, Any], modified: dict[str, Any]) -> dict[str, Any]:
    """The patch that makes `modified` of `original`: empty when there is nothing to do. Rule: CreateMergePatch

    Lists are replaced as a whole. Raises PatchError for values that are nested too deeply.
    """
    try:
        return _difference(as_read(original), as_read(modified))
    except RecursionError:
        raise PatchError(_TOO_DEEP) from None


def create_three_way_json_merge(
    original: dict[str, Any], modified: dict[str, Any], current: dict[str, Any]
) -> dict[str, Any]:
    """The patch that brings `current` to `modified` and removes what `original` had and `modified` lacks.

    Raises PatchError as `create_json_merge`. Rule: CreateThreeWayJSONMergePatch
    """
    try:
        wanted = as_read(modified)
        changes = _only(_difference(as_read(current), wanted), nulls=False)
        deletions = _only(_difference(as_read(original), wanted), nulls=True)
        return _merged(deletions, changes, keep_nulls=True)
    except RecursionError:
        raise PatchError(_TOO_DEEP) from None


def apply_json_merge(live: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """`live` with a merge patch laid over it: nulls remove. Raises PatchError for values nested too deeply."""
    try:
        return _merged(as_read(live), as_read(patch), keep_nulls=False)
    except RecursionError:
        raise PatchError(_TOO_DEEP) from None


def _difference(original: dict[str, Any], modified: dict[str, Any]) -> dict[str, Any]:
    patch: dict[str, Any] = {}
    for key, wanted in modified.items():
        present = original.get(key)
        if key in original and present.__class__ is dict and wanted.__class__ is dict:
            inner = _difference(present, wanted)
            if inner:
                patch[key] = inner
        elif key not in original or not equal(present, wanted):
            patch[key] = wanted
    for key in original:
        if key not in modified:
            patch[key] = None
    return patch


def _only(patch: dict[str, Any], *, nulls: bool) -> dict[str, Any]:
    """The removals in a patch, or all but them. An empty object counts as a value. Rule: keepOrDeleteNullInObj"""
    kept: dict[str, Any] = {}
    for key, value in patch.items():
        if value.__class__ is dict and value:
            inner = _only(value, nulls=nulls)
            if inner:
                kept[key] = inner
        elif (value is None) is nulls:
            kept[key] = value
    return kept


def _merged(target: dict[str, Any], patch: dict[str, Any], *, keep_nulls: bool) -> dict[str, Any]:
    for key, value in patch.items():
        if value is None:
            if keep_nulls:
                target[key] = None
            else:
                target.pop(key, None)
        elif value.__class__ is dict:
            present = target.get(key)
            target[key] = _merged(present if present.__class__ is dict else {}, value, keep_nulls=keep_nulls)
        else:
            target[key] = value
    return target
