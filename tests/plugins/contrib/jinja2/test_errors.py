from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pilothouse.core.console import template_place
from pilothouse.core.errors import TemplateError

Render = Callable[..., str]
A = "web/templates/a.yaml.j2"


def failure(render: Render, text: str, values: dict[str, Any] | None = None, **templates: str) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        render(text, values, templates={f"_{name}.j2": source for name, source in templates.items()})
    return caught.value


def shown(error: TemplateError) -> list[str]:
    """What the console prints of it."""
    return [error.message, *(line.strip() for line in template_place(error)), *([error.hint] if error.hint else [])]


def test_a_missing_value_is_shown_with_its_place(render: Render) -> None:
    error = failure(render, "a: 1\nb: {{ Values.image.tag | upper }}\n")
    assert shown(error) == [
        f'render error in "{A}": template: {A}:2: nil pointer evaluating interface {{}}.tag',
        f"--> {A}:2:7",
        "2 | b: {{ Values.image.tag | upper }}",
        "|       ^",
        ".Values.image is not set",
    ]
    assert (error.file, error.line, error.column, error.missing_path) == (A, 2, 7, ".Values.image")


def test_whoever_included_the_failing_template_is_named(render: Render) -> None:
    error = failure(
        render,
        "\n{% include '_one.j2' %}",
        one="{% import '_two.j2' as two %}\n\n{{ two.m(5) }}",
        two="{% macro m(x) %}\n{{ fail('stop ' ~ x) }}\n{% endmacro %}",
    )
    assert shown(error) == [
        f'render error in "{A}": template: web/templates/_two.j2:2: error calling fail: stop 5',
        "--> web/templates/_two.j2:2",
        "2 | {{ fail('stop ' ~ x) }}",
        "included at web/templates/_one.j2:3",
        f"included at {A}:2",
    ]


def test_a_failure_in_a_text_for_tpl_shows_that_text(render: Render) -> None:
    error = failure(render, "\n\n{{ tpl(Values.t) }}", {"t": "x\n{{ Values.a.b }}"})
    assert shown(error) == [
        f'render error in "{A}": template: {A}:2: nil pointer evaluating interface {{}}.b',
        f"--> {A}:2:4",
        "2 | {{ Values.a.b }}",
        "|    ^",
        f"in the text given to tpl at {A}:3",
        ".Values.a is not set",
    ]


def test_a_text_for_tpl_that_is_no_template_is_shown(render: Render) -> None:
    error = failure(render, "{{ tpl(Values.t) }}", {"t": "x\n{{ 1 + }}"})
    assert shown(error) == [
        f"parse error in \"{A}\": template: {A}:2: unexpected 'end of print statement'",
        f"--> {A}:2",
        "2 | {{ 1 + }}",
        f"in the text given to tpl at {A}:1",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "x\n{% if %}",
            [f'parse error in "{A}": template: {A}:2: Expected an expression, got \'end of statement', f"--> {A}:2"],
        ),
        (
            "\n{% for x in [1] %}\n",
            [f'parse error in "{A}": template: {A}:2: Unexpected end of template. Jinja was looking', f"--> {A}:2"],
        ),
        (
            "{{ 'x' | trunk(5) }}",
            [
                f"parse error in \"{A}\": template: {A}:1: No filter named 'trunk'.",
                f"--> {A}:1:10",
                "1 | {{ 'x' | trunk(5) }}",
                "|          ^",
                "did you mean trunc, truncate",
            ],
        ),
        (
            "{{ Valuse.x }}",
            [
                f'render error in "{A}": template: {A}:1: "Valuse" is not defined',
                f"--> {A}:1:4",
                "1 | {{ Valuse.x }}",
                "|    ^",
                "did you mean Values",
            ],
        ),
        (
            "{{ .Values.a }}",
            [
                f"parse error in \"{A}\": template: {A}:1: unexpected '.'",
                f"--> {A}:1",
                "1 | {{ .Values.a }}",
                "names have no dot before them here: Values.a, not .Values.a",
            ],
        ),
        ("{{ toYamll({}) }}", [f'render error in "{A}": template: {A}:1: "toYamll" is not defined', "--> "]),
        ("{% include '_on.j2' %}", [f'render error in "{A}": template: {A}:1: there is no template "_on.j2"', "--> "]),
        ("{{ Values.nope() }}", [f'render error in "{A}": template: {A}:1: nope is no function of a table', "--> "]),
        ("{{ 1 / 0 }}", [f'render error in "{A}": template: {A}:1: ZeroDivisionError: division by zero', "--> "]),
        ("{{ range }}", [f'render error in "{A}": template: {A}:1: the function safe_range cannot', "--> "]),
        ("{% macro m(x) %}{{ x }}{% endmacro %}{{ m() }}", [f'render error in "{A}": template: {A}:1: param', "--> "]),
        ("{% from '_one.j2' import b %}{{ b }}", [f'render error in "{A}": template: {A}:1: the template', "--> "]),
    ],
)
def test_what_is_wrong_is_said_with_its_line(render: Render, text: str, lines: list[str]) -> None:
    got = shown(failure(render, text, {}, one="{% set a = 1 %}"))
    assert len(got) >= len(lines)
    for line, start in zip(got, lines, strict=False):
        assert line.startswith(start)


def test_a_template_that_includes_itself_is_too_deep(render: Render) -> None:
    error = failure(render, "{% include '_one.j2' %}", one="{% include '_one.j2' %}")
    assert error.message.endswith(": templates are nested too deeply")
    assert len(error.include_stack) <= 20


def test_columns_count_where_the_culprit_is_there_once(render: Render) -> None:
    assert failure(render, "{{ Values.a.b }}{{ Values.a.b }}").column == 0
    assert failure(render, 'é {{ Values["a"].b }}').column == 0
    assert failure(render, "é {{ Values.a.b }}").column == 6


def test_an_error_at_import_names_the_file_that_is_imported(render: Render) -> None:
    error = failure(render, "{% import '_one.j2' as one %}", one="{{ fail('at import') }}")
    assert error.file == "web/templates/_one.j2"
    assert error.include_stack == ((A, f"{A}:1"), ("web/templates/_one.j2", "web/templates/_one.j2:1"))
