from __future__ import annotations

from typing import Any

import pytest
from charts import chart, coalesce
from pilothouse.core.errors import RequirementsError
from pilothouse.core.golib.yaml import load_map
from pilothouse.core.model.chart import Chart
from pilothouse.plugins.builtin.requirements.import_values import import_values

KID_VALUES = "exports:\n  data: {x: 1, m: {a: 1}}\n  more: {x: 2, m: {b: 2}}\nmine: {deep: {k: v}}\nscalar: 5\n"


def lending(*items: str, alias: str = "", values: str = "") -> Chart:
    requirements = f"dependencies:\n- name: kid\n  alias: '{alias}'\n  import-values: [{', '.join(items)}]\n"
    return chart("top", chart(alias or "kid", values=KID_VALUES), requirements=requirements, values=values)


def imported(top: Chart) -> tuple[dict[str, Any], list[str]]:
    """The new defaults without the subchart's own table."""
    warnings: list[str] = []
    values = load_map(import_values(top, coalesce, warnings.append).values_text)
    for name in ("kid", "other"):
        values.pop(name, None)
    return values, warnings


def test_a_chart_with_requirements_takes_in_the_defaults_of_its_subcharts() -> None:
    top = lending(values="kid: {scalar: 6}\nown: null\n")
    processed = import_values(top, coalesce, print)
    assert load_map(processed.values_text) == {
        "kid": {**load_map(KID_VALUES), "scalar": 6.0, "global": {}},
        "own": None,
    }
    assert (top.values_text, processed.values_text[:4]) == ("kid: {scalar: 6}\nown: null\n", "kid:")


@pytest.mark.parametrize(
    ("items", "values"),
    [
        (["data"], {"x": 1.0, "m": {"a": 1.0}}),
        (["data", "more"], {"x": 1.0, "m": {"a": 1.0, "b": 2.0}}),
        (["more", "data"], {"x": 2.0, "m": {"a": 1.0, "b": 2.0}}),
        (["{child: mine.deep, parent: a.b}"], {"a": {"b": {"k": "v"}}}),
        (["{child: mine, parent: .}"], {"deep": {"k": "v"}}),
        (["{child: mine.deep, parent: ''}"], {"": {"k": "v"}}),
    ],
)
def test_tables_are_imported_and_earlier_imports_win(items: list[str], values: dict[str, Any]) -> None:
    assert imported(lending(*items)) == (values, [])


def test_imports_win_over_the_chart_s_own_defaults() -> None:
    assert imported(lending("data", values="x: 0\nm: {a: 0, c: 3}\n")) == (
        {"x": 1.0, "m": {"a": 1.0, "c": 3.0}},
        [],
    )


def test_an_alias_names_the_table() -> None:
    assert imported(lending("data", alias="other"))[0] == {"x": 1.0, "m": {"a": 1.0}}


def test_what_is_missing_is_warned_about_and_skipped() -> None:
    values, warnings = imported(lending("nope", "{child: scalar, parent: a}", "5", "data"))
    assert (values["x"], warnings[1], len(warnings)) == (
        1.0,
        'Warning: ImportValues missing table: no table named "scalar"',
        3,
    )
    assert warnings[0].startswith('Warning: ImportValues missing table: no table named "nope" (map[data:map[')
    assert warnings[2].startswith('Warning: ImportValues missing table: no table named "" (map[exports:map[')


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("{child: 5, parent: a}", "interface conversion: interface {} is float64, not string"),
        ("{child: a}", "interface conversion: interface {} is nil, not string"),
        ("{child: [a], parent: a}", "interface conversion: interface {} is []interface {}, not string"),
    ],
)
def test_imports_that_are_no_texts_are_errors(item: str, message: str) -> None:
    with pytest.raises(RequirementsError) as caught:
        imported(lending(item))
    assert str(caught.value) == message


def test_subcharts_import_before_their_parents() -> None:
    inner = "dependencies:\n- name: grand\n  import-values: [{child: give, parent: exports.up}]\n"
    kid = chart("kid", chart("grand", values="give: {deep: 1}\n"), requirements=inner)
    top = chart("top", kid, requirements="dependencies:\n- name: kid\n  import-values: [up]\n")
    assert imported(top) == ({"deep": 1.0}, [])


def test_charts_whose_requirements_or_values_cannot_be_read_stay_as_they_are() -> None:
    for requirements, values in (("dependencies: [", "a: 1\n"), ("dependencies: []\n", "a: [")):
        top = chart("top", chart("kid"), requirements=requirements, values=values)
        assert import_values(top, coalesce, print).values_text == values


def test_a_path_of_endless_depth_is_no_crash() -> None:
    top = lending(f"{{child: mine, parent: {'a.' * 5000}a}}", values="own: 1\n")
    assert import_values(top, coalesce, print).values_text == "own: 1\n"
