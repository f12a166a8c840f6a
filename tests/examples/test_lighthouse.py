"""The example chart: what `make demo` prints is what Helm v2.17.0 prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pilothouse.core.testkit import run

REPOSITORY = Path(__file__).resolve().parents[2]
CHART = REPOSITORY / "examples" / "charts" / "lighthouse"
EXPECTED = Path(__file__).with_name("lighthouse.yaml").read_text(encoding="utf-8")
FLAGS = ["--name", "demo", "--set", "telescope.enabled=true", "--notes"]


def test_the_demo_prints_what_helm_prints() -> None:
    assert run(["template", str(CHART), *FLAGS]) == (0, EXPECTED, "")


def test_the_demo_prints_the_same_in_every_process_and_from_its_cache(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "PYTHONHASHSEED": "random", "PATH": "/usr/bin:/bin"}
    outputs = [
        subprocess.run(
            [sys.executable, "-m", "pilothouse", "template", str(CHART), *FLAGS],
            env=environment, capture_output=True, check=True,
        ).stdout
        for _ in range(3)
    ]  # fmt: skip
    assert outputs == [EXPECTED.encode()] * 3


def test_the_subchart_stays_away_unless_it_is_asked_for() -> None:
    code, stdout, stderr = run(["template", str(CHART), "--notes"])
    assert (code, stderr) == (0, "")
    assert "telescope/templates" not in stdout
    assert "optics.json" not in stdout
    assert "Look through a telescope with --set telescope.enabled=true." in stdout
