from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.golib.patch_schema import PatchError, Schema, schema_for
from pilothouse.core.golib.strategic_patch import apply_strategic, create_three_way, create_two_way

TYPES = {
    "t.Item": "kind=s metadata=meta.v1.ObjectMeta name=s value=s count=l tags=[]s~ words=[]s items=[]t.Item~name "
    "parts=[]t.Item labels={}s inner=t.Item choice=t.Item! volumes=[]t.Item~name! lists=[][]s",
}
ITEM = Schema(TYPES, "t.Item")

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "nothing changed": ({"value": "a", "inner": {"value": "b"}}, {"value": "a", "inner": {"value": "b"}}, {}),
    "a field is added": ({}, {"value": "a"}, {"value": "a"}),
    "a field is changed": ({"value": "a"}, {"value": "b"}, {"value": "b"}),
    "a field is removed": ({"value": "a"}, {}, {"value": None}),
    "a field becomes null": ({"value": "a"}, {"value": None}, {"value": None}),
    "a null field is removed": ({"value": None}, {}, {"value": None}),
    "a null field stays": ({"value": None}, {"value": None}, {}),
    "a number without a fraction is a whole number": ({"count": 1.0}, {"count": 1}, {}),
    "true is not 1": ({"count": 1}, {"count": True}, {"count": True}),
    "a type changes": ({"inner": {"value": "a"}}, {"inner": ["a"]}, {"inner": ["a"]}),
    "a map changes inside": (
        {"labels": {"a": "1", "b": "2", "c": "3"}},
        {"labels": {"a": "1", "b": "4", "d": "5"}},
        {"labels": {"b": "4", "d": "5", "c": None}},
    ),
    "a map becomes empty": ({"labels": {"a": "1"}}, {"labels": {}}, {"labels": {"a": None}}),
    "an empty map is added": ({}, {"labels": {}}, {"labels": {}}),
    "a list that is replaced changes": ({"words": ["a", "b"]}, {"words": ["b", "c"]}, {"words": ["b", "c"]}),
    "a list of objects that is replaced changes": (
        {"parts": [{"name": "a"}]},
        {"parts": [{"name": "a", "value": "x"}]},
        {"parts": [{"name": "a", "value": "x"}]},
    ),
    "a list that is replaced becomes empty": ({"words": ["a"]}, {"words": []}, {"words": []}),
    "lists of lists are replaced": ({"parts": [{"words": ["a"]}]}, {"parts": []}, {"parts": []}),
    "values are added to and removed from a merged list": (
        {"tags": ["a", "b", "c"]},
        {"tags": ["d", "b"]},
        {"tags": ["d"], "$deleteFromPrimitiveList/tags": ["a", "c"], "$setElementOrder/tags": ["d", "b"]},
    ),
    "values of a merged list only change places": (
        {"tags": ["a", "b"]},
        {"tags": ["b", "a"]},
        {"$setElementOrder/tags": ["b", "a"]},
    ),
    "values that are not sorted get their order though nothing changed": (
        {"tags": ["b", "a"]},
        {"tags": ["b", "a"]},
        {"$setElementOrder/tags": ["b", "a"]},
    ),
    "values that are sorted now get no order": ({"tags": ["b", "a"]}, {"tags": ["a", "b"]}, {}),
    "values are added in the order of the list": (
        {"tags": ["m"]},
        {"tags": ["z", "m", "a"]},
        {"tags": ["z", "a"], "$setElementOrder/tags": ["z", "m", "a"]},
    ),
    "repeated values are deleted once": (
        {"tags": ["a", "a", "b"]},
        {"tags": ["b"]},
        {"$deleteFromPrimitiveList/tags": ["a"], "$setElementOrder/tags": ["b"]},
    ),
    "a merged list becomes empty": ({"tags": ["a"]}, {"tags": []}, {"$deleteFromPrimitiveList/tags": ["a"]}),
    "a merged list was empty": ({"tags": []}, {"tags": ["a"]}, {"tags": ["a"]}),
    "objects are changed, added and removed by key": (
        {"items": [{"name": "a", "value": "1"}, {"name": "b"}, {"name": "c", "value": "3"}]},
        {"items": [{"name": "d"}, {"name": "c", "value": "4"}, {"name": "b"}]},
        {
            "items": [{"name": "d"}, {"value": "4", "name": "c"}, {"name": "a", "$patch": "delete"}],
            "$setElementOrder/items": [{"name": "d"}, {"name": "c"}, {"name": "b"}],
        },
    ),
    "objects only change places": (
        {"items": [{"name": "a"}, {"name": "b"}]},
        {"items": [{"name": "b"}, {"name": "a"}]},
        {"$setElementOrder/items": [{"name": "b"}, {"name": "a"}]},
    ),
    "all objects go": (
        {"items": [{"name": "b"}, {"name": "a"}]},
        {"items": []},
        {"items": [{"name": "a", "$patch": "delete"}, {"name": "b", "$patch": "delete"}]},
    ),
    "the first objects come": ({"items": []}, {"items": [{"name": "a"}]}, {"items": [{"name": "a"}]}),
    "the list of objects goes": ({"items": [{"name": "a"}]}, {}, {"items": None}),
    "a merged list in a merged list": (
        {"items": [{"name": "a", "items": [{"name": "x"}, {"name": "y", "value": "1"}], "tags": ["p"]}]},
        {"items": [{"name": "a", "items": [{"name": "y", "value": "2"}], "tags": ["p", "q"]}]},
        {
            "items": [
                {
                    "items": [{"value": "2", "name": "y"}, {"name": "x", "$patch": "delete"}],
                    "$setElementOrder/items": [{"name": "y"}],
                    "tags": ["q"],
                    "$setElementOrder/tags": ["p", "q"],
                    "name": "a",
                }
            ],
            "$setElementOrder/items": [{"name": "a"}],
        },
    ),
    "keys are compared as text and sorted by it": (
        {"items": [{"name": 9, "value": "1"}, {"name": 10, "value": "1"}]},
        {"items": [{"name": 9, "value": "2"}, {"name": 10, "value": "2"}, {"name": 8}]},
        {
            "items": [{"value": "2", "name": 9}, {"value": "2", "name": 10}, {"name": 8}],
            "$setElementOrder/items": [{"name": 9}, {"name": 10}, {"name": 8}],
        },
    ),
    "objects that have one key turn round when they are sorted": (
        {"items": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]},
        {"items": [{"name": "a", "value": "1"}, {"name": "a", "value": "3"}]},
        {
            "items": [{"value": "3", "name": "a"}],
            "$setElementOrder/items": [{"name": "a"}, {"name": "a"}],
        },
    ),
    "kept keys are named where they have to be": (
        {"choice": {"name": "a", "value": "1"}},
        {"choice": {"value": "2", "count": 3}},
        {"choice": {"value": "2", "count": 3, "name": None, "$retainKeys": ["count", "value"]}},
    ),
    "kept keys leave out nulls": (
        {"choice": {"name": "a", "value": "1"}},
        {"choice": {"name": "b", "value": None}},
        {"choice": {"name": "b", "value": None, "$retainKeys": ["name"]}},
    ),
    "kept keys are not named below": (
        {"choice": {"inner": {"name": "a", "value": "1"}}},
        {"choice": {"inner": {"name": "a"}}},
        {"choice": {"inner": {"value": None}, "$retainKeys": ["inner"]}},
    ),
    "kept keys are not named where nothing changes": ({"choice": {"name": "a"}}, {"choice": {"name": "a"}}, {}),
    "kept keys are not named for what is new": ({}, {"choice": {"name": "a"}}, {"choice": {"name": "a"}}),
    "kept keys of objects in lists": (
        {"volumes": [{"name": "a", "labels": {}}, {"name": "b"}]},
        {"volumes": [{"name": "a", "inner": {}}, {"name": "b"}]},
        {
            "volumes": [{"inner": {}, "labels": None, "$retainKeys": ["inner", "name"], "name": "a"}],
            "$setElementOrder/volumes": [{"name": "a"}, {"name": "b"}],
        },
    ),
    "a field is found whatever its capitals": (
        {"Inner": {"name": "a"}},
        {"Inner": {"name": "b"}},
        {"Inner": {"name": "b"}},
    ),
    "a directive in both that changes": ({"$patch": "replace"}, {"$patch": "delete"}, {"$patch": "delete"}),
    "an unknown field that does not change": ({"other": {"a": [1]}}, {"other": {"a": [1]}}, {}),
    "an unknown simple field": ({"other": "a"}, {"other": "b"}, {"other": "b"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_two_way_patch_holds_just_what_changed(name: str) -> None:
    original, modified, patch = copy.deepcopy(CASES[name])
    assert create_two_way(original, modified, ITEM) == patch
    assert (original, modified) == CASES[name][:2], "what is passed in is left as it is"


@pytest.mark.parametrize("name", sorted(set(CASES) - {
    "a field becomes null",
    "a null field stays",
    "a directive in both that changes",
    "kept keys leave out nulls",
    "values that are sorted now get no order",
    "objects that have one key turn round when they are sorted",
    "the list of objects goes",
}))  # fmt: skip
def test_a_two_way_patch_makes_the_one_of_the_other(name: str) -> None:
    original, modified, patch = copy.deepcopy(CASES[name])
    made = apply_strategic(original, patch, ITEM)
    assert made == modified
    assert (original, patch) == (CASES[name][0], CASES[name][2]), "what is passed in is left as it is"


@pytest.mark.parametrize(
    ("original", "modified", "message"),
    [
        (
            {"other": {"a": "1"}},
            {"other": {"a": "2"}},
            'unable to find api field in struct Item for the json field "other"',
        ),
        ({"other": ["a"]}, {"other": ["b"]}, 'unable to find api field in struct Item for the json field "other"'),
        (
            {"labels": {"a": {"b": "1"}}},
            {"labels": {"a": {"b": "2"}}},
            "merging an object in json but data type is not struct, instead is: map",
        ),
        ({"inner": ["a"]}, {"inner": ["b"]}, "expected slice or array type, but got: struct"),
        ({"lists": [["a"]]}, {"lists": [["b"]]}, "expected slice or array type, but got: struct"),
        (
            {"items": [{"name": "a"}]},
            {"items": [{"value": "b", "name": "a"}, {"value": "c"}]},
            "map: map[value:c] does not contain declared merge key: name",
        ),
        ({"items": [{"name": "a"}]}, {"items": ["a"]}, "list element types are not identical: [[map[name:a]] [a]]"),
        ({"items": [["a"]]}, {"items": [["b"]]}, "lists of lists are not supported"),
        ({"tags": ["a"]}, {"tags": [None]}, "runtime error: invalid memory address or nil pointer dereference"),
        ({"$patch": 1}, {"$patch": 2}, "invalid value for special key: $patch"),
    ],
)
def test_what_does_not_fit_the_type_is_refused_in_gos_words(
    original: dict[str, Any], modified: dict[str, Any], message: str
) -> None:
    with pytest.raises(PatchError) as caught:
        create_two_way(original, modified, ITEM)
    assert str(caught.value) == message


THREE_WAY: dict[str, tuple[dict[str, Any], ...]] = {
    # original, modified, current, patch, result
    "what others changed is set back": (
        {"value": "a"}, {"value": "a"}, {"value": "x"}, {"value": "a"}, {"value": "a"},
    ),
    "what others added stays": (
        {"value": "a"}, {"value": "b"}, {"value": "a", "name": "x"}, {"value": "b"}, {"value": "b", "name": "x"},
    ),
    "what the manifest drops is removed": (
        {"value": "a", "labels": {"a": "1", "b": "2"}},
        {"labels": {"b": "2"}},
        {"value": "a", "labels": {"a": "1", "b": "2", "c": "3"}},
        {"value": None, "labels": {"a": None}},
        {"labels": {"b": "2", "c": "3"}},
    ),
    "what is as wanted already needs nothing": ({"value": "a"}, {"value": "b"}, {"value": "b"}, {}, {"value": "b"}),
    "objects of others stay in merged lists": (
        {"items": [{"name": "a"}, {"name": "b"}]},
        {"items": [{"name": "a", "value": "1"}]},
        {"items": [{"name": "x"}, {"name": "a"}, {"name": "b"}]},
        {
            "items": [{"value": "1", "name": "a"}, {"name": "b", "$patch": "delete"}],
            "$setElementOrder/items": [{"name": "a"}],
        },
        {"items": [{"name": "x"}, {"name": "a", "value": "1"}]},
    ),
    "values of others stay in merged lists": (
        {"tags": ["a", "b"]},
        {"tags": ["b", "c"]},
        {"tags": ["x", "a", "b"]},
        {"tags": ["c"], "$deleteFromPrimitiveList/tags": ["a"], "$setElementOrder/tags": ["b", "c"]},
        {"tags": ["x", "b", "c"]},
    ),
    "keys that are not kept go": (
        {"choice": {"name": "a"}},
        {"choice": {"value": "b"}},
        {"choice": {"name": "a", "count": 1}},
        {"choice": {"name": None, "value": "b", "$retainKeys": ["value"]}},
        {"choice": {"value": "b"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", THREE_WAY)
def test_a_three_way_patch_respects_others(name: str) -> None:
    original, modified, current, patch, result = THREE_WAY[name]
    assert create_three_way(original, modified, current, ITEM) == patch
    assert apply_strategic(current, patch, ITEM) == result


APPLIED: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "an object is replaced as a whole": (
        {"inner": {"name": "a", "value": "1"}}, {"inner": {"$patch": "replace", "count": 1}}, {"inner": {"count": 1}},
    ),
    "an object is emptied": ({"inner": {"name": "a"}}, {"inner": {"$patch": "delete"}}, {"inner": {}}),
    "a directive about what is not there does nothing": ({}, {"inner": {"$patch": "delete"}}, {}),
    "a list is replaced as a whole": (
        {"items": [{"name": "a"}, {"name": "b"}]},
        {"items": [{"name": "c"}, {"$patch": "replace"}]},
        {"items": [{"name": "c"}]},
    ),
    "objects are deleted from a list": (
        {"items": [{"name": "a"}, {"name": "b"}]}, {"items": [{"name": "a", "$patch": "delete"}]},
        {"items": [{"name": "b"}]},
    ),
    "deletions from a list that is not there do nothing": (
        {}, {"items": [{"name": "a", "$patch": "delete"}]}, {"items": []},
    ),
    "values are deleted from a list that is not there": ({}, {"$deleteFromPrimitiveList/tags": ["a"]}, {}),
    "nulls inside new objects are dropped": (
        {}, {"inner": {"name": None, "value": "a", "labels": {"b": None}}}, {"inner": {"value": "a", "labels": {}}},
    ),
    "new objects for which no order is given come first": (
        {"items": [{"name": "b"}]}, {"items": [{"name": "a"}]}, {"items": [{"name": "a"}, {"name": "b"}]},
    ),
    "what only the server has keeps its place": (
        {"items": [{"name": "x"}, {"name": "a"}, {"name": "y"}, {"name": "b"}]},
        {"$setElementOrder/items": [{"name": "b"}, {"name": "a"}]},
        {"items": [{"name": "x"}, {"name": "y"}, {"name": "b"}, {"name": "a"}]},
    ),
    "values already there are not added again": (
        {"tags": ["a", "b"]}, {"tags": ["b", "c"]}, {"tags": ["a", "b", "c"]},
    ),
    "a new value takes the place that a deletion left": (
        {"items": [{"name": 1}, {"name": 2}, {"name": 4}]},
        {
            "items": [{"name": 3}, {"name": 1, "$patch": "delete"}],
            "$setElementOrder/items": [{"name": 2}, {"name": 3}],
        },
        {"items": [{"name": 2}, {"name": 4}, {"name": 3}]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", APPLIED)
def test_patches_are_applied_as_an_api_server_does(name: str) -> None:
    live, patch, result = APPLIED[name]
    assert apply_strategic(live, patch, ITEM) == result


@pytest.mark.parametrize(
    ("live", "patch", "message"),
    [
        ({}, {"$patch": "merge"}, "unknown patch type: merge in map: map[$patch:merge]"),
        (
            {"items": [{"name": "a"}]},
            {"items": [{"$patch": "merge"}]},
            "merging lists cannot yet be specified in the patch",
        ),
        (
            {"items": [{"name": "a"}]},
            {"items": [{"$patch": "some"}]},
            "unknown patch type: some in map: map[$patch:some]",
        ),
        (
            {"items": [{"name": "a"}]},
            {"items": [{"$patch": "delete"}]},
            "map: map[$patch:delete] does not contain declared merge key: name",
        ),
        ({"inner": {}}, {"$deleteFromPrimitiveListtags": ["a"]}, "invalid patch format of primitive list"),
        ({}, {"$setElementOrder": ["a"]}, "invalid patch format of setElementOrder list"),
        ({}, {"$setElementOrder/tags": "a"}, "expected a []interface {}, but received a string"),
        ({"choice": {}}, {"choice": {"$retainKeys": ["a"], "b": 1}}, "invalid patch format of retainKeys"),
        ({"choice": {}}, {"choice": {"$retainKeys": "a"}}, "invalid patch format of retainKeys"),
        (
            {},
            {"tags": ["b", "a"], "$setElementOrder/tags": ["a", "b"]},
            "The order in patch list:\n[b a]\n doesn't match $setElementOrder list:\n[a b]\n",
        ),
    ],
)
def test_malformed_patches_are_refused_in_gos_words(live: dict[str, Any], patch: dict[str, Any], message: str) -> None:
    with pytest.raises(PatchError) as caught:
        apply_strategic(live, patch, ITEM)
    assert str(caught.value) == message


def test_values_that_nest_too_deeply_are_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(3000):
        deep = {"inner": deep}
    for function in (create_two_way, apply_strategic):
        with pytest.raises(PatchError, match="exceeded max depth"):
            function(deep, {}, ITEM)
    with pytest.raises(PatchError, match="exceeded max depth"):
        create_three_way({}, deep, {}, ITEM)


NAMES = st.sampled_from("abcdef")
VALUES = st.sampled_from("xyz")


def unique(elements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({element["name"]: element for element in elements}.values())


def items(depth: int) -> st.SearchStrategy[dict[str, Any]]:
    fields: dict[str, st.SearchStrategy[Any]] = {
        "value": VALUES,
        "count": st.integers(0, 3),
        "tags": st.lists(VALUES, unique=True, min_size=1),
        "words": st.lists(VALUES),
        "labels": st.dictionaries(NAMES, VALUES, min_size=1),
    }
    if depth:
        below = items(depth - 1)
        fields |= {
            "items": st.lists(below, max_size=4, min_size=1).map(unique),
            "volumes": st.lists(below, max_size=3, min_size=1).map(unique),
            "parts": st.lists(below, max_size=2),
            "inner": below,
            "choice": below,
        }
    return st.fixed_dictionaries({"name": NAMES}, optional=fields)


@settings(max_examples=80, deadline=None)
@given(items(2), items(2))
def test_a_patch_of_two_objects_applied_to_the_one_gives_the_other(
    original: dict[str, Any], modified: dict[str, Any]
) -> None:
    patch = create_two_way(original, modified, ITEM)
    assert with_sorted_tags(apply_strategic(original, patch, ITEM)) == with_sorted_tags(modified)
    assert apply_strategic(original, create_two_way(original, original, ITEM), ITEM) == original


def with_sorted_tags(value: Any) -> Any:
    """A value in which merged simple lists have no order, for a patch does not always tell it."""
    if isinstance(value, dict):
        return {key: sorted(item) if key == "tags" else with_sorted_tags(item) for key, item in value.items()}
    return list(map(with_sorted_tags, value)) if isinstance(value, list) else value


@settings(max_examples=60, deadline=None)
@given(items(1), items(1), items(1))
def test_a_three_way_patch_leaves_nothing_for_a_second_one(
    original: dict[str, Any], modified: dict[str, Any], current: dict[str, Any]
) -> None:
    patched = apply_strategic(current, create_three_way(original, modified, current, ITEM), ITEM)
    again = create_three_way(modified, modified, patched, ITEM)
    assert with_sorted_tags(apply_strategic(patched, again, ITEM)) == with_sorted_tags(patched)


def test_kinds_of_kubernetes_have_their_merge_keys() -> None:
    deployment = schema_for("apps/v1", "Deployment")
    assert deployment is not None
    original = {"spec": {"template": {"spec": {"containers": [{"name": "web", "image": "a"}]}}}}
    modified = {"spec": {"template": {"spec": {"containers": [{"name": "web", "image": "b"}]}}}}
    assert create_two_way(original, modified, deployment) == {
        "spec": {
            "template": {
                "spec": {
                    "containers": [{"image": "b", "name": "web"}],
                    "$setElementOrder/containers": [{"name": "web"}],
                }
            }
        }
    }
