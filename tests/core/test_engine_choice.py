from __future__ import annotations

from pathlib import Path

import pytest
from distributions import engine
from pilothouse.core import testkit
from pilothouse.core.engine_choice import engine_views, render_chart
from pilothouse.core.errors import ChartError, TemplateError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.capabilities import Capabilities, KubeVersion, TillerVersion
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.coverage import Coverage
from pilothouse.core.model.engine_use import EngineUse, engines_in, engines_text
from pilothouse.core.model.render import ReleaseContext, RenderOptions, RenderValues

UPPER = engine("upper") + """
@hookimpl
def helm_render_chart(chart, render_values):
    if chart.metadata.engine != "upper":
        return None
    files = {}
    def render(one, path):
        for template in one.templates:
            files[f"{path}/{template.name}"] = template.data.decode().upper()
        for below in one.dependencies:
            render(below, f"{path}/charts/{below.name}")
    render(chart, chart.name)
    render_values.values["seen"] = "by upper"
    return files
"""


def chart(engine: str, name: str = "web", *dependencies: Chart, template: str = "") -> Chart:
    metadata = Metadata(name, "0.1.0")
    metadata.engine = engine
    templates = [File("templates/a.yaml", template.encode())] if template else []
    return Chart(metadata, templates, "a: b\n", list(dependencies), origin="/charts/web")


def values(**tables: object) -> RenderValues:
    about = Capabilities(frozenset(), KubeVersion(), TillerVersion("v2.17.0"))
    return RenderValues(dict(tables), ReleaseContext("demo", "default"), about)


def make_kernel(folder: Path, **environment: str) -> Kernel:
    return testkit.make_kernel(folder, {"upper": UPPER}, environment=environment)


@pytest.mark.parametrize("name", ["", "gotpl", "upper"])
def test_a_chart_of_one_engine_is_given_to_it_as_it_is(tmp_path: Path, name: str) -> None:
    wanted = chart(name, "web", chart(name, "child", template="b"), template="a")
    assert engine_views(make_kernel(tmp_path), wanted) == [(name or "gotpl", wanted)]


def test_an_engine_that_nobody_names_is_an_error_that_says_how_to_get_it(tmp_path: Path) -> None:
    kernel = testkit.make_kernel(tmp_path, {"upper": engine("upper"), "bad": "1 / 0"})
    with pytest.raises(ChartError) as caught:
        engine_views(kernel, chart("mustache"))
    error = caught.value
    assert error.message == 'chart "web" wants the template engine "mustache", which no installed plugin provides'
    assert error.details == (
        "engines: gotpl, jinja2, upper",
        f"plugin 'bad' ({tmp_path}/bad.py) is broken: ZeroDivisionError: division by zero",
    )
    assert error.hint == (
        "`pip install pilothouse-engine-mustache` may provide it, if you trust that package; "
        "PILOTHOUSE_ENGINE_FALLBACK=gotpl renders with gotpl, as Helm v2 does"
    )


def test_an_engine_with_a_similar_name_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(ChartError) as caught:
        engine_views(make_kernel(tmp_path), chart("jinja"))
    assert caught.value.hint.startswith("did you mean jinja2? `pip install pilothouse-engine-jinja` may provide it")


def test_the_engine_of_a_subchart_has_to_be_there_too(tmp_path: Path) -> None:
    with pytest.raises(ChartError) as caught:
        engine_views(make_kernel(tmp_path), chart("", "web", chart("mustache", "child")))
    assert caught.value.message == (
        'chart "child" wants the template engine "mustache", which no installed plugin provides'
    )


def test_a_name_that_is_no_word_becomes_no_command_line() -> None:
    with pytest.raises(ChartError) as caught:
        engine_views(testkit.make_kernel(), chart("x; rm -r ~"))
    assert caught.value.hint.startswith("install the plugin that provides it; ")


