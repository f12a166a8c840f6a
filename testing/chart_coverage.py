"""Template coverage of a run of tests: what all renderings and installs of its fixtures reached.

A kernel measures where it has the one-file plugin that `write_measuring_plugin` writes. It gives every rendering the
coverage that is `active`.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import Any

import pytest

from ..core.errors import PilothouseError
from ..core.model.coverage import Arm, Coverage
from ..core.model.render import RenderOptions

_PLUGIN = '''"""Measures what is reached of templates, for a run of tests with --chart-cov."""

from pilothouse.hookspecs import hookimpl
from pilothouse.testing.chart_coverage import measure


@hookimpl(wrapper=True)
def helm_render_chart(options):
    measure(options)
    return (yield)
'''

active: Coverage | None = None
"""What is counted in now; None while nothing is measured."""


def measure(options: RenderOptions) -> None:
    """Have a rendering measured, unless it is already."""
    if options.coverage is None:
        options.coverage = active


def write_measuring_plugin(folder: str | os.PathLike[str], others: str = "") -> str:
    """Write the plugin into a folder, together with copies of the one-file plugins of another one; the folder."""
    os.makedirs(folder, exist_ok=True)
    for name in sorted(os.listdir(others)) if others else []:
        if name.endswith(".py"):
            shutil.copy(os.path.join(others, name), folder)
    with open(os.path.join(folder, "chart_coverage_of_tests.py"), "w", encoding="utf-8") as stream:
        stream.write(_PLUGIN)
    return os.fspath(folder)


class CoverageReporter:
    """The part of the pytest plugin that is there with ``--chart-cov``: collects, reports, and fails under a limit.

    Where pytest-xdist spreads tests over processes, each worker hands over what it has, and reports nothing itself.
    """

    _KEY = "pilothouse_chart_coverage"

    def __init__(self, config: pytest.Config) -> None:
        global active  # noqa: PLW0603 - the plugin of the kernels finds it here
        self._config = config
        self._reports: list[str] = config.getoption("chart_cov_report") or ["table"]
        self._limit: float = config.getoption("chart_cov_fail_under")
        self._omit: list[str] = config.getini("pilothouse_chart_cov_omit")
        self._texts: list[str] = []
        self.coverage = active = Coverage()

    def pytest_unconfigure(self) -> None:
        """Measure nothing any more."""
        global active  # noqa: PLW0603
        active = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take in what a worker of pytest-xdist has measured."""
        packed = getattr(node, "workeroutput", {}).get(self._KEY)
        if packed:
            unpack(packed, self.coverage)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the reports and see to the limit; in a worker, hand over."""
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output[self._KEY] = pack(self.coverage)
            return
        coverage = self.coverage.without(self._omit)
        for report in self._reports:
            self._report(coverage, report, session)
        if not coverage.templates:
            self._texts.append("no template was rendered with the fixtures of pilothouse\n")
        percent = coverage.figures.percent if coverage.templates else 0.0
        if percent < self._limit:
            self._texts.append(f"FAIL: template coverage of {self._limit:g}% is required, it is {percent:.1f}%\n")
            self._fail(session)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the reports that go to the terminal, and where the others are."""
        if hasattr(self._config, "workeroutput"):
            return
        terminalreporter.section("template coverage")
        for text in self._texts:
            terminalreporter.write(text, **({"red": True} if text.startswith("FAIL: ") else {}))

    def _report(self, coverage: Coverage, report: str, session: pytest.Session) -> None:
        from ..api import connect

        format, _, path = report.partition(":")
        try:
            with connect(environment=dict(os.environ)) as helm:
                text: str = helm.kernel.first("helm_report_coverage", coverage=coverage, format=format)
            if not path:
                self._texts.append(text)
                return
            place = self._config.invocation_params.dir / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")
            self._texts.append(f"{format} report: {path}\n")
        except (PilothouseError, OSError) as error:
            self._texts.append(f"FAIL: {report}: {error}\n")
            self._fail(session)

    @staticmethod
    def _fail(session: pytest.Session) -> None:
        if session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pack(coverage: Coverage) -> str:
    """A coverage as a text, for another process."""
    templates = [
        (one.name, one.source, [*one.statements.items()], [(*arm, hits) for arm, hits in one.branches.items()])
        for one in coverage.templates.values()
    ]
    return json.dumps([templates, coverage.unmeasured])


def unpack(text: str, coverage: Coverage) -> None:
    """Add what `pack` has packed to a coverage."""
    templates, unmeasured = json.loads(text)
    for name, source, statements, branches in templates:
        arms: dict[Arm, int] = {(line, column, arm): hits for line, column, arm, hits in branches}
        coverage.add(name, source, dict(statements), arms)
    coverage.unmeasured.update(unmeasured)
