"""``search``: charts of the registered repositories. Flags and messages: cmd/helm/search.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, UINT, Flag, command
from ....core.debug_lines import debug
from ....core.golib.strconv import quote
from ....core.model.client_requests import Search
from ....core.text import printable
from ._client import open_client
from ._documents import OUTPUT_FLAG, write_result
from ._tables import text_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.kernel import Kernel
    from ....core.model.client_requests import SearchHit

_COLUMNS = ("NAME", "CHART VERSION", "APP VERSION", "DESCRIPTION")
_MEMBERS = ("Name", "Version", "AppVersion", "Description")


@command(
    "search",
    Flag("--regexp", "-r", kind=BOOL, help="the keyword is a regular expression, which tells capitals from small"),
    Flag("--versions", "-l", kind=BOOL, help="show every version that fits, one a line"),
    Flag("--devel", kind=BOOL, help="show pre-releases too; the same as --version '>0.0.0-0'"),
    Flag("--version", "-v", help="show versions that satisfy this constraint, such as ^1.2.0"),
    Flag("--col-width", kind=UINT, default=60, shown_default="60", help="width of the widest column; 0 for any"),
    OUTPUT_FLAG,
    usage=" [keyword] [flags]",
)
def search(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Search the registered repositories for charts.

    The keyword is looked for in names, descriptions and keywords of charts, capitals or not; several words are one
    keyword with spaces. Without one, all charts are shown. Charts with it in their names come first. Of each chart the
    newest version is shown that is no pre-release.

    What is searched is what `repo update` fetched last. With --regexp, fields are set apart by vertical tabs:
    '\\vstable/mysql\\v' is the chart of exactly that name.
    """
    debug(kernel, f"Original chart version: {quote(options['version'])}")
    hits = open_client(kernel).search(
        Search(
            " ".join(args) if args else None,
            is_expression=options["regexp"],
            every_version=options["versions"],
            version=options["version"],
            devel=options["devel"],
        )
    )
    write_result(
        kernel,
        options["output"],
        lambda: _table(hits, options["col_width"]),
        lambda: [dict(zip(_MEMBERS, row, strict=True)) for row in hits] or None,
    )


def _table(hits: Sequence[SearchHit], width: int) -> str:
    """The table; what strangers wrote cannot steer a terminal."""
    if not hits:
        return "No results found\n"
    cells = [_COLUMNS, *([printable(cell) for cell in hit] for hit in hits)]
    return text_table(cells, width) + "\n"
