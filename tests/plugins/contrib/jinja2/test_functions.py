from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja_charts import make_chart, make_kernel, render_chart
from pilothouse.core.errors import PluginError, TemplateError
from pilothouse.core.kernel import Kernel

Render = Callable[..., str]
RenderAll = Callable[..., list[str]]

PLUGIN = """
from pilothouse.core.entries import TemplateFunctionEntry
from pilothouse.core.golib.types import go
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_template_functions():
    return [
        TemplateFunctionEntry("shout", f"{__name__}:shout"),
        TemplateFunctionEntry("upper", f"{__name__}:upper", engine="jinja2", replaces="sprig"),
        TemplateFunctionEntry("lowest", f"{__name__}:upper", engine="gotpl"),
        TemplateFunctionEntry("break_", f"{__name__}:broken"),
        TemplateFunctionEntry("odd", f"{__name__}:odd"),
        TemplateFunctionEntry("twice", f"{__name__}:TABLE", late_bound=True),
        TemplateFunctionEntry("lost", "no_such_module:f"),
    ]

def shout(text: str, times: int) -> str:
    print("printed on the way")
    return text.upper() + "!" * times

def upper(text: str) -> str:
    return f"own {text}"

def broken(value):
    raise KeyError(value)

def odd():
    return object()

def twice(binding):
    def run(name, data):
        binding.warn("twice is slow")
        assert binding.has_template(name) and not binding.has_template("nope")
        return binding.execute_template(name, data) + binding.render_text("[{{ data }}]", data, name, "")
    return go(run, "string", "any")

TABLE = {"twice": twice}
"""


def test_functions_of_every_family_are_functions_and_filters(render_all: RenderAll) -> None:
    texts = {
        "{{ 'abcdefgh' | trunc(5) }} {{ trunc(5, 'abcdefgh') }}": "abcde abcde",  # strings
        "{{ 'a' | repeat(3) | quote }} {{ 'x' | squote }}": "\"aaa\" 'x'",
        "{{ 'a,b' | splitList(',') | join('-') }} {{ 'hello world' | abbrev(8) }}": "a-b hello...",
        "{{ 'a b' | nospace }} {{ 'fooBar' | kebabcase }} {{ 'foo_bar' | camelcase }}": "ab foo-bar FooBar",
        "{{ 'x' | b64enc }} {{ 'eA==' | b64dec }} {{ 'x' | sha256sum | trunc(8) }}": "eA== x 2d711642",
        "{{ add(1, 2, 3) }} {{ 5 | add(1) }} {{ 7 | mod(15) }} {{ '12' | atoi }} {{ max(1, 5, 3) }}": "6 6 1 12 5",
        "{{ list(1, 'a') }} {{ [1, 2, 3] | rest }} {{ [3, 1] | sortAlpha }} {{ until(3) }}": (
            '[1,"a"] [2,3] ["1","3"] [0,1,2]'
        ),
        "{{ pick(dict('a', 1, 'b', 2), 'a') }} {{ keys({'a': 1}) }}": '{"a":1} ["a"]',
        "{{ hasKey({'a': 1}, 'a') }} {{ merge({'a': 1}, {'a': 2, 'b': 3}) }}": 'true {"a":1,"b":3}',
        "{{ coalesce(none, '', 'x') }} {{ ternary('y', 'n', true) }} {{ empty(0) }}": "x y true",
        "{{ '1.2.3' | semverCompare('^1.0') }} {{ semver('1.2.3').Minor }}": "true 2",
        "{{ regexMatch('a+', 'aaa') }} {{ regexReplaceAll('a(b*)', 'abbc', '<${1}>') }}": "true <bb>c",
        "{{ kindOf(1) }} {{ typeOf([]) }} {{ kindIs('map', {}) }}": "int []interface {} true",
        "{{ urlParse('http://h/p').host }} {{ base('/a/b.c') }} {{ 'b.c' | ext }}": "h b.c .c",
        "{{ toDate('2006-01-02', '2020-02-03') | date('02.01.2006') }}": "03.02.2020",
        "{{ dateInZone('15:04', toDate('2006', '2020'), 'Asia/Tokyo') }}": "09:00",
        "{{ uuidv4() | length }} {{ randAlphaNum(5) | length }}": "36 5",
        "{{ genCA('ca', 1).Cert | trunc(27) }}": "-----BEGIN CERTIFICATE-----",
        "{{ toYaml({'a': [1, true]}) }}{{ {'a': 1} | toJson }} {{ fromYaml('a: {b: 1}').a.b }}": (
            'a:\n- 1\n- true\n{"a":1} 1'
        ),
        "{{ toToml({'a': 'b'}) }}": 'a = "b"\n',
        "{{ 'x: 1\ny: 2' | nindent(2) }}": "\n  x: 1\n  y: 2",
        "{{ 2 | plural('one', 'many') }} {{ [1, none, 2] | compact }}": "many [1,2]",
    }
    assert render_all(list(texts)) == list(texts.values())


