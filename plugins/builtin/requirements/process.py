"""Requirements at run time, step by step as Helm's renderer takes them. Rule: pkg/renderutil/render.go."""

from __future__ import annotations

from typing import Any

from ....core.errors import RequirementsError, UnmetRequirementsError
from ....core.model.chart import Chart
from .conditions import Coalesce, Warn, enable_subcharts
from .import_values import import_values
from .parse import load_requirements
from .presence import check_presence


def process_requirements(chart: Chart, overrides: dict[str, Any], coalesce: Coalesce, warn: Warn) -> Chart:
    """The chart to go on with: all required subcharts present, those that are not enabled gone, values imported.

    `coalesce` lays values over a chart's defaults, `warn` hears of odd tags, conditions and imports. `chart` is not
    changed. Raises RequirementsError, ValuesError.
    """
    try:
        requirements = load_requirements(chart)
    except RequirementsError as error:
        raise UnmetRequirementsError(
            f"cannot load requirements: {error}", details=error.details, hint=error.hint
        ) from None
    if requirements is not None:
        check_presence(chart, requirements)
    return import_values(enable_subcharts(chart, overrides, coalesce, warn), coalesce, warn)
