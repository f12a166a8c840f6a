from __future__ import annotations

from typing import Any

import pytest
from charts import chart, coalesce, tree
from pilothouse.core.errors import RequirementsError, ValuesError
from pilothouse.core.model.chart import Chart
from pilothouse.plugins.builtin.requirements.conditions import enable_subcharts


def enabled(top: Chart, values: dict[str, Any] | None = None) -> tuple[list[Any], list[str]]:
    warnings: list[str] = []
    return tree(enable_subcharts(top, values or {}, coalesce, warnings.append)), warnings


def requiring(*entries: str) -> str:
    return "dependencies:\n" + "".join(f"- {{{entry}}}\n" for entry in entries)


def test_without_requirements_all_subcharts_stay() -> None:
    top = chart("top", chart("a"), chart("b"))
    assert enable_subcharts(top, {}, coalesce, print) is top
    broken = chart("top", chart("a"), requirements="dependencies: [")
    assert enable_subcharts(broken, {}, coalesce, print) is broken


def test_required_subcharts_come_after_the_others_in_the_order_of_the_file() -> None:
    top = chart(
        "top",
        chart("b"),
        chart("other"),
        chart("a", version="2.1.0"),
        chart("old", version="0.1.0"),
        requirements=requiring("name: a, version: ^2", "name: b, version: '*'", "name: old, version: ^1", "name: gone"),
    )
    assert enabled(top) == (["other", "old", "a", "b"], [])


def test_one_subchart_may_be_used_under_several_aliases() -> None:
    kid = chart("kid", values="a: 1\n")
    top = chart(
        "top",
        kid,
        requirements=requiring(
            "name: kid, version: 1.0.0, alias: one", "name: kid, version: 1.0.0, alias: two", "name: kid, version: '1'"
        ),
    )
    processed = enable_subcharts(top, {}, coalesce, print)
    assert (tree(processed), tree(top), kid.name) == (["one", "two", "kid"], ["kid"], "kid")


def test_without_a_version_that_fits_there_is_no_alias() -> None:
    for version in ("version: ''", "version: nonsense", "version: 2.0.0", "repository: x"):
        assert enabled(chart("top", chart("kid"), requirements=requiring(f"name: kid, {version}, alias: other"))) == (
            ["kid"],
            [],
        )


@pytest.mark.parametrize("alias", ["../x", "a b", "a.b", "a\\nb", "\u00e9", "x\\n"])
def test_aliases_must_be_plain_names(alias: str) -> None:
    """CVE-2020-15184: an alias may not be a path or hold other characters."""
    top = chart("top", chart("kid"), requirements=requiring(f'name: kid, version: 1.0.0, alias: "{alias}"'))
    with pytest.raises(RequirementsError) as caught:
        enabled(top)
    assert str(caught.value) == 'illegal alias name in "kid"'


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        ({}, True),
        ({"front": False}, False),
        ({"front": True}, True),
        ({"front": False, "back": True}, True),
        ({"front": False, "back": False}, False),
        ({"else": False}, True),
        ({"front": "no"}, True),
        ({"front": "no", "back": False}, False),
        ({"front": None}, True),
    ],
)
def test_tags_enable_and_disable(tags: dict[str, Any], kept: bool) -> None:
    top = chart("top", chart("kid"), requirements=requiring("name: kid, version: 1.0.0, tags: [front, back]"))
    odd = "front" in tags and not isinstance(tags["front"], bool)
    assert enabled(top, {"tags": tags}) == (
        ["kid"] if kept else [],
        ["Warning: Tag 'front' for chart kid returned non-bool value"] if odd else [],
    )


@pytest.mark.parametrize(
    ("condition", "values", "kept", "warned"),
    [
        ("kid.on", {"kid": {"on": False}}, False, ""),
        ("kid.on", {"kid": {"on": True}, "tags": {"t": False}}, True, ""),
        ("kid.on", {"tags": {"t": False}}, False, ""),
        ("kid.on,x.on", {"x": {"on": False}}, False, ""),
        ("kid.on,x.on", {"kid": {"on": True}, "x": {"on": False}}, True, ""),
        ("kid.on, x.on", {"x": {"on": False}}, True, ""),
        (" on ", {"on": False}, False, ""),
        (",on", {"on": False}, False, ""),
        ("kid", {"kid": {"on": False}}, True, ""),
        ("kid.on,on", {"kid": {"on": "false"}, "on": False}, True, "kid.on"),
        ("kid.on,on", {"kid": {"on": None}, "on": False}, False, "kid.on"),
    ],
)
def test_the_first_condition_with_a_value_decides(
    condition: str, values: dict[str, Any], kept: bool, warned: str
) -> None:
    entry = f'name: kid, version: 1.0.0, condition: "{condition}", tags: [t]'
    warning = f"Warning: Condition path '{warned}' for chart kid returned non-bool value"
    assert enabled(chart("top", chart("kid"), requirements=requiring(entry)), values) == (
        ["kid"] if kept else [],
        [warning] if warned else [],
    )


def test_subcharts_are_processed_with_the_values_of_their_parents() -> None:
    grand = requiring(
        "name: grand, version: 1.0.0, condition: grand.enabled, tags: [t]", "name: second, version: 1.0.0, tags: [t]"
    )
    kid = chart("kid", chart("grand"), chart("second"), requirements=grand, values="grand: {enabled: true}\n")
    top = chart("top", kid, requirements=requiring("name: kid, version: 1.0.0"), values="tags: {t: false}\n")
    assert enabled(top) == (["kid", ["grand"]], [])
    assert enabled(top, {"kid": {"grand": {"enabled": False}}, "tags": {"t": True}}) == (["kid", ["second"]], [])
    assert tree(top) == ["kid", ["grand", "second"]]


def test_two_aliases_of_a_chart_do_not_share_what_is_disabled_below() -> None:
    deep = chart("deep", chart("leaf"), requirements=requiring("name: leaf, version: 1.0.0, condition: leaf.on"))
    kid = chart("kid", deep, requirements=requiring("name: x"))
    top = chart(
        "top",
        kid,
        requirements=requiring("name: kid, version: 1.0.0, alias: one", "name: kid, version: 1.0.0, alias: two"),
    )
    assert enabled(top, {"one": {"deep": {"leaf": {"on": False}}}}) == (
        ["one", ["deep"], "two", ["deep", ["leaf"]]],
        [],
    )


def test_mistakes_in_the_requirements_of_a_subchart_are_passed_over() -> None:
    kid = chart("kid", chart("grand"), requirements=requiring("name: grand, version: 1.0.0, alias: 'a b'"))
    top = chart("top", kid, requirements=requiring("name: kid, version: 1.0.0"))
    assert enabled(top) == (["kid", ["grand"]], [])


def test_values_that_do_not_fit_are_an_error_at_the_top() -> None:
    top = chart("top", chart("kid"), requirements=requiring("name: kid, version: 1.0.0"))
    with pytest.raises(ValuesError, match="^type mismatch on kid: "):
        enabled(top, {"kid": 5.0})
