"""``fetch``: download charts. Rules: cmd/helm/fetch.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ....core.errors import UsageError
from ....core.model.client_requests import Fetching
from ._chart_source import CHART_SOURCE_FLAGS, chart_location
from ._client import open_client

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.provenance import Verification


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
    client = open_client(kernel)
    for reference in args:
        chart = client.fetch(
            Fetching(
                chart_location(reference, options),
                devel=options["devel"],
                destination=options["destination"],
                keep_provenance=options["prov"],
                untar=options["untar"],
                untar_folder=options["untardir"],
            )
        )
        if options["verify"] and chart.verification is not None:
            kernel.console.line(f"Verification: {_shown(chart.verification)}")


def _shown(verification: Verification) -> str:
    """A verification as Go prints the structure; in place of the address of the key stands the end of its name."""
    address = (verification.fingerprint.lower()[-9:] or "0").rjust(9, "0")
    return f"&{{0xc{address} {verification.file_hash} {verification.file_name}}}"
