from __future__ import annotations

import os
import subprocess
import sys

import pytest
from architecture.source_tree import ROOT

TARGETS = sorted(path.name for path in (ROOT / "fuzz").glob("*.py") if path.name != "mutation.py")


def fuzz(name: str, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "fuzz" / name), *arguments],
        capture_output=True, text=True, check=False, env={"PATH": os.defpath, "HOME": "/nonexistent", "TZ": "UTC"},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_survives_a_fixed_row_of_inputs(name: str) -> None:
    assert fuzz(name, "--seed", "1", "--iterations", "300") == (0, "seed 1\n300 inputs, no failure\n")


def test_make_fuzz_runs_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [name for name in TARGETS if name.removesuffix(".py") not in makefile] == []
