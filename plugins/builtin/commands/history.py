"""``history``: the revisions of a release. Rules: cmd/helm/history.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import INT32, UINT, Flag, command
from ....core.errors import UsageError
from ....core.golib.strconv import quote
from ._arguments import release_name
from ._connection import connect
from ._damaged import MISSING, explain_damage, shown_chart
from ._documents import TABLE, write_document
from ._release_dump import ctime
from ._tables import text_table
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.release_requests import ReleaseSummary

_COLUMNS = ("REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION")
_MEMBERS = ("revision", "updated", "status", "chart", "appVersion", "description")


@command(
    "history",
    Flag("--max", kind=INT32, default=256, shown_default="256", help="most revisions to show, the newest ones"),
    Flag("--col-width", kind=UINT, default=60, shown_default="60", help="width of the widest column; 0 for any"),
    Flag("--output", "-o", default=TABLE, shown_default=TABLE, help="how revisions are printed: table, json, yaml"),
    *TLS_FLAGS,
    usage=" [flags] RELEASE_NAME",
)
def history(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Show the revisions of a release, the oldest first: when, in which state, with which chart, and why."""
    name = release_name(args)
    service = connect(kernel, options)
    releases = service.history(name, options["max"])[::-1]
    if not releases:
        return
    rows = [_row(release) for release in releases]
    output = options["output"]
    if output == TABLE:
        cells = [_COLUMNS, *([str(cell) for cell in row] for row in rows)]
        kernel.console.line(text_table(cells, options["col_width"]))
    elif not write_document(kernel, output, [dict(zip(_MEMBERS, row, strict=True)) for row in rows]):
        raise UsageError(f"unknown output format {quote(output)}")
    explain_damage(kernel, releases)


def _row(release: ReleaseSummary) -> tuple[str | int, ...]:
    has_chart = bool(release.chart_name or release.chart_version or release.damaged)
    return (
        release.revision,
        ctime(release.updated),
        release.status,
        shown_chart(release) if has_chart else MISSING,
        release.app_version if has_chart else MISSING,
        release.description,
    )
