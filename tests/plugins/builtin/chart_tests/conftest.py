"""A chart for every test, test files in it, and running them through the extension point."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core.model.chart_tests import ChartTestOptions, ChartTestReport
from pilothouse.core.testkit import make_kernel

sys.path.insert(0, str(Path(__file__).parent))

from chart_test_files import CHART, Run, write


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """The folder of a chart called `web`."""
    return write(tmp_path / "web", CHART)


@pytest.fixture
def run(chart: Path) -> Run:
    """Writes test files (a text alone is tests/a_test.yaml) and runs the chart's tests; options by keyword."""

    def run_tests(tests: str | dict[str, str], **options: Any) -> ChartTestReport:
        write(chart, {"tests/a_test.yaml": tests} if isinstance(tests, str) else tests)
        kernel = make_kernel()
        report: ChartTestReport = kernel.first(
            "helm_run_chart_tests", path=str(chart), options=ChartTestOptions(**options)
        )
        return report

    return run_tests
