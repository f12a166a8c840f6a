"""What `jsonschema` provides."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from ....core.entries import FlagEntry, SettingEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.model.options import ValueSources
    from ....core.model.render import RenderedFiles, RenderValues
    from ....core.model.service_target import ServiceTarget
    from ....core.protocols import KernelView, ReleaseService

SETTING = "validate-schema"
_HELP = "check values against values.schema.json of the chart and its subcharts"


@hookimpl
def helm_register_settings() -> list[SettingEntry]:
    """What switches the plugin on; ``false`` keeps it quiet although it is asked for by name."""
    return [SettingEntry(SETTING, "PILOTHOUSE_VALIDATE_SCHEMA", "", _HELP, "--validate-schema")]


@hookimpl
def helm_register_flags() -> list[FlagEntry]:
    """The flag of the commands that render charts."""
    commands = ("install", "upgrade", "diff upgrade", "template", "lint")
    return [FlagEntry("--validate-schema", _HELP, SETTING, commands, kind="bool")]


@hookimpl(wrapper=True)
def helm_read_values(sources: ValueSources, kernel: KernelView) -> Generator[None, dict[str, Any], dict[str, Any]]:
    """Remember where values come from: an error about one says which file or flag gave it."""
    from .origins import remember

    remember(kernel, sources)
    return (yield)


@hookimpl(wrapper=True)
def helm_render_chart(
    chart: Chart, render_values: RenderValues, kernel: KernelView
) -> Generator[None, RenderedFiles, RenderedFiles]:
    """Check the values before templates see them. Raises ValuesError, ChartError, MissingExtraError."""
    if _is_on(kernel):
        from .validation import check_values

        check_values(chart, render_values.values, kernel)
    return (yield)


@hookimpl(wrapper=True)
def helm_connect_release_service(
    target: ServiceTarget, kernel: KernelView
) -> Generator[None, ReleaseService, ReleaseService]:
    """Say that a Tiller checks nothing because its client asks for it."""
    if _is_on(kernel) and not target.is_here:
        kernel.warn(
            "warning: values are checked where charts are rendered, which is by this Tiller: "
            "`tiller -p jsonschema` checks them there"
        )
    return (yield)


def _is_on(kernel: KernelView) -> bool:
    """Whether values are checked: they are when the plugin is on, unless the setting says no."""
    from ....core.settings import parse_bool

    return parse_bool(kernel.setting(SETTING)) is not False
