"""``plugins install`` and ``plugins uninstall`` where pip is not run: what is refused, and what is said."""

from __future__ import annotations

import importlib.util
import sys
import sysconfig
from pathlib import Path
from types import SimpleNamespace

import pytest
from distributions import announce, engine, install
from pilothouse.testing import run, write_plugins


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The programs that would be run; all of them succeed, and list no plugins."""
    made: list[list[str]] = []

    def pretend(command: list[str], **_: object) -> SimpleNamespace:
        made.append(command)
        return SimpleNamespace(returncode=0, stdout="[]", stderr="")

    monkeypatch.setattr("subprocess.run", pretend)
    return made


@pytest.mark.parametrize(
    "words",
    [
        ("--", "--index-url=https://evil.example"),
        ("--", "-r", "requirements.txt"),
        ("--", "fine", "--pre"),
        ("-e", "--pre"),
        ("--", ""),
    ],
)
def test_what_pip_would_take_for_an_option_is_refused(words: tuple[str, ...], calls: list[list[str]]) -> None:
    outcome = run(["plugins", "install", *words])
    assert (outcome.code, outcome.stdout, calls) == (1, "", [])
    assert outcome.stderr.endswith("is no requirement\nhint: options of pip belong into its settings: `pip config`\n")


def test_pip_is_asked_and_what_did_not_come_is_said(calls: list[list[str]]) -> None:
    outcome = run(["plugins", "install", "pilothouse-x>=1", "--upgrade", "-e", "./y"])
    assert (outcome.code, outcome.stdout) == (
        0,
        "no plugin came or changed: what was installed announces none, or was there already\n",
    )
    assert outcome.stderr.endswith(
        "warning: plugins run with all rights of the user who runs them: install only what you trust\n"
    )
    pip = [sys.executable, "-P", "-m", "pip", "--disable-pip-version-check"]
    assert calls[1] == [*pip, "install", "--upgrade", "pilothouse-x>=1", "--editable=./y"]


def test_a_failing_pip_is_an_error_that_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: list[str], **_: object) -> SimpleNamespace:
        return SimpleNamespace(returncode=0 if "list" in command else 1, stdout="[]", stderr="")

    monkeypatch.setattr("subprocess.run", fail)
    outcome = run(["plugins", "install", "x"])
    assert outcome.code == 1
    assert outcome.stderr.splitlines()[-2:] == [
        "Error: pip failed with exit code 1",
        f"  {sys.executable} -P -m pip --disable-pip-version-check install x",
    ]


def test_without_pip_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch, calls: list[list[str]]) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pip" else find(name))
    outcome = run(["plugins", "install", "x"])
    assert (outcome.code, [command for command in calls if "pip" in command]) == (1, [])
    assert f"Error: there is no pip for {sys.executable}\nhint: `{sys.executable} -m ensurepip`" in outcome.stderr


def test_the_environment_of_a_system_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, calls: list[list[str]]
) -> None:
    (tmp_path / "EXTERNALLY-MANAGED").touch()
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    monkeypatch.setattr(sysconfig, "get_path", lambda *_: str(tmp_path))
    outcome = run(["plugins", "install", "x"])
    assert (outcome.code, [command for command in calls if "pip" in command]) == (1, [])
    assert f"Error: the environment of {sys.executable} belongs to the system's package manager\n" in outcome.stderr
    assert "`python3 -m venv FOLDER`" in outcome.stderr


def test_a_distribution_goes_with_all_its_plugins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: list[list[str]]
) -> None:
    install(tmp_path, "Company_Engines", {"one": engine("one"), "two": engine("two")}, announce(a="one", b="two"))
    monkeypatch.syspath_prepend(tmp_path)
    outcome = run(["plugins", "uninstall", "a", "company-engines"])
    assert outcome == (0, "Company_Engines is uninstalled, and with it a, b\n", "")
    assert calls == [[*calls[0][:5], "uninstall", "--yes", "Company_Engines"]]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pilothouse", "pilothouse is no plugin"),
        ("PilotHouse", "pilothouse is no plugin"),
        ("sprig", "plugin 'sprig' is a part of pilothouse"),
        ("jinja2", "plugin 'jinja2' is a part of pilothouse"),
        ("click", "no installed plugin is called 'click'"),
        ("pip", "no installed plugin is called 'pip'"),
    ],
)
def test_what_is_no_plugin_of_others_is_not_uninstalled(name: str, message: str, calls: list[list[str]]) -> None:
    outcome = run(["plugins", "uninstall", name])
    assert (outcome.code, outcome.stderr.splitlines()[0], calls) == (1, f"Error: {message}", [])


def test_a_plugin_file_is_named_and_stays(tmp_path: Path, calls: list[list[str]]) -> None:
    write_plugins(tmp_path, {"mine": engine("mine")})
    outcome = run(["--plugins-dir", str(tmp_path), "plugins", "uninstall", "mine"])
    assert outcome.stderr.splitlines()[0] == f"Error: plugin 'mine' is the file {tmp_path}/mine.py"
    assert calls == []


def test_both_need_something_to_work_on() -> None:
    assert run(["plugins", "install"]).stderr == "Error: This command needs at least 1 argument: requirement\n"
    assert run(["plugins", "uninstall"]).stderr == "Error: This command needs at least 1 argument: name of a plugin\n"


def test_what_lies_in_the_working_directory_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pip", "pilothouse", "json"):
        (tmp_path / name).mkdir()
        for file in ("__init__.py", "__main__.py"):
            (tmp_path / name / file).write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\n")
    monkeypatch.chdir(tmp_path)
    outcome = run(["plugins", "install", "./nowhere"])
    assert (outcome.code, (tmp_path / "ran").exists()) == (1, False)
    assert "Error: pip failed with exit code 1\n" in outcome.stderr
