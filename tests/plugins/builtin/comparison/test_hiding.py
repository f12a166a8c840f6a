from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.model.comparison import Comparison
from pilothouse.plugins.builtin.comparison.hiding import may_hold_secret
from states_of_objects import changes, compared, config_map, left, live, secret, shown, states

FORMATS = ("text", "json", "markdown")


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def everything(comparison: Comparison) -> str:
    """All formats, and what the comparison itself has."""
    texts = [shown(comparison, format, context=context) for format in FORMATS for context in (0, -1)]
    return "\n".join([*texts, repr(list(comparison)), repr([list(found) for found in comparison.objects])])


def test_a_value_that_changes_is_seen_to_change_and_nothing_else() -> None:
    old, new = (
        secret(data={"a": encoded("one"), "b": encoded("same")}),
        secret(data={"a": encoded("two"), "b": "c2FtZQ=="}),
    )
    (found,) = compared(states(old, new)).objects
    assert changes(found) == [("data.a", "(hidden, before)", "(hidden, after)", "chart")]
    assert found.after == secret(data={"a": "(hidden, after)", "b": "(hidden)"})


def test_values_that_come_go_and_are_no_texts_are_hidden() -> None:
    old, new = secret(data={"a": "eA=="}, stringData="odd"), secret(data={"b": 5, "c": ["x"], "d": {"e": "f"}})
    (found,) = compared(states(old, new)).objects
    assert changes(found) == [
        ("data.a", "(hidden)", None, "chart"),
        ("data.b", None, "(hidden)", "chart"),
        ("data.c", None, "(hidden)", "chart"),
        ("data.d", None, "(hidden)", "chart"),
        ("stringData", "(hidden)", None, "chart"),
    ]


def test_texts_that_nearly_are_secrets_are_gone_through_once() -> None:
    old, new = config_map(a="kind:&" * 200_000), config_map(a="kind:&" * 200_000 + "!")
    (found,) = compared(states(old, new)).objects
    assert [change[0] for change in changes(found)] == ["data.a"]
    assert not may_hold_secret("kind:" * 100_000 + " " * 100_000 + "!x" * 100_000)


def test_of_secrets_with_very_many_values_no_texts_are_shown() -> None:
    data = {f"key-{number}": encoded(f"value-{number}") for number in range(20_000)}
    holder = secret(data=data)
    holder["metadata"]["annotations"] = {"note": "value-7 and more"}
    problem = f"denied: {encoded('value-19999')}"
    comparison = compared(states(holder, {**holder, "data": {**data, "new": "eA=="}}, error=problem), error=problem)
    assert (comparison.error, comparison.objects[0].error) == ("(hidden)", "(hidden)")
    assert "value-" not in everything(comparison)


def test_secrets_in_texts_are_known_behind_anchors_and_tags() -> None:
    for kind in ("Secret", "'secret'", '"SECRET"', "&a Secret", "!!str &b Secret", "\n  Secret"):
        text = f"apiVersion: v1\nkind: {kind}\ndata: {{a: {encoded('one')}}}\n"
        (found,) = compared(states(config_map(a="x"), config_map(a=text))).objects
        assert encoded("one") not in str(found.after)


def test_texts_are_what_the_server_makes_of_them() -> None:
    wanted = secret(stringData={"a": "one"}, data={"b": "dHdv\n"})
    there = live(secret(data={"a": encoded("one"), "b": encoded("two")}))
    assert compared(states(wanted, wanted, there, there, "none")) == Comparison(unchanged=1)


def test_drift_of_a_secret_shows_and_no_value() -> None:
    wanted = secret(data={"a": encoded("wanted-value")})
    there = live(secret(data={"a": encoded("foreign-value")}))
    comparison = compared(states(wanted, wanted, there, there, "none"))
    assert left(comparison.objects[0]) == [("data.a", "(hidden)", "(hidden, wanted)")]
    brought_back = compared(states(wanted, wanted, there, live(wanted)))
    assert changes(brought_back.objects[0]) == [("data.a", "(hidden, before)", "(hidden, after)", "drift")]


