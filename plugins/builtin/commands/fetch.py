"""``fetch``: download charts. Rules: cmd/helm/fetch.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ....core.errors import UsageError
from ._chart_source import CHART_SOURCE_FLAGS, chart_location
from ._repositories import repositories

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import ChartLocation
    from ....core.model.provenance import Verification
    from ....core.protocols import RepositoryService


@command(
    "fetch",
    Flag("--untar", kind=BOOL, help="unpack the chart"),
    Flag("--untardir", default=".", shown_default=".", completes="dir", help="folder to unpack into"),
    Flag("--prov", kind=BOOL, help="download the signature too, and do not check it"),
    Flag(
        "--destination", "-d", default=".", shown_default=".", completes="dir", help="folder for the downloaded chart"
    ),
    *CHART_SOURCE_FLAGS,
    usage=" [flags] [chart URL | repo/chartname] [...]",
)
def fetch(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Download charts, and with --untar unpack them.

    A chart is named as REPOSITORY/CHART, as CHART with --repo, or by its URL. With --verify it must have a signature
    by a key of the key ring.
    """
    if not args:
        raise UsageError("need at least one argument, url or repo/name of the chart")
    service = repositories(kernel)
    for reference in args:
        location = chart_location(kernel, reference, options)
        if options["untar"]:
            _fetch_and_unpack(kernel, service, location, options)
        else:
            _fetch(kernel, service, location, options["destination"], options)


def _fetch(
    kernel: Kernel, service: RepositoryService, location: ChartLocation, destination: str, options: dict[str, Any]
) -> str:
    """Download one chart; the path of the archive."""
    from ....core.model.repository import ALWAYS, LATER, NEVER

    strategy = ALWAYS if options["verify"] else LATER if options["prov"] else NEVER
    chart = service.download(location, destination, verification=strategy)
    if options["verify"] and chart.verification is not None:
        kernel.console.line(f"Verification: {_shown(chart.verification)}")
    return chart.path


def _shown(verification: Verification) -> str:
    """A verification as Go prints the structure; in place of the address of the key stands the end of its name."""
    address = (verification.fingerprint.lower()[-9:] or "0").rjust(9, "0")
    return f"&{{0xc{address} {verification.file_hash} {verification.file_name}}}"


def _fetch_and_unpack(
    kernel: Kernel, service: RepositoryService, location: ChartLocation, options: dict[str, Any]
) -> None:
    """Download one chart into a folder of its own and unpack it into another. Raises RepositoryError, ChartError."""
    import os
    import tempfile

    from ._unpack import prepare_folder, unpack_chart

    with tempfile.TemporaryDirectory(prefix="helm-") as folder:
        archive = _fetch(kernel, service, location, folder, options)
        target = options["untardir"]
        if not os.path.isabs(target):
            target = os.path.normpath(os.path.join(options["destination"], target))
        name = os.path.basename(archive) if location.repository else location.reference.rpartition("/")[2]
        prepare_folder(target, name)
        unpack_chart(archive, target)
