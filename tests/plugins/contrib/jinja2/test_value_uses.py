from __future__ import annotations

import pytest
from jinja_charts import make_chart
from pilothouse.core.errors import TemplateError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.value_use import ValueUse


def uses(kernel: Kernel, text: str) -> list[str]:
    found: list[ValueUse] = kernel.first("helm_find_value_uses", chart=make_chart({"a.j2": text}))
    return [f"{'.'.join(use.path)}{':whole' if use.whole else ''} {use.needed}" for use in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ Values.a.b }}", ["a.b:whole 2"]),
        ("{{ Values['a']['b'] }}", ["a.b:whole 2"]),
        ("{{ Values.a[Values.k] }}", ["k:whole 1", "a.*:whole 2"]),
        ("{{ toYaml(Values) | indent(2) }}", [":whole 0"]),
        ("{{ Values.a | default(Values.b) }}", ["a:whole 0", "b:whole 1"]),
        ("{{ Values.a.b | d(1) }}{{ default(1, Values.c) }}", ["a.b:whole 1", "c:whole 0"]),
        ("{{ Values.a | required('x') }}", ["a:whole 0"]),
        ("{{ Values.get('a', 1) }}{{ Values.a.get('b') }}", ["a:whole 0", "a.b:whole 1"]),
        (
            "{% if Values.a.b %}{{ Values.a.b.c }}{% else %}{{ Values.d }}{% endif %}",
            ["a.b 1", "a.b.c:whole 1", "d:whole 1"],
        ),
        ("{% if Values.a is defined and Values.a.b %}{{ Values.a.b }}{% endif %}", ["a 0", "a.b 0", "a.b:whole 0"]),
        ("{{ Values.a if Values.a else Values.b }}", ["a 0", "a:whole 0", "b:whole 1"]),
        ("{{ not Values.a }}{{ Values.b or Values.c }}", ["a 0", "b:whole 0", "c:whole 1"]),
        ("{% set x = Values.a %}{{ x.b }}{% set x = 1 %}{{ x.b }}", ["a 0", "a.b:whole 2"]),
        ("{% with x = Values.a %}{{ x.b }}{% endwith %}{{ x }}", ["a 0", "a.b:whole 2"]),
        ("{% for v in Values.l %}{{ v.n }}{% endfor %}", ["l 0", "l.*.n:whole 0"]),
        ("{% for k, v in Values.m.items() %}{{ k }}{{ v }}{% endfor %}", ["m 0", "m.*:whole 0"]),
        ("{% for k in Values.m | sort %}{{ k }}{% endfor %}", ["m:whole 0"]),
        ("{% macro m(a) %}{{ a.b }}{{ Values.c }}{% endmacro %}{{ m(Values.d) }}", ["c:whole 1", "d:whole 1"]),
        ("{{ Values.items() }}{{ Values.a.keys() | list }}", [":whole 0", "a:whole 1"]),
        ("{{ Values.a.b() }}{{ tpl(Values.t, {'x': Values.x}) }}", ["a.b:whole 2", "t:whole 1", "x:whole 1"]),
        ("{{ Release.Name }}{{ values.a }}{{ 'Values.a' }}", []),
    ],
)
def test_values_are_followed_through_the_language(kernel: Kernel, text: str, expected: list[str]) -> None:
    assert uses(kernel, text) == expected


def test_places_and_charts_are_told(kernel: Kernel) -> None:
    inner = make_chart({"b.j2": "\n  {{ Values.x }}"}, name="inner")
    foreign = make_chart({"c.j2": "{{ .Values.x }}"}, name="foreign", engine="")
    templates = {"a.j2": "{{ Values.a }}{{ Values.b }}", "plain.yaml": "{{ Values.c }}"}
    chart = make_chart(templates, inner, foreign)
    assert kernel.first("helm_find_value_uses", chart=chart) == [
        ValueUse((), ("a",), True, 1, "templates/a.j2", 1, 4),
        ValueUse((), ("b",), True, 1, "templates/a.j2", 1, 18),
        ValueUse(("inner",), ("x",), True, 1, "charts/inner/templates/b.j2", 2, 6),
    ]


def test_what_is_no_template_is_an_error_with_its_place(kernel: Kernel) -> None:
    with pytest.raises(TemplateError) as caught:
        uses(kernel, "a\n{{ 1 + }}")
    error = caught.value
    assert error.message == (
        'parse error in "web/templates/a.j2": template: web/templates/a.j2:2: unexpected \'end of print statement\''
    )
    assert (error.file, error.line, error.source_line) == ("web/templates/a.j2", 2, "{{ 1 + }}")


def test_all_values_count_where_a_template_is_nested_too_deeply(kernel: Kernel) -> None:
    assert uses(kernel, "{{ " + "(" * 9000 + "Values.a" + ")" * 9000 + " }}") == [":whole 0"]
