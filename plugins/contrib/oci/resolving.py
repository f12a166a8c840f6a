"""References to charts in registries, as commands are given them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import ChartNotFoundError
from ....core.golib.oserrors import path_error
from ....core.golib.utf8 import WHITE_SPACE
from ....core.home import HelmHome
from ....core.model.options import ChartLocation, FetchOptions
from ....core.model.repository import ALWAYS, NEVER, ChartDownload
from . import charts, references
from .registry import Registry

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import RepositoryService


def resolve(location: ChartLocation, kernel: Kernel) -> ChartDownload | None:
    """Where the archive of a chart is, pinned by its digest; None for what is no chart in a registry.

    So is the address of an archive itself: there is nothing to resolve. Raises RepositoryError.
    """
    address = _address(location)
    if not address:
        return None
    reference = references.parse(address)
    if reference.file:
        return None
    with Registry(reference.host, credentials_of(location), kernel) as registry:
        found = charts.locate(registry, reference, location.version.strip(WHITE_SPACE))
    return ChartDownload(
        str(found.reference.replace(file=found.file)),
        username=location.username,
        password=location.password,
        cert_file=location.cert_file,
        key_file=location.key_file,
        ca_file=location.ca_file,
        digest=found.manifest.archive.digest.removeprefix("sha256:"),
    )


def locate(location: ChartLocation, kernel: Kernel) -> str | None:
    """The path of a chart that was downloaded from a registry; None for what is none in a registry.

    Raises ChartNotFoundError, RepositoryError, ProvenanceError.
    """
    if not _address(location):
        return None
    folder = HelmHome(kernel.settings.home()).archive
    try:
        os.makedirs(folder, 0o744, exist_ok=True)
    except OSError as error:
        raise ChartNotFoundError(path_error("mkdir", folder, error)) from None
    service: RepositoryService = kernel.first("helm_open_repositories")
    wanted = location.replace(reference=_address(location), repository="")
    chart = service.download(wanted, folder, verification=ALWAYS if location.verify else NEVER)
    return os.path.abspath(chart.path)


def credentials_of(location: ChartLocation) -> FetchOptions:
    """The credentials and TLS files of a location."""
    return FetchOptions(
        username=location.username,
        password=location.password,
        cert_file=location.cert_file,
        key_file=location.key_file,
        ca_file=location.ca_file,
    )


def _address(location: ChartLocation) -> str:
    """The address of the chart that a location names, empty where that is not in a registry."""
    reference = location.reference.strip(WHITE_SPACE)
    if references.is_address(location.repository) and "://" not in reference:
        return f"{location.repository.rstrip('/')}/{reference}"
    return reference if references.is_address(reference) and not location.repository else ""
