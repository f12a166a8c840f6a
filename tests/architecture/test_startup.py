"""Which modules a command may load: start-up is paid at every call, so what is slow to import has to be wanted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import distributions
import pytest
from architecture.source_tree import PACKAGE, ROOT

SLOW = frozenset(
    """asyncio concurrent cryptography ctypes dataclasses difflib email google grpc http importlib.metadata
    importlib_metadata jinja2 kubernetes logging multiprocessing pydoc re2 socket ssl subprocess tempfile unittest
    urllib.request urllib3 xml yaml zoneinfo""".split()
)
"""Modules that no common command may load, with everything below them."""

MOST_TRIES = 20
THIRD_PARTY = {
    "version --client": set(),
    "home": set(),
    "completion bash": {"click"},
    "--help": {"click"},
    "template CHART": set(),
}
"""What a command may load besides the standard library and the package."""

LIST_MODULES = """
import sys
before = set(sys.modules)
from pilothouse.core.quick import run
code = run(sys.argv[1:], program="helm")
loaded = sorted(set(sys.modules) - before)
import json
import os
sys.stderr.write(json.dumps([code, loaded]))
"""


IDLE = """
from pilothouse.core.entries import EngineEntry, GetterEntry, LintRuleEntry, SettingEntry, TemplateFunctionEntry
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_settings():
    return [SettingEntry("idle-{number}", "IDLE_{number}", "", "nothing")]

@hookimpl
def helm_register_template_functions():
    return [TemplateFunctionEntry("idle{number}", "idle_{number}:shout")]

@hookimpl
def helm_register_engines():
    return [EngineEntry("idle-{number}", "nothing")]

@hookimpl
def helm_register_getters():
    return [GetterEntry("idle-{number}", "idle_{number}:fetch")]

@hookimpl
def helm_register_lint_rules():
    return [LintRuleEntry("idle-{number}", "idle_{number}:check", enabled=False)]

@hookimpl
def helm_render_chart(chart):
    return {{}} if chart.metadata.engine == "idle-{number}" else None

@hookimpl
def helm_connect_kube_transport(target):
    return None
"""
"""A plugin that registers things and renders charts of its own engine; none of it is wanted."""


def loaded_modules(words: list[str], home: Path, site: str = "") -> set[str]:
    """The modules that a command loads, once the plugin index is cached; `site` has further distributions."""
    environment = {"HOME": str(home), "TZ": "UTC", "PATH": os.defpath, "PILOTHOUSE_CACHE_DIR": str(home / "cache")}
    program = [sys.executable, "-S", "-c", _finders(site) + LIST_MODULES]
    for _ in range(MOST_TRIES):
        if any(home.glob("cache/*")):
            break
        # While files of the package were only just written, the index of plugins is not kept.
        subprocess.run([*program, "version", "--client"], env=environment, capture_output=True, check=True)
        time.sleep(0.5)
    done = subprocess.run([*program, *words], env=environment, capture_output=True, text=True, check=False)
    code, loaded = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return set(loaded)


def _finders(site: str) -> str:
    """Source text that makes the package importable without `site`, which loads modules of its own."""
    paths = [path for path in sys.path if path.startswith(sys.base_prefix) or path.endswith("site-packages")]
    paths += [site] if site else []
    return (
        f"import sys; sys.path[:] = {paths!r}\n"
        "import importlib.util as u\n"
        f"s = u.spec_from_file_location({PACKAGE!r}, {str(ROOT / '__init__.py')!r}, "
        f"submodule_search_locations=[{str(ROOT)!r}])\n"
        f"m = u.module_from_spec(s); sys.modules[{PACKAGE!r}] = m; s.loader.exec_module(m)\n"
    )


@pytest.mark.parametrize("command", THIRD_PARTY)
def test_a_command_loads_only_what_it_needs(command: str, tmp_path: Path) -> None:
    words = [str(ROOT / "examples/charts/lighthouse") if word == "CHART" else word for word in command.split()]
    loaded = loaded_modules(words, tmp_path)
    slow = sorted(name for name in loaded if any(name == slow or name.startswith(f"{slow}.") for slow in SLOW))
    assert slow == []
    roots = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - {PACKAGE}
    assert roots <= THIRD_PARTY[command]


def test_a_command_loads_no_other_command(tmp_path: Path) -> None:
    loaded = loaded_modules(["version", "--client"], tmp_path)
    commands = {name.rpartition(".")[2] for name in loaded if name.startswith(f"{PACKAGE}.plugins.builtin.commands.")}
    assert {name for name in commands if not name.startswith("_")} == {"version"}


@pytest.mark.parametrize("command", ["version --client", "--help", "plugins list", "template CHART"])
def test_foreign_plugins_that_nothing_is_wanted_of_are_not_imported_and_need_no_pluggy(
    command: str, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    for number in range(20):
        name = f"idle_{number}"
        points = distributions.announce(**{name: name})
        distributions.install(site, name, {name: IDLE.format(number=number)}, points)
    words = [str(ROOT / "examples/charts/lighthouse") if word == "CHART" else word for word in command.split()]
    loaded = loaded_modules(words, tmp_path, str(site))
    assert {name for name in loaded if name.startswith(("idle_", "pluggy", "importlib_metadata"))} == set()
