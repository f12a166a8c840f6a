"""k8s.io/apimachinery/pkg/util/strategicpatch: the difference of two objects as a strategic merge patch."""

from __future__ import annotations

from typing import Any

from .fmt import to_text
from .json_values import equal
from .patch_schema import PatchError, Schema
from .strategic_lists import (
    DELETE,
    DIRECTIVE,
    bad_type,
    element_type,
    go_sorted,
    identity,
    in_order_of,
    merge_value,
    without_repetitions,
)

RETAIN_KEYS = "$retainKeys"
DELETE_VALUES = "$deleteFromPrimitiveList"
ELEMENT_ORDER = "$setElementOrder"


class Difference:
    """Makes patches with `changes` (which includes additions), with `deletions`, or with both. Rule: diffMaps."""

    __slots__ = ("_changes", "_deletions")

    def __init__(self, *, changes: bool = True, deletions: bool = True) -> None:
        self._changes = changes
        self._deletions = deletions

    def of_objects(
        self, original: dict[str, Any], modified: dict[str, Any], schema: Schema, retain_keys: bool = False
    ) -> dict[str, Any]:
        """The patch from one object to another. Raises PatchError for values that do not fit the schema."""
        patch: dict[str, Any] = {}
        for key, wanted in modified.items():
            if key not in original:
                if self._changes:
                    patch[key] = wanted
            elif key == DIRECTIVE:
                _directive(original[key], wanted, patch)
            elif original[key].__class__ is not wanted.__class__:
                if self._changes:
                    patch[key] = wanted
            elif wanted.__class__ is dict:
                self._object(key, original[key], wanted, patch, schema)
            elif wanted.__class__ is list:
                self._list(key, original[key], wanted, patch, schema)
            elif self._changes and original[key] != wanted:
                patch[key] = wanted
        if self._deletions:
            for key in original:
                if key not in modified:
                    patch[key] = None
        if retain_keys:
            _retain_keys(original, modified, patch)
        return patch

    def _object(
        self, key: str, original: dict[str, Any], modified: dict[str, Any], patch: dict[str, Any], schema: Schema
    ) -> None:
        try:
            field = schema.map_field(key)
        except PatchError:
            if equal(original, modified):
                return
            raise
        inner = self.of_objects(original, modified, field.schema, field.retains_keys)
        if inner:
            patch[key] = inner

    def _list(self, key: str, original: list[Any], modified: list[Any], patch: dict[str, Any], schema: Schema) -> None:
        try:
            field = schema.list_field(key)
        except PatchError:
            if equal(original, modified):
                return
            raise
        if not field.merges:
            if self._changes and not equal(original, modified):
                patch[key] = modified
            return
        if not original:
            if modified and self._changes:
                patch[key] = modified
            return
        if element_type(original, modified) is dict:
            merge_key = field.merge_key
            changes, order = self._merged_objects(original, modified, field.schema, merge_key, field.retains_keys)
            deletions: list[Any] = []
        else:
            changes, deletions, order = self._merged_values(original, modified)
        if changes:
            patch[key] = changes
        if deletions:
            patch[f"{DELETE_VALUES}/{key}"] = deletions
        if order:
            patch[f"{ELEMENT_ORDER}/{key}"] = order

    def _merged_objects(
        self, original: list[Any], modified: list[Any], schema: Schema, merge_key: str, retain_keys: bool
    ) -> tuple[list[Any], list[Any]]:
        """What to send for a list of objects: changed ones with deletions at the end, and the order. Rule: diffLists"""
        changes, deletions = self._objects_by_key(original, modified, schema, merge_key, retain_keys)
        changes = in_order_of(changes, modified, merge_key, dict) + deletions
        same_order = len(original) == len(modified) and all(
            identity(merge_value(old, merge_key)) == identity(merge_value(new, merge_key))
            for old, new in zip(original, modified, strict=True)
        )
        if changes or (self._changes and not same_order):
            return changes, [{merge_key: element[merge_key]} for element in modified]
        return changes, []

    def _objects_by_key(
        self, original: list[Any], modified: list[Any], schema: Schema, merge_key: str, retain_keys: bool
    ) -> tuple[list[Any], list[Any]]:
        """Changed and added objects, and deletions, each sorted by key. Rule: diffListsOfMaps"""

        def text_of(element: Any) -> str:
            return to_text(element.get(merge_key))

        old_ones, new_ones = go_sorted(original, text_of), go_sorted(modified, text_of)
        changes: list[Any] = []
        deletions: list[Any] = []
        i = j = 0
        while i < len(old_ones) or j < len(new_ones):
            old_key = to_text(merge_value(old_ones[i], merge_key)) if i < len(old_ones) else None
            new_key = to_text(merge_value(new_ones[j], merge_key)) if j < len(new_ones) else None
            if old_key == new_key:
                inner = self.of_objects(old_ones[i], new_ones[j], schema, retain_keys)
                if inner:
                    changes.append({**inner, merge_key: new_ones[j][merge_key]})
                i += 1
                j += 1
            elif old_key is None or (new_key is not None and old_key > new_key):
                if self._changes:
                    changes.append(new_ones[j])
                j += 1
            else:
                if self._deletions:
                    deletions.append({merge_key: old_ones[i][merge_key], DIRECTIVE: DELETE})
                i += 1
        return changes, deletions

    def _merged_values(self, original: list[Any], modified: list[Any]) -> tuple[list[Any], list[Any], list[Any]]:
        """What to add to a list of simple values, what to delete from it, and its order. Rule: diffListsOfScalars

        Go sorts the original list in place before it looks whether the order changed, so that an unchanged list gets an
        order unless it was sorted.
        """
        old_ones, new_ones = go_sorted(original, to_text), go_sorted(modified, to_text)
        additions: list[Any] = []
        deletions: list[Any] = []
        i = j = 0
        while i < len(old_ones) or j < len(new_ones):
            old_text = to_text(old_ones[i]) if i < len(old_ones) else None
            new_text = to_text(new_ones[j]) if j < len(new_ones) else None
            if old_text == new_text:
                i += 1
                j += 1
            elif old_text is None or (new_text is not None and old_text > new_text):
                additions.append(new_ones[j])
                j += 1
            else:
                deletions.append(old_ones[i])
                i += 1
        additions = in_order_of(additions, modified, "", str) if self._changes else []
        deletions = without_repetitions(deletions) if self._deletions else []
        if deletions or (self._changes and not equal(old_ones, modified)):
            return additions, deletions, modified
        return additions, deletions, []


def _directive(original: Any, modified: Any, patch: dict[str, Any]) -> None:
    """A patch directive that both objects hold themselves. Raises PatchError. Rule: handleDirectiveMarker"""
    if original.__class__ is not str or modified.__class__ is not str:
        raise PatchError(f"invalid value for special key: {DIRECTIVE}")
    if original != modified:
        patch[DIRECTIVE] = modified


def _retain_keys(original: dict[str, Any], modified: dict[str, Any], patch: dict[str, Any]) -> None:
    """Name the keys that stay, if anything changes in an object that asks for it."""
    kept = sorted(key for key, value in modified.items() if value is not None)
    dropped = any(value is not None and key not in modified for key, value in original.items())
    if kept and (patch or dropped):
        patch[RETAIN_KEYS] = kept


def list_of(value: Any) -> list[Any]:
    """`value`, which has to be a list. Raises PatchError."""
    if value.__class__ is not list:
        raise bad_type(list, value)
    elements: list[Any] = value
    return elements
