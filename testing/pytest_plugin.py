"""Fixtures for tests of charts, which pytest finds by itself where Pilothouse is installed. See docs/chart-tests.md.

pytest imports this module in every project of an environment that has Pilothouse, so it imports nothing of ours before
a fixture or an option of ours is used. All options begin with ``--chart-``, all settings with ``pilothouse_chart``, and
the fixtures that other plugins might have as well (cluster, snapshot) have a name with ``chart`` in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

    from ..api import Session
    from .chart_cluster import ChartCluster
    from .chart_rendering import TestedChart
    from .chart_session import ChartTests
    from .chart_snapshots import ChartSnapshot

_STATE = "pilothouse-chart-tests"
_COVERAGE = "pilothouse-chart-coverage"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Announce options and settings."""
    group = parser.getgroup("pilothouse", "tests of charts (pilothouse)")
    group.addoption(
        "--chart-snapshot-update", action="store_true", help="keep what differs from its snapshot; delete obsolete ones"
    )
    group.addoption("--chart-cov", action="store_true", help="measure which parts of templates the tests reach")
    group.addoption(
        "--chart-cov-report",
        action="append",
        metavar="FORMAT[:FILE]",
        help="how to report it: table (default), json:FILE, html:FILE; may be repeated",
    )
    group.addoption(
        "--chart-cov-fail-under",
        type=float,
        default=0.0,
        metavar="PERCENT",
        help="fail when less of the templates is reached",
    )
    parser.addini("pilothouse_chart", "the chart of the fixture `chart`, from the folder of the configuration file on")
    parser.addini("pilothouse_chart_plugins", "plugins to switch on (NAME) or off (no:NAME)", "args", [])
    parser.addini("pilothouse_chart_plugins_dir", "folder of one-file plugins for tests of charts")
    parser.addini(
        "pilothouse_chart_cov_omit", "templates that do not count (*/charts/db/*), one a line", "linelist", []
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin to measure, where that is wanted."""
    if config.getoption("chart_cov"):
        from .chart_coverage import CoverageReporter

        config.pluginmanager.register(CoverageReporter(config), _COVERAGE)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Say what differs where an object is compared with a part of one."""
    if op != "==" or type(right).__module__ != f"{__package__}.chart_objects":
        return None
    from .chart_objects import Partial

    if not isinstance(right, Partial) or not isinstance(left, dict):
        return None
    return [f"{left!r} == partial(…)", *right.differences(left)]


@pytest.fixture(scope="session")
def chart_tests(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChartTests]:
    """What all tests of charts in this run share."""
    from .chart_session import ChartTests

    tests = ChartTests(pytestconfig, tmp_path_factory.mktemp("pilothouse"))
    pytestconfig.pluginmanager.register(tests, _STATE)
    yield tests
    tests.close()


@pytest.fixture(scope="session")
def chart_session(chart_tests: ChartTests) -> Session:
    """The Python API without anybody's home, environment or cluster."""
    return chart_tests.session


@pytest.fixture
def load_chart(request: pytest.FixtureRequest, chart_tests: ChartTests) -> Callable[..., TestedChart]:
    """``load_chart(path)``: the chart in a folder or an archive, from the folder of the test or the root folder on."""

    def load(path: str | os.PathLike[str]) -> TestedChart:
        return chart_tests.load(path, request.path.parent)

    return load


@pytest.fixture
def chart(request: pytest.FixtureRequest, chart_tests: ChartTests) -> TestedChart:
    """The chart that the setting ``pilothouse_chart`` names, else the one around the test: the nearest Chart.yaml."""
    return chart_tests.default_chart(request.path.parent)


@pytest.fixture
def chart_cluster(chart_tests: ChartTests, tmp_path: Path) -> Iterator[ChartCluster]:
    """An empty embedded cluster, for this test alone."""
    with chart_tests.cluster(tmp_path / "pilothouse-cluster") as cluster:
        yield cluster


@pytest.fixture
def chart_snapshot(request: pytest.FixtureRequest, chart_tests: ChartTests) -> ChartSnapshot:
    """Compares texts and objects with what was kept of them in ``__chart_snapshots__``."""
    return chart_tests.snapshot(request.node)


__all__ = ["chart", "chart_cluster", "chart_session", "chart_snapshot", "chart_tests", "load_chart"]
