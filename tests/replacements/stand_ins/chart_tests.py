"""Tests that are always passed, and coverage that is always enough."""

from pilothouse.core.model.chart_tests import PASSED, ChartTestReport, ChartTestResult
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_run_chart_tests(path, options):
    result = ChartTestResult("stand_in.txt", "everything", "is as it should be", PASSED)
    if options.report:
        options.report(result)
    return ChartTestReport(path, (result,))


@hookimpl
def helm_report_coverage(coverage, format):
    return "enough has been reached\n"
