"""``plugins new``: names, what is written, and what is never overwritten."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pilothouse import __version__
from pilothouse.plugins.builtin.plugin_authoring.new import KINDS, placeholders
from pilothouse.testing import Outcome, run, write_plugins

ROOT = Path(__file__).parents[4]


def new(folder: Path, *words: str) -> Outcome:
    return run(["plugins", "new", "--directory", str(folder), *words])


def test_a_distribution_has_all_that_packaging_needs(tmp_path: Path) -> None:
    assert new(tmp_path, "gzip-b64", "--kind", "functions").code == 0
    top = tmp_path / "pilothouse-functions-gzip-b64"
    assert sorted(str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()) == [
        ".github/workflows/test.yml",
        ".gitignore",
        "README.md",
        "pyproject.toml",
        "src/pilothouse_functions_gzip_b64/__init__.py",
        "src/pilothouse_functions_gzip_b64/functions.py",
        "src/pilothouse_functions_gzip_b64/plugin.py",
        "src/pilothouse_functions_gzip_b64/py.typed",
        "tests/test_plugin.py",
    ]
    project = tomllib.loads((top / "pyproject.toml").read_text())["project"]
    assert project["entry-points"] == {"pilothouse.plugins": {"gzip-b64": "pilothouse_functions_gzip_b64.plugin"}}
    assert project["dependencies"] == [f"pilothouse>={__version__.rpartition('.')[0]},<0.2"]
    assert "def gzip_b64(text: str) -> str:" in (top / "src/pilothouse_functions_gzip_b64/functions.py").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_to_fill_in_and_the_linter_has_nothing_to_say(kind: str, tmp_path: Path) -> None:
    assert new(tmp_path, "mine", "-k", kind).code == 0
    words = placeholders("mine", kind)
    for path in tmp_path.rglob("*"):
        text = path.read_text() if path.is_file() else ""
        assert not [word for word in words if f"@{word}@" in text], path
        assert "PACKAGE" not in str(path)
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.exists():
        pytest.skip("ruff is not installed")
    ruff_check = [ruff, "check", "--isolated", "--line-length=120"]
    for command in (
        [*ruff_check, "--select=A,B,C4,E,F,I,N,PL,RET,RUF,SIM,TID,UP,W", "--ignore=PLC0415,PLR0913,PLR2004,RUF012"],
        [*ruff_check, "--select=D1", "--ignore=D107", "--exclude=tests"],
        [ruff, "format", "--isolated", "--line-length=120", "--check"],
    ):
        done = subprocess.run([*command, tmp_path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "name", ["", "Upper", "1st", "-x", "x-", "a--b", "a_b", "a.b", "a b", "ä", "../up", "x" * 41, "a\nb"]
)
def test_a_name_has_to_be_a_plain_word(name: str, tmp_path: Path) -> None:
    outcome = new(tmp_path, "--kind", "engine", "--", name)
    assert outcome == (
        1,
        "",
        f"Error: {name!r} cannot be the name of a plugin\n"
        "hint: up to 40 small letters, digits and single dashes between them, a letter first\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("sprig", "engine", "there is a plugin called 'sprig' already (pilothouse)"),
        ("upper", "functions", "the plugin 'sprig' (pilothouse) has a template function called 'upper'"),
        ("install", "command", "the plugin 'commands' (pilothouse) has a command called 'install'"),
        ("http", "repository", "the plugin 'getter_http' (pilothouse) has a getter called 'http'"),
        ("memory", "storage", "the plugin 'storage' (pilothouse) has a storage driver called 'memory'"),
        ("import", "functions", "'import' cannot be the name of a function: it is a word of Python"),
    ],
)
def test_names_that_are_taken_are_refused(name: str, kind: str, message: str, tmp_path: Path) -> None:
    assert new(tmp_path, name, "--kind", kind).stderr.splitlines()[0] == f"Error: {message}"
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_exists_is_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "pilothouse-engine-mine"
    folder.mkdir()
    assert new(tmp_path, "mine", "--kind", "engine") == (
        1,
        "",
        f"Error: {folder} exists already\nhint: --directory takes another folder\n",
    )
    assert list(folder.iterdir()) == []


def test_the_command_line_has_to_be_whole(tmp_path: Path) -> None:
    kinds = "engine, storage, repository, functions, command"
    assert new(tmp_path, "mine").stderr == f"Error: --kind is required\nhint: one of {kinds}\n"
    assert new(tmp_path, "mine", "-k", "x").stderr == f"Error: unknown kind 'x'\nhint: one of {kinds}\n"
    assert new(tmp_path, "-k", "engine").stderr == "Error: This command needs 1 argument: name\n"
    (tmp_path / "file").touch()
    assert new(tmp_path / "file", "mine", "-k", "engine").stderr.startswith("Error: cannot make ")


def test_a_name_of_a_plugin_file_is_taken_too(tmp_path: Path) -> None:
    write_plugins(tmp_path / "plugins", {"mine": "1 / 0"})
    words = ["--plugins-dir", str(tmp_path / "plugins"), "plugins", "new", "mine", "-k", "engine", "-d", str(tmp_path)]
    assert run(words).stderr.splitlines()[-1] == (
        f"Error: there is a plugin called 'mine' already ({tmp_path}/plugins/mine.py)"
    )
