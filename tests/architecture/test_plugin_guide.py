"""The guides for authors of plugins and charts are true: their files work, and their tests pass."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.testing import CommandContract, FunctionsContract, StorageContract


def count(contract: type) -> int:
    """How many tests a contract has."""
    return len([name for name in vars(contract) if name.startswith("test_")])


DOCS = Path(__file__).resolve().parents[2] / "docs"
TESTS = {
    "plugins.md": {"test_guide.py": 2 + count(CommandContract) + count(FunctionsContract)},
    "release-plugins.md": {
        "test_folder.py": 1 + count(StorageContract),
        "test_cluster_plugins.py": 3,
    },
    "repository-plugins.md": {"test_repository_plugins.py": 4},
    "lint.md": {"test_owners.py": 2},
    "sandbox.md": {"test_web.py": 2},
    "tiller.md": {"test_team_rules.py": 7},
}
"""How many tests each file of a page has."""

GUIDES = ("plugins.md", "release-plugins.md", "repository-plugins.md", "lint.md", "tiller.md")
"""The pages that have plugins."""

CHART = {
    "Chart.yaml": "name: web\nversion: 0.1.0\n",
    "values.yaml": "replicas: 1\nphase: Running\n",
    "templates/web.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: {{ .Values.replicas }}
  strategy: {rollingUpdate: {maxUnavailable: 0}}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {test.pilothouse/phase: {{ .Values.phase }}}}
    spec: {containers: [{name: web, image: web}]}
""",
}
"""The chart ``./web`` that the pages speak of."""


def write_files(page: str, folder: Path) -> Path:
    """Write the chart, and the files of a page: its blocks of Python, whose first lines are their names."""
    for path, text in CHART.items():
        (folder / "web" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "web" / path).write_text(text)
    (folder / "plugins").mkdir()
    for block in re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(), re.DOTALL):
        name = re.match(r"# ([\w/]+\.py)\n", block)
        assert name is not None
        (folder / name[1]).write_text(block)
    return folder


@pytest.mark.parametrize("page", TESTS)
def test_the_tests_of_a_guide_pass_beside_its_plugins(page: str, tmp_path: Path) -> None:
    write_files(page, tmp_path)
    assert {path.name for path in tmp_path.glob("test_*.py")} == TESTS[page].keys()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS[page]]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    passed = f"{sum(TESTS[page].values())} passed"
    assert (finished.returncode, passed in finished.stdout) == (0, True), finished.stdout


@pytest.mark.parametrize("page", GUIDES)
def test_all_plugins_of_a_guide_are_active(page: str, tmp_path: Path) -> None:
    write_files(page, tmp_path)
    names = sorted(path.stem for path in (tmp_path / "plugins").glob("*.py"))
    listed = testkit.run(["--plugins-dir", str(tmp_path / "plugins"), "plugins", "list"])
    states = [line.split() for line in listed.stdout.splitlines() if line.split()[0] in names]
    assert sorted(state[0] for state in states if "active" in state) == names, listed


def test_the_guide_s_error_has_details_and_a_hint(tmp_path: Path) -> None:
    folder = write_files("plugins.md", tmp_path)
    words = ["--plugins-dir", str(folder / "plugins"), "template", str(folder / "web"), "--set", "forbidden=yes"]
    assert testkit.run(words) == (
        1,
        "",
        "Error: forbidden is set\n  in the values that you gave\nhint: leave it out\n",
    )
