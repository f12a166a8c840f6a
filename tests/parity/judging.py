"""How the outcome of a recorded command line is judged.

Exit code, output, files and requests have to be the recorded ones. Where the recorded text is Helm's prose or code,
what a script relies on has to be: the flags of a help text, what a scaffold renders, the links of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from parity.conformance import show
from parity.scaffolds import Scaffolds, is_scaffold

Step = dict[str, Any]

_GLOBAL_WITH_VALUE = frozenset(
    ("--home", "--host", "--kube-context", "--kubeconfig", "--tiller-namespace", "--tiller-connection-timeout")
)
_STACK = "{{GO_STACK}}"


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


class Judge:
    """Judges the steps of one scenario in their order: what a step makes, later ones may use."""

    def __init__(self, module: ModuleType, folder: Path) -> None:
        """`module` is the recording's, `folder` an empty one to work in."""
        self._module = module
        self._scaffolds = Scaffolds(folder)

    def differences(self, step: Step, got: dict[str, Any]) -> list[str]:
        """Everything in which a step's outcome is not the recorded one."""
        argv = step.get("argv", [])
        if _prints_help(step):
            return list(_help_differences(step, got))
        if _STACK in step.get("stderr", ""):
            return list(_crash_differences(got))
        if "text/html" in step.get("response", {}).get("headers", {}).get("content-type", ""):
            return list(_page_differences(step["response"], got.get("response", {})))
        varying = self._scaffolds.differences(step, got) if is_scaffold(step) else {}
        lines = []
        for field, want, ours in self._module.compare(step, got):
            if field in ("stdout_sha256", "stdout_size") and command_words(argv)[:1] == ["completion"]:
                continue  # completion scripts are made by click
            if field == "stderr" and want and (ours or "").startswith(want):
                continue  # hints of ours follow what Helm says
            if field in ("stderr_sha256", "stderr_size") and got.get("stderr_size", 0) > step["stderr_size"]:
                continue  # the same, where the text is so long that only its size is known
            if field in varying:
                lines += [f"{field}: {line}" for line in varying[field]]
            elif not self._scaffolds.explains(field, want, ours):
                lines.append(f"{field}\n      want {show(want)}\n      got  {show(ours)}")
        return lines


def _prints_help(step: Step) -> bool:
    """Whether a step prints help: its words are ours, its flags have to be Helm's."""
    argv = step.get("argv", [])
    asked = "--help" in argv or "-h" in argv or command_words(argv)[:1] == ["help"]
    return asked or (bool(argv) and "\nAvailable Commands:\n" in step.get("stdout", ""))


class Flag(NamedTuple):
    """A row of a flags table."""

    name: str
    short: str
    kind: str
    default: str


_FLAG = re.compile(r" +(?:-(?P<short>\w), )? *--(?P<name>[\w-]+)(?: (?P<kind>[A-Za-z]\w*))?(?:   +|$)(?P<text>.*)")
_DEFAULT = re.compile(r"\(default (?P<value>.*)\)$")
_COMMAND = re.compile(r"  (?P<name>[\w-]+) +\S.*")


def _flags(text: str) -> dict[str, Flag]:
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


def _commands(text: str) -> set[str]:
    """The commands that a help text lists."""
    _, _, rest = text.partition("\nAvailable Commands:\n")
    rows = (_COMMAND.fullmatch(line) for line in rest.partition("\n\n")[0].splitlines())
    return {row["name"] for row in rows if row is not None}


def _help_differences(step: Step, got: dict[str, Any]) -> Iterator[str]:
    if got.get("exit") != step.get("exit"):
        yield f"exit\n      want {step.get('exit')}\n      got  {got.get('exit')}"
    want, ours = step.get("stdout", ""), got.get("stdout", "")
    shown = _flags(ours)
    for name, flag in _flags(want).items():
        if shown.get(name) != flag:
            yield f"flag --{name}\n      want {flag}\n      got  {shown.get(name)}"
    if absent := _commands(want) - _commands(ours):
        yield f"commands that are not listed: {', '.join(sorted(absent))}"


def _crash_differences(got: dict[str, Any]) -> Iterator[str]:
    """Where Helm crashed, we have to fail, and to say why."""
    stderr = got.get("stderr", "")
    if got.get("exit") != 1 or not stderr.startswith("Error: ") or "Traceback" in stderr:
        yield f"want an error\n      got  exit {got.get('exit')}, {show(stderr)}"


class _Page(HTMLParser):
    """The links and the text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a link leads."""
        if tag == "a":
            self.links.add(dict(attrs).get("href") or "")

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += f" {data}"


def _page_differences(want: dict[str, Any], got: dict[str, Any]) -> Iterator[str]:
    """The page is ours: it has to have the recorded links, and to name what the recorded one names."""
    for field in ("status", "headers"):
        if want[field] != got.get(field):
            yield f"{field}\n      want {want[field]}\n      got  {got.get(field)}"
    recorded, ours = _Page(want["body"]), _Page(got.get("body", ""))
    for link in sorted(recorded.links - ours.links):
        yield f"no link to {link}"
    for item in re.findall(r"<li>(\w[^<]*)<", want["body"]):
        if item.strip() not in ours.text:
            yield f"{item.strip()} is not named"
