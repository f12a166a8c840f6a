"""References to charts in Git repositories, as commands are given them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import ChartNotFoundError, RepositoryError
from ....core.golib.oserrors import path_error
from ....core.golib.utf8 import WHITE_SPACE
from ....core.home import HelmHome
from ....core.model.options import ChartLocation, FetchOptions
from ....core.model.repository import ALWAYS, NEVER, ChartDownload
from ....core.repository_index import choose_version
from . import addresses
from .charts import find_charts

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import RepositoryService


def resolve(location: ChartLocation, kernel: Kernel) -> ChartDownload | None:
    """Where the archive of a chart is, at a commit; None for what is no chart in a Git repository.

    Raises RepositoryError, also for a folder of several charts.
    """
    text = location.reference.strip(WHITE_SPACE)
    if location.repository or not addresses.is_address(text):
        return None
    address = addresses.parse(text)
    if address.file:
        return None
    options = FetchOptions(
        username=location.username,
        password=location.password,
        cert_file=location.cert_file,
        key_file=location.key_file,
        ca_file=location.ca_file,
    )
    charts = find_charts(address, options, kernel)
    names = sorted({chart.metadata.name for chart in charts})
    if not names:
        raise RepositoryError(f"{address} has no chart", hint="the path after // is the folder of a chart")
    if len(names) > 1:
        raise RepositoryError(f"{address} has several charts: {', '.join(names[:10])}", hint="name the folder of one")
    version = location.version.strip(WHITE_SPACE)
    # What is named outright may be a pre-release; of several versions it is the newest that is none.
    found = charts[0]
    if version or len(charts) > 1:
        found = choose_version(names[0], version, charts, lambda chart: chart.metadata.version)
    return ChartDownload(
        found.url(address),
        username=location.username,
        password=location.password,
        cert_file=location.cert_file,
        key_file=location.key_file,
        ca_file=location.ca_file,
    )


def locate(location: ChartLocation, kernel: Kernel) -> str | None:
    """The path of a chart that was packed from a Git repository; None for what is in none.

    Raises ChartNotFoundError, RepositoryError, ProvenanceError.
    """
    if location.repository or not addresses.is_address(location.reference.strip(WHITE_SPACE)):
        return None
    folder = HelmHome(kernel.settings.home()).archive
    try:
        os.makedirs(folder, 0o744, exist_ok=True)
    except OSError as error:
        raise ChartNotFoundError(path_error("mkdir", folder, error)) from None
    service: RepositoryService = kernel.first("helm_open_repositories")
    chart = service.download(location, folder, verification=ALWAYS if location.verify else NEVER)
    return os.path.abspath(chart.path)
