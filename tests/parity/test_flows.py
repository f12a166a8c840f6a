"""Recorded flows of releases on a real control plane: texts, exit codes, records, objects, and every write."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cluster.assets import VARIABLE, assets
from parity.conformance import Replay, folder
from parity.sandboxes import program_link

JOBS = 3  # control planes side by side: the scenarios wait most of the time
VERDICT = re.compile(r"(agrees|DIFFERS|BROKEN|n/a) +([\w-]+)")


def test_releases_go_on_a_real_cluster_as_recorded(
    replay: Replay, require_suite: Callable[[str], None], tmp_path: Path
) -> None:
    require_suite("flows")
    suite = folder() / "flows"
    environment = {
        "PATH": f"{assets()}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        VARIABLE: str(assets()),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PILOTHOUSE_CACHE_DIR": str(tmp_path / "cache"),
    }
    program = program_link(tmp_path)
    command = [sys.executable, "replay.py", str(program), "--jobs", str(JOBS), "--show", "400"]
    done = subprocess.run(command, cwd=suite, env=environment, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    verdicts = [(found[1], found[2]) for found in map(VERDICT.match, lines) if found]
    assert verdicts, done.stdout + done.stderr
    tally = replay("flows", "flows", len(list((suite / "scenarios").glob("*.json"))))
    for verdict, name in verdicts:
        if verdict != "n/a":
            tally.record(name, "" if verdict == "agrees" else _about(name, lines))
    if complaints := tally.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


def _about(name: str, lines: list[str]) -> str:
    """What the replay printed about one scenario."""
    shown: list[str] = []
    taking = False
    for line in lines:
        if not line.startswith(" "):
            taking = line.startswith((f"--- {name}[", f"DIFFERS {name}:", f"BROKEN {name}"))
        if taking:
            shown.append(line)
    return "\n".join(shown)
