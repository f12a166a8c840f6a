"""Running all test files of a chart and of its subcharts."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from ....core.errors import ChartError, HostileChartError, PilothouseError
from ....core.golib import yaml
from ....core.golib.oserrors import path_error
from ....core.model.chart_tests import ERROR, PASSED, SKIPPED, ChartTestReport, ChartTestResult
from ....core.model.options import LoadOptions
from ....core.model.render import ReleaseContext
from ....core.process_limits import ProcessLimitError, run_limited
from .chart_files import MAX_TEST_FILE, MAX_VALUES_FILE, Folder, find_files, read_file
from .documents import DocumentReader
from .execution import Bench, run_test
from .overrides import lay_over
from .rendering import ChartRenderer, Choice, Circumstances, measure_the_rest
from .snapshots import SnapshotFile
from .suites import read_suites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.chart_tests import ChartTestOptions
    from ....core.model.coverage import Coverage
    from .suites import Suite, Test

_DEFAULT_FILES = ("tests/*_test.yaml",)
_SNAPSHOTS = "__snapshot__"
_SUITES_RELEASE = "TEST-SUITE-RELEASE"


def run_chart_tests(path: str, options: ChartTestOptions, kernel: Kernel) -> ChartTestReport:
    """Run the suites of a chart, which is a folder or an archive, and those of its subcharts that are folders in it.

    A test file that is wrong is an ERROR among the results. Raises ChartError where there is no chart, and for values
    files of the command line that cannot be read.
    """
    chart: Chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
    run = _Run(path, chart, options, kernel)
    run.all_files()
    if options.coverage is not None:
        run.measure_the_rest(options.coverage)
    return ChartTestReport(
        chart.name,
        tuple(run.results),
        run.written,
        tuple(run.obsolete),
        run.compared,
        run.failed,
    )


class _Run:
    """One run over a chart; collects results."""

    def __init__(self, path: str, chart: Chart, options: ChartTestOptions, kernel: Kernel) -> None:
        self.path = path
        self.chart = chart
        self.options = options
        self.kernel = kernel
        self.results: list[ChartTestResult] = []
        self.obsolete: list[str] = []
        self.written = self.compared = self.failed = 0
        self.ended = False
        self._now = time.time_ns()
        self._renderer = ChartRenderer(kernel, chart, options.coverage)
        self._reader = DocumentReader()
        self._values: dict[str, dict[str, Any]] = {}
        self._cli_values = tuple(_cli_values(options.value_files))

    def all_files(self) -> None:
        """Run the test files of the chart, then those of its subcharts."""
        for route, folder in self._folders():
            patterns = self.options.files or _DEFAULT_FILES
            if not os.path.isdir(folder):
                patterns = tuple(pattern for pattern in patterns if os.path.isabs(pattern))
            for file in find_files(os.path.abspath(folder), patterns):
                if self.ended:
                    return
                _TestFile(self, route, Folder(folder), file).run()
            if self.options.suites_chart and os.path.isdir(os.path.join(folder, self.options.suites_chart)):
                self._rendered_suites(route, folder)

    def measure_the_rest(self, coverage: Coverage) -> None:
        """Add templates that no suite is about to the coverage."""

        def render(everything: Coverage) -> None:
            renderer = ChartRenderer(self.kernel, self.chart, everything)
            renderer.render({}, Choice(self.chart.name, (), ()), Circumstances(self._release("RELEASE-NAME")))

        run_limited(self.kernel.settings, lambda: measure_the_rest(render, coverage))

    def bench(self, route: str, folder: Folder, file: str) -> Bench:
        """What the tests of a file share."""

        def read_values(name: str) -> dict[str, Any]:
            path = os.path.normpath(os.path.join(os.path.dirname(file), name))
            known = self._values.get(path)
            if known is None:
                known = self._values[path] = _mapping(folder.read(path, MAX_VALUES_FILE), path)
            return known

        return Bench(
            self._renderer,
            self._reader,
            route,
            read_values,
            self._cli_values,
            fail_fast=self.options.fail_fast,
            now=self._now,
        )

    def add(self, result: ChartTestResult) -> None:
        """Note a result and tell whoever wants to hear of it."""
        self.results.append(result)
        if self.options.report is not None:
            self.options.report(result)
        if self.options.fail_fast and result.outcome not in (PASSED, SKIPPED):
            self.ended = True

    def shown(self, file: str) -> str:
        """How messages call a file: by its path in the chart, behind what the user called the chart."""
        relative = os.path.relpath(file, os.path.abspath(self.path))
        return file if relative.startswith("..") else os.path.join(self.path, relative)

    def _release(self, name: str) -> ReleaseContext:
        return ReleaseContext(name, "NAMESPACE", time=self._now)

    def _folders(self) -> Iterator[tuple[str, str]]:
        """The route and the folder of the chart, and with subcharts those of all that are enabled."""
        yield self.chart.name, self.path
        if not self.options.with_subcharts or not os.path.isdir(self.path):
            return
        values: dict[str, Any] = {}
        for one in self._cli_values:
            values = lay_over(values, one)
        try:
            processed = self.kernel.first("helm_process_requirements", chart=self.chart, overrides=values)
        except PilothouseError:
            return  # every test says so
        yield from _subcharts(self.chart, processed, self.chart.name, self.path)

    def _rendered_suites(self, route: str, folder: str) -> None:
        """Run the suites that a chart of test files renders to."""
        inside = Folder(folder)
        path = os.path.join(folder, self.options.suites_chart)
        try:
            if not inside.has(path):
                raise HostileChartError(f"{path} leaves {folder}")
            chart: Chart = self.kernel.first("helm_load_chart", path=path, options=LoadOptions())
            renderer = ChartRenderer(self.kernel, chart)
            rendered = run_limited(
                self.kernel.settings,
                lambda: renderer.render(
                    {}, Choice(chart.name, (), (f"**/{_SNAPSHOTS}/*",)), Circumstances(self._release(_SUITES_RELEASE))
                ),
            )
            if rendered.failure is not None:
                raise ChartError(rendered.failure.message)
        except PilothouseError as error:
            self.add(ChartTestResult(self.shown(os.path.abspath(path)), "", "", ERROR, (str(error),)))
            return
        for name in rendered.chosen:
            if not self.ended:
                file = os.path.abspath(os.path.join(path, name.partition("/")[2]))
                _TestFile(self, route, inside, file).run(rendered.files[name])


class _TestFile:
    """One test file while it is run. `file` is its absolute path."""

    def __init__(self, run: _Run, route: str, folder: Folder, file: str) -> None:
        self.run_ = run
        self.file = file
        self.shown = run.shown(file)
        self.folder = folder
        if not file.startswith(folder.root.rstrip("/") + "/"):
            self.folder = Folder(os.path.dirname(file))  # the user has named it
        self.bench = run.bench(route, self.folder, file)
        self.snapshots: dict[str, SnapshotFile] = {}

    def run(self, rendered: str | None = None) -> None:
        """Run all suites of the file, or of the text that was `rendered` in its place."""
        strict = self.run_.options.strict
        try:
            text = self.folder.read(self.file, MAX_TEST_FILE) if rendered is None else rendered
            suites = run_limited(
                self.run_.kernel.settings,
                lambda: read_suites(self.shown, text, strict=strict, rendered=rendered is not None),
            )
            for suite in suites:
                self._snapshots_of(suite)
        except PilothouseError as error:
            self._add("", "", ERROR, (str(error),))
            return
        for suite in suites:
            for test in suite.tests:
                if self.run_.ended:
                    self._snapshots_of(suite).keep(test.name)
                else:
                    self._run(suite, test)
        self._finish()

    def _run(self, suite: Suite, test: Test) -> None:
        snapshots = self._snapshots_of(suite)
        reason = suite.scope.skip or test.scope.skip
        if reason:
            snapshots.keep(test.name)
            self._add(suite.name, test.name, SKIPPED, (reason,))
            return
        started = time.perf_counter()
        try:
            outcome, lines = run_limited(
                self.run_.kernel.settings, lambda: run_test(self.bench, suite, test, snapshots.test(test.name))
            )
        except ProcessLimitError as error:
            outcome, lines = ERROR, (str(error),)
        if outcome not in (PASSED, SKIPPED):
            snapshots.keep(test.name)
        self.run_.kernel.catch_up()  # what an engine wants to save when the output is out would pile up otherwise
        self._add(suite.name, test.name, outcome, lines, time.perf_counter() - started)

    def _snapshots_of(self, suite: Suite) -> SnapshotFile:
        known = self.snapshots.get(suite.snapshot_id)
        if known is None:
            folder, name = os.path.split(self.file)
            name += f"_{suite.snapshot_id}" if suite.snapshot_id else ""
            options = self.run_.options
            known = self.snapshots[suite.snapshot_id] = SnapshotFile(
                os.path.join(folder, _SNAPSHOTS, f"{name}.snap"),
                self.folder,
                update=options.update_snapshots,
                ci=options.ci,
            )
        return known

    def _finish(self) -> None:
        """Write the snapshots, and add up what became of them."""
        run = self.run_
        for one in self.snapshots.values():
            run.compared += one.compared
            run.failed += one.failed
            run.written += one.written
            run.obsolete += [f"{run.shown(one.path)}: {text}" for text in one.obsolete()]
            try:
                one.save()
            except ChartError as error:
                self._add("", "", ERROR, (str(error),))

    def _add(self, suite: str, name: str, outcome: str, lines: tuple[str, ...], seconds: float = 0.0) -> None:
        self.run_.add(ChartTestResult(self.shown, suite, name, outcome, lines, seconds))


def _subcharts(chart: Chart, processed: Chart, route: str, path: str) -> Iterator[tuple[str, str]]:
    """The routes and folders of the subcharts that are folders in a chart's folder; aliases are in the route."""
    for subchart in chart.dependencies:
        folder = os.path.join(path, "charts", subchart.name)
        if not os.path.isdir(folder) or os.path.islink(folder):
            continue
        for one in processed.dependencies:
            if one.name == subchart.name or (one.templates and one.templates is subchart.templates):
                below = f"{route}/charts/{one.name}"
                yield below, folder
                yield from _subcharts(subchart, one, below, folder)
                break


def _cli_values(patterns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The values of the files that the command line names. Raises ChartError for one that there is not."""
    for pattern in patterns:
        files = find_files(os.getcwd(), (pattern,))
        if not files:
            raise ChartError(path_error("open", pattern, FileNotFoundError(2, os.strerror(2))))
        for file in files:
            yield _mapping(read_file(file, file, MAX_VALUES_FILE), file)


def _mapping(text: str, path: str) -> dict[str, Any]:
    try:
        value = yaml.to_json_value(text)
    except yaml.YamlError as error:
        raise ChartError(f"failed to parse {path}: {error}") from None
    if value is not None and not isinstance(value, dict):
        raise ChartError(f"failed to parse {path}: values are a mapping")
    return value or {}
