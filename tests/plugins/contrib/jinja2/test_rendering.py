from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jinja_charts import make_chart, render_chart
from pilothouse.core.errors import TemplateError
from pilothouse.core.kernel import Kernel

Render = Callable[..., str]
RenderAll = Callable[..., list[str]]

VALUES: dict[str, Any] = {
    "count": 3.0,
    "big": 1234567890.0,
    "huge": 1e300,
    "ratio": 0.25,
    "on": True,
    "off": False,
    "null": None,
    "name": "<b>&'\"",
    "items": "no method",
    "table": {"b": 1.0, "a": ["x", 2.0, None, False]},
    "_private": "mine",
}


def test_the_root_objects_are_those_that_helm_s_templates_see(render_all: RenderAll) -> None:
    texts = {
        "{{ Release.Name }} {{ Release.Namespace }} {{ Release.Service }}": "demo prod Tiller",
        "{{ Release.Revision }} {{ Release.IsInstall }} {{ Release.IsUpgrade }}": "2 true false",
        "{{ Release.Time }}|{{ Release.Time.Seconds }}": "seconds:1500000000 nanos:7 |1500000000",
        "{{ Chart.Name }}-{{ Chart.Version }} {{ Chart.Engine }}": "web-0.1.0 jinja2",
        "{{ Chart.Maintainers | length }} {{ Chart.GetName() }} {{ Chart.Nothing }}": "0 web ",
        "{{ Capabilities.KubeVersion }} {{ Capabilities.KubeVersion.Minor }}": "v1.14.0 14",
        "{{ Capabilities.TillerVersion.SemVer }}": "v2.17.0",
        "{{ Capabilities.APIVersions.Has('apps/v1') }} {{ Capabilities.APIVersions.Has('v2') }}": "true false",
        "{{ 'v1' in Capabilities.APIVersions }} {{ Capabilities.APIVersions | join(',') }}": "true apps/v1,v1",
        "{{ Template.Name }} {{ Template.BasePath }}": "web/templates/0009.j2 web/templates",
        "{{ Values.count }} {{ Values['name'] }} {{ Values.table.a[0] }}": "3 <b>&'\" x",
    }
    assert render_all(list(texts), VALUES) == list(texts.values())


def test_files_are_read_by_name_and_pattern(render_all: RenderAll) -> None:
    files = {"a.txt": "one\ntwo", "conf/b.txt": "three", "conf/c.bin": "\udcff"}
    texts = {
        "{{ Files.Get('a.txt') }}|{{ Files.Get('nope') }}|{{ Files['a.txt'] }}": "one\ntwo||one\ntwo",
        "{{ Files.GetBytes('conf/c.bin') | b64enc }}": "/w==",
        "{{ Files.Get('conf/c.bin') }}": "\udcff",
        "{% for name, text in Files.Glob('conf/*.txt').items() %}{{ name }}={{ text }}{% endfor %}": "conf/b.txt=three",
        "{{ Files.Glob('*.txt').AsConfig() }}": "a.txt: |-\n  one\n  two\n",
        "{{ Files.Glob('conf/*.txt').AsSecrets() }}": "b.txt: dGhyZWU=\n",
        "{{ Files.Lines('a.txt') | join('/') }}": "one/two",
    }
    assert render_all(list(texts), files=files) == list(texts.values())


