"""k8s.io/apimachinery/pkg/util/strategicpatch: strategic merge patches, made and applied.

Objects and patches are plain values (see `json_values`). Nothing that is passed in is changed. Values that a patch
cannot be made of, or applied to, raise PatchError with Go's text.
"""

from __future__ import annotations

from typing import Any

from .fmt import to_text
from .json_values import as_read, equal
from .merge_patch import apply_json_merge
from .patch_schema import PatchError, Schema, schema_for
from .strategic_diff import DELETE_VALUES, ELEMENT_ORDER, RETAIN_KEYS, Difference, list_of
from .strategic_lists import (
    DELETE,
    DIRECTIVE,
    element_type,
    identity,
    interleaved,
    merge_value,
    partition,
    split_deletions,
    without_repetitions,
)

__all__ = [
    "PatchError",
    "Schema",
    "apply_json_merge",
    "apply_strategic",
    "create_three_way",
    "create_two_way",
    "schema_for",
]

_OTHER_DIRECTIVES = (DELETE_VALUES, ELEMENT_ORDER, RETAIN_KEYS)
_TOO_DEEP = "exceeded max depth"
_BAD_ORDER = "invalid patch format of setElementOrder list"
_BAD_DELETION = "invalid patch format of primitive list"
_BAD_RETAIN_KEYS = "invalid patch format of retainKeys"


def create_two_way(original: dict[str, Any], modified: dict[str, Any], schema: Schema) -> dict[str, Any]:
    """The patch that makes `modified` of `original`; empty when they are the same. Rule: CreateTwoWayMergePatch"""
    try:
        return Difference().of_objects(as_read(original), as_read(modified), schema)
    except RecursionError:
        raise PatchError(_TOO_DEEP) from None


def create_three_way(
    original: dict[str, Any], modified: dict[str, Any], current: dict[str, Any], schema: Schema
) -> dict[str, Any]:
    """The patch that brings `current` to `modified` and removes what `original` had and `modified` lacks.

    What others added to `current` stays; what they changed is set back. Rule: CreateThreeWayMergePatch, overwriting
    """
    try:
        before, wanted, now = as_read(original), as_read(modified), as_read(current)
        changes = Difference(deletions=False).of_objects(now, wanted, schema)
        deletions = Difference(changes=False).of_objects(before, wanted, schema)
        return _Merge(of_patches=True).objects(deletions, as_read(changes), schema)
    except RecursionError:
        raise PatchError(_TOO_DEEP) from None


def apply_strategic(live: dict[str, Any], patch: dict[str, Any], schema: Schema) -> dict[str, Any]:
    """`live` with a strategic merge patch applied, as an API server does it. Rule: StrategicMergeMapPatch"""
    try:
        return _Merge(of_patches=False).objects(as_read(live), as_read(patch), schema)
    except RecursionError:
        raise PatchError(_TOO_DEEP) from None


