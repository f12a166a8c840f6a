"""The page of the Python API is true: its program runs, and mypy knows its types."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "python-api.md"

TYPED = """
import pilothouse

with pilothouse.connect(cluster="sandbox") as helm:
    chart = helm.load("./web")
    reveal_type(chart)
    reveal_type(helm.render(chart, values={"replicas": 3}))
    release = helm.install(chart, "demo", values={"a": [1]}, wait=True, timeout=60)
    reveal_type(release)
    reveal_type(release.objects()["Deployment", "web"])
    reveal_type(helm.list())
    reveal_type(helm.test("demo").passed)
    reveal_type(helm.repositories.search("web"))
    reveal_type(pilothouse.render("./web", set="a=b"))
    try:
        helm.install(chart, nmae="demo")
        helm.upgrade("demo", chart, values=["replicas"])
    except pilothouse.errors.ReleaseNotFoundError as error:
        reveal_type(error.message)
"""


@pytest.fixture
def folder(tmp_path: Path, chart: Path) -> Path:
    """A folder with the chart that the page speaks of."""
    (chart / "templates" / "NOTES.txt").unlink()
    (chart / "templates" / "job.yaml").unlink()
    (chart / "templates" / "web.yaml").write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: {{ .Values.replicas }}\n"
        "  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n"
        "    spec: {containers: [{name: web, image: web}]}\n"
    )
    return tmp_path


def test_the_program_of_the_page_runs(folder: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 4
    environment = {"HOME": str(folder), "PATH": os.defpath}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(blocks)],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_mypy_knows_the_types(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "pilothouse").symlink_to(ROOT)
    (tmp_path / "program.py").write_text(TYPED)
    words = ["--strict", "--no-error-summary", "--follow-imports=silent", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *words, "program.py"],
        cwd=tmp_path, env={**os.environ, "MYPYPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [line.partition(": ")[2] for line in done.stdout.splitlines() if line.startswith("program.py")]
    revealed = [re.sub(r".*type is \"(.*)\"", r"\1", line) for line in told if "Revealed type" in line]
    assert [re.sub(r"\b(\w+\.)+(?=\w)", "", text) for text in revealed] == [
        "Chart", "Rendered", "Release", "dict[str, Any]", "list[ReleaseSummary]", "bool", "list[SearchHit]",
        "Rendered", "str",
    ], done.stdout  # fmt: skip
    errors = [line for line in told if line.startswith("error")]
    assert [re.findall(r"\[([\w-]+)\]$", line) for line in errors] == [["call-arg"], ["arg-type"]], done.stdout
