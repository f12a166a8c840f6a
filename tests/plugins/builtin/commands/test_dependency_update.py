from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.testkit import Outcome, run, write_plugins

SHOWING = """
from pilothouse.core.errors import RequirementsError
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_update_requirements(path, options, kernel):
    if path.endswith("bad"):
        raise RequirementsError("no")
    kernel.console.line(f"{path} {options.verify} {options.keyring} {options.skip_refresh} {options.locked}")
    return True
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_plugins(tmp_path / "plugins", {"showing": SHOWING})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def helm(here: Path, *words: str) -> Outcome:
    return run(["--plugins-dir", str(here / "plugins"), *words], environment={"HOME": "/home/me"})


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["dependency", "update"], "{here} False /home/me/.gnupg/pubring.gpg False False"),
        (["dep", "up", "a/../chart"], "{here}/chart False /home/me/.gnupg/pubring.gpg False False"),
        (["dep", "up", "/chart", "--verify", "--keyring", "ring"], "/chart True ring False False"),
        (["dep", "up", "/chart", "--keyring="], "/chart False  False False"),
        (["dep", "up", "--skip-refresh", "chart", "more"], "{here}/chart False /home/me/.gnupg/pubring.gpg True False"),
        (["dep", "build"], ". False /home/me/.gnupg/pubring.gpg False True"),
        (["dependencies", "build", "a/../chart", "--verify", "--keyring=ring"], "a/../chart True ring False True"),
    ],
)
def test_flags_and_paths_are_handed_on(here: Path, words: list[str], asked: str) -> None:
    assert helm(here, *words) == (0, asked.format(here=here) + "\n", "")


@pytest.mark.parametrize("verb", ["update", "build"])
def test_what_cannot_be_had_is_an_error(here: Path, verb: str) -> None:
    outcome: Any = helm(here, "dep", verb, "bad")
    assert outcome == (1, "", "Error: no\n")


def test_the_group_says_what_it_has(here: Path) -> None:
    outcome = helm(here, "dependency", "nonsense")
    assert outcome.code == 0
    assert [line.split()[0] for line in outcome.stdout.partition("Commands:\n")[2].splitlines()[:3]] == [
        *("build", "list", "update"),
    ]
