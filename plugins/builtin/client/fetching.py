"""Downloading charts. Rules: cmd/helm/fetch.go (run), pkg/chartutil/expand.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.archive.expand import expand_chart
from ....core.errors import ChartError, RepositoryError
from ....core.golib.oserrors import path_error
from ....core.model.repository import ALWAYS, LATER, NEVER, DownloadedChart
from ....core.shared_files import make_folders
from .charts import full_location

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.client_requests import Fetching
    from ....core.model.options import ChartLocation
    from ....core.protocols import RepositoryService


def fetch_chart(kernel: Kernel, fetching: Fetching) -> DownloadedChart:
    """Download one chart, and unpack it where that is wanted. Raises RepositoryError, ProvenanceError, ChartError."""
    service: RepositoryService = kernel.first("helm_open_repositories")
    location = full_location(kernel, fetching.location, devel=fetching.devel)
    if fetching.untar:
        return _fetch_and_unpack(service, location, fetching)
    return _fetch(service, location, fetching.destination, fetching)


def _fetch(
    service: RepositoryService, location: ChartLocation, destination: str, fetching: Fetching
) -> DownloadedChart:
    strategy = ALWAYS if location.verify else LATER if fetching.keep_provenance else NEVER
    return service.download(location, destination, verification=strategy)


def _fetch_and_unpack(service: RepositoryService, location: ChartLocation, fetching: Fetching) -> DownloadedChart:
    """Download one chart into a folder of its own and unpack it into another."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="helm-") as folder:
        chart = _fetch(service, location, folder, fetching)
        target = fetching.untar_folder
        if not os.path.isabs(target):
            target = os.path.normpath(os.path.join(fetching.destination, target))
        name = _expected_folder(location, chart.path)
        _prepare_folder(target, name)
        return chart.replace(path=_unpack_chart(chart.path, target))


def _expected_folder(location: ChartLocation, archive: str) -> str:
    """The name that a chart's folder is expected to have: the end of its reference, or its archive's name.

    The latter goes for ``--repo``, and for addresses that plugins resolve: they may end in a tag or a query.
    """
    scheme, found, _ = location.reference.partition("://")
    if location.repository or (found and scheme.lower() not in ("http", "https")):
        return os.path.basename(archive)
    return location.reference.rpartition("/")[2]


def _prepare_folder(target: str, name: str) -> None:
    """Make the folder in which a chart is expected to be unpacked below `target`: `name` is the end of its reference.

    Raises RepositoryError when there is something of that name.
    """
    folder = name if target == "." else os.path.normpath(os.path.join(target, name))
    if os.path.exists(folder):
        raise RepositoryError(f"Failed to untar: a file or directory with the name {folder} already exists")
    try:
        make_folders(folder)
    except OSError as error:
        raise RepositoryError(f"Failed to untar (mkdir): {path_error('mkdir', error.filename, error)}") from None


def _unpack_chart(archive: str, target: str) -> str:
    """Unpack an archive below `target`, into a folder of the chart's name that is new or empty; that folder.

    Raises ChartError.
    """
    try:
        with open(archive, "rb") as stream:
            packed = stream.read()
    except OSError as error:
        raise ChartError(path_error("open", archive, error)) from None
    return expand_chart(packed, target)