class _Merge:
    """Lays a patch over an object or, `of_patches`, over another patch, whose directives and nulls are kept then.

    Both arguments of every method may be changed. Rule: mergeMap
    """

    __slots__ = ("_of_patches",)

    def __init__(self, *, of_patches: bool) -> None:
        self._of_patches = of_patches

    def objects(self, target: dict[str, Any], patch: dict[str, Any], schema: Schema) -> dict[str, Any]:
        """The merged object."""
        if DIRECTIVE in patch:
            taken: dict[str, Any] = self._taken(_directed(patch.pop(DIRECTIVE), patch))
            return taken
        self._retained_keys(target, patch)
        for key in [key for key in patch if key.startswith(ELEMENT_ORDER)]:
            self._ordered_list(key, target, patch, schema)
        for key, value in patch.items():
            if not key.startswith(DELETE_VALUES):
                self._value(key, value, False, target, schema)
            elif self._of_patches:
                target[key] = value
            else:
                self._value(_field_of(key, DELETE_VALUES, _BAD_DELETION), value, True, target, schema)
        return target

    def _value(self, key: str, value: Any, deletes: bool, target: dict[str, Any], schema: Schema) -> None:
        """One key of a patch that is no directive about order or retained keys."""
        if value is None:
            target.pop(key, None)
            if not self._of_patches:
                return
        if key not in target or target[key].__class__ is not value.__class__:
            if value.__class__ is dict and DIRECTIVE in value:
                target.pop(key, None)
            elif not deletes:
                target[key] = self._taken(value)
        elif value.__class__ is dict:
            target[key] = self.objects(target[key], value, schema.map_field(key).schema)
        elif value.__class__ is list:
            field = schema.list_field(key)
            if field.merges or deletes:
                target[key] = self._lists(target[key], value, field.schema, field.merge_key, deletes)
            else:
                target[key] = value
        else:
            target[key] = value

    def _taken(self, value: Any) -> Any:
        """A patch's value where there was none. Rule: removeDirectives, discardNullValuesFromPatch

        Objects with a directive of their own are left out. In an object that is more than a patch, so are nulls and
        the other directives, which an API server loses when it reads the object into a type.
        """
        if value.__class__ is dict:
            return {
                key: self._taken(item)
                for key, item in value.items()
                if not (item.__class__ is dict and DIRECTIVE in item)
                and (self._of_patches or (item is not None and not key.startswith(_OTHER_DIRECTIVES)))
            }
        if value.__class__ is list:
            return [self._taken(item) for item in value if not (item.__class__ is dict and DIRECTIVE in item)]
        return value

    def _retained_keys(self, target: dict[str, Any], patch: dict[str, Any]) -> None:
        """Take away what a patch does not retain. Rule: applyRetainKeysDirective"""
        if RETAIN_KEYS not in patch:
            return
        retained = patch.pop(RETAIN_KEYS)
        if self._of_patches:
            if RETAIN_KEYS in target and not equal(target[RETAIN_KEYS], retained):
                raise PatchError(_BAD_RETAIN_KEYS)
            target[RETAIN_KEYS] = retained
            return
        if retained.__class__ is not list:
            raise PatchError(_BAD_RETAIN_KEYS)
        for key, value in patch.items():
            if value is not None and not key.startswith((DELETE_VALUES, ELEMENT_ORDER)) and key not in retained:
                raise PatchError(_BAD_RETAIN_KEYS)
        for key in [key for key in target if key not in retained]:
            del target[key]

    def _ordered_list(self, key: str, target: dict[str, Any], patch: dict[str, Any], schema: Schema) -> None:
        """Merge a list whose order a patch gives, and take both out of the patch. Rule: mergePatchIntoOriginal"""
        order = patch.pop(key)
        if self._of_patches:
            if key in target and not equal(target[key], order):
                raise PatchError(_BAD_ORDER)
            target[key] = order
        order = list_of(order)
        name = _field_of(key, ELEMENT_ORDER, _BAD_ORDER)
        present = list_of(target[name]) if name in target else None
        patched = list_of(patch[name]) if name in patch else None
        field = schema.list_field(name)
        _check_order(patched or [], order, field.merge_key)
        if present is None and patched is None:
            return
        patch.pop(name, None)
        if present is None:
            merged = self._taken(patched)
        elif patched is None:
            merged = present
        elif field.merges:
            merged = self._lists(present, patched, field.schema, field.merge_key, deletes=False)
        else:
            merged = patched
        inside, outside = partition(merged, order, field.merge_key)
        kind = element_type(present or [], patched or [])
        target[name] = interleaved(inside, outside, order, present or [], field.merge_key, kind)

    def _lists(self, target: list[Any], patch: Any, schema: Schema, merge_key: str, deletes: bool) -> list[Any]:
        """A merged list. Rule: mergeSlice

        Go deletes from an array and appends to it in place, so whoever looks at `target` for the server's order
        afterwards finds new elements where deletions made room: this is done here as well.
        """
        if not target and not patch:
            return target
        kind = element_type(target, patch)
        if kind is not dict:
            if deletes and not self._of_patches:
                gone = {identity(value) for value in patch}
                return [value for value in target if identity(value) not in gone]
            merged = without_repetitions([*target, *patch])
            merge_key = ""
        else:
            if not merge_key:
                raise PatchError(f"cannot merge lists without merge key for {schema.go_kind}")
            kept, patch = _without_directives(target, patch, merge_key)
            merged = self._by_key(kept, patch, schema, merge_key)
            room = slice(len(kept), len(target))
            target[room] = [*merged[room], *target[len(merged) :]]
            target = kept
        inside, outside = partition(merged, patch, merge_key)
        return interleaved(inside, outside, patch, target, merge_key, kind)

    def _by_key(self, target: list[Any], patch: list[Any], schema: Schema, merge_key: str) -> list[Any]:
        """Lay each element over the first one of its key, or append it. Rule: mergeSliceWithoutSpecialElements"""
        places: dict[Any, int] = {}
        for position, element in enumerate(target):
            if element.__class__ is not dict:
                raise PatchError(f"value for key {position} is not a map")
            if merge_key in element:
                places.setdefault(identity(element[merge_key]), position)
        merged = list(target)
        for element in patch:
            key = identity(merge_value(element, merge_key))
            if key in places:
                merged[places[key]] = self.objects(merged[places[key]], dict(element), schema)
            else:
                places[key] = len(merged)
                merged.append(self._taken(element))
        return merged


