from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.lint import SEVERITIES, LintFinding, LintOptions
from pilothouse.core.testkit import make_kernel

CHART = "apiVersion: v1\nname: web\nversion: 0.1.0\nicon: https://example.com/i.png\n"

Files = dict[str, str | bytes | None]
WriteChart = Callable[..., Path]
Lint = Callable[..., list[str]]


@pytest.fixture
def write_chart(tmp_path: Path) -> WriteChart:
    """Writes the folder of a chart called `web`: files by path; None leaves one of the usual ones out."""

    def write(files: Files | None = None, name: str = "web") -> Path:
        usual: Files = {"Chart.yaml": CHART, "values.yaml": "a: 1\n", "templates/a.yaml": "a: b\n"}
        folder = tmp_path / "charts" / name
        for path, content in {**usual, **(files or {})}.items():
            if content is not None:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return write


def shown(finding: LintFinding) -> str:
    return f"{SEVERITIES[finding.severity]} {finding.path}: {finding.text}"


@pytest.fixture
def lint(write_chart: WriteChart) -> Lint:
    """Writes a chart and lists what is found in it; keyword arguments are lint options."""

    def run(
        files: Files | None = None, name: str = "web", *, kernel: Kernel | None = None, **options: object
    ) -> list[str]:
        path = str(write_chart(files, name))
        report = (kernel or make_kernel()).first("helm_lint_chart", path=path, options=LintOptions(**options))
        assert report.highest == max((finding.severity for finding in report.findings), default=0)
        return [shown(finding) for finding in report.findings]

    return run