def test_with_a_fallback_the_chart_is_rendered_by_it_and_a_warning_says_so() -> None:
    kernel = testkit.make_kernel(environment={"PILOTHOUSE_ENGINE_FALLBACK": "gotpl"})
    wanted = chart("mustache")
    ((engine, chosen),) = engine_views(kernel, wanted)
    assert (engine, chosen.metadata.engine, chosen.values_text, chosen.origin) == (
        "gotpl",
        "gotpl",
        "a: b\n",
        "/charts/web",
    )
    assert wanted.metadata.engine == "mustache"
    assert isinstance(kernel.console, testkit.RecordingConsole)
    assert kernel.console.stderr.endswith(" warning: web requested non-existent template engine mustache\n")


def test_one_warning_says_that_a_whole_tree_falls_back() -> None:
    kernel = testkit.make_kernel(environment={"PILOTHOUSE_ENGINE_FALLBACK": "gotpl"})
    tree = chart("mustache", "web", chart("mustache", "child", template="b: {{ .Chart.Name }}"), template="a: b")
    rendered = render_chart(kernel, tree, values(), RenderOptions())
    assert rendered.files == {"web/charts/child/templates/a.yaml": "b: child", "web/templates/a.yaml": "a: b"}
    assert isinstance(kernel.console, testkit.RecordingConsole)
    assert kernel.console.stderr.count("\n") == 1


def test_a_fallback_that_nobody_names_is_no_way_out() -> None:
    with pytest.raises(ChartError):
        engine_views(testkit.make_kernel(environment={"PILOTHOUSE_ENGINE_FALLBACK": "jinja"}), chart("mustache"))


@pytest.mark.parametrize(("parent", "child"), [("gotpl", "upper"), ("upper", "gotpl"), ("upper", ""), ("", "upper")])
def test_each_chart_is_rendered_by_its_own_engine(tmp_path: Path, parent: str, child: str) -> None:
    text = "name: {{ .Values.name | quote }}"
    tree = chart(parent, "web", chart(child, "child", template=text), template=text)
    given = values(name="top", child={"name": "below"})
    rendered = render_chart(make_kernel(tmp_path), tree, given, RenderOptions())
    raised = text.upper()
    assert rendered.files == {
        "web/templates/a.yaml": raised if parent == "upper" else 'name: "top"',
        "web/charts/child/templates/a.yaml": raised if child == "upper" else 'name: "below"',
    }
    assert given.values == {"name": "top", "child": {"name": "below"}}
    assert rendered.engines == (EngineUse("upper", "", "sandboxed", "upper", ""),)


def test_an_engine_that_renders_what_is_another_s_is_an_error(tmp_path: Path) -> None:
    greedy = UPPER.replace("return files", 'return {"web/templates/a.yaml": "mine"}')
    kernel = testkit.make_kernel(tmp_path, {"upper": greedy})
    tree = chart("", "web", chart("upper", "child", template="b"), template="a: b")
    with pytest.raises(TemplateError) as caught:
        render_chart(kernel, tree, values(), RenderOptions())
    assert caught.value.message == 'the engine "upper" has rendered web/templates/a.yaml, which is not its own'


def test_helms_own_engine_is_not_recorded(tmp_path: Path) -> None:
    rendered = render_chart(make_kernel(tmp_path), chart("", template="a: b"), values(), RenderOptions())
    assert (rendered.engines, engines_text(rendered.engines)) == ((), "")


def test_what_is_recorded_of_engines_is_read_again() -> None:
    uses = (EngineUse("upper", "1.0", "code", "up", "pilothouse-up"), EngineUse("x"))
    assert engines_in(engines_text(uses)) == uses


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"name": 1}]', '[{"name": ""}]', "{}", "[" * 10_000, '["x"]'])
def test_texts_of_others_name_no_engines(text: str) -> None:
    assert engines_in(text) == ()


def test_templates_of_an_engine_that_does_not_measure_are_named(tmp_path: Path) -> None:
    wanted = chart("", "web", chart("upper", "child", template="b"), template="a")
    coverage = Coverage()
    render_chart(make_kernel(tmp_path), wanted, values(), RenderOptions(coverage=coverage))
    assert [file.name for file in coverage.files()] == ["web/templates/a.yaml"]
    assert coverage.unmeasured == {"web/charts/child/templates/a.yaml": "upper"}