def test_values_print_as_yaml_has_them(render_all: RenderAll) -> None:
    texts = {
        "{{ Values.count }} {{ Values.count + 1 }} {{ Values.count / 2 }} {{ 4 / 2 }}": "3 4 1.5 2",
        "{{ Values.big }} {{ Values.huge }} {{ Values.ratio }}": "1234567890 1e+300 0.25",
        "{{ Values.on }} {{ Values.off }} {{ Values.null }}{{ none }}|": "true false |",
        "{{ Values.on ~ Values.null ~ Values.count ~ true }}": "true3true",
        "{{ [Values.on, Values.null, 1.0] | join(',') }} {{ true | string }}": "true,,1 true",
        "{{ '%s %d %.1f' | format(true, Values.count, Values.ratio) }}": "true 3 0.2",
        "{{ Values.table }}": '{"a":["x",2,null,false],"b":1}',
        "{{ Values.table | tojson(1) }}": '{\n "a": [\n  "x",\n  2,\n  null,\n  false\n ],\n "b": 1\n}',
        "{{ (1, 2) }} {{ Values.table.keys() }} {{ [1, 2] | map('string') }}": '[1,2] ["b","a"] ["1","2"]',
        "{{ toYaml(Values.table) }}": "a:\n- x\n- 2\n- null\n- false\nb: 1\n",
        "{{ Values.name | tojson }}": '"<b>&\'\\""',
        "{% for i in range(Values.count) %}{{ i }}{% endfor %}": "012",
    }
    assert render_all(list(texts), VALUES) == list(texts.values())


def test_keys_go_before_methods_and_methods_are_there_where_they_are_called(render_all: RenderAll) -> None:
    texts = {
        "{{ Values.items }} {{ Values.keys }}|{{ Values.values is defined }}": "no method |false",
        "{% for k, v in Values.table.items() %}{{ k }}{% endfor %}": "ba",
        "{{ Values.get('count') }} {{ Values.get('x', 'y') }} {{ Values._private }}": "3 y mine",
        "{{ Values.items.upper() }} {{ 'a-b'.split('-') | last }} {{ [1, 2, 1].count(1) }}": "NO METHOD b 2",
        "{{ Values.items.upper }}|": "|",
    }
    assert render_all(list(texts), VALUES) == list(texts.values())


