"""The extension points that `chart_tests` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart_tests import ChartTestOptions, ChartTestReport
    from ....core.model.coverage import Coverage
    from ....core.protocols import KernelView


@hookimpl(trylast=True)
def helm_run_chart_tests(path: str, options: ChartTestOptions, kernel: Kernel) -> ChartTestReport:
    """Run the suites of a chart. Raises ChartError where there is no chart."""
    from .run import run_chart_tests

    return run_chart_tests(path, options, kernel)


@hookimpl(trylast=True)
def helm_report_coverage(coverage: Coverage, format: str, kernel: KernelView) -> str | None:
    """A table, JSON or an HTML page; None for other formats."""
    from .coverage import report_coverage

    return report_coverage(coverage, format)
