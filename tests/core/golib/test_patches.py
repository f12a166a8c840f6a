"""Patches of all types, applied as API servers apply them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib.json_patch import JsonPatchError
from pilothouse.core.golib.patch_schema import PatchError
from pilothouse.core.golib.patches import APPLY, JSON_PATCH, MERGE, STRATEGIC, apply_patch

LIVE = {
    "metadata": {"name": "web", "labels": {"a": "1"}},
    "spec": {"template": {"spec": {"containers": [{"name": "a", "image": "x"}, {"name": "b", "image": "y"}]}}},
}
CHANGE = {"spec": {"template": {"spec": {"containers": [{"name": "b", "image": "z"}]}}}, "metadata": {"labels": None}}


def containers(content: dict[str, Any]) -> Any:
    return content["spec"]["template"]["spec"]["containers"]


@pytest.mark.parametrize("content_type", [STRATEGIC, APPLY])
def test_lists_of_known_kinds_are_merged_by_their_keys(content_type: str) -> None:
    patched = apply_patch(LIVE, CHANGE, content_type, "apps/v1", "Deployment")
    assert containers(patched) == [{"name": "a", "image": "x"}, {"name": "b", "image": "z"}]
    assert patched["metadata"] == {"name": "web"}
    assert LIVE["metadata"] == {"name": "web", "labels": {"a": "1"}}


@pytest.mark.parametrize(("content_type", "kind"), [(MERGE, "Deployment"), (STRATEGIC, "Odd"), (APPLY, "Odd")])
def test_otherwise_lists_are_replaced(content_type: str, kind: str) -> None:
    assert containers(apply_patch(LIVE, CHANGE, content_type, "apps/v1", kind)) == [{"name": "b", "image": "z"}]


def test_operations_of_json_patches_are_done_in_order() -> None:
    operations = [
        {"op": "add", "path": "/a~1b", "value": 1}, {"op": "copy", "from": "/a~1b", "path": "/c"},
        {"op": "replace", "path": "/c", "value": [1]}, {"op": "add", "path": "/c/-", "value": 2},
        {"op": "test", "path": "/c/1", "value": 2}, {"op": "move", "from": "/c", "path": "/d"},
        {"op": "remove", "path": "/a~1b"},
    ]  # fmt: skip
    assert apply_patch({}, operations, JSON_PATCH, "v1", "ConfigMap") == {"d": [1, 2]}


@pytest.mark.parametrize("content_type", [STRATEGIC, MERGE, APPLY])
@pytest.mark.parametrize("patch", [[], "text", None, 5])
def test_what_is_no_patch_is_an_error(content_type: str, patch: Any) -> None:
    with pytest.raises(PatchError, match="Invalid JSON Patch"):
        apply_patch({}, patch, content_type, "v1", "ConfigMap")


def test_other_types_are_an_error() -> None:
    with pytest.raises(PatchError, match="unknown type of patch: application/json"):
        apply_patch({}, {}, "application/json", "v1", "ConfigMap")
    with pytest.raises(JsonPatchError):
        apply_patch({}, [{"op": "remove", "path": "/none"}], JSON_PATCH, "v1", "ConfigMap")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=5), VALUES), VALUES, st.sampled_from([STRATEGIC, MERGE, JSON_PATCH, APPLY]))
def test_any_patch_is_applied_or_refused(live: dict[str, Any], patch: Any, content_type: str) -> None:
    for kind in ("Deployment", "Odd"):
        try:
            assert isinstance(apply_patch(live, patch, content_type, "apps/v1", kind), dict | list)
        except PatchError:
            continue
