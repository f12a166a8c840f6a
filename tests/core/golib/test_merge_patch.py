from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.golib.merge_patch import apply_json_merge, create_json_merge, create_three_way_json_merge
from pilothouse.core.golib.patch_schema import PatchError

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "nothing changed": ({"a": [1, {"b": 2}]}, {"a": [1.0, {"b": 2}]}, {}),
    "a field is added": ({}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    "a field is changed": ({"a": 1}, {"a": 2}, {"a": 2}),
    "a field is removed": ({"a": 1}, {}, {"a": None}),
    "a type changes": ({"a": {"b": 1}}, {"a": [1]}, {"a": [1]}),
    "true is not 1": ({"a": 1}, {"a": True}, {"a": True}),
    "objects are gone through": (
        {"a": {"b": 1, "c": {"d": 2}}, "e": 1}, {"a": {"c": {"d": 3}}, "e": 1}, {"a": {"b": None, "c": {"d": 3}}},
    ),
    "an object becomes empty": ({"a": {"b": 1}}, {"a": {}}, {"a": {"b": None}}),
    "lists are replaced": ({"a": [1, 2]}, {"a": [2]}, {"a": [2]}),
    "lists of objects are replaced": (
        {"a": [{"name": "x"}]}, {"a": [{"name": "x", "v": 1}]}, {"a": [{"name": "x", "v": 1}]},
    ),
    "an empty list": ({"a": []}, {"a": []}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_patch_holds_just_what_changed_and_makes_the_one_of_the_other(name: str) -> None:
    original, modified, patch = copy.deepcopy(CASES[name])
    assert create_json_merge(original, modified) == patch
    assert apply_json_merge(original, patch) == modified
    assert (original, modified, patch) == CASES[name], "what is passed in is left as it is"


def test_nulls_stay_where_both_have_them() -> None:
    assert create_json_merge({"a": None}, {"a": None}) == {}
    assert create_json_merge({"a": 1}, {"a": None}) == {"a": None}


def test_nulls_of_new_objects_are_dropped() -> None:
    assert apply_json_merge({"a": 1}, {"a": {"b": None, "c": {"d": None, "e": 1}}}) == {"a": {"c": {"e": 1}}}


def test_a_three_way_patch_respects_others() -> None:
    original = {"spec": {"size": 1, "old": "a", "gone": {"b": 1}}, "list": [1]}
    modified = {"spec": {"size": 2, "empty": {}}, "list": [2]}
    current = {"spec": {"size": 5, "old": "a", "gone": {"b": 1, "c": 2}, "theirs": 1}, "list": [3], "status": {"x": 1}}
    patch = create_three_way_json_merge(original, modified, current)
    assert patch == {"spec": {"size": 2, "empty": {}, "old": None, "gone": None}, "list": [2]}
    assert apply_json_merge(current, patch) == {
        "spec": {"size": 2, "empty": {}, "theirs": 1},
        "list": [2],
        "status": {"x": 1},
    }


def test_values_that_nest_too_deeply_are_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(3000):
        deep = {"a": deep}
    for function, arguments in (
        (create_json_merge, (deep, {})),
        (apply_json_merge, (deep, {})),
        (create_three_way_json_merge, ({}, deep, {})),
    ):
        with pytest.raises(PatchError, match="exceeded max depth"):
            function(*arguments)


JSON = st.recursive(
    st.integers(0, 3) | st.booleans() | st.sampled_from("ab"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from("xyz"), JSON, max_size=3)


@settings(max_examples=150, deadline=None)
@given(OBJECTS, OBJECTS)
def test_a_patch_of_any_two_objects_applied_to_the_one_gives_the_other(
    original: dict[str, Any], modified: dict[str, Any]
) -> None:
    assert repr(sorted_keys(apply_json_merge(original, create_json_merge(original, modified)))) == repr(
        sorted_keys(modified)
    )


def sorted_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    return [sorted_keys(item) for item in value] if isinstance(value, list) else value
