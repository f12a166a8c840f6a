"""Which values an upgrade uses: those of the request, of the deployed revision, or of both.

Rule: pkg/tiller/release_server.go (reuseValues).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import ReleaseError
from ....core.golib.yaml import YamlError, dump
from ....core.model.chart import Chart
from .rendering import read_values
from .rewording import reworded

if TYPE_CHECKING:
    from ....core.model.release import Release
    from ....core.model.release_requests import UpdateRequest
    from .context import ServiceContext

_EMPTY = ("", "{}\n")


def reuse_values(context: ServiceContext, request: UpdateRequest, chart: Chart, current: Release) -> tuple[Chart, str]:
    """The chart to render and the text of the values to render it with, and to record.

    With ``--reuse-values`` the defaults of the chart give way to the computed values of the current revision, so that
    new defaults are not seen. Raises ValuesError.
    """
    given = request.values_text
    if request.reset_values:
        return chart, given
    if request.reuse_values:
        return _with_defaults(chart, _computed_text(context, current)), _merged_text(current.values_text, given)
    if given in _EMPTY and current.values_text not in _EMPTY:
        return chart, str(current.values_text)
    return chart, given


def _computed_text(context: ServiceContext, current: Release) -> str:
    from ....core.errors import PilothouseError

    try:
        values = context.kernel.first(
            "helm_coalesce_values", chart=current.chart, overrides=read_values(current.values_text)
        )
    except PilothouseError as error:
        raise reworded(error, f"failed to rebuild old values: {error.message}") from error
    return _dump(values)


def _merged_text(old: str, given: str) -> str:
    wanted = read_values(given)
    table = read_values(old) if old not in _EMPTY else {}
    _merge_into(table, wanted)
    return _dump(table)


def _dump(values: dict[str, Any]) -> str:
    try:
        return dump(values)
    except YamlError as error:
        raise ReleaseError(str(error)) from None


def _merge_into(table: dict[str, Any], source: dict[str, Any]) -> None:
    """Lay `source` over `table`: tables are merged, everything else is replaced, nulls included."""
    for key, value in source.items():
        mine = table.get(key)
        if isinstance(mine, dict) and isinstance(value, dict):
            _merge_into(mine, value)
        else:
            table[key] = value


def _with_defaults(chart: Chart, text: str) -> Chart:
    return Chart(chart.metadata, chart.templates, text, chart.dependencies, chart.files, chart.origin)
