"""Charts that a command line names: the flags that say where they come from, finding, reading, requirements.

Rules: cmd/helm/install.go (locateChartPath, run), pkg/helm/client.go (what the client does before it sends a chart).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag
from ....core.errors import ChartNotFoundError
from ....core.golib.strconv import quote
from ....core.golib.utf8 import WHITE_SPACE
from ....core.model.options import ChartLocation, LoadOptions
from ....core.process_limits import limited
from ._connection import debug

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart

KEYRING = "~/.gnupg/pubring.gpg"

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

_ANY_VERSION = ">0.0.0-0"


def keyring(kernel: Kernel, given: str = KEYRING) -> str:
    """The file of public keys: the one that is given, be it empty, else GnuPG's old one in the user's home."""
    return kernel.settings.environment.get("HOME", "") + KEYRING[1:] if given == KEYRING else given


def chart_location(kernel: Kernel, reference: str, options: dict[str, Any]) -> ChartLocation:
    """Where a chart is to be looked for; `options` has the flags."""
    version = options["version"]
    if options["devel"] and not version:
        debug(kernel, f"setting version to {_ANY_VERSION}")
        version = _ANY_VERSION
    return ChartLocation(
        reference=reference,
        version=version,
        verify=options["verify"],
        keyring=keyring(kernel, options["keyring"]),
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
    found: str | None = kernel.first_or_none("helm_locate_chart", location=chart_location(kernel, reference, options))
    if found is not None:
        return found
    raise ChartNotFoundError(
        f"failed to download {quote(reference.strip(WHITE_SPACE))} (hint: running `helm repo update` may help)",
        details=("there is no such file or folder, and no installed plugin fetches it",),
    )


def load_chart(kernel: Kernel, path: str) -> Chart:
    """Read the chart at a path, within the limits on time and memory. Raises ChartError."""
    with limited(kernel.settings):
        chart: Chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
    return chart


def apply_requirements(kernel: Kernel, chart: Chart, values_text: str) -> Chart:
    """The chart as it is sent to the service: subcharts enabled, renamed and left out, values imported.

    Raises RequirementsError (UnmetRequirementsError where subcharts are missing), ValuesError.
    """
    from ....core.golib.yaml import load_map

    with limited(kernel.settings):
        processed: Chart = kernel.first(
            "helm_process_requirements", chart=chart, overrides=load_map(values_text, "chartutil.Values")
        )
    return processed


def warn_if_deprecated(kernel: Kernel, chart: Chart) -> None:
    """Say on standard error that a chart is deprecated, if it is."""
    if chart.metadata.deprecated:
        kernel.console.notice("WARNING: This chart is deprecated")
