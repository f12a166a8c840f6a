"""Parts inside one process: measured by `inside.py`, run by the interpreter of the installation."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from commands import template_size
from installation import ROOT, Installation

MOST_CHARTS = 6


def measure(installation: Installation, packages: list[Path]) -> dict[str, Any]:
    """Engine, YAML and other libraries on the same work; medians in ms by title, row and column."""
    by_size = sorted(packages, key=template_size)
    step = max(1, len(by_size) // (MOST_CHARTS - 1))
    charts = [*by_size[::step], by_size[-1]] if by_size else [ROOT / "examples" / "charts" / "lighthouse"]
    done = subprocess.run(
        [str(installation.python), str(ROOT / "bench" / "inside.py"), *map(str, dict.fromkeys(charts))],
        env=installation.environment(), stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    result: dict[str, Any] = json.loads(done.stdout)
    return result
