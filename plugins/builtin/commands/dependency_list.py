"""``dependency list``: the requirements of a chart and their state. Rules: cmd/helm/dependency.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.command import command
from ._tables import text_table

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.requirements import RequirementsListing

_MAX_WIDTH = 80


@command("list", usage=" [flags] CHART", completes="file")
def list_dependencies(kernel: Kernel, args: tuple[str, ...]) -> None:
    """List what a chart requires, and what of that is in its charts folder.

    CHART is a folder or an archive, by default the current folder. The status of a requirement is ok (an archive) or
    unpacked (a folder), or says what is wrong: missing, wrong version, invalid version, misnamed, mispackaged, corrupt,
    too many matches, bad pattern. Charts in charts/ that nothing requires are warned about.
    """
    path = os.path.abspath(args[0] if args else ".")
    listing: RequirementsListing = kernel.first("helm_list_requirements", path=path)
    if not listing.declared:
        kernel.console.line(f"WARNING: no requirements at {os.path.join(path, 'charts')}")
        return
    rows = [("NAME", "VERSION", "REPOSITORY", "STATUS")]
    rows += [(one.name, one.version, one.repository, one.status) for one in listing.statuses]
    kernel.console.line(text_table(rows, _MAX_WIDTH))
    kernel.console.line()
    for warning in listing.warnings:
        kernel.console.line(warning)
