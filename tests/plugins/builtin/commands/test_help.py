from __future__ import annotations

from typing import Any

import pytest


def sections(text: str) -> dict[str, list[str]]:
    """The lines below each heading of a help text."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.endswith(":") and not line.startswith(" "):
            lines = found.setdefault(line[:-1], [])
        elif line:
            lines.append(line.strip())
    return found


@pytest.mark.parametrize(
    ("words", "usage"),
    [
        ("install", ["helm install [CHART] [flags]"]),
        ("upgrade", ["helm upgrade [RELEASE] [CHART] [flags]"]),
        ("rollback", ["helm rollback [flags] [RELEASE] [REVISION]"]),
        ("delete", ["helm delete [flags] RELEASE_NAME [...]"]),
        ("list", ["helm list [flags] [FILTER]"]),
        ("history", ["helm history [flags] RELEASE_NAME"]),
        ("status", ["helm status [flags] RELEASE_NAME"]),
        ("test", ["helm test [RELEASE] [flags]"]),
        ("get", ["helm get [flags] RELEASE_NAME", "helm get [command]"]),
        ("get values", ["helm get values [flags] RELEASE_NAME"]),
        ("get notes", ["helm get notes [flags] RELEASE_NAME"]),
    ],
)
def test_usage_lines_are_helms(helm: Any, words: str, usage: list[str]) -> None:
    assert sections(helm(*words.split(), "--help").stdout)["Usage"] == usage


@pytest.mark.parametrize(
    ("words", "aliases"), [("ls", "list, ls"), ("del", "delete, del"), ("hist", "history, hist"), ("list", "list, ls")]
)
def test_aliases_are_helms(helm: Any, words: str, aliases: str) -> None:
    assert sections(helm(words, "--help").stdout)["Aliases"] == [aliases]


def test_a_command_that_acts_lists_those_below_it(helm: Any) -> None:
    commands = [line.split()[0] for line in sections(helm("get", "--help").stdout)["Available Commands"]]
    assert commands == ["hooks", "manifest", "notes", "values"]


def test_empty_words_name_no_command(helm: Any) -> None:
    assert helm("help", "").stdout == helm("help").stdout
    assert helm("help", "", "lint").stdout == helm("help", "lint").stdout
