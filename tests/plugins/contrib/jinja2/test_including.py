from __future__ import annotations

from collections.abc import Callable

import pytest
from jinja_charts import make_chart, render_chart
from pilothouse.core.errors import TemplateError
from pilothouse.core.kernel import Kernel

Render = Callable[..., str]

LABELS = """\
{% macro labels(part="") %}
app: {{ Chart.Name }}
release: {{ Release.Name }}{{ part }}
size: {{ Values.size }}
{% endmacro %}
"""


def test_macros_see_the_root_objects_of_the_chart_that_imports_them(kernel: Kernel) -> None:
    uses = "{% from 'common/templates/_labels.j2' import labels %}{{ labels('-' ~ Values.size) }}"
    own = "{% import '_labels.j2' as l %}{{ l.labels() }}"
    common = make_chart({"_labels.j2": LABELS, "own.j2": own}, name="common")
    inner = make_chart({"a.j2": uses}, name="inner")
    chart = make_chart({"a.j2": uses}, inner, common)
    assert render_chart(chart, {"size": 1.0, "inner": {"size": 2.0}}, kernel=kernel) == {
        "web/charts/inner/templates/a": "app: inner\nrelease: demo-2\nsize: 2\n",
        "web/charts/common/templates/own": "app: common\nrelease: demo\nsize: \n",
        "web/templates/a": "app: web\nrelease: demo-1\nsize: 1\n",
    }


@pytest.mark.parametrize(
    "name",
    [
        "_x.j2",
        "_x",
        "deep/_x.j2",
        "../deep/_x.j2",
        "templates/deep/_x.j2",
        "web/templates/deep/_x.j2",
        "other/templates/_x.j2",
        "charts/other/templates/_x.j2",
        "web/charts/other/templates/_x.j2",
    ],
)
def test_names_count_from_the_template_its_chart_and_the_charts_above(kernel: Kernel, name: str) -> None:
    other = make_chart({"_x.j2": "found"}, name="other")
    chart = make_chart({"deep/a.j2": f"{{% include {name!r} %}}", "deep/_x.j2": "found"}, other)
    assert render_chart(chart, kernel=kernel) == {"web/templates/deep/a": "found"}


def test_a_chart_below_finds_what_its_siblings_have(kernel: Kernel) -> None:
    library = make_chart({"_x.j2": "found for {{ Chart.Name }}"}, name="library")
    leaf = make_chart({"a.j2": "{% include 'library/templates/_x.j2' %}"}, name="leaf")
    chart = make_chart({}, make_chart({}, leaf, name="middle"), library)
    assert render_chart(chart, kernel=kernel) == {
        "web/charts/middle/charts/leaf/templates/a": "found for leaf",
    }


@pytest.mark.parametrize("name", ["/etc/passwd", "../../../../etc/passwd", "nope.j2", "Chart.yaml", "", "."])
def test_only_templates_can_be_included(render: Render, name: str) -> None:
    with pytest.raises(TemplateError, match="there is no template"):
        render(f"{{% include {name!r} %}}")


def test_include_is_a_function_too_with_variables_of_its_own(render: Render) -> None:
    partial = {"_p.yaml.j2": "{{ Release.Name }}/{{ name | default('-') }}/{{ data is defined }}\n"}
    text = (
        "{% set name = 'mine' %}"
        "{{ include('_p.yaml.j2') }}"
        "{{ include('_p.yaml.j2', {'name': 'given'}) | indent(1, true) }}"
        "{{ include('_p.yaml', 5) | trim | upper }} "
        "{{ '_p.yaml' | include({'name': 'piped'}) | trim }}"
        "{% for name in ['loop'] %}{{ include('_p.yaml') }}{% endfor %}"
    )
    assert render(text, templates=partial) == (
        "demo/mine/false\n demo/given/true\nDEMO/-/TRUE demo/piped/truedemo/loop/false\n"
    )


def test_templates_can_be_extended(render: Render) -> None:
    base = {"_base.j2": "kind: {% block kind %}Pod{% endblock +%}\n{% block rest %}a{% endblock +%}\n"}
    text = "{% extends '_base.j2' %}{% block rest %}{{ super() }}b {{ self.kind() }} {{ Release.Name }}{% endblock %}"
    assert render(text, templates=base) == "kind: Pod\nab Pod demo\n"


def test_call_blocks_and_recursive_loops_work(render: Render) -> None:
    text = (
        "{% macro m(n) %}<{{ n }}:{{ caller() }}>{% endmacro %}{% call m(1) %}in{% endcall %}"
        "{% for x in [{'v': 1, 'c': [{'v': 2}]}] recursive %}{{ x.v }}{{ loop(x.c) if x.c }}{% endfor %}"
        "{% set ns = namespace(n=0) %}{% for i in [1, 2] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}"
    )
    assert render(text) == "<1:in>123"


def test_tpl_renders_a_text_where_it_stands(render: Render) -> None:
    values = {"t": "{{ Release.Name }}-{{ Values.n }}", "n": 4.0, "deep": "{{ tpl(Values.t) }}", "plain": "x"}
    text = (
        "{% set y = 'here' %}{{ tpl(Values.t) }} {{ Values.deep | tpl }} {{ tpl(Values.plain) }} "
        "{{ tpl('{{ y }}') }} {{ tpl('{{ z }}{{ data.z }}', {'z': 1}) }} {{ tpl(Values.nope) }}"
        "{% for k in ['l'] %}{{ tpl('{{ k }}') }}{% endfor %}"
        "{% macro m(g) %}{{ tpl('{{ g }}') }}{% endmacro %}{{ m('g') }}"
        "{{ tpl('{% include \"_p.j2\" %}') }}"
    )
    assert render(text, values, templates={"_p.j2": "P"}) == "demo-4 demo-4 x here 11 lgP"


def test_tpl_takes_texts_alone_and_is_not_nested_without_end(render: Render) -> None:
    with pytest.raises(TemplateError, match="tpl takes a text, not int"):
        render("{{ tpl(1) }}")
    with pytest.raises(TemplateError, match=r"tpl is nested more than 200 times|nested too deeply"):
        render("{{ tpl(Values.t) }}", {"t": "{{ tpl(Values.t) }}"})
