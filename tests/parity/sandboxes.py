"""Replays recorded command-line scenarios: the recording's own sandbox, our commands, and how a step is judged.

A scenario's folder brings `sandbox.py`, which builds the sandbox, runs a step and normalises what came out. Steps of
commands that do not exist yet are left out by the name of the command.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from parity.conformance import folder, show
from pilothouse.core.cli import edit_distance
from pilothouse.core.testkit import make_kernel

Step = dict[str, Any]

HELM_COMMANDS = frozenset(
    """completion create delete dependency fetch get help history home init inspect install lint list package plugin
    repo reset rollback search serve status template test upgrade verify version
    del dep dependencies hist inspect ls rm update docs""".split()
)
"""Every command of Helm v2.17.0, with its aliases."""

_GLOBAL_WITH_VALUE = frozenset(
    ("--home", "--host", "--kube-context", "--kubeconfig", "--tiller-namespace", "--tiller-connection-timeout")
)
_STACK = "{{GO_STACK}}"


def load_sandbox() -> ModuleType:
    """The recording's own module that builds sandboxes and runs steps in them."""
    path = folder() / "cli" / "sandbox.py"
    spec = importlib.util.spec_from_file_location("recorded_sandbox", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scenarios() -> list[dict[str, Any]]:
    """All scenarios, by name."""
    paths = sorted((folder() / "cli" / "scenarios").glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


class Commands:
    """Which commands there are."""

    def __init__(self) -> None:
        """Ask the kernel for the records of its commands (`plugins` and what is below it are ours, not Helm's)."""
        kernel = make_kernel()
        self.names: set[str] = set()
        for provided in kernel.registry("helm_register_commands").winners():
            entry = provided.entry
            path = f"{entry.parent} {entry.name}".strip()
            self.names.add(path)
            self.names.update(f"{entry.parent} {alias}".strip() for alias in entry.aliases)
        self.absent = sorted(name for name in HELM_COMMANDS if name not in self.names)

    def choose(self, scenario: dict[str, Any]) -> list[int]:
        """The numbers of the steps that can be run.

        A scenario about a command that does not exist yet is left out, and so is what follows a step that is left out
        and would have changed files.
        """
        chosen: list[int] = []
        if scenario["topic"] in self.absent:
            return chosen
        for number, step in enumerate(scenario["steps"]):
            if "argv" in step and self.can_run(step):
                chosen.append(number)
            elif "files" in step:
                break
        return chosen

    def can_run(self, step: Step) -> bool:
        """Whether a step uses only commands that exist.

        A word that is no command of Helm either is kept, unless a command that does not exist yet would be suggested.
        """
        words = command_words(step["argv"])
        if words[:1] == ["help"]:
            words = words[1:] or ["help"]
        if not words:
            return True
        if words[0] not in self.names:
            return not any(_resembles(words[0], name) for name in self.absent)
        children = [name for name in self.names if name.startswith(f"{words[0]} ")]
        return not children or len(words) == 1 or f"{words[0]} {words[1]}" in children


def command_words(argv: list[str]) -> list[str]:
    """The words of a command line that may name commands: no flags, no values of global flags."""
    words, rest = [], list(argv)
    while rest:
        word = rest.pop(0)
        if word in _GLOBAL_WITH_VALUE:
            rest[:1] = []
        elif not word.startswith("-"):
            words.append(word)
    return words


def _resembles(word: str, name: str) -> bool:
    return word == name or name.startswith(word) or edit_distance(word, name) <= 2


def is_help(step: Step) -> bool:
    """Whether a step prints help: its words are ours, its flags have to be Helm's."""
    argv = step["argv"]
    return "--help" in argv or "-h" in argv or command_words(argv)[:1] == ["help"]


class Flag(NamedTuple):
    """A row of a flags table."""

    name: str
    short: str
    kind: str
    default: str


_FLAG = re.compile(r" +(?:-(?P<short>\w), )? *--(?P<name>[\w-]+)(?: (?P<kind>[A-Za-z]\w*))?(?:   +|$)(?P<text>.*)")
_DEFAULT = re.compile(r'\(default (?P<value>.*)\)$')


def flags(text: str) -> dict[str, Flag]:
    """The flags that a help text lists: name, shorthand, type and default."""
    found = {}
    for line in text.splitlines():
        row = _FLAG.fullmatch(line)
        if row is not None:
            default = _DEFAULT.search(row["text"])
            value = default["value"] if default else ""
            value = "" if value == "[]" else value
            found[row["name"]] = Flag(row["name"], row["short"] or "", row["kind"] or "", value)
    return found


def differences(module: ModuleType, step: Step, got: dict[str, Any]) -> list[str]:
    """Everything in which a step's outcome is not the recorded one."""
    if is_help(step):
        return _help_differences(step, got)
    if _STACK in step.get("stderr", ""):
        return _crash_differences(got)
    lines = []
    for field, want, ours in module.compare(step, got):
        if field in ("stdout_sha256", "stdout_size") and command_words(step["argv"])[:1] == ["completion"]:
            continue  # completion scripts are made by click
        if field == "stderr" and want and (ours or "").startswith(want):
            continue  # hints of ours follow what Helm says
        if field in ("stderr_sha256", "stderr_size") and got.get("stderr_size", 0) > step["stderr_size"]:
            continue  # the same, where the text is so long that only its size is known
        lines.append(f"{field}\n      want {show(want)}\n      got  {show(ours)}")
    return lines


def _crash_differences(got: dict[str, Any]) -> list[str]:
    """Where Helm crashed, we have to fail, and to say why."""
    stderr = got.get("stderr", "")
    if got.get("exit") == 1 and stderr.startswith("Error: ") and "Traceback" not in stderr:
        return []
    return [f"want an error\n      got  exit {got.get('exit')}, {show(stderr)}"]


def _help_differences(step: Step, got: dict[str, Any]) -> list[str]:
    lines = []
    if got.get("exit") != step.get("exit"):
        lines.append(f"exit\n      want {step.get('exit')}\n      got  {got.get('exit')}")
    ours = flags(got.get("stdout", ""))
    for name, flag in flags(step.get("stdout", "")).items():
        if ours.get(name) != flag:
            lines.append(f"flag --{name}\n      want {flag}\n      got  {ours.get(name)}")
    return lines


def program_link(where: Path) -> Path:
    """A program called `helm` that runs this interpreter's Pilothouse, as an installed script would."""
    script = Path(sys.executable).with_name("pilothouse")
    link = where / "helm"
    link.symlink_to(script)
    return link
