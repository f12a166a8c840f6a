"""``unittest``: run the tests that charts have as files. Flags: those of helm-unittest, and some of our own."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, STRING_ARRAY, Flag, command
from ....core.errors import PilothouseError, UsageError
from ....core.golib.strconv import quote
from ....core.model.chart_tests import ChartTestOptions, ChartTestReport
from ._chart_test_output import ChartTestOutput
from ._chart_test_reports import REPORTS, write_report, write_text

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.coverage import Coverage

_TABLE = "table"


@command(
    "unittest",
    Flag(
        "--file",
        "-f",
        kind=STRING_ARRAY,
        completes="file",
        shown_default="tests/*_test.yaml",
        help="test files: path or pattern in the chart's folder",
    ),
    Flag("--values", "-v", kind=STRING_ARRAY, completes="file", help="values file or pattern, for all tests"),
    Flag(
        "--with-subchart",
        "-s",
        kind=BOOL,
        default=True,
        shown_default="true",
        help="run tests of subcharts in the charts folder, too",
    ),
    Flag(
        "--chart-tests-path",
        completes="dir",
        help="folder in the chart with a chart whose templates render to test files",
    ),
    Flag("--update-snapshot", "-u", kind=BOOL, help="keep what differs from its snapshot; delete obsolete ones"),
    Flag("--ci", kind=BOOL, help="fail where a snapshot is missing instead of writing it"),
    Flag("--strict", kind=BOOL, help="refuse fields in test files that mean nothing"),
    Flag("--failfast", "-q", kind=BOOL, help="end with the first test that fails"),
    Flag("--output-file", "-o", completes="file", help="write a report for other programs into this file"),
    Flag(
        "--output-type",
        "-t",
        default="XUnit",
        shown_default="XUnit",
        help="its format: JUnit, NUnit, XUnit, Sonar or TAP",
    ),
    Flag("--coverage", kind=BOOL, help="show which parts of the templates the tests reach"),
    Flag("--coverage-report", kind=STRING_ARRAY, help="how: FORMAT[:FILE], such as table, json:FILE or html:FILE"),
    Flag("--coverage-omit", kind=STRING_ARRAY, help="templates that do not count, such as '*/charts/postgresql/*'"),
    Flag("--coverage-fail-under", help="fail when less than this percentage is reached"),
    Flag("--color", kind=BOOL, help="print in colours, also where standard output is no terminal"),
    Flag("--debugPlugin", "-d", kind=BOOL, parameter="verbose", help="print tests that pass, too, with their times"),
    Flag("--skip-schema-validation", kind=BOOL, hidden=True, help="of helm-unittest; Helm v2 has no schemas of values"),
    usage=" [flags] [CHART...]",
    completes="dir",
)
def unittest(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Run the tests that charts have as YAML files, in the form of helm-unittest; the current folder's by default.

    Every test renders the chart with values of its own, without a cluster, and checks the documents. The exit code
    is 1 when a test fails, a test file is wrong, or less is covered than --coverage-fail-under wants.
    """
    output_type = _report_type(options)
    coverage, reports, threshold = _coverage_wanted(options)
    output = ChartTestOutput(kernel, colour=_in_colours(kernel, options), verbose=options["verbose"])
    started = time.perf_counter()
    # A run of the program needs no collector, thousands of renderings in it do.
    gc.freeze()
    gc.enable()
    finished: list[ChartTestReport] = []
    for path in args or (".",):
        output.start(path)
        try:
            report: ChartTestReport = kernel.first(
                "helm_run_chart_tests", path=path, options=_run_options(options, coverage, output)
            )
        except PilothouseError as error:
            output.refuse(error)
        else:
            output.finish(report)
            finished.append(report)
        if options["failfast"] and output.failed:
            break
    output.summarize(time.perf_counter() - started)
    if options["output_file"]:
        write_report(options["output_file"], output_type, [one for report in finished for one in report.results])
    if coverage is not None:
        coverage = coverage.without(options["coverage_omit"])
        _report_coverage(kernel, coverage, reports)
    if output.failed:
        raise PilothouseError("tests of charts have failed")
    if coverage is not None and coverage.figures.percent < threshold:
        reached = coverage.figures.percent
        raise PilothouseError(f"the tests reach {reached:.1f} % of the templates, {threshold:g} % are wanted")


def _run_options(options: dict[str, Any], coverage: Coverage | None, output: ChartTestOutput) -> ChartTestOptions:
    return ChartTestOptions(
        files=options["file"],
        value_files=options["values"],
        with_subcharts=options["with_subchart"],
        update_snapshots=options["update_snapshot"],
        ci=options["ci"] and not options["update_snapshot"],
        strict=options["strict"],
        fail_fast=options["failfast"],
        coverage=coverage,
        report=output.add,
        suites_chart=options["chart_tests_path"],
    )


def _report_type(options: dict[str, Any]) -> str:
    """The format of the report file. Raises UsageError for one that there is not."""
    wanted: str = options["output_type"].lower()
    if wanted not in REPORTS:
        raise UsageError(
            f"unknown output type {quote(options['output_type'])}", hint="there are JUnit, NUnit, XUnit, Sonar and TAP"
        )
    return wanted


def _coverage_wanted(options: dict[str, Any]) -> tuple[Coverage | None, list[tuple[str, str]], float]:
    """What to measure with (None: nothing is measured), the reports as format and file, and the least percentage."""
    reports = []
    for text in options["coverage_report"]:
        form, _, file = text.partition(":")
        if not form:
            raise UsageError(f"invalid coverage report {quote(text)}", hint="FORMAT or FORMAT:FILE is expected")
        reports.append((form, file))
    threshold = 0.0
    if options["coverage_fail_under"]:
        try:
            threshold = float(options["coverage_fail_under"])
        except ValueError:
            threshold = -1.0
        if not 0 <= threshold <= 100:
            raise UsageError(f"invalid percentage {quote(options['coverage_fail_under'])}")
    if not (options["coverage"] or reports or threshold or options["coverage_omit"]):
        return None, [], 0.0
    from ....core.model.coverage import Coverage

    return Coverage(), reports or [(_TABLE, "")], threshold


def _report_coverage(kernel: Kernel, coverage: Coverage, reports: list[tuple[str, str]]) -> None:
    """Print reports of coverage, or write them into files. Raises UsageError."""
    for form, file in reports:
        text: str | None = kernel.first_or_none("helm_report_coverage", coverage=coverage, format=form)
        if text is None:
            raise UsageError(f"unknown coverage report {quote(form)}", hint="there are table, json and html")
        if file:
            write_text(file, text)
        else:
            kernel.console.write("\n" + text.rstrip("\n") + "\n")


def _in_colours(kernel: Kernel, options: dict[str, Any]) -> bool:
    """Whether to print in colours. Rule: https://no-color.org."""
    environment = kernel.settings.environment
    if options["color"]:
        return True
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb" and kernel.console.prints_on_terminal
