"""Tests of charts that are written down as files: what is asked, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from .coverage import Coverage

PASSED = "passed"
FAILED = "failed"
ERROR = "error"
SKIPPED = "skipped"


class ChartTestOptions(Record):
    """How to run the test files of a chart.

    `files` are patterns of test files relative to the chart, `value_files` further values for all tests. With
    `update_snapshots` what was rendered becomes the snapshot; `ci` makes a missing snapshot a failure. `fail_fast` ends
    at the first failure. `coverage`, when given, learns which parts of the templates were reached. `report` is called
    with each result as soon as there is one. `suites_chart` is a folder of the chart that is itself a chart, whose
    templates render to test files.
    """

    files: tuple[str, ...] = ()
    value_files: tuple[str, ...] = ()
    with_subcharts: bool = True
    update_snapshots: bool = False
    ci: bool = False
    strict: bool = False
    fail_fast: bool = False
    coverage: Coverage | None = None
    report: Callable[[ChartTestResult], None] | None = None
    suites_chart: str = ""


class ChartTestResult(Record):
    """One test: the file and the name of its suite, its own name, how it ended, and what is wrong (lines).

    `seconds` is how long it took.
    """

    file: str
    suite: str
    name: str
    outcome: str
    lines: tuple[str, ...] = ()
    seconds: float = 0.0


class ChartTestReport(Record):
    """All tests of a chart in the order of their files, and what became of snapshots."""

    chart: str
    results: tuple[ChartTestResult, ...] = ()
    snapshots_written: int = 0
    snapshots_obsolete: tuple[str, ...] = ()
    snapshots_compared: int = 0
    snapshots_failed: int = 0

    @property
    def failed(self) -> bool:
        """Whether a test failed or could not be run."""
        return any(result.outcome in (FAILED, ERROR) for result in self.results)
