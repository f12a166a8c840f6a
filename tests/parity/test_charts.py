"""Real charts, rendered by the command line as Helm v2.17.0 renders them, to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from parity.conformance import Case, Replay, deadline, first_difference, folder, read_cases
from pilothouse.core.testkit import run

SECONDS = 60
PROCESSES = 8


def arguments(case: Case) -> list[str]:
    """The command line of a case, but for the program's name."""
    data = folder() / "charts"
    words = ["template", str(data / "packages" / case["package"])]
    return [*words, "-f", str(data / "values" / case["values"])] if case["values"] else words


def difference(case: Case, code: int, stdout: str, stderr: str) -> str:
    """How an answer differs from the recorded one: exit code, output but for random lines, the line of the error."""
    if code != case["exit_code"]:
        return f"exit code {code}, want {case['exit_code']}: {stderr[:400]}"
    if code:
        want = next(line for line in case["stderr"].splitlines() if line.startswith("Error:"))
        got = next((line for line in stderr.splitlines() if line.startswith("Error:")), "")
        return first_difference(got, want)
    path = folder() / "charts" / "expected" / f"{case['id']}.yaml"
    want = path.read_bytes().decode("utf-8", "surrogateescape")
    if not case["random_lines"]:
        return first_difference(stdout, want)
    got_lines, want_lines = stdout.split("\n"), want.split("\n")
    for number in case["random_lines"]:
        for lines in (got_lines, want_lines):
            if number <= len(lines):
                lines[number - 1] = "(random)"
    return first_difference("\n".join(got_lines), "\n".join(want_lines))


def render_here(case: Case, environment: dict[str, str]) -> str:
    """Run a case in this process and give its difference."""
    with deadline(SECONDS):
        outcome = run(arguments(case), program="helm", environment=environment)
    return difference(case, *outcome)


@pytest.mark.parametrize("cache", ["cold", "cached"])
def test_real_charts_render_as_recorded(
    cache: str,
    replay: Replay,
    require_suite: Callable[[str], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Once without any cache, and once as a second run finds it: with compiled templates on disk."""
    require_suite("charts")
    store = tmp_path_factory.mktemp("cache")
    environment = {"HOME": str(store), "TZ": "UTC"}
    environment |= {"PILOTHOUSE_CACHE_DIR": str(store)} if cache == "cached" else {"PILOTHOUSE_NO_CACHE": "true"}
    cases = read_cases("charts")
    tally = replay("charts" if cache == "cold" else "charts-cached", "charts", len(cases))
    for case in cases:
        if cache == "cached":
            render_here(case, environment)
        tally.record(case["id"], render_here(case, environment))
    if complaints := tally.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


def test_real_charts_render_as_recorded_by_a_real_process(
    replay: Replay, require_suite: Callable[[str], None], tmp_path: Path
) -> None:
    """A few charts, failing ones among them, through the program itself with an environment of its own."""
    require_suite("charts")
    cases = read_cases("charts")
    failing = [case for case in cases if case["exit_code"]]
    chosen = {case["id"]: case for case in failing + cases[:: max(1, len(cases) // PROCESSES)]}
    environment = {"PATH": os.defpath, "HOME": str(tmp_path), "TZ": "UTC"}
    tally = replay("charts-process", "charts", len(cases))
    for case in chosen.values():
        done = subprocess.run(
            [sys.executable, "-m", "pilothouse", *arguments(case)],
            env=environment, cwd=tmp_path, capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        stdout, stderr = (text.decode("utf-8", "surrogateescape") for text in (done.stdout, done.stderr))
        tally.record(case["id"], difference(case, done.returncode, stdout, stderr))
    if complaints := tally.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)
