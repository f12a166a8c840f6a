"""The tutorial is true: its files are written, its commands run in their order, and they print what it shows.

``...`` stands for what is left out: within a line for any text, on a line of its own for any lines. Times of day, ages
and durations are another each time.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "tutorial").glob("*.md"))
BLOCKS = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```', re.MULTILINE | re.DOTALL)
CHANGING = (
    (re.compile(r"\b[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\b"), "TIME"),
    (re.compile(r"\b(\d+m)?\d+(\.\d+)?(s|ms)\b|\b\d+m\b"), "AGE"),
)


class Shell:
    """Runs the commands of a reader: one folder, and what was exported stays."""

    def __init__(self, folder: Path) -> None:
        programs = folder / ".programs"
        programs.mkdir()
        for name, module in (("pilothouse", "-m pilothouse"), ("python3", "")):
            (programs / name).write_text(f'#!/bin/sh\nexec {sys.executable} {module} "$@"\n')
            (programs / name).chmod(0o755)
        self.folder = folder
        self.code = 0
        self.environment = {
            "HOME": str(folder / ".home"), "PATH": f"{programs}:{os.defpath}", "LC_ALL": "C",
            "PILOTHOUSE_HINTS": "always",  # as on a terminal
        }  # fmt: skip

    def run(self, command: str) -> str:
        """What one line prints, errors included."""
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            self.environment[name] = value.replace("$PWD", str(self.folder))
            return ""
        done = subprocess.run(
            ["bash", "-c", f"(exit {self.code}); {command}"], cwd=self.folder, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        self.code = done.returncode
        return done.stdout


def steps(block: str) -> list[tuple[str, str]]:
    """The commands of a block with what is shown below each."""
    found: list[tuple[str, str]] = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line.removeprefix("$ ").rstrip("\n"), ""))
        else:
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


def pattern(shown: str) -> str:
    """A regular expression for what a page shows."""
    for changing, name in CHANGING:
        shown = changing.sub(name, shown)
    lines = (re.escape(line).replace(r"\.\.\.", ".*") + r"\n" for line in shown.strip("\n").splitlines())
    return "".join(r"(.*\n)*" if line == r".*\n" else line for line in lines)


def printed(text: str) -> str:
    """What a command printed, without what is another each time, blanks at ends of lines and empty lines around it."""
    for changing, name in CHANGING:
        text = changing.sub(name, text)
    text = "\n".join(line.rstrip(" ") for line in text.splitlines()).strip("\n")
    return f"{text}\n" if text else ""


def test_every_command_of_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    wrong = []
    for page in PAGES:
        for language, title, block in BLOCKS.findall(page.read_text(encoding="utf-8")):
            if title:
                (tmp_path / title).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / title).write_text(block)
            for command, shown in steps(block) if language == "console" else ():
                text = shell.run(command)
                expected = "\n".join(line.rstrip(" ") for line in shown.splitlines())
                if not re.fullmatch(pattern(expected), printed(text)):
                    wrong.append(f"{page.name}: $ {command}\n{text}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("page", "commands"), [("README.md", 11), ("docs/README.md", 5)])
def test_the_first_steps_of_a_page_lead_somewhere(page: str, commands: int, tmp_path: Path) -> None:
    blocks = [block for _, _, block in BLOCKS.findall((ROOT / page).read_text()) if "$ pilothouse create" in block]
    shell = Shell(tmp_path)
    shell.run("export PILOTHOUSE_CLUSTER=sandbox")
    lines = [command for block in blocks for command, _ in steps(block) if command.startswith("pilothouse ")]
    failed = [(line, text) for line in lines for text in [shell.run(line)] if shell.code]
    assert (failed, len(lines)) == ([], commands)


def test_the_tutorial_has_pages_with_commands() -> None:
    blocks = [block for page in PAGES for kind, _, block in BLOCKS.findall(page.read_text()) if kind == "console"]
    assert (len(PAGES), sum(len(steps(block)) for block in blocks) > 30) == (5, True)
