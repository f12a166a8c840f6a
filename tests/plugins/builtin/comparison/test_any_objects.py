"""Whatever the objects are: a comparison comes of them, and it says when they differ."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.golib.json_values import equal
from pilothouse.core.model.comparison import ObjectStates
from pilothouse.plugins.builtin.comparison.cleaning import cleaned
from states_of_objects import compared, config_map, shown, states

NAMES = st.sampled_from(
    ["name", "kind", "data", "metadata", "annotations", "spec", "containers", "items", "a.b", "", "é"]
)
SIMPLE = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(-2, 2)
    | st.sampled_from(["", "a", "b\nc", "Secret", "kind: Secret", "1", " x ", "\x1b", "\udcff", "~", "```"])
)
VALUES = st.recursive(SIMPLE, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4))
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=5)
MAYBE = st.none() | OBJECTS
KINDS = st.sampled_from([("v1", "Secret"), ("v1", "ConfigMap"), ("apps/v1", "Deployment"), ("x/v1", "List"), ("", "")])
ACTIONS = st.sampled_from(["create", "change", "recreate", "restart", "delete", "keep", "none"])
RULES = st.sampled_from(["*", "data", "Secret:data.a", "spec.containers[*].name", 'metadata["a.b"]', "items[0]"])


@settings(max_examples=120, deadline=None)
@given(KINDS, ACTIONS, MAYBE, MAYBE, MAYBE, MAYBE, st.booleans(), st.booleans(), st.lists(RULES, max_size=2))
def test_every_comparison_can_be_made_and_shown(
    kind: tuple[str, str], action: str, recorded: Any, wanted: Any, was: Any, after: Any, cluster: bool, show: bool,
    rules: list[str],
) -> None:  # fmt: skip
    asked = ObjectStates(*kind, "default", "web", action, recorded, wanted, was, after, cluster)
    before = copy.deepcopy(asked)
    comparison = compared(asked, ignore=tuple(rules), show_secrets=show)
    assert asked == before
    assert len(comparison.objects) + comparison.unchanged <= 1
    for format in ("text", "markdown", "json"):
        text = shown(comparison, format, context=-1)
        assert "\x1b" not in text
        text.encode()
    json.loads(text)


@settings(max_examples=120, deadline=None)
@given(OBJECTS, OBJECTS)
def test_objects_differ_when_something_is_said_to_differ(before: Any, after: Any) -> None:
    for kind in ("ConfigMap", "Secret"):
        found = compared(ObjectStates("v1", kind, "", "web", "change", before, after))
        same = equal(cleaned(before), cleaned(after))
        assert bool(found.objects) is not same or kind == "Secret"
        if found.objects:
            lines = shown(found).splitlines()
            assert any(line[:1] in ("-", "+") for line in lines) or "[]" in str(found) or "{}" in str(found)


@pytest.mark.parametrize("format", ["text", "markdown", "json"])
def test_the_deepest_objects_there_are_can_be_shown(format: str) -> None:
    def nested(value: Any) -> dict[str, Any]:
        for number in range(197):
            value = [value] if number % 2 else {"a": value}
        return config_map(a=value)

    comparison = compared(states(nested(1), nested(2), nested(1), nested(2)))
    assert [len(found.changes) for found in comparison.objects] == [1]
    assert shown(comparison, format, context=-1)
