"""``list``: the releases and their state. Rules: cmd/helm/list.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, INT, UINT, Flag, command
from ....core.errors import ReleaseError, UsageError
from ....core.model.release import (
    ALL_STATUSES,
    DELETED,
    DELETING,
    DEPLOYED,
    FAILED,
    PENDING_INSTALL,
    PENDING_ROLLBACK,
    PENDING_UPGRADE,
)
from ....core.model.release_requests import BY_CHART_NAME, BY_LAST_RELEASED, BY_NAME, ListRequest
from ._client import open_client
from ._connection import connect
from ._damaged import explain_damage, shown_chart
from ._documents import write_document
from ._release_dump import ctime
from ._tables import text_table
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.release_requests import ReleaseSummary

_FORMATS = ("json", "yaml")
_COLUMNS = ("NAME", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "NAMESPACE")
_MEMBERS = ("Name", "Revision", "Updated", "Status", "Chart", "AppVersion", "Namespace")
_STATUS_FLAGS: dict[str, tuple[str, ...]] = {
    "deployed": (DEPLOYED,),
    "deleted": (DELETED,),
    "deleting": (DELETING,),
    "failed": (FAILED,),
    "pending": (PENDING_INSTALL, PENDING_UPGRADE, PENDING_ROLLBACK),
}


@command(
    "list",
    Flag("--short", "-q", kind=BOOL, help="print names alone"),
    Flag("--date", "-d", kind=BOOL, help="sort by the time of the last change"),
    Flag("--reverse", "-r", kind=BOOL, help="sort the other way round"),
    Flag("--max", "-m", kind=INT, default=256, shown_default="256", help="most releases on a page; 0 for 512"),
    Flag("--offset", "-o", help="name of the release with which the page begins"),
    Flag("--all", "-a", kind=BOOL, help="releases of every status"),
    Flag("--deleted", kind=BOOL, help="deleted releases"),
    Flag("--deleting", kind=BOOL, help="releases that are being deleted"),
    Flag("--deployed", kind=BOOL, help="deployed releases"),
    Flag("--failed", kind=BOOL, help="failed releases"),
    Flag("--pending", kind=BOOL, help="releases that some operation has not finished"),
    Flag("--namespace", help="releases of one namespace"),
    Flag("--col-width", kind=UINT, default=60, shown_default="60", help="width of the widest column; 0 for any"),
    Flag("--output", help="print a document: json or yaml"),
    Flag("--chart-name", "-c", kind=BOOL, help="sort by the name of the chart"),
    *TLS_FLAGS,
    usage=" [flags] [FILTER]",
)
def list_releases(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """List releases, one line each: the newest revision that matches.

    Without a flag for a status, deployed and failed releases are shown. FILTER is a regular expression on names. A page
    that is not the last one begins with the name at which the next one starts, for --offset.
    """
    service = connect(kernel, options)
    request = ListRequest(
        limit=options["max"],
        offset=options["offset"],
        sort_by=BY_CHART_NAME if options["chart_name"] else BY_LAST_RELEASED if options["date"] else BY_NAME,
        descending=options["reverse"],
        filter=" ".join(args),
        statuses=_statuses(options),
        namespace=options["namespace"],
        names_only=options["short"],
    )
    try:
        result = open_client(kernel).list(service, request)
    except ReleaseError as error:
        if options["offset"] in _FORMATS and not error.hint:
            error.hint = f"-o is --offset here: `--output {options['offset']}` prints a document"
        raise
    if not result.releases:
        return
    releases = result.releases
    output = options["output"]
    if options["short"]:
        names = [release.name for release in releases]
        if not output:
            kernel.console.line("\n".join(names))
        document: Any = names
    else:
        rows = [_row(release) for release in releases]
        if not output:
            if result.next:
                kernel.console.write(f"\tnext: {result.next}\n")
            cells = [_COLUMNS, *([str(cell) for cell in row] for row in rows)]
            kernel.console.line(text_table(cells, options["col_width"]))
        members = [dict(zip(_MEMBERS, row, strict=True)) for row in rows]
        document = {"Next": result.next, "Releases": members}
    if output and not write_document(kernel, output, document):
        raise UsageError(f'Unknown output format "{output}"')
    explain_damage(kernel, releases)


def _statuses(options: dict[str, Any]) -> tuple[str, ...]:
    """The statuses that the flags ask for; none where they ask for none."""
    if options["all"]:
        return ALL_STATUSES
    chosen = [status for flag, statuses in _STATUS_FLAGS.items() if options[flag] for status in statuses]
    return tuple(chosen)


def _row(release: ReleaseSummary) -> tuple[str | int, ...]:
    return (
        release.name,
        release.revision,
        ctime(release.updated),
        release.status,
        shown_chart(release),
        release.app_version,
        release.namespace,
    )