def test_what_is_missing_prints_nothing_and_is_false(render_all: RenderAll) -> None:
    texts = {
        "[{{ Values.nope }}] {{ 1 if Values.nope else 2 }} {{ Values.nope is defined }}": "[] 2 false",
        "{% for x in Values.nope %}{{ x }}{% else %}none{% endfor %}": "none",
        "{{ Values.nope | default('d') }} {{ Values.null | default('d') }}": "d d",
        "{{ Values.off | default('d') }} {{ Values.off | default('d', true) }}": "false d",
        "{{ default('d', Values.off) }} {{ x | d('y') }}": "d y",
        "{{ Values.table.nope }}{{ Values.table['nope'] }}{{ Values.table.a[9] }}|": "|",
        "{{ toJson(Values.nope) }} {{ [Values.nope] | toJson }}": "null [null]",
        "{{ 'x' if false }}|": "|",
        "{% for x in [1, 2] %}{{ loop.previtem }}{{ loop.index }}{{ loop.last }} {% endfor %}": "1false 12true ",
    }
    assert render_all(list(texts), VALUES) == list(texts.values())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ Values.nope }}", 'map has no entry for key "nope"'),
        ("{% if Values.table.nope %}{% endif %}", 'map has no entry for key "nope"'),
        ("{{ toYaml(Values.nope) }}", 'map has no entry for key "nope"'),
        ("{{ Values.nope | required('give it') }}", "error calling required: give it"),
    ],
)
def test_strictly_using_a_missing_key_is_an_error(render: Render, text: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        render(text, VALUES, strict=True)
    assert caught.value.message == (
        f'render error in "web/templates/a.yaml.j2": template: web/templates/a.yaml.j2:1: {reason}'
    )


def test_strictly_a_missing_key_may_be_asked_for_and_have_a_default(render: Render) -> None:
    text = "{{ Values.nope is defined }} {{ Values.nope | default(1) }} {{ coalesce(Values.nope, 2) }}"
    assert render(text, VALUES, strict=True) == "false 1 2"


def test_lines_of_block_tags_leave_nothing_behind(render: Render) -> None:
    text = "a:\n  {% for i in [1, 2] %}\n  - {{ i }}\n  {% endfor %}\n  {# gone #}\nb: {{ 1 -}}\n\n|\n"
    assert render(text) == "a:\n  - 1\n  - 2\nb: 1|\n"


def test_do_break_and_continue_are_there(render: Render) -> None:
    text = (
        "{% set t = {} %}{% do set(t, 'a', 1) %}{{ t }}"
        "{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}"
        "{{ i }}{% endfor %}"
    )
    assert render(text) == '{"a":1}02'


def test_files_have_the_names_of_their_templates_without_the_suffix(kernel: Kernel) -> None:
    templates = {
        "cm.yaml.j2": "{{ 1 }}",
        "sub/NOTES.txt.j2": "{{ 2 }}",
        "plain.yaml": "{{ $labels.x }} {% stays",
        "_names.j2": "{% macro m() %}{% endmacro %}",
        "_helpers.tpl": '{{ define "a" }}',
    }
    assert render_chart(make_chart(templates), kernel=kernel) == {
        "web/templates/sub/NOTES.txt": "2",
        "web/templates/plain.yaml": "{{ $labels.x }} {% stays",
        "web/templates/cm.yaml": "1",
    }


def test_two_files_of_one_name_are_refused(kernel: Kernel) -> None:
    with pytest.raises(TemplateError) as caught:
        render_chart(make_chart({"a.yaml": "", "a.yaml.j2": ""}), kernel=kernel)
    assert caught.value.message == (
        'render error in "web/templates/a.yaml.j2": web/templates/a.yaml is there too, and both would have that name'
    )


def test_a_subchart_sees_its_own_values_and_names(kernel: Kernel) -> None:
    text = "{{ Chart.Name }} {{ Values }} {{ Template.Name }} {{ Release.Name }}"
    inner = make_chart({"a.j2": text}, name="inner")
    lonely = make_chart({"a.j2": text}, name="lonely")
    chart = make_chart({"a.j2": "{{ Chart.Name }} {{ Values.inner.a }}"}, inner, lonely)
    assert render_chart(chart, {"inner": {"a": 1.0}}, kernel=kernel) == {
        "web/charts/lonely/templates/a": "lonely {} web/charts/lonely/templates/a.j2 demo",
        "web/charts/inner/templates/a": 'inner {"a":1} web/charts/inner/templates/a.j2 demo',
        "web/templates/a": "web 1",
    }


def test_what_a_subchart_changes_in_its_values_its_parent_sees(kernel: Kernel) -> None:
    inner = make_chart({"a.j2": "{% do set(Values, 'a', 2) %}"}, name="inner")
    chart = make_chart({"a.j2": "{{ Values.inner.a }}"}, inner)
    values: dict[str, Any] = {"inner": {"a": 1.0}}
    assert render_chart(chart, values, kernel=kernel)["web/templates/a"] == "2"
    assert values == {"inner": {"a": 1.0}}


def test_the_same_chart_gives_the_same_text_in_every_process(kernel: Kernel) -> None:
    text = "{{ Capabilities.APIVersions | list }} {{ Values }} {% for k in Values %}{{ k }}{% endfor %}"
    chart = make_chart({"a.j2": text})
    assert render_chart(chart, VALUES, kernel=kernel) == render_chart(chart, VALUES, kernel=kernel)


def test_times_of_files_are_told_when_they_are_asked_for(kernel: Kernel) -> None:
    profile: dict[str, float] = {}
    render_chart(make_chart({"a.yaml.j2": "", "b.yaml": ""}), kernel=kernel, profile=profile)
    assert sorted(profile) == ["web/templates/a.yaml", "web/templates/b.yaml"]


def test_values_that_are_shared_stay_shared_and_are_not_multiplied(render: Render) -> None:
    shared: Any = ["x"]
    for _ in range(60):
        shared = [shared, shared]
    assert render("{{ Values.a[0][1][0] | length }} {{ Values.a | length }}", {"a": shared}) == "2 2"


def test_values_nested_too_deeply_are_an_error(render: Render) -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(TemplateError, match='chart "web": values or subcharts are nested too deeply'):
        render("", {"a": deep})
