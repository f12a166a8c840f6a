"""docs/chart-tests.md is true: its tests run in a chart that `create` has made, and show what it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from pilothouse.core.testkit import run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "chart-tests.md"


def test_the_first_test_runs_and_reaches_what_the_page_says(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    created = run(["create", str(tmp_path / "web")], environment={"HOME": str(tmp_path)})
    assert created.code == 0, created.stderr
    for path, content in re.findall(r'```python title="(.*?)"\n(.*?)```', text, re.DOTALL):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    command = re.search(r"`pytest (--chart-cov web)`", text)
    assert command is not None
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *command[1].split()],
        cwd=tmp_path,
        env={**{name: value for name, value in os.environ.items() if name != "CI"}, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    table = re.search(r"```text\n(Template .*?)```", text, re.DOTALL)
    assert table is not None
    assert table[1] in done.stdout
