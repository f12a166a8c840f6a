"""``placeholders``: list what the templates of a chart ask for."""

from __future__ import annotations

import click
from pilothouse.core.cli import Command, pass_kernel
from pilothouse.core.errors import UsageError
from pilothouse.core.flags import FILE
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import ChartLocation, LoadOptions

from .rendering import PLACEHOLDER


@click.command(cls=Command, usage=" [flags] CHART")
@click.argument("args", nargs=-1, type=FILE)
@pass_kernel
def placeholders(kernel: Kernel, args: tuple[str, ...]) -> None:
    """List the placeholders of a chart, each with its default, if it has one, and the file that asks for it."""
    if len(args) != 1:
        raise UsageError("This command needs 1 argument: chart")
    path = kernel.first("helm_locate_chart", location=ChartLocation(args[0], local_only=True))
    chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
    for template in chart.templates:
        for found in PLACEHOLDER.finditer(template.data.decode("utf-8", "replace")):
            if found[1] is not None:
                default = f" (default {found[2]!r})" if found[2] is not None else ""
                kernel.console.line(f"{found[1]}{default}: {template.name}")
