"""Whom the kernel asks, in which order, and whom it leaves alone."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.kernel import Kernel, _in_calling_order
from pilothouse.core.model.capabilities import Capabilities, KubeVersion, TillerVersion
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.render import ReleaseContext, RenderOptions, RenderValues

HEAD = "from pilothouse.core.entries import EngineEntry\nfrom pilothouse.hookspecs import hookimpl\n"
RENDERS = "@hookimpl\ndef helm_render_chart(chart, kernel):\n    kernel.warn({name!r} + ' is asked')\n    return None\n"
ENGINE = HEAD + "@hookimpl\ndef helm_register_engines():\n    return [EngineEntry({name!r}, '')]\n" + RENDERS
SURROUNDS = HEAD + "@hookimpl(wrapper=True)\ndef helm_render_chart(kernel):\n    files = yield\n    return files\n"
MARKS = ("", "tryfirst=True", "trylast=True")


def asked(kernel: Kernel, engine: str) -> list[str]:
    """The plugins that are asked for a chart, as far as they say so."""
    metadata = Metadata("web", "1.0.0")
    metadata.engine = engine
    values = RenderValues({}, ReleaseContext("x", "default"), Capabilities(frozenset(), KubeVersion(), TillerVersion()))
    kernel.first_or_none("helm_render_chart", chart=Chart(metadata), render_values=values, options=RenderOptions())
    assert isinstance(kernel.console, testkit.RecordingConsole)
    return [line.split()[2] for line in kernel.console.stderr.splitlines()]


@pytest.mark.parametrize("surrounded", [False, True])
@pytest.mark.parametrize(
    ("engine", "expected"),
    [("", ["any"]), ("gotpl", ["any"]), ("one", ["one", "any"]), ("two", ["two", "any"]), ("three", ["any"])],
)
def test_engines_are_asked_for_charts_of_theirs_and_who_registers_none_for_all(
    tmp_path: Path, engine: str, expected: list[str], surrounded: bool
) -> None:
    plugins = {"any": HEAD + RENDERS.format(name="any"), **{name: ENGINE.format(name=name) for name in ("one", "two")}}
    if surrounded:
        plugins["surrounds"] = SURROUNDS
    assert asked(testkit.make_kernel(tmp_path, plugins), engine) == expected


def test_an_engine_that_surrounds_all_rendering_is_asked_for_all(tmp_path: Path) -> None:
    source = ENGINE.replace("@hookimpl\ndef helm_render", "@hookimpl(wrapper=True)\ndef helm_render")
    source = source.replace("return None", "return (yield)")
    assert asked(testkit.make_kernel(tmp_path, {"one": source.format(name="one")}), "") == ["one"]


@pytest.mark.parametrize("hook", ["helm_read_values", "helm_post_render"])
def test_foreign_plugins_are_asked_in_the_order_in_which_pluggy_would_ask_them(tmp_path: Path, hook: str) -> None:
    plugins = {
        f"p{number}": f"{HEAD}@hookimpl({mark})\ndef {hook}():\n    return None\n"
        for number, mark in enumerate(itertools.chain(MARKS, reversed(MARKS), MARKS))
    }
    kernel = testkit.make_kernel(tmp_path, plugins)
    by_pluggy = [one.plugin_name for one in reversed(getattr(kernel.manager.hook, hook).get_hookimpls())]
    assert [plugin.name for plugin, _ in _in_calling_order(kernel._implementers(hook))] == by_pluggy