def _directed(directive: Any, patch: dict[str, Any]) -> dict[str, Any]:
    """What a patch with a directive of its own makes of an object. Rule: handleDirectiveInMergeMap"""
    if directive == "replace":
        return patch
    if directive == DELETE:
        return {}
    raise _unknown_directive(directive, patch)


def _unknown_directive(directive: Any, patch: dict[str, Any]) -> PatchError:
    return PatchError(f"unknown patch type: {to_text(directive)} in map: {to_text({**patch, DIRECTIVE: directive})}")


def _without_directives(target: list[Any], patch: list[Any], merge_key: str) -> tuple[list[Any], list[Any]]:
    """A list without what a patch deletes, and what is left of the patch. Rule: mergeSliceWithSpecialElements

    What follows a deleted element moves up in `target`, which keeps its length.
    """
    plain: list[Any] = []
    size = len(target)
    replaces = False
    for element in patch:
        directive = element.get(DIRECTIVE)
        if DIRECTIVE not in element:
            plain.append(element)
        elif directive == DELETE:
            size = _moved_up(target, size, merge_key, identity(merge_value(element, merge_key)))
        elif directive == "replace":
            replaces = True
        elif directive == "merge":
            raise PatchError("merging lists cannot yet be specified in the patch")
        else:
            raise _unknown_directive(directive, element)
    return (plain, []) if replaces else (target[:size], plain)


def _moved_up(elements: list[Any], size: int, merge_key: str, key: Any) -> int:
    """Move what follows elements of a key into their places; how many of the first `size` elements are left."""
    position = 0
    while position < size:
        element = elements[position]
        if merge_key in element and identity(element[merge_key]) == key:
            elements[position : size - 1] = elements[position + 1 : size]
            size -= 1
        else:
            position += 1
    return size


def _check_order(patched: Any, order: Any, merge_key: str) -> None:
    """Check that a patch list is in the order that the patch gives. Rule: validatePatchWithSetOrderList"""
    if not patched or not order:
        return
    elements = split_deletions(patched)[0] if merge_key else patched
    place = 0
    for element in elements:
        if element.__class__ is dict and DIRECTIVE in element:
            continue
        while place < len(order) and not _same_element(element, order[place], merge_key):
            place += 1
        if place == len(order):
            given, wanted = to_text(patched), to_text(order)
            raise PatchError(f"The order in patch list:\n{given}\n doesn't match {ELEMENT_ORDER} list:\n{wanted}\n")
        place += 1


def _same_element(left: Any, right: Any, merge_key: str) -> bool:
    if not merge_key:
        return identity(left) == identity(right)
    return identity(merge_value(left, merge_key)) == identity(merge_value(right, merge_key))


def _field_of(key: str, prefix: str, message: str) -> str:
    """The field that a directive's key is about. Raises PatchError with the message for a malformed one."""
    start, slash, name = key.partition("/")
    if not slash or start != prefix:
        raise PatchError(message)
    return name
