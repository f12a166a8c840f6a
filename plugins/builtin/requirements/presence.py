"""Whether every required subchart is there. Rule: pkg/renderutil/deps.go; versions are not compared."""

from __future__ import annotations

from ....core.errors import UnmetRequirementsError
from ....core.model.chart import Chart
from ....core.model.requirements import Requirements


def missing_subcharts(chart: Chart, requirements: Requirements) -> list[str]:
    """The names that `requirements` has and the chart's subcharts have not, in order."""
    present = {subchart.name for subchart in chart.dependencies}
    return [dependency.name for dependency in requirements.dependencies if dependency.name not in present]


def check_presence(chart: Chart, requirements: Requirements) -> None:
    """Raise UnmetRequirementsError that names every missing subchart."""
    missing = missing_subcharts(chart, requirements)
    if missing:
        raise UnmetRequirementsError(
            f"found in requirements.yaml, but missing in charts/ directory: {', '.join(missing)}",
            missing=tuple(missing),
            details=(f"in {chart.name}/requirements.yaml",),
            hint="`dependency update` fetches what requirements.yaml names, as does --dep-up of install and upgrade",
        )
