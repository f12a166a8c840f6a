"""Extension points that will go: everybody who implements one is told, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from architecture.test_docs import generator
from pilothouse import __version__, hookspecs
from pilothouse.core.errors import PluginError
from pilothouse.core.testkit import make_kernel, run

SOURCE = """
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_default_namespace():
    return None
"""
DEPRECATED = "since 0.3: use helm_x"


@pytest.fixture
def old_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """An extension point is deprecated."""
    monkeypatch.setattr(hookspecs.POINTS["helm_default_namespace"], "deprecated", DEPRECATED)


def test_a_plugin_that_implements_it_is_named_once_a_run(tmp_path: Path, old_point: None) -> None:
    kernel = make_kernel(tmp_path, {"mine": SOURCE})
    for _ in range(2):
        kernel.first("helm_default_namespace")
    own = f"plugin 'mine' ({tmp_path}/mine.py) implements helm_default_namespace, which is deprecated {DEPRECATED}\n"
    assert kernel.console.stderr.count(own) == 1


def test_who_does_not_implement_it_hears_nothing(tmp_path: Path) -> None:
    kernel = make_kernel(tmp_path, {"mine": SOURCE})
    kernel.first("helm_default_namespace")
    assert kernel.console.stderr == ""


def test_the_command_explain_and_the_reference_say_so(old_point: None) -> None:
    shown = run(["plugins", "explain", "helm_default_namespace"]).stdout
    assert shown.startswith(f"helm_default_namespace: first, version 1, since 0.1; deprecated {DEPRECATED}\n")
    assert f"\n**Deprecated {DEPRECATED}.**\n" in generator().pages()["extension-points.md"]


def test_a_plugin_for_a_newer_extension_point_is_told_which_version_this_is(tmp_path: Path) -> None:
    source = SOURCE.replace("helm_default_namespace", "helm_foresee_the_weather")
    kernel = make_kernel(tmp_path, {"mine": source})
    with pytest.raises(PluginError) as caught:
        kernel.first("helm_default_namespace")
    assert caught.value.hint.endswith(
        f"a newer Pilothouse than {__version__} may have it: `pip install --upgrade pilothouse`; "
        "-p no:mine leaves the plugin out"
    )


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("from pilothouse.core.entries import WeatherEntry", "ImportError: cannot import name 'WeatherEntry' from "),
        ("import pilothouse.core.weather", "ModuleNotFoundError: No module named 'pilothouse.core.weather' in "),
        (
            "from pilothouse.core.entries import EngineEntry\n\n@hookimpl\ndef helm_register_engines():\n"
            "    return [EngineEntry('a', 'b', weather='fine')]",
            "helm_register_engines failed: TypeError: EngineEntry takes the fields name, help, trust, ",
        ),
    ],
)
def test_a_plugin_for_newer_records_is_told_so_too(tmp_path: Path, body: str, cause: str) -> None:
    broken = make_kernel(tmp_path, {"mine": SOURCE + body}).plugins[-1].broken
    assert broken.startswith(cause)
    assert broken.endswith(f" in Pilothouse {__version__} (if a newer one has it: `pip install --upgrade pilothouse`)")
