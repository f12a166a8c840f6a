"""The guide for authors of plugins is true: its files work, and its tests pass."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core import testkit

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plugins").mkdir()
    for block in re.findall(r"```python\n(.*?)```", (DOCS / "plugins.md").read_text(), re.DOTALL):
        name = re.match(r"# ([\w/]+\.py)\n", block)
        assert name is not None
        (tmp_path / name[1]).write_text(block)
    return tmp_path


def test_the_tests_of_the_guide_pass_beside_its_plugin(folder: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_guide.py"]
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (finished.returncode, "3 passed" in finished.stdout) == (0, True), finished.stdout


def test_the_guide_s_error_has_details_and_a_hint(folder: Path) -> None:
    chart = folder / "web"
    chart.mkdir()
    (chart / "Chart.yaml").write_text("name: web\nversion: 0.1.0\n")
    words = ["--plugins-dir", str(folder / "plugins"), "template", str(chart), "--set", "forbidden=yes"]
    assert testkit.run(words) == (
        1,
        "",
        "Error: forbidden is set\n  in the values that you gave\nhint: leave it out\n",
    )
