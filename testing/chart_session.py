"""What all tests of charts in one run of pytest share: a session without anybody's settings, and the snapshots."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..api import connect
from . import chart_coverage
from .chart_cluster import ChartCluster
from .chart_rendering import TestedChart
from .chart_snapshots import FOLDER, ChartSnapshot, SnapshotFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..api import Session

_CHART_FILE = "Chart.yaml"
_NOT_CI = ("", "0", "false", "no")


class ChartTests:
    """The charts, clusters and snapshots of a run. Registered with pytest, for its hooks."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self._config = config
        self._plugins = self._plugins_folder(folder)
        self._environment = {
            "HOME": str(folder),
            "HELM_HOME": str(folder / "home"),
            "PILOTHOUSE_CACHE_DIR": str(folder / "cache"),
        }
        wanted: list[str] = config.getini("pilothouse_chart_plugins")
        if wanted:
            self._environment["PILOTHOUSE_PLUGINS"] = ",".join(wanted)
        if self._plugins:
            self._environment["PILOTHOUSE_PLUGINS_DIR"] = self._plugins
        self.session: Session = connect(environment=self._environment)
        self._files: dict[Path, SnapshotFile] = {}
        self._counts: dict[str, int] = {}
        self._obsolete: list[str] = []
        self._passed: set[tuple[Path, str]] = set()
        self._update: bool = config.getoption("chart_snapshot_update")
        self._on_ci = os.environ.get("CI", "").lower() not in _NOT_CI

    def close(self) -> None:
        """End the session."""
        self.session.close()

    def load(self, path: str | os.PathLike[str], beside: Path) -> TestedChart:
        """The chart at a path from a folder on, or from the root folder of the run. Fails the test otherwise."""
        __tracebackhide__ = True
        tried = [beside / path, self._config.rootpath / path]
        for place in tried:
            if place.exists():
                return TestedChart(place, self.session)
        pytest.fail(f"there is no chart {os.fspath(path)}: neither {tried[0]} nor {tried[1]} exists", pytrace=False)

    def default_chart(self, beside: Path) -> TestedChart:
        """The chart that the setting names, else that of the nearest Chart.yaml above a folder.

        Fails the test where there is none.
        """
        __tracebackhide__ = True
        named = self._config.getini("pilothouse_chart")
        if named:
            return self.load(named, self._base())
        root = self._config.rootpath
        for folder in (beside, *beside.parents):
            if (folder / _CHART_FILE).is_file():
                return TestedChart(folder, self.session)
            if folder == root:
                break
        pytest.fail(
            f"there is no {_CHART_FILE} in {beside} or above it: say which chart is tested with the setting "
            "pilothouse_chart = PATH in the configuration of pytest, or use the fixture load_chart",
            pytrace=False,
        )

    def cluster(self, folder: Path) -> ChartCluster:
        """An empty cluster."""
        environment = {name: text for name, text in self._environment.items() if name not in ("HOME", "HELM_HOME")}
        return ChartCluster(folder, environment=environment, plugins=self._plugins)

    def snapshot(self, item: pytest.Item) -> ChartSnapshot:
        """The snapshots of a test."""
        path = _snapshot_path(item)
        file = self._files.setdefault(path, SnapshotFile(path))
        return ChartSnapshot(
            file, _test_name(item), update=self._update, must_exist=self._on_ci, counts=self._counts
        )

    # Hooks of pytest

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note tests that have passed: only of those is it known which snapshots they have."""
        if report.when == "call" and report.passed:
            path = self._config.rootpath / report.nodeid.partition("::")[0]
            self._passed.add((path, report.nodeid.partition("::")[2]))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write snapshots, and look for those that nobody compares with any more."""
        is_whole = not hasattr(self._config, "workeroutput") and not _is_selection(self._config)
        for path, file in self._files.items():
            obsolete = sorted(self._obsolete_keys(path, file, session.items, is_whole=is_whole))
            file.save(obsolete if self._update else ())
            shown = self._shown(path)
            self._obsolete += [f"{shown}: {key}" for key in obsolete]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what became of snapshots."""
        counts = [f"{count} {what}" for what, count in sorted(self._counts.items()) if what != "matched"]
        if self._obsolete:
            counts.append(f"{len(self._obsolete)} {'deleted' if self._update else 'obsolete'}")
        if not counts:
            return
        terminalreporter.section("chart snapshots")
        terminalreporter.line(", ".join(counts))
        for one in self._obsolete:
            terminalreporter.line(f"  {one}")
        if self._obsolete and not self._update:
            terminalreporter.line("no test compares with these any more; --chart-snapshot-update deletes them")

    def _obsolete_keys(
        self, path: Path, file: SnapshotFile, items: Iterable[pytest.Item], *, is_whole: bool
    ) -> list[str]:
        """The keys of a file that no test has any use for: of tests that passed without it, or that are gone."""
        unused = file.kept.keys() - file.used
        if not unused:
            return []
        tests = {_test_name(item): item for item in items if _snapshot_path(item) == path}
        obsolete = []
        for key in unused:
            item = tests.get(key.rpartition(" / ")[0])
            if item is None:
                if is_whole:
                    obsolete.append(key)
            elif (item.path, item.nodeid.partition("::")[2]) in self._passed:
                obsolete.append(key)
        return obsolete

    def _shown(self, path: Path) -> str:
        root = self._config.rootpath
        return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)

    def _base(self) -> Path:
        """What paths in the configuration begin at."""
        return self._config.inipath.parent if self._config.inipath else self._config.rootpath

    def _plugins_folder(self, folder: Path) -> str:
        """The folder of one-file plugins; empty where there are none."""
        named = self._config.getini("pilothouse_chart_plugins_dir")
        own = str(self._base() / named) if named else ""
        if chart_coverage.active is None:
            return own
        return chart_coverage.write_measuring_plugin(folder / "plugins", own)


def _snapshot_path(item: pytest.Item) -> Path:
    """Where the snapshots of a test are."""
    return item.path.parent / FOLDER / f"{item.path.stem}.yaml"


def _test_name(item: pytest.Item) -> str:
    """The name of a test inside its file: ``TestWeb.test_ports[80]``."""
    return item.nodeid.partition("::")[2].replace("::", ".")


def _is_selection(config: pytest.Config) -> bool:
    """Whether not all tests of the files are run."""
    options = ("keyword", "markexpr", "deselect", "lf", "last_failed", "failedfirst", "maxfail", "stepwise")
    if any(config.getoption(name, None) for name in options):
        return True
    return any("::" in argument for argument in config.args)
