"""Recorded command lines in a sandbox: output, errors, exit codes, files and requests."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from parity.conformance import Replay
from parity.judging import Judge
from parity.sandboxes import load_sandbox, program_link, scenarios

Outcome = list[tuple[str, str]]


def play(module: ModuleType, scenario: dict[str, Any], program: Path, folder: Path) -> Outcome:
    """Run one scenario and say for each step what differed; `folder` is for caches and what judging needs."""
    environment = {**scenario.get("env", {}), "PILOTHOUSE_CACHE_DIR": str(folder / "cache")}
    box = module.Sandbox({**scenario, "env": environment}, str(program), str(Path(module.DATA) / "corpus"))
    judge = Judge(module, folder / scenario["id"])
    outcome = []
    try:
        box.setup()
        for number, step in enumerate(scenario["steps"]):
            try:
                lines = judge.differences(step, box.run_step(step))
            except (OSError, subprocess.TimeoutExpired) as error:
                lines = [f"cannot be run: {error}"]
            command = " ".join(step["argv"]) if "argv" in step else step.get("http", "stop")
            text = "".join(f"\n   {line}" for line in lines)
            outcome.append((f"{scenario['id']}[{number}]", f"helm {command}{text}" if lines else ""))
    finally:
        box.close()
    return outcome


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the recording's sandbox leaves closing files to Python
def test_command_lines_behave_as_recorded(
    replay: Replay, require_suite: Callable[[str], None], tmp_path: Path
) -> None:
    require_suite("cli")
    module, program = load_sandbox(), program_link(tmp_path)
    everything = scenarios()
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda one: play(module, one, program, tmp_path), everything))
    tally = replay("cli", "cli", sum(map(len, results)))
    for step, difference in (pair for outcome in results for pair in outcome):
        tally.record(step, difference)
    if complaints := tally.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)
