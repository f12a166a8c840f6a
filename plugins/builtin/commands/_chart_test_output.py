"""What ``unittest`` prints: charts, suites, what failed, and how many there were of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.model.chart_tests import ERROR, FAILED, PASSED, SKIPPED
from ....core.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....core.errors import PilothouseError
    from ....core.kernel import Kernel
    from ....core.model.chart_tests import ChartTestReport, ChartTestResult

_MOST_OBSOLETE = 20


class ChartTestOutput:
    """Prints results as they come, suite by suite; with `verbose` tests that pass, too."""

    def __init__(self, kernel: Kernel, *, colour: bool, verbose: bool) -> None:
        self.failed = False
        self._console = kernel.console
        self._colour = colour
        self._verbose = verbose
        self._path = ""
        self._named = False
        self._suite: list[ChartTestResult] = []
        self._charts: list[str] = []
        self._suites: list[str] = []
        self._tests: list[str] = []
        self._compared = self._mismatched = self._written = 0
        self._obsolete: list[str] = []

    def start(self, path: str) -> None:
        """Begin with the chart at a path."""
        self._path = path
        self._named = False

    def add(self, result: ChartTestResult) -> None:
        """Take a result; a suite is printed when the first one of another suite comes."""
        if self._suite and (self._suite[0].file, self._suite[0].suite) != (result.file, result.suite):
            self._print_suite()
        self._suite.append(result)

    def finish(self, report: ChartTestReport) -> None:
        """Print what is left of a chart."""
        if self._suite:
            self._print_suite()
        elif not report.results:
            self._heading()
            self._line("no test files found")
        self._charts.append(FAILED if report.failed else PASSED)
        self.failed = self.failed or report.failed
        self._compared += report.snapshots_compared
        self._mismatched += report.snapshots_failed
        self._written += report.snapshots_written
        self._obsolete += report.snapshots_obsolete

    def refuse(self, error: PilothouseError) -> None:
        """Print why the tests of a chart cannot be run."""
        if self._suite:
            self._print_suite()
        self._line(f"\n### {self._styled('31', 'Error:')} {self._path}: {printable(str(error))}\n")
        self._charts.append(ERROR)
        self.failed = True

    def summarize(self, seconds: float) -> None:
        """Print how many charts, suites, tests and snapshots there were."""
        if self._mismatched:
            told = self._styled("31", f"{self._mismatched} snapshot failed")
            self._line(f"\nSnapshot Summary: {told}. Check changes and use `-u` to update snapshot.")
        if self._obsolete:
            self._line(f"\n{len(self._obsolete)} obsolete snapshot(s), which `-u` removes:")
            for text in self._obsolete[:_MOST_OBSOLETE]:
                self._line(f"  {printable(text)}")
        snapshots = [FAILED] * self._mismatched + [PASSED] * (self._compared - self._mismatched)
        written = f", {self._written} written" if self._written else ""
        self._line("")
        self._line(f"Charts:      {self._counted(self._charts)}")
        self._line(f"Test Suites: {self._counted(self._suites)}")
        self._line(f"Tests:       {self._counted(self._tests)}")
        self._line(f"Snapshot:    {self._counted(snapshots)}{written}")
        self._line(f"Time:        {seconds:.3f}s")

    def _heading(self) -> None:
        if not self._named:
            self._named = True
            self._line(f"\n### Chart [ {self._styled('1', printable(self._path))} ]\n")

    def _print_suite(self) -> None:
        results, self._suite = self._suite, []
        self._heading()
        outcomes = {result.outcome for result in results}
        outcome = FAILED if outcomes & {FAILED, ERROR} else SKIPPED if outcomes == {SKIPPED} else PASSED
        self._suites.append(ERROR if ERROR in outcomes else outcome)
        label = {PASSED: ("30;42", " PASS "), SKIPPED: ("30;43", " SKIP "), FAILED: ("30;41", " FAIL ")}[outcome]
        first = results[0]
        self._line(f"{self._styled(*label)} {printable(first.suite)}\t{printable(first.file)}")
        for result in results:
            if result.name or result.suite or result.outcome != ERROR:
                self._tests.append(result.outcome)
            self._print_result(result)

    def _print_result(self, result: ChartTestResult) -> None:
        name = printable(result.name)
        if result.outcome == PASSED:
            if self._verbose:
                self._line(f"\t{self._styled('32', 'ok')} {name} ({result.seconds:.3f}s)")
            return
        if result.outcome == SKIPPED:
            self._line(f"\t- {self._styled('33', 'SKIPPED')} '{name}': {printable(' '.join(result.lines))}")
            return
        self._line("\t" + self._styled("31", f"- {name}" if name else "Execution Error:") + "\n")
        for line in result.lines:
            shown = "\t".join(map(printable, line.split("\t")))
            self._line(f"\t\t{self._styled('31', shown) if line.startswith('- asserts[') else shown}".rstrip())
        if not result.lines or result.lines[-1]:
            self._line("")

    def _counted(self, outcomes: Iterable[str]) -> str:
        found = list(outcomes)
        counts = {outcome: found.count(outcome) for outcome in (FAILED, ERROR, PASSED, SKIPPED)}
        failed = counts[FAILED] + counts[ERROR]
        parts = [self._styled("31", f"{failed} failed")] if failed else []
        parts += [f"{counts[ERROR]} errored"] if counts[ERROR] else []
        parts.append(f"{counts[PASSED]} passed")
        parts += [f"{counts[SKIPPED]} skipped"] if counts[SKIPPED] else []
        return ", ".join([*parts, f"{len(found)} total"])

    def _styled(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._colour else text

    def _line(self, text: str) -> None:
        self._console.write_styled(text + "\n")