def test_marks_say_nothing_about_values() -> None:
    short, long = secret(data={"a": "eA==", "b": "eA=="}), secret(data={"a": encoded("y" * 5000), "b": encoded("z")})
    (found,) = compared(states(short, long)).objects
    assert found.before == secret(data={"a": "(hidden, before)", "b": "(hidden, before)"})
    assert found.after == secret(data={"a": "(hidden, after)", "b": "(hidden, after)"})


def test_secrets_may_be_shown() -> None:
    comparison = compared(states(secret(data={"a": "b25l"}), secret(data={"a": "dHdv"})), show_secrets=True)
    assert changes(comparison.objects[0]) == [("data.a", "b25l", "dHdv", "chart")]


def test_a_live_object_without_its_kind_is_a_secret_all_the_same() -> None:
    there = live(secret(data={"a": encoded("opensesame")}))
    del there["kind"]
    given_states = states(secret(data={"a": encoded("opensesame2")}), None, there, None, "delete")
    assert "opensesame" not in everything(compared(given_states))


def test_annotations_with_copies_stay_equal_where_they_are() -> None:
    content = secret(data={"a": encoded("web-app-1"), "b": encoded("  web\n")})
    content["metadata"].update(labels={"app": "web-app-1"}, annotations={"a": "web", "b": "it is web-app-1", "c": "x"})
    comparison = compared(states(content, content, live(content), live(content), "none"))
    assert comparison == Comparison(unchanged=1)
    (found,) = compared(states(None, content)).objects
    assert found.after is not None
    assert found.after["metadata"]["annotations"] == {"a": "web", "b": "it is (hidden)", "c": "x"}


VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=6, max_size=40).filter(
    lambda text: len(text.strip()) >= 6 and len(set(text)) > 3
)


@settings(max_examples=60, deadline=None)
@given(VALUES, VALUES, VALUES, st.sampled_from(["secret", "list", "nested", "text", "json", "note", "error"]))
def test_no_value_of_a_secret_is_in_anything_that_is_printed(old: str, new: str, there: str, where: str) -> None:
    canaries = [f"CANARY-{number}-{text}" for number, text in enumerate((old, new, there))]
    wrap = WRAPPERS[where]
    contents = [wrap(canary) for canary in canaries]
    comparison = compared(
        states(contents[0], contents[1], contents[2], contents[1], error=f"bad: {canaries[1]}" * (where == "error")),
        states(contents[0], contents[1]),
        states(contents[0], contents[1], contents[2], contents[2], "none"),
        states(None, contents[1], None, contents[1], "create"),
        states(contents[0], None, contents[2], None, "delete"),
        error=f"no: {canaries[2]}" * (where == "error"),
    )
    text = everything(comparison)
    assert "CANARY-" not in text
    assert encoded("CANARY-0-")[:10] not in text
    assert "hidden" in text
    assert len(comparison.objects) >= 4


def _noted(value: str) -> dict[str, Any]:
    content = secret(data={"a": encoded(value)})
    content["metadata"]["annotations"] = {
        "kubectl.kubernetes.io/last-applied-configuration": json.dumps({"data": {"a": value}}),
        "tool.example.com/copy": f"it was {value}, or {encoded(value)}",
    }
    return content


WRAPPERS = {
    "secret": lambda value: secret(data={"a": encoded(value)}, stringData={"b": value}),
    "list": lambda value: {
        "apiVersion": "v1",
        "kind": "SecretList",
        "metadata": {"name": "web"},
        "items": [{"metadata": {"name": "a"}, "data": {"a": encoded(value)}}],
    },
    "nested": lambda value: {
        "apiVersion": "example.com/v1",
        "kind": "Bundle",
        "metadata": {"name": "web"},
        "spec": {"objects": [secret(stringData={"a": value}), config_map(a="public")]},
    },
    "text": lambda value: config_map(m=f"kind: Secret\nmetadata: {{name: a}}\ndata: {{a: {encoded(value)}}}\n"),
    "json": lambda value: config_map(m=json.dumps(secret(stringData={"a": value}))),
    "note": _noted,
    "error": lambda value: secret(stringData={"a": value}),
}
"""Where Secrets may be."""