def test_filters_that_jinja_documents_stay_what_they_are(render_all: RenderAll) -> None:
    texts = {
        "{{ 'a\nb' | indent(2) }}|{{ indent(2, 'a\nb') }}": "a\n  b|  a\n  b",
        "{{ [3, 1] | max }} {{ 3.14159 | round(2) }} {{ [1, 2] | first }}": "3 3.14 1",
        "{{ 'a-b' | replace('-', '+') }} {{ replace('-', '+', 'a-b') }}": "a+b a+b",
        "{{ range(3) | list }} {{ 'abc' | list | length }} {{ range(6) | slice(2) | list }}": (
            "[0,1,2] 3 [[0,1,2],[3,4,5]]"
        ),
        "{{ [{'n': 1}, {'n': 2}] | map(attribute='n') | sum }} {{ [1, 2] | select('odd') | list }}": "3 [1]",
        "{% for g in [{'k': 1}, {'k': 2}] | groupby('k') %}{{ g.grouper }}{{ g.list | length }}{% endfor %}": "1121",
        "{{ [{'n': {'m': 2}}, {'n': {'m': 1}}] | sort(attribute='n.m') | map(attribute='n.m') | join }}": "12",
    }
    assert render_all(list(texts)) == list(texts.values())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ trunc('a') }}", "wrong number of args for trunc: want 2 got 1"),
        ("{{ 'x' | trunc('a') }}", "wrong type for value of trunc; expected int; got string"),
        ("{{ {} | trunc(1) }}", "wrong type for value of trunc; expected string; got map[string]interface {}"),
        ("{{ trunc(1.5, 'x') }}", "wrong type for value of trunc; expected int; got float64"),
        ("{{ until(9223372036854775808) }}", "wrong type for value of until; expected int; got int"),
        ("{{ trunc(n=1) }}", "trunc takes no arguments by name"),
        ("{{ fail('no') }}", "error calling fail: no"),
        ("{{ until(1000000000) }}", "1000000000 items are more than the limit of 5000000"),
        ("{{ toYaml(range) }}", "the function safe_range is no value that a function takes"),
        ("{{ getHostByName('localhost') }}", "error calling getHostByName: network functions are off"),
        ("{{ env('HOME') }}", '"env" is not defined'),
    ],
)
def test_a_call_that_a_function_does_not_take_is_an_error_in_go_s_words(render: Render, text: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        render(text)
    start = 'render error in "web/templates/a.yaml.j2": template: web/templates/a.yaml.j2:1: '
    assert caught.value.message.startswith(start + reason)


def test_numbers_and_truth_fit_texts_and_whole_numbers_fit_floats(render_all: RenderAll) -> None:
    texts = {
        "{{ 80 | b64enc }} {{ true | trunc(2) }} {{ 12.5 | trunc(2) }}": "ODA= tr 12",
        "{{ repeat(2.0, 'x') }} {{ round(3, 0) }}": "xx 3",
        "{{ [1, (2, 3)] | toJson }} {{ range(3) | toJson }} {{ {1: 'a'} | toJson }}": '[1,[2,3]] [0,1,2] {"1":"a"}',
    }
    assert render_all(list(texts)) == list(texts.values())


def test_functions_of_other_plugins_are_loaded_in_the_process_without_rights(tmp_path: Path) -> None:
    templates = {
        "a.j2": "{{ shout('hey', 2) }} {{ 1 | shout('x') if false }}{{ 'x' | upper }} {{ upper('y') }}",
        "b.j2": "{{ twice('_t.j2', {'x': 5}) }}",
        "_t.j2": "{{ x }}{{ Values.v }}{{ data.x }}",
    }
    kernel = make_kernel(tmp_path, {"mine": PLUGIN})
    assert render_chart(make_chart(templates), {"v": "v"}, kernel=kernel) == {
        "web/templates/b": '5v5[{"x":5}]',
        "web/templates/a": "HEY!! own x own y",
    }
    assert "twice is slow" in kernel.console.stderr  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ break_(1) }}", "error calling break_: KeyError: 1"),
        ("{{ odd() }}", "error calling odd: it returned object, which is no type of templates"),
        ("{{ lowest('x') }}", '"lowest" is not defined'),
        ("{{ lost() }}", "plugin 'mine' ("),
    ],
)
def test_a_function_of_a_plugin_that_fails_is_named(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        render_chart(make_chart({"a.j2": text}), kernel=make_kernel(tmp_path, {"mine": PLUGIN}))
    assert caught.value.message.startswith(
        f'render error in "web/templates/a.j2": template: web/templates/a.j2:1: {reason}'
    )


def test_two_plugins_with_one_function_are_an_error(tmp_path: Path) -> None:
    clash = PLUGIN.replace(', replaces="sprig"', "")
    with pytest.raises(PluginError, match="'upper' is provided by 'sprig' .* and 'mine'"):
        render_chart(make_chart({"a.j2": ""}), kernel=make_kernel(tmp_path, {"mine": clash}))


def test_lint_remarks_on_a_missing_required_value_and_goes_on() -> None:
    kernel = make_kernel()
    chart = make_chart({"a.j2": "[{{ Values.x | required('x is needed') }}]"})
    assert render_chart(chart, kernel=kernel, lint_mode=True) == {"web/templates/a": "[]"}
    assert "[INFO] Missing required value: x is needed" in kernel.console.stderr  # type: ignore[attr-defined]


def test_each_function_can_be_called_by_its_name(kernel: Kernel, render: Render) -> None:
    names = sorted(
        found.entry.name for found in kernel.registry("helm_register_template_functions").winners("jinja2")
    )
    text = "{{ [" + ", ".join(f"{name} is defined" for name in names) + "] | unique | list }}"
    assert len(names) > 150
    assert render(text) == "[true]"
