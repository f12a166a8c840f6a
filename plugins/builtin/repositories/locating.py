"""References to charts that are no paths: what is below the home directory, and what is downloaded.

Rules: cmd/helm/install.go (locateChartPath).
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from ....core.errors import ChartNotFoundError, PilothouseError
from ....core.golib.strconv import quote
from ....core.golib.utf8 import WHITE_SPACE
from ....core.home import HelmHome
from ....core.model.repository import ALWAYS, NEVER
from ....core.repository_addresses import is_same_origin
from ....core.text import without_password
from .references import find_in_repository

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import ChartLocation
    from ....core.protocols import RepositoryService

_ARCHIVE_MODE = 0o744


def locate(location: ChartLocation, service: RepositoryService, kernel: Kernel) -> str:
    """The absolute path of the chart that a reference names, downloaded where it is not on this machine.

    Raises ChartNotFoundError when it cannot be had, RepositoryError for what a repository named by its URL lacks.
    """
    home = HelmHome(kernel.settings.home())
    name = location.reference.strip(WHITE_SPACE)
    location = location.replace(reference=name, version=location.version.strip(WHITE_SPACE))
    local = os.path.join(home.repository, name)
    if os.path.exists(local):
        return os.path.abspath(local)
    advice = ""
    if location.repository:
        if location.cert_file or location.key_file or location.ca_file:
            advice = "files for TLS are for the index alone here; `repo add` registers a repository with them for all"
        location = _at_its_address(location, kernel)
    _make_folders(home.archive)
    try:
        chart = service.download(location, home.archive, verification=ALWAYS if location.verify else NEVER)
    except PilothouseError as error:
        if kernel.settings.enabled("debug"):
            raise
        raise ChartNotFoundError(
            f"failed to download {quote(without_password(location.reference))} "
            "(hint: running `helm repo update` may help)",
            details=(*error.message.splitlines(), *error.details),
            hint=error.hint or advice,
        ) from None
    if kernel.settings.enabled("debug"):
        kernel.console.line(f"[debug] Fetched {without_password(location.reference)} to {chart.path}\n")
    return os.path.abspath(chart.path)


def _make_folders(path: str) -> None:
    """Make a folder and those above it, all with the mode that Helm gives them. Failing is for who writes there."""
    if not path or os.path.exists(path):
        return
    _make_folders(os.path.dirname(path))
    with suppress(OSError):
        os.mkdir(path, _ARCHIVE_MODE)


def _at_its_address(location: ChartLocation, kernel: Kernel) -> ChartLocation:
    """The location of a chart of a repository that is named by its URL, with the chart's own URL instead.

    The certificates are for the repository's index alone. Credentials for the repository stay with it.
    """
    address, _ = find_in_repository(location, kernel)
    found = location.replace(reference=address, repository="", cert_file="", key_file="", ca_file="")
    return found if is_same_origin(location.repository, address) else found.replace(username="", password="")
