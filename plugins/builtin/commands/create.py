"""``create``: make a new chart. Rules: cmd/helm/create.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.command import Flag, command
from ....core.errors import UsageError
from ....core.home import HelmHome
from ....core.model.options import ScaffoldOptions

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "create",
    Flag("--starter", "-p", completes="dir", help="chart to start from: a name below $HELM_HOME/starters, or a path"),
    usage=" NAME [flags]",
    completes="dir",
)
def create(kernel: Kernel, args: tuple[str, ...], *, starter: str) -> None:
    """Make a new chart: a folder NAME with metadata, values and the templates of a small web application.

    The last part of NAME is the chart's name; the folder above it has to exist. Files that are there already are kept.
    With --starter the chart is a copy of another one, which may name the new one as <CHARTNAME>; then NAME must not
    exist.
    """
    if not args:
        raise UsageError("the name of the new chart is required")
    if len(args) > 1:
        raise UsageError("command 'create' doesn't support multiple arguments")
    kernel.console.line(f"Creating {args[0]}")
    if starter and not os.path.isabs(starter):
        starter = os.path.normpath(os.path.join(HelmHome(kernel.settings.home()).starters, starter))
    kernel.first("helm_create_chart", path=args[0], options=ScaffoldOptions(starter))
