"""What operations give back besides releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .objects import KubeObjects

if TYPE_CHECKING:
    from ..core.model.chart import Chart
    from ..core.model.lint import LintFinding

_NOTES = "NOTES.txt"


class Rendered(Mapping[str, str]):
    """Rendered files: text by template name, in the order of installation, partials left out.

    Notes of charts and subcharts are among them (``web/templates/NOTES.txt``); `text` and `objects` have the rest.
    """

    def __init__(self, files: Mapping[str, str], chart: Chart) -> None:
        self._files = files
        self.chart = chart
        """The chart with its requirements applied."""

    def __getitem__(self, name: str) -> str:
        return self._files[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    @property
    def notes(self) -> str:
        """The notes of the chart itself; empty where it has none."""
        return self._files.get(f"{self.chart.name}/templates/{_NOTES}", "")

    @property
    def text(self) -> str:
        """All manifests as `template` prints them."""
        return "".join(f"---\n# Source: {name}\n{text}\n" for name, text in self._manifests())

    def objects(self) -> KubeObjects:
        """The objects, chart hooks among them. Raises ManifestError for what is no YAML."""
        return KubeObjects.parse(self._manifests())

    def _manifests(self) -> Iterator[tuple[str, str]]:
        for name, text in self._files.items():
            if name.rpartition("/")[2] != _NOTES:
                yield name, text


@dataclass(frozen=True, slots=True)
class Hook:
    """A chart hook of a release: where it is from, when it runs, and what it is."""

    name: str
    kind: str
    source: str
    events: tuple[str, ...]
    weight: int
    manifest: str


@dataclass(frozen=True, slots=True)
class TestResult:
    """How the tests of a release went: `lines` are what was told, `failures` how many tests have failed."""

    __test__ = False

    lines: tuple[str, ...]
    failures: int

    @property
    def passed(self) -> bool:
        """Whether no test has failed."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class LintResult:
    """What was found in a chart. `skipped` says why a chart could not be looked at; it has failed then."""

    path: str
    findings: tuple[LintFinding, ...]
    failed: bool
    skipped: str = ""
