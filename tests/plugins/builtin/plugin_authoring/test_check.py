"""``plugins check``: each rule, by a plugin that breaks it and by plugins that do not."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from distributions import announce, install
from pilothouse import hookspecs, testing
from pilothouse.plugins.builtin.plugin_authoring.rules import CONTRACTS, LEVELS, RULES
from pilothouse.testing import Outcome, run

HEAD = '"""A plugin."""\nfrom pilothouse.core.entries import *\nfrom pilothouse.hookspecs import hookimpl\n'
FINE = HEAD + '@hookimpl\ndef helm_default_namespace():\n    """None."""\n'
FUNCTION = (
    '@hookimpl\ndef helm_register_template_functions():\n    """One."""\n    return [TemplateFunctionEntry({})]\n'
    'def shout(text: str) -> str:\n    """Capitals."""\n    return text.upper()\n'
)
PROJECT = """
[project]
name = "pilothouse-mine"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["pilothouse>=0.1,<0.2"]
license = "MIT"
urls = {Source = "https://example.com"}
[project.entry-points."pilothouse.plugins"]
mine = "mine.plugin"
"""
TEST = "from pilothouse.testing import FunctionsContract\n"


def grades(*words: str) -> tuple[Outcome, list[dict[str, Any]]]:
    outcome = run(["plugins", "check", *words, "--json"])
    return outcome, json.loads(outcome.stdout)


def faults(path: Path) -> dict[str, list[str]]:
    """What is wrong with the plugin at a path, by rule."""
    (grade,) = grades(str(path))[1]
    return {rule["name"]: rule["faults"] for rule in grade["rules"] if rule["faults"]}


def file(folder: Path, source: str) -> Path:
    path = folder / "mine.py"
    path.write_text(source)
    return path


def distribution(folder: Path, project: str = PROJECT, source: str = FINE, **files: str) -> Path:
    package = folder / "dist" / "src" / "mine"
    package.mkdir(parents=True)
    (folder / "dist" / "pyproject.toml").write_text(project)
    for name, text in {"__init__.py": "", "plugin.py": source, "py.typed": "", **files}.items():
        (package / name).write_text(text)
    (folder / "dist" / "tests").mkdir()
    (folder / "dist" / "tests" / "test_it.py").write_text(TEST)
    return folder / "dist"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (FINE, {}),
        (FINE + "import nothing_like_it\n", {"importable": ["ModuleNotFoundError: No module named 'nothing_like_it'"]}),
        (FINE + "raise SystemExit(3)\n", {"importable": ["SystemExit: 3"]}),
        (
            FINE + "import os\nos._exit(7)\n",
            {"importable": ["it ends the program that imports it, with exit code 7"]},
        ),
        (
            FINE.replace("namespace", "namespaces"),
            {"hooks": ["helm_default_namespaces is no extension point"]},
        ),
        (HEAD, {"hooks": ["it implements no extension point; functions that do are marked with @hookimpl"]}),
        (FINE + "print('hello')\n", {"silent": ["it prints 'hello\\n'"]}),
        (FINE + "import os\nos.write(1, b'raw')\n", {"silent": ["it prints 'raw'"]}),
        (FINE + "print('x' * 1_000_000)\n", {"silent": ["it prints '" + "x" * 200 + "'"]}),
        (FINE + "def extra(): ...\nclass Thing: ...\n", {"documented": ["no docstring: extra, Thing"]}),
        (FINE.replace('"""A plugin."""\n', ""), {"documented": ["no docstring: mine.py"]}),
        (
            FINE + "from pilothouse.plugins.builtin.gotpl import engine\n",
            {"api": ["mine.py:7: pilothouse.plugins.builtin.gotpl"]},
        ),
        (
            FINE + "def late():\n    '''x'''\n    import pilothouse.plugins.builtin.values.sources as s\n",
            {"api": ["mine.py:9: pilothouse.plugins.builtin.values.sources"]},
        ),
        (HEAD + FUNCTION.format("'shout', 'mine:shout'"), {}),
        (
            HEAD + FUNCTION.format("'shout', 'mine:whisper'"),
            {
                "records": [
                    "helm_register_template_functions: 'mine:whisper' cannot be loaded: "
                    "AttributeError: module 'pilothouse_plugin_file_mine' has no attribute 'whisper'"
                ]
            },
        ),
        (
            HEAD + FUNCTION.format("'shout', 3"),
            {
                "records": [
                    "helm_register_template_functions returned TemplateFunctionEntry whose target is int, "
                    "str is expected"
                ]
            },
        ),
        (
            HEAD + FUNCTION.format("'upper', 'mine:shout'"),
            {"unique": ["the plugin 'sprig' (pilothouse) has a template function called 'upper'"]},
        ),
        (HEAD + FUNCTION.format("'upper', 'mine:shout', replaces='sprig'"), {}),
    ],
)  # fmt: skip
def test_a_rule_finds_what_breaks_it(source: str, expected: dict[str, list[str]], tmp_path: Path) -> None:
    assert faults(file(tmp_path, source)) == expected


def test_arguments_that_an_extension_point_lacks_are_found(tmp_path: Path) -> None:
    (fault,) = faults(file(tmp_path, FINE.replace("namespace()", "namespace(weather)")))["hooks"]
    assert fault.startswith("helm_default_namespace takes kernel; there is no 'weather'")


def test_slow_imports_are_named(tmp_path: Path) -> None:
    (fault,) = faults(file(tmp_path, FINE + "import asyncio, yaml\n"))["light"]
    assert re.fullmatch(r"importing it imports [\w., ]*\basyncio, [\w., ]*\byaml \(\d+ ms in all\)", fault), fault


def test_deprecated_extension_points_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hookspecs.POINTS["helm_default_namespace"], "deprecated", "since 0.3: use helm_x")
    assert faults(file(tmp_path, FINE)) == {"current": ["helm_default_namespace is deprecated since 0.3: use helm_x"]}


def test_a_name_that_a_built_in_plugin_has_is_found(tmp_path: Path) -> None:
    path = tmp_path / "sprig.py"
    path.write_text(FINE)
    assert faults(path) == {"unique": ["the plugin 'sprig' (pilothouse) has its name"]}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", {}),
        ("pilothouse-mine", "mine", {"metadata": ["it is called 'mine'"]}),
        ('version = "1.0"\n', "", {"metadata": ["it has no version"]}),
        ('version = "1.0"', 'dynamic = ["version"]', {}),
        ('requires-python = ">=3.11"\n', "", {"metadata": ["it does not say which Python it needs"]}),
        (",<0.2", "", {"metadata": ["'pilothouse>=0.1' has no upper bound"]}),
        ("pilothouse>=", "pilothouse-x>=", {"metadata": ["it does not require pilothouse"]}),
        ('license = "MIT"\n', "", {"licensed": ["it has no licence"]}),
        ('urls = {Source = "https://example.com"}\n', "", {"licensed": ["it has no URL"]}),
    ],
)
def test_the_metadata_is_judged(old: str, new: str, expected: dict[str, list[str]], tmp_path: Path) -> None:
    assert faults(distribution(tmp_path, PROJECT.replace(old, new))) == expected


def test_types_and_tests_are_judged(tmp_path: Path) -> None:
    source = HEAD + FUNCTION.format("'shout', 'mine.plugin:shout'") + (
        '@hookimpl\ndef helm_register_engines():\n    """x"""\n    return [EngineEntry("e", "f")]\n'
    )  # fmt: skip
    folder = distribution(tmp_path, source=source)
    assert faults(folder) == {"tested": ["no test inherits EngineContract"]}
    (folder / "tests" / "test_it.py").unlink()
    (folder / "src" / "mine" / "py.typed").unlink()
    assert faults(folder) == {"typed": ["there is no py.typed"], "tested": ["there are no tests"]}


def test_relative_imports_of_its_own_are_nobody_elses_business(tmp_path: Path) -> None:
    source = FINE + "from . import other\nfrom .other import x\n"
    assert faults(distribution(tmp_path, source=source, **{"other.py": "x = 1\n"})) == {}


def test_the_levels_build_on_one_another(tmp_path: Path) -> None:
    outcome, (gold,) = grades(str(distribution(tmp_path / "a")))
    assert (outcome.code, gold["level"], gold["version"]) == (0, "gold", "1.0")
    _, (silver,) = grades(str(distribution(tmp_path / "b", PROJECT.replace('license = "MIT"\n', ""))))
    assert silver["level"] == "silver"
    source = FINE + "def extra(): ...\n"
    _, (bronze,) = grades(str(distribution(tmp_path / "c", PROJECT.replace('license = "MIT"\n', ""), source)))
    assert bronze["level"] == "bronze"
    outcome, (none,) = grades(str(distribution(tmp_path / "d", source=FINE + "print(1)\n")))
    assert (outcome.code, none["level"]) == (1, "")
    assert outcome.stderr == "Error: to be mended: mine\n"


def test_the_report_says_what_why_and_how(tmp_path: Path) -> None:
    outcome = run(["plugins", "check", str(file(tmp_path, FINE + "print('hello')\n"))])
    assert (outcome.code, outcome.stderr) == (1, "Error: to be mended: mine\n")
    assert outcome.stdout == (
        f"mine ({tmp_path}/mine.py): to be mended\n"
        "  error  silent: it prints 'hello\\n'\n"
        "      Importing the plugin prints nothing. Standard output is what others pipe into `kubectl`.\n"
        "      Commands write with `kernel.console`, everything else warns with `kernel.warn(text)`.\n"
    )


def test_built_in_plugins_keep_the_rules() -> None:
    outcome, found = grades("gotpl", "sprig", "storage", "values", "plugin_authoring")
    assert (outcome.code, {grade["level"] for grade in found}) == (0, {"gold"})


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, about: str = "") -> dict[str, Any]:
    """The grade of a plugin of an installed distribution."""
    metadata = install(folder, name, {"mine": FINE}, announce(mine="mine"))
    with (metadata / "METADATA").open("a") as stream:
        stream.write(about)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    (grade,) = grades("mine")[1]
    return grade


def test_installed_plugins_are_judged_by_their_metadata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grade = installed(tmp_path, monkeypatch, "mine")
    assert (grade["distribution"], grade["version"], grade["level"]) == ("mine", "1.0", "bronze")
    assert {rule["name"]: rule["faults"] for rule in grade["rules"] if rule["faults"]} == {
        "metadata": ["it is called 'mine'", "it does not say which Python it needs", "it does not require pilothouse"],
        "licensed": ["it has no licence", "it has no URL"],
    }


def test_good_metadata_of_installed_plugins_is_gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = (
        "Requires-Python: >=3.11\nRequires-Dist: pilothouse<0.2,>=0.1\nProject-URL: Source, https://example.com\n"
        "Classifier: License :: OSI Approved :: MIT License\n"
    )
    assert installed(tmp_path, monkeypatch, "pilothouse-mine", about)["level"] == "gold"


def test_all_are_those_that_are_not_built_in(tmp_path: Path) -> None:
    file(tmp_path, FINE)
    outcome = run(["--plugins-dir", str(tmp_path), "plugins", "check", "--all", "--json"])
    names = [grade["name"] for grade in json.loads(outcome.stdout)]
    assert "jinja2" in names
    assert names[-1] == "mine"
    assert "sprig" not in names


def test_what_cannot_be_checked_is_an_error(tmp_path: Path) -> None:
    assert run(["plugins", "check"]).stderr == (
        "Error: This command needs the names or paths of plugins, or --all\n"
    )  # fmt: skip
    assert run(["plugins", "check", "nobody"]).stderr.splitlines()[0] == (
        "Error: there is neither a plugin nor a folder called 'nobody'"
    )
    assert run(["plugins", "check", str(tmp_path)]).stderr == (
        f"Error: {tmp_path} is no distribution: pyproject.toml: No such file or directory\n"
    )
    (tmp_path / "pyproject.toml").write_text("[")
    assert run(["plugins", "check", str(tmp_path)]).stderr.startswith(
        f"Error: {tmp_path}/pyproject.toml cannot be read"
    )
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert "announces no plugin" in run(["plugins", "check", str(tmp_path)]).stderr


def test_each_rule_is_a_sentence_and_stands_in_the_guide() -> None:
    guide = (Path(__file__).parents[4] / "docs" / "plugins.md").read_text()
    for rule in RULES:
        assert rule.level in LEVELS
        assert all(text.endswith(".") for text in (rule.demand, rule.reason, rule.remedy)), rule.name
        assert f"| {rule.level} | `{rule.name}` | {rule.demand} | {rule.reason} |" in guide
    assert all(hasattr(testing, name) for name in CONTRACTS.values())


@pytest.mark.parametrize(
    "project",
    [
        "project = 3",
        "[project]\nentry-points = 3",
        '[project.entry-points]\n"pilothouse.plugins" = 3',
        f"a = {'[' * 9999}",
    ],
)
def test_metadata_of_other_shapes_announces_no_plugin(project: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(project)
    outcome = run(["plugins", "check", str(tmp_path)])
    assert (outcome.code, outcome.stderr.startswith(f"Error: {tmp_path}/pyproject.toml ")) == (1, True), outcome


def test_fields_of_other_types_count_as_missing(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(FINE)
    (tmp_path / "pyproject.toml").write_text(
        "[project]\ndynamic = 1\ndependencies = 2\nclassifiers = 3\nurls = 4\n"
        '[project.entry-points."pilothouse.plugins"]\nmine = "mine"\n'
    )
    assert "metadata" in faults(tmp_path)


@pytest.mark.parametrize("answer", ["[]", "{}", '{"error": ""}', '{"error": 1}', "[" * 9999])
def test_a_plugin_that_answers_for_itself_is_not_believed(answer: str, tmp_path: Path) -> None:
    write = f"    try:\n        os.write(n, {answer.encode()!r})\n    except OSError:\n        pass\n"
    source = f"import os\nfor n in range(3, 9):\n{write}os._exit(0)\n"
    assert faults(file(tmp_path, source)) == {"importable": ["it ends the program that imports it, with exit code 0"]}


def test_sources_that_nothing_can_read_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/mine.py").write_text(FINE)
    (tmp_path / "deep.py").write_text("-" * 200_000 + "1")
    os.mkfifo(tmp_path / "test_pipe.py")
    (tmp_path / "pyproject.toml").write_text(PROJECT.replace("mine.plugin", "mine"))
    assert "importable" not in faults(tmp_path)
