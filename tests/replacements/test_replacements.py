"""Every built-in plugin is replaced by a third party's, installed by pip beside the wheel, and the run uses that one.

With the stand-in switched on, command lines print what it makes of them; the trace has none of the built-in plugin's
answers, and nothing of it is run but its list of what it provides. The same is printed when the built-in plugin is left
out, and something else without the stand-in. All stand-ins are installed; the others are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from installed import ROOT, Environment, build_wheels
from pilothouse import hookspecs
from pilothouse.core import testkit
from pilothouse.core.default_plugins import BUILTIN, ESSENTIAL
from pilothouse.core.entries import ENTRY_TYPES
from pilothouse.core.plugin_record import PluginRecord
from replacements.cases import CASES, CHART, Case

STAND_INS = Path(__file__).with_name("stand_ins")
PROJECT = """
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "company-{name}"
version = "1.0"

[project.entry-points."pilothouse.plugins"]
company_{name} = "stand_in_{name}"

[tool.setuptools]
py-modules = ["stand_in_{name}"]
"""
LISTS_MODULES = r"""
import os
import sys

place = os.environ.get("LIST_MODULES")
if place:
    listed = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(event, arguments):
        if event == "exec":
            os.write(listed, arguments[0].co_filename.encode() + b"\n")

    sys.addaudithook(note)
"""
"""A module that is imported when Python starts and writes down the file of every module that is executed."""

TRACE = re.compile(r"\[plugins\] (helm_\w+) (?:->|wrapped by) (\w+)\(")
MOMENTS = re.compile(r"(?<=LAST DEPLOYED: ).*|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d|(?<= )[\d.]+(?=s\n)")


class Run(NamedTuple):
    """What the command lines of a case printed, whom the kernel asked (extension point, plugin), and what was run.

    `modules` are those of built-in plugins by plugin and name.
    """

    printed: dict[str, str]
    asked: set[tuple[str, str]]
    modules: set[tuple[str, str]]


class Installed:
    """The environment with all stand-ins."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def run(self, case: Case, folder: Path, plugins: str = "") -> Run:
        """Run the command lines of a case in a new folder; `plugins` are switches as for ``-p``."""
        for name, text in {**CHART, **case.files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text:
                path.write_text(text)
        listed = folder / "modules"
        environment = {
            "HELM_HOME": str(folder / "home"),
            "LIST_MODULES": str(listed),
            "PILOTHOUSE_HINTS": "always",
            "PILOTHOUSE_NO_CACHE": "true",
            "PILOTHOUSE_NO_PLUGINS": "true",
            "PILOTHOUSE_PLUGINS": plugins,
            "PILOTHOUSE_TRACE_PLUGINS": "true",
            **case.environment,
        }
        printed, asked = {}, set()
        for words in (*case.prepare, *case.checks):
            program = self.environment.programs / "pilothouse"
            done = self.environment.run(program, *words.split(), cwd=folder, environment=environment)
            asked.update(TRACE.findall(done.stderr))
            said = "".join(line for line in done.stderr.splitlines(True) if not line.startswith("[plugins] "))
            printed[words] = MOMENTS.sub("NOW", (done.stdout + said).replace(str(folder), "HERE"))
        builtin = str(self.environment.site / "pilothouse" / "plugins" / "builtin" / "")
        own = [Path(line.removeprefix(f"{builtin}/")) for line in listed.read_text().split("\n") if builtin in line]
        return Run(printed, asked, {(path.parts[0], ".".join(path.with_suffix("").parts[1:])) for path in own})


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel of Pilothouse, and those of all stand-ins, built and installed by pip."""
    folder = tmp_path_factory.mktemp("replacements")
    projects = []
    for path in sorted(STAND_INS.glob("*.py")):
        project = folder / "projects" / f"company_{path.stem}"
        project.mkdir(parents=True)
        (project / f"stand_in_{path.stem}.py").write_text(path.read_text())
        (project / "pyproject.toml").write_text(PROJECT.format(name=path.stem))
        projects.append(project)
    environment = Environment(folder)
    environment.install(*build_wheels([ROOT, *projects], folder).values())
    (environment.site / "lists_modules.py").write_text(LISTS_MODULES)
    (environment.site / "lists_modules.pth").write_text("import lists_modules\n")
    return Installed(environment)


@pytest.fixture(scope="module")
def examined(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What of the built-in plugins is run to learn what they provide."""
    return installed.run(Case({"version --client": ""}), tmp_path_factory.mktemp("examined")).modules


@pytest.mark.parametrize("name", CASES)
def test_the_run_uses_the_stand_in_and_nothing_of_the_built_in_plugin(
    name: str, installed: Installed, examined: set[tuple[str, str]], tmp_path: Path
) -> None:
    case = CASES[name]
    outcome = installed.run(case, tmp_path, f"company_{name}")
    assert checked(case, outcome) == case.checks
    verbs = {hook.hook for hook in plugins_by_name()[name].hooks if hook.hook not in ENTRY_TYPES}
    assert {hook for hook in verbs if (hook, f"company_{name}") not in outcome.asked} == set()
    assert {hook for hook, plugin in outcome.asked if plugin == name and is_a_question(hook)} == set()
    assert {module for plugin, module in outcome.modules - examined if plugin == name} == case.also


@pytest.mark.parametrize("name", CASES)
def test_the_same_is_printed_when_the_built_in_plugin_is_left_out(
    name: str, installed: Installed, tmp_path: Path
) -> None:
    case = CASES[name]
    outcome = installed.run(case, tmp_path, f"company_{name},no:{name}")
    if name in ESSENTIAL:
        refusal = f"Error: plugin {name!r} cannot be left out: nothing works without it\n"
        assert outcome.printed == dict.fromkeys(case.checks, refusal)
    else:
        assert checked(case, outcome) == case.checks


@pytest.mark.parametrize("name", CASES)
def test_something_else_is_printed_without_the_stand_in(name: str, installed: Installed, tmp_path: Path) -> None:
    case = CASES[name]
    outcome = installed.run(case, tmp_path)
    assert [words for words, text in checked(case, outcome).items() if text == case.checks[words]] == []


def test_every_built_in_plugin_has_a_stand_in() -> None:
    assert list(CASES) == list(BUILTIN)
    assert {path.stem for path in STAND_INS.glob("*.py")} == set(BUILTIN)


@pytest.mark.parametrize("name", CASES)
def test_a_stand_in_implements_all_that_the_built_in_plugin_implements(name: str, tmp_path: Path) -> None:
    source = (STAND_INS / f"{name}.py").read_text()
    kernel = testkit.make_kernel(tmp_path, {f"stand_in_{name}": source})
    plugins = {plugin.name: plugin for plugin in kernel.plugins}
    theirs, ours = plugins[name], plugins[f"stand_in_{name}"]
    assert ours.broken == ""
    assert {hook.hook for hook in theirs.hooks} - {hook.hook for hook in ours.hooks} == set()
    for hook, fields in ours.entries:
        found = kernel.registry(hook).find_entry(ENTRY_TYPES[hook](*fields))
        assert found is not None
        assert (found.plugin.name, [plugin.name for plugin in found.replaced]) == (ours.name, [name])


def checked(case: Case, outcome: Run) -> Mapping[str, str]:
    return {words: outcome.printed[words] for words in case.checks}


def is_a_question(hook: str) -> bool:
    """Whether answers count; what only informs is told to everybody."""
    return hookspecs.POINTS[hook].kind != "tell"


def plugins_by_name() -> dict[str, PluginRecord]:
    return {plugin.name: plugin for plugin in testkit.make_kernel().plugins}
