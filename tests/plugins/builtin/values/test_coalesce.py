from __future__ import annotations

import copy
from typing import Any

import pytest
from pilothouse.core.errors import ValuesError
from pilothouse.core.golib.nil import is_nil
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.plugins.builtin.values.coalesce import coalesce_values


def chart(name: str, values: str = "", *subcharts: Chart) -> Chart:
    return Chart(Metadata(name), values_text=values, dependencies=list(subcharts))


def coalesced(top: Chart, given: dict[str, Any] | None = None) -> tuple[dict[str, Any], list[str]]:
    warnings: list[str] = []
    return coalesce_values(top, given or {}, warnings.append), warnings


def test_every_subchart_gets_a_table_with_globals() -> None:
    top = chart(
        "top", "global: {g: 1, m: {a: 1}}\nkid: {x: 5}\n", chart("kid", "x: 1\nw: 2\n", chart("grand", "z: 1\n"))
    )
    globals_ = {"g": 2.0, "m": {"a": 1.0}, "u": "v"}
    assert coalesced(top, {"global": {"g": 2.0, "u": "v"}, "kid": {"grand": {"z": 9.0}}}) == (
        {
            "global": globals_,
            "kid": {"x": 5.0, "w": 2.0, "global": globals_, "grand": {"z": 9.0, "global": globals_}},
        },
        [],
    )


def test_a_subchart_keeps_its_own_globals_under_those_of_its_parent() -> None:
    top = chart("top", "global: {g: top}\n", chart("kid", "global: {g: kid, own: 1}\n"))
    assert coalesced(top)[0] == {"global": {"g": "top"}, "kid": {"global": {"g": "top", "own": 1.0}}}


def test_a_subchart_without_defaults_that_loses_its_globals_has_nothing_at_all() -> None:
    assert is_nil(coalesced(chart("top", "", chart("kid")), {"kid": {"a": 5.0, "global": "x"}})[0]["kid"])


def test_nothing_has_no_room_for_subcharts() -> None:
    with pytest.raises(ValuesError) as caught:
        coalesced(chart("top", "", chart("kid", "", chart("grand"))), {"kid": {"global": "x"}})
    assert str(caught.value) == "assignment to entry in nil map"


def test_globals_that_are_no_table_cost_a_subchart_what_is_given_to_it() -> None:
    top = chart("top", "", chart("kid", "a: 1\n"))
    assert coalesced(top, {"kid": {"a": 5.0, "global": "x"}}) == (
        {"kid": {"a": 1.0}},
        ["Warning: Skipping globals for chart 'top' because destination 'global' is not a table."],
    )
    assert coalesced(top, {"global": "x", "kid": {"a": 5.0, "global": {"q": 1.0}}}) == (
        {"global": "x", "kid": {"a": 1.0, "q": 1.0}},
        ["Warning: skipping globals for chart 'top' because source 'global' is not a table."],
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "%!t(<nil>)"),
        ("x", "%!t(string=x)"),
        (5.0, "%!t(float64=5)"),
        (True, "true"),
        ([1.0], "[%!t(float64=1)]"),
    ],
)
def test_a_subchart_s_key_must_be_a_table(value: Any, shown: str) -> None:
    with pytest.raises(ValuesError) as caught:
        coalesced(chart("top", "", chart("kid")), {"kid": value})
    assert str(caught.value) == f"type mismatch on kid: {shown}"


def test_defaults_that_cannot_be_read_are_shown() -> None:
    with pytest.raises(ValuesError) as caught:
        coalesced(chart("top", "", chart("kid", "a: [\n")))
    assert str(caught.value) == (
        "Error: Reading chart 'kid' default values (a: [\n): "
        "error converting YAML to JSON: yaml: line 1: did not find expected node content"
    )


@pytest.mark.parametrize(("text", "kind"), [("[a]", "array"), ("x", "string")])
def test_defaults_must_be_a_table(text: str, kind: str) -> None:
    with pytest.raises(ValuesError) as caught:
        coalesced(chart("top", text))
    assert str(caught.value) == (
        f"Error: Reading chart 'top' default values ({text}): error unmarshaling JSON: while decoding JSON: "
        f"json: cannot unmarshal {kind} into Go value of type chartutil.Values"
    )


def test_defaults_in_utf_16_are_understood() -> None:
    text = "a: ü\n".encode("utf-16").decode("utf-8", "surrogateescape")
    assert coalesced(chart("top", text))[0] == {"a": "ü"}


def test_neither_the_given_values_nor_later_runs_see_changes() -> None:
    top = chart("top", "m: {l: [1]}\n", chart("kid", "m: {l: [1]}\n"))
    given = {"u": {"v": [1.0]}, "kid": {"w": {}}}
    before = copy.deepcopy(given)
    values, _ = coalesced(top, given)
    expected = copy.deepcopy(values)
    values["u"]["v"].append(2.0)
    values["m"]["l"].append(2.0)
    values["kid"]["m"]["l"].append(2.0)
    values["kid"]["w"]["x"] = 1.0
    assert given == before
    assert coalesced(top, given)[0] == expected


def test_the_same_chart_twice_has_values_of_its_own() -> None:
    values, _ = coalesced(chart("top", "", chart("one", "m: {a: 1}\n"), chart("two", "m: {a: 1}\n")))
    values["one"]["m"]["a"] = 2.0
    assert values["two"]["m"] == {"a": 1.0}
