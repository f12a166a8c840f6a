from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from distributions import engine
from pilothouse.core import testkit
from pilothouse.hookspecs import POINTS

Explain = Callable[..., str]

HEAD = "from pilothouse.core.entries import *\nfrom pilothouse.hookspecs import hookimpl\n"


@pytest.fixture
def explain(tmp_path: Path) -> Explain:
    def run(*words: str, **plugins: str) -> str:
        testkit.write_plugins(tmp_path, {name: HEAD + source for name, source in plugins.items()})
        switches = [word for word in words if word.startswith("no:")]
        chosen = [part for switch in switches for part in ("-p", switch)]
        asked = [word for word in words if word not in switches]
        outcome = testkit.run(["--plugins-dir", str(tmp_path), *chosen, "plugins", "explain", *asked])
        assert (outcome.code, outcome.stderr) == (0, "")
        return outcome.stdout.replace(f"{tmp_path}/", "")

    return run


def implement(hook: str, marker: str = "@hookimpl") -> str:
    return f"{marker}\ndef {hook}():\n    yield\n"


def test_a_question_is_explained_in_the_order_of_asking(explain: Explain) -> None:
    plugins = {
        "a": implement("helm_default_namespace"),
        "b": implement("helm_default_namespace", "@hookimpl(trylast=True)"),
        "c": implement("helm_default_namespace", "@hookimpl(wrapper=True)"),
    }
    assert explain("helm_default_namespace", **plugins) == (
        "helm_default_namespace: first, version 1, since 0.1\n"
        "  c (c.py): surrounds the others\n"
        "  a (a.py): asked first; wins unless it declines\n"
        "  sandbox (pilothouse): asked if those before decline\n"
        "  kube (pilothouse): asked if those before decline\n"
        "  b (b.py): asked if those before decline\n"
    )


def test_a_pipe_is_explained_from_the_first_to_the_last(explain: Explain) -> None:
    plugins = {"a": implement("helm_post_render"), "b": implement("helm_post_render")}
    assert explain("post_render", **plugins) == (
        "helm_post_render: pipe, version 1, since 0.1\n  a (a.py): in this order\n  b (b.py): in this order\n"
        "  postrender (pilothouse) takes no part: off until asked for: "
        "--post-renderer, --post-renderer-args, --post-render-patches\n"
    )


def test_records_are_explained_by_name_with_replacements_and_clashes(explain: Explain) -> None:
    formats = "@hookimpl\ndef helm_register_output_formats():\n    return [OutputFormatEntry({!r}, 'x:y', {!r})]\n"
    plugins = {"a": formats.format("json", "output"), "b": formats.format("csv", ""), "c": formats.format("csv", "")}
    assert explain("register_output_formats", **plugins) == (
        "helm_register_output_formats: collect, version 1, since 0.1\n"
        "  json: a, replaces output\n"
        "  yaml: output\n"
        "  csv: output formats: 'csv' is provided by 'b' (b.py) and 'c' (c.py)\n"
    )


def test_who_takes_no_part_and_who_cannot_is_told(explain: Explain) -> None:
    plugins = {"a": implement("helm_verify_provenance"), "b": "1 / 0", "c": implement("helm_verify_provenence")}
    assert explain("verify_provenance", **plugins) == (
        "helm_verify_provenance: first, version 1, since 0.1\n"
        "  plugin 'b' (b.py) is broken: ZeroDivisionError: division by zero\n"
        "  plugin 'c' (c.py) implements helm_verify_provenence, which is no extension point\n"
    )


def test_what_nobody_implements_is_told(explain: Explain) -> None:
    wanted = "helm_release_recorded: tell, version 1, since 0.1\n  nobody implements it\n"
    assert explain("release_recorded") == wanted


def test_a_name_that_is_no_extension_point_is_an_error_that_guesses() -> None:
    assert testkit.run(["plugins", "explain", "render_charts"]) == (
        1,
        "",
        "Error: there is no extension point 'render_charts'\n"
        "hint: did you mean helm_render_chart, helm_serve_charts, helm_create_chart?\n",
    )


def test_the_name_of_a_plugin_is_told_from_those_of_extension_points() -> None:
    assert testkit.run(["plugins", "explain", "sprig"]).stderr == (
        "Error: there is no extension point 'sprig'\n"
        "hint: it is a plugin, which implements helm_register_template_functions\n"
    )
    assert testkit.run(["plugins", "explain", "nope"]).stderr.endswith("hint: without an argument all are listed\n")


def test_without_a_name_the_names_are_listed() -> None:
    outcome = testkit.run(["plugins", "explain"])
    lines = outcome.stderr.splitlines()
    assert (outcome.code, lines[0]) == (1, "Error: This command needs 1 argument: extension point")
    assert [line.strip() for line in lines[1:]] == list(POINTS)


def test_a_plugin_that_is_left_out_is_not_examined_and_so_not_explained(explain: Explain) -> None:
    assert "a" not in explain("register_engines", "no:a", a=engine("a")).splitlines()[1:]
