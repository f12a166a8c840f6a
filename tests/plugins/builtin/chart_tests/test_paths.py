from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.plugins.builtin.chart_tests.paths import PathError, read_path

DOCUMENT: dict[str, Any] = {
    "kind": "Deployment",
    "labels": {"a/b": "1", "x.y": "2", "it's": "3"},
    "nothing": None,
    "boxes": [
        {"name": "app", "port": 80, "env": [{"name": "A", "value": "x"}]},
        {"name": "log", "port": 8080.0},
        {"name": "app", "on": True},
    ],
    "grid": [[1, 2], [3, 4]],
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", [DOCUMENT]),
        ("$", [DOCUMENT]),
        ("kind", ["Deployment"]),
        ("$.kind", ["Deployment"]),
        ("missing", []),
        ("kind.deeper", []),
        ("nothing", [None]),
        ("labels.a/b", ["1"]),
        ('labels["a/b"]', ["1"]),
        ("labels['x.y']", ["2"]),
        (r"labels.x\.y", ["2"]),
        ('labels["it\'s"]', ["3"]),
        (r"labels['it\'s']", ["3"]),
        ('labels["a/b", "x.y"]', ["1", "2"]),
        ("labels.*", ["1", "2", "3"]),
        ("labels[*]", ["1", "2", "3"]),
        ("labels.*~", ["a/b", "x.y", "it's"]),
        ("labels['x.y']~", ["x.y"]),
        ("kind~", ["kind"]),
        ("boxes[0].name", ["app"]),
        ("boxes[-1].name", ["app"]),
        ("boxes[-2].name", ["log"]),
        ("boxes[3]", []),
        ("labels[0]", []),
        ("boxes[*].name", ["app", "log", "app"]),
        ("boxes.*.port", [80, 8080.0]),
        ("boxes[1,0].name", ["log", "app"]),
        ("boxes[0:2].name", ["app", "log"]),
        ("boxes[1:].name", ["log", "app"]),
        ("boxes[:1].name", ["app"]),
        ("boxes[::2].name", ["app", "app"]),
        ("boxes[::-1].name", ["app", "log", "app"]),
        ("grid[*][0]", [1, 3]),
        ("grid..[0]", [[1, 2], 1, 3]),
        ("..env[0].name", ["A"]),
        ("$..name", ["app", "A", "log", "app"]),
        ("boxes..name", ["app", "A", "log", "app"]),
        ('boxes[?(@.name == "log")].port', [8080.0]),
        ("boxes[?(@.name=='app')].port", [80]),
        ("boxes[?(@.name != 'app')].name", ["log"]),
        ("boxes[?(@.port)].name", ["app", "log"]),
        ("boxes[?@.on].name", ["app"]),
        ("boxes[?(!@.port)].name", ["app"]),
        ("boxes[?(@.port >= 80 && @.port < 100)].name", ["app"]),
        ("boxes[?(@.port == 80 || @.on == true)].name", ["app", "app"]),
        ("boxes[?(@.port == 80.0)].port", [80]),
        ("boxes[?(@.on == null)]", []),
        ("boxes[?((@.name == 'app') && !(@.on))].port", [80]),
        ("boxes[?(@.name =~ /^a/)].port", [80]),
        ("boxes[?(@.name =~ /^[a-z]\\/?o/)].name", ["log"]),
        ("boxes[?(@.env[?(@.value == 'x')])].port", [80]),
        ("boxes[?(@.name != $.kind)].port", [80, 8080.0]),
        ("[?(@.kind == 'Deployment')].kind", ["Deployment"]),
        ("[?(@.kind == 'Service')].kind", []),
        ("..[?(@.value == 'x')].name", ["A"]),
        ("grid[?(@[0] > 1)][1]", [4]),
    ],
)
def test_a_path_leads_to_values_in_the_order_of_the_document(path: str, found: list[Any]) -> None:
    assert read_path(path).find(DOCUMENT) == found


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("$.", "at character 3: the name of a key is expected"),
        ("a..", "at character 4: the name of a key is expected"),
        ("a[", "at character 3: an index such as [0], a slice such as [0:2] or a name in quotes is expected"),
        ("a[b]", "at character 3: an index such as [0], a slice such as [0:2] or a name in quotes is expected"),
        ("a[0", "at character 4: ] is expected"),
        ("a['b'", "at character 6: ] is expected"),
        ("a['b", "at character 3: the name of a key in quotes is expected"),
        ("a[::0]", "at character 6: the step of a slice cannot be 0"),
        ("a]", "at character 2: a name, an index or a filter is expected"),
        ("a~b", "at character 3: a name, an index or a filter is expected"),
        ("a[?(", "at character 5: the filter is not complete"),
        ("a[?(@.b", "at character 8: ) is expected"),
        ("a[?(@.b == c)]", "at character 13: 'c' is no number, text in quotes, true, false, null, @ or $"),
        ("a[?(@.b =~ 'c')]", "at character 15: a pattern such as /a.*/ is expected"),
        ("a[?(@.b =~ /(/)]", "at character 15: error parsing regexp: missing closing ): `(`"),
    ],
)
def test_a_text_that_is_no_path_says_where_and_what_is_expected(path: str, problem: str) -> None:
    with pytest.raises(PathError) as caught:
        read_path(path)
    assert str(caught.value) == f"invalid path {path!r}, {problem}"


@pytest.mark.parametrize(
    "path", ["a" * 5000, "a" + "[?(@" * 100 + ")]" * 100, "a[?(" + "(" * 4000, "a[?(" + "!" * 4000 + "@.b)]"]
)
def test_what_would_nest_too_deep_is_refused(path: str) -> None:
    with pytest.raises(PathError):
        read_path(path)


@pytest.mark.parametrize("end", ["", "~"])
def test_a_name_that_stands_in_a_path_very_often_counts_as_often(end: str) -> None:
    path = read_path("$.*[" + ",".join(["'a'"] * 600) + "]" + end)
    with pytest.raises(PathError, match="the path looks at more than"):
        path.find([{"a": 1}] * 1000)


def test_a_path_that_multiplies_what_it_looks_at_comes_to_an_end() -> None:
    value: Any = 0
    for _ in range(150):
        value = {"a": value, "b": [value] if isinstance(value, int) else 1}
    with pytest.raises(PathError, match="the path looks at more than"):
        read_path("$" + "..*" * 20).find(value)


@given(st.text(alphabet="ab.*[]'\"?()@$!=<>&|~/\\0-1:, ", max_size=30))
def test_any_text_is_a_path_or_a_declared_error(text: str) -> None:
    try:
        found = read_path(text).find({"a": {"b": [1, {"a": "b"}]}, "b": None})
    except PathError:
        return
    assert isinstance(found, list)
