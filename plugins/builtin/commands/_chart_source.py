"""The flags that say where a chart comes from. Rules: cmd/helm/install.go (locateChartPath)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag
from ....core.model.options import ChartLocation
from ....core.settings import KEYRING
from ._client import open_client

if TYPE_CHECKING:
    from ....core.kernel import Kernel

CHART_SOURCE_FLAGS = (
    Flag("--verify", kind=BOOL, help="check the signature of the chart"),
    Flag("--keyring", default=KEYRING, shown_default=KEYRING, completes="file", help="file of public keys"),
    Flag("--version", help="version of the chart, or a constraint on it; default the newest"),
    Flag("--repo", help="URL of the repository that has the chart"),
    Flag("--username", help="name of the user at the repository"),
    Flag("--password", help="password at the repository"),
    Flag("--cert-file", completes="file", help="client certificate for the repository"),
    Flag("--key-file", completes="file", help="client key for the repository"),
    Flag("--ca-file", completes="file", help="certificate authority of the repository"),
    Flag("--devel", kind=BOOL, help="versions under development too, unless --version is given"),
)
"""Where a chart comes from and how it is trusted."""


def chart_location(reference: str, options: dict[str, Any]) -> ChartLocation:
    """Where a chart is to be looked for; `options` has the flags."""
    return ChartLocation(
        reference=reference,
        version=options["version"],
        verify=options["verify"],
        keyring=options["keyring"],
        repository=options["repo"],
        username=options["username"],
        password=options["password"],
        cert_file=options["cert_file"],
        key_file=options["key_file"],
        ca_file=options["ca_file"],
    )


def find_chart(kernel: Kernel, reference: str, options: dict[str, Any]) -> str:
    """The absolute path of the chart that a reference names; `options` has the flags.

    Raises ChartNotFoundError, and what plugins raise that fetch charts.
    """
    return open_client(kernel).find_chart(chart_location(reference, options), devel=options["devel"])
