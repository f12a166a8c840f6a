"""The reference of template functions is true: every example is rendered, and every function has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from architecture.documentation import script
from pilothouse.core.errors import PilothouseError, TemplateError
from pilothouse.core.golib.types import GoFunction
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.options import CapabilitiesRequest
from pilothouse.core.model.render import ReleaseContext, RenderOptions, RenderValues
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.gotpl.go_builtins import BUILTINS

PAGES = script("function_pages")
FAMILIES: dict[str, dict[str, Any]] = PAGES.families()


def functions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every described function with the name of its family."""
    for family, content in FAMILIES.items():
        for function in content["functions"]:
            yield family, function


@cache
def kernel() -> Kernel:
    """One kernel for all examples."""
    return make_kernel()


def known_functions() -> dict[str, GoFunction | None]:
    """What templates can call: Go's own functions and the registered ones; None for those that are bound late."""
    found: dict[str, GoFunction | None] = dict(BUILTINS)
    for provided in kernel().registry("helm_register_template_functions").winners():
        loaded = None if provided.entry.late_bound else kernel().load(provided)
        found[provided.entry.name] = loaded[provided.entry.name] if isinstance(loaded, dict) else loaded
    return found


def render(template: str, values: dict[str, Any]) -> str:
    """What an example prints, by way of the chart's values.yaml."""
    chart = Chart(
        Metadata("web", "1.2.3"),
        [File("templates/example.yaml", template.encode())],
        yaml.safe_dump(values),
        files=[File(path, text.encode()) for path, text in PAGES.CHART_FILES.items()],
    )
    rendered: dict[str, str] = kernel().first(
        "helm_render_chart",
        chart=chart,
        render_values=RenderValues(
            kernel().first("helm_coalesce_values", chart=chart, overrides={}),
            ReleaseContext("demo", "default", revision=1),
            kernel().first("helm_resolve_capabilities", request=CapabilitiesRequest()),
        ),
        options=RenderOptions(),
    )
    return rendered["web/templates/example.yaml"]


def check(example: dict[str, Any]) -> None:
    """Render an example and compare it with what the page shows."""
    template, values = example["template"], example.get("values", {})
    if "error" in example:
        with pytest.raises(TemplateError) as raised:
            render(template, values)
        assert raised.value.message.endswith(f">: {example['error']}")
    elif "matches" in example:
        assert re.search(example["matches"], render(template, values))
    else:
        assert render(template, values) == example["output"]


@pytest.mark.parametrize(("family", "function"), [pytest.param(*one, id=one[1]["name"]) for one in functions()])
def test_examples_of_a_function_print_what_the_page_shows(family: str, function: dict[str, Any]) -> None:
    assert function["examples"]
    for example in function["examples"]:
        check(example)


def test_every_function_is_described_once_and_nothing_else_is() -> None:
    named = [function["name"] for family, function in functions() if family != PAGES.OBJECTS]
    assert sorted(named) == sorted(known_functions())


def test_an_example_calls_the_function_that_it_is_for() -> None:
    idle = [
        (function["name"], example["template"])
        for _, function in functions()
        for example in function["examples"]
        if not re.search(rf"(?<!\w){re.escape(function['name'].rpartition('.')[2])}(?!\w)", example["template"])
    ]
    assert idle == []


def test_a_function_is_written_with_as_many_arguments_as_it_takes() -> None:
    known = known_functions()
    wrong = {}
    for family, function in functions():
        declared = known.get(function["name"]) if family != PAGES.OBJECTS else None
        if declared is None:
            continue
        words = re.sub(r"\[.*\]", "", function["use"]).split()[1:]
        most = len(words) if words == function["use"].split()[1:] and "..." not in function["use"] else 99
        takes = len(declared.parameters) - declared.variadic
        if not takes <= len(words) or (most > len(declared.parameters) and not declared.variadic):
            wrong[function["name"]] = (function["use"], declared.parameters, declared.variadic)
    assert wrong == {}


@pytest.mark.parametrize(
    "example",
    [
        {"template": '{{ trim " a " }}', "output": "b"},
        {"template": '{{ trim " a " }}', "matches": "^b$"},
        {"template": '{{ fail "a" }}', "error": "b"},
        {"template": '{{ fail "a" }}', "output": "a"},
    ],
)
def test_an_example_that_is_not_true_is_noticed(example: dict[str, Any]) -> None:
    with pytest.raises((AssertionError, PilothouseError)):
        check(example)
