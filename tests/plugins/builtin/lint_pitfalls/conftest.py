from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core.model.lint import SEVERITIES, LintOptions
from pilothouse.core.testkit import make_kernel

Find = Callable[..., list[str]]

CHART = "apiVersion: v1\nname: web\nversion: 0.1.0\nicon: https://example.com/i.png\n"


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Lists what one rule finds in a chart called `web`: its values, a template, and further files by path."""

    def run(
        rule: str,
        values: str = "",
        template: str = "a: b\n",
        /,
        files: dict[str, str] | None = None,
        **options: str,
    ) -> list[str]:
        texts = {"Chart.yaml": CHART, "values.yaml": values, "templates/t.yaml": template, **(files or {})}
        for name, text in texts.items():
            path = tmp_path / "web" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        given = LintOptions(enable=(rule,), disable=("all",), **options)
        report = make_kernel().first("helm_lint_chart", path=str(tmp_path / "web"), options=given)
        assert {finding.rule for finding in report.findings} <= {rule}
        return [
            f"{SEVERITIES[finding.severity]} {finding.path}:{finding.line}:{finding.column}: {finding.text}"
            for finding in report.findings
        ]

    return run
