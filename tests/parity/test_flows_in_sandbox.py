"""The recorded flows once more, on the embedded cluster: exit codes and texts, tables of live state by name.

A scenario is played up to its first step that needs kubectl, a Tiller that is stopped, or a command in the background:
the sandbox is one process's business, and the real control plane is there for the rest.
"""

from __future__ import annotations

import importlib
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from parity.conformance import Replay, folder
from parity.sandboxes import program_link

LIMIT = 120
WORKERS = 4
VARIABLES = {"--storage": "TILLER_STORAGE", "--history-max": "TILLER_HISTORY_MAX"}
REASONS = re.compile(r"(is invalid|cannot be handled as an? \w+):.*")
VERSION = re.compile(r"(v1\.20\.\d+)\+sandbox")
CREATED = re.compile(r"(?m)^NAME: +(\S+)$")
SUFFIX = re.compile(r"-[bcdfghjklmnpqrstvwxz2456789]{5}\b")
ADDRESS = re.compile(r"10\.\d+\.\d+\.(\d+|NNN)")

Step = dict[str, Any]


def load(name: str) -> ModuleType:
    """A module of the recording's own tools."""
    path = str(folder() / "flows")
    if path not in sys.path:
        sys.path.append(path)
    return importlib.import_module(name)


def playable(scenario: dict[str, Any]) -> list[Step]:
    """The steps that the sandbox can play."""
    steps: list[Step] = []
    for step in scenario["steps"]:
        words = step["command"].split()
        crashed = "transport is closing" in (step.get("stderr") or "") or "panic:" in (step.get("stderr") or "")
        if words[0] not in {"helm", "sleep", "rm", "ls"} or step.get("background") or crashed:
            break
        steps.append(step)
    return steps


def play(scenario: dict[str, Any], program: Path, place: Path) -> list[str]:
    """Play a scenario in a folder of its own; what differed, step by step."""
    suite = folder() / "flows"
    for name in ("charts", "files"):
        shutil.copytree(suite / name, place / "work" / name)
    for name in ("home", "helm/repository/cache", "helm/repository/local"):
        (place / name).mkdir(parents=True)
    index = "apiVersion: v1\ngenerated: 2020-01-01T00:00:00Z\nrepositories: []\n"
    (place / "helm" / "repository" / "repositories.yaml").write_text(index, encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(place / "home"), "HELM_HOME": str(place / "helm"), "LANG": "C.UTF-8",
        "PILOTHOUSE_CLUSTER": "sandbox", "PILOTHOUSE_CACHE_DIR": str(place / "cache"),
    }  # fmt: skip
    arguments = scenario["tiller_args"]
    environment |= {VARIABLES[flag]: value for flag, value in itertools.pairwise(arguments)}
    differences = []
    by_date = any(re.match(r"helm ls\b.* -d\b", step["command"]) for step in scenario["steps"])
    for number, step in enumerate(playable(scenario)):
        for name, text in (step.get("write") or {}).items():
            (place / "work" / name).parent.mkdir(parents=True, exist_ok=True)
            (place / "work" / name).write_text(text, encoding="utf-8")
        words = shlex.split(step["command"])
        if by_date and words[:2] in (["helm", "install"], ["helm", "upgrade"]):
            time.sleep(1 - time.time() % 1)  # releases are sorted by the second, and a sandbox is quick
        if words[0] == "helm":
            words[0] = str(program)
        done = subprocess.run(
            words, cwd=place / "work", env=environment, capture_output=True, text=True, errors="replace",
            stdin=subprocess.DEVNULL, timeout=LIMIT, check=False,
        )  # fmt: skip
        if difference := compare(step, done, place):
            differences.append(f"[{number}] {step['command']}: {difference}")
    return differences


def compare(step: Step, done: subprocess.CompletedProcess[str], place: Path) -> str:
    """What is different from the recording; empty when nothing is."""
    if "exit" not in step or not step["command"].startswith("helm"):
        return ""
    if done.returncode not in {step["exit"], step.get("other", {}).get("exit")}:
        return f"exit {done.returncode} instead of {step['exit']}: {done.stderr.strip()[:300]}"
    for name, got in (("stdout", done.stdout), ("stderr", done.stderr)):
        if "random-name-" in (step.get(name) or "") and (created := CREATED.search(got)):
            got = got.replace(created[1], "random-name-1")
        wanted = {name: step.get(name) or "", "other": step.get("other", {}).get(name) or ""}
        if view(got, place) not in [view(text, place) for text in wanted.values()]:
            lost = sorted(set(view(wanted[name], place)) - set(view(got, place)))[:3]
            new = sorted(set(view(got, place)) - set(view(wanted[name], place)))[:3]
            return f"{name}: without {lost} but with {new}"
    return ""


def view(text: str, place: Path) -> list[str]:
    """The words of all lines, without what chance, time and the place decide, and why a server refused an object."""
    known = [(str(place / "work"), "<DATA>"), (str(place / "helm"), "<HELM_HOME>"), (str(place / "home"), "<HOME>")]
    plain = load("normalise").Normaliser(known, {}).text(text, is_output=True)
    plain = SUFFIX.sub("-xxxxx", ADDRESS.sub("ADDRESS", plain)).replace("random-name-2", "random-name-1")
    plain = REASONS.sub(r"\1", VERSION.sub(r"\1", plain))
    found: list[str] = load("compare").words_without_state(load("compare").ordered_text(plain))
    return found


def test_the_sandbox_plays_the_recorded_flows(
    replay: Replay, require_suite: Callable[[str], None], tmp_path: Path
) -> None:
    require_suite("flows")
    program = program_link(tmp_path)
    paths = sorted((folder() / "flows" / "scenarios").glob("*.json"))
    scenarios = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    scenarios = [one for one in scenarios if playable(one) and "memory" not in one["tiller_args"]]
    tally = replay("sandbox", "sandbox", len(scenarios))

    def run(scenario: dict[str, Any]) -> tuple[str, list[str]]:
        return scenario["name"], play(scenario, program, tmp_path / scenario["name"])

    with ThreadPoolExecutor(WORKERS) as pool:
        for name, differences in pool.map(run, scenarios):
            tally.record(name, "\n   ".join(differences))
    if complaints := tally.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)
