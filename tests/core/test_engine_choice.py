from __future__ import annotations

from pathlib import Path

import pytest
from distributions import engine
from pilothouse.core import testkit
from pilothouse.core.engine_choice import choose_engine
from pilothouse.core.errors import ChartError
from pilothouse.core.model.chart import Chart, Metadata


def chart(name: str) -> Chart:
    metadata = Metadata("web", "0.1.0")
    metadata.engine = name
    return Chart(metadata, values_text="a: b\n", origin="/charts/web")


@pytest.mark.parametrize("name", ["", "gotpl", "upper"])
def test_an_engine_that_some_plugin_names_renders_the_chart(tmp_path: Path, name: str) -> None:
    wanted = chart(name)
    assert choose_engine(testkit.make_kernel(tmp_path, {"upper": engine("upper")}), wanted) is wanted


def test_an_engine_that_nobody_names_is_an_error_that_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ChartError) as caught:
        choose_engine(testkit.make_kernel(tmp_path, {"upper": engine("upper"), "bad": "1 / 0"}), chart("mustache"))
    error = caught.value
    assert error.message == 'chart "web" wants the template engine "mustache", which no installed plugin provides'
    assert error.details == (
        "engines: gotpl, upper",
        f"plugin 'bad' ({tmp_path}/bad.py) is broken: ZeroDivisionError: division by zero",
    )
    assert error.hint == (
        "`pip install pilothouse-engine-mustache` may provide it, if you trust that package; "
        "PILOTHOUSE_ENGINE_FALLBACK=gotpl renders with gotpl, as Helm v2 does"
    )


def test_a_name_that_is_no_word_becomes_no_command_line() -> None:
    with pytest.raises(ChartError) as caught:
        choose_engine(testkit.make_kernel(), chart("x; rm -r ~"))
    assert caught.value.hint.startswith("install the plugin that provides it; ")


def test_with_a_fallback_the_chart_is_rendered_by_it_and_a_warning_says_so() -> None:
    kernel = testkit.make_kernel(environment={"PILOTHOUSE_ENGINE_FALLBACK": "gotpl"})
    wanted = chart("mustache")
    chosen = choose_engine(kernel, wanted)
    assert (chosen.metadata.engine, chosen.values_text, chosen.origin) == ("gotpl", "a: b\n", "/charts/web")
    assert wanted.metadata.engine == "mustache"
    assert isinstance(kernel.console, testkit.RecordingConsole)
    assert kernel.console.stderr.endswith(" warning: web requested non-existent template engine mustache\n")


def test_a_fallback_that_nobody_names_is_no_way_out() -> None:
    with pytest.raises(ChartError):
        choose_engine(testkit.make_kernel(environment={"PILOTHOUSE_ENGINE_FALLBACK": "jinja"}), chart("mustache"))
