"""Downloading archives of charts, and their signatures. Rules: pkg/downloader/chart_downloader.go (DownloadTo)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, RepositoryError
from ....core.golib.oserrors import reason
from ....core.golib.path import base
from ....core.golib.strconv import quote
from ....core.model.options import FetchOptions
from ....core.model.repository import ALWAYS, LATER, NEVER, DownloadedChart
from ....core.text import has_control_characters, without_password
from .addresses import parse_address
from .errors import fetch_failure

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import ChartLocation
    from ....core.model.provenance import Verification
    from ....core.model.repository import ChartDownload

_ARCHIVES = (".tgz", ".tar.gz")
_GZIP = b"\x1f\x8b"
_MAX_SIGNATURE = 16 * 1024 * 1024
"""No signature may be larger (bytes): it has the metadata of a chart."""


def download(
    source: ChartDownload, location: ChartLocation, destination: str, verification: str, kernel: Kernel
) -> DownloadedChart:
    """Download an archive into an existing folder, and its signature where `verification` asks for it.

    Raises RepositoryError, ProvenanceError; a file that cannot be verified stays.
    """
    options = FetchOptions(
        username=source.username,
        password=source.password,
        cert_file=source.cert_file,
        key_file=source.key_file,
        ca_file=source.ca_file,
    )
    name = _checked_name(source.url)
    try:
        content = kernel.fetch(source.url, options.replace(label=name))
    except PilothouseError as error:
        raise fetch_failure(error, source.url.partition(":")[0]) from None
    path = _target(destination, name)
    if "://" not in location.reference:
        _check_planted(name, content)
    _check_digest(source, content, kernel)
    _write(path, content)
    if verification == NEVER:
        return DownloadedChart(path)
    signature = f"{source.url}.prov"
    try:
        content = kernel.fetch(signature, options.replace(max_size=_MAX_SIGNATURE))
    except PilothouseError as error:
        if verification == ALWAYS:
            raise RepositoryError(
                f"Failed to fetch provenance {quote(without_password(signature))}",
                details=(error.message, *error.details),
            ) from None
        shown = without_password(source.url if location.repository else location.reference)
        kernel.console.line(f"WARNING: Verification not found for {shown}: {error.message}")
        return DownloadedChart(path)
    _write(f"{path}.prov", content)
    if verification == LATER:
        return DownloadedChart(path)
    verified: Verification = kernel.first("helm_verify_provenance", path=path, keyring=location.keyring)
    return DownloadedChart(path, verified)


def _checked_name(address: str) -> str:
    """The name under which a URL is saved. Raises RepositoryError for one that is hidden or cannot be printed.

    It is what a server says: it must not become a configuration file of the folder it comes to.
    """
    name = base(parse_address(address).path)
    if name not in (".", "..") and (name.startswith(".") or has_control_characters(name)):
        raise RepositoryError(f"the name of the file, {quote(name)}, is not one for an archive of a chart")
    return name


def _check_planted(name: str, content: bytes) -> None:
    """Raise RepositoryError where an index chose a name and a content that are both not those of an archive.

    Who fetches a chart into a folder of programs shall not find a Makefile there.
    """
    if not name.endswith(_ARCHIVES) and not content.startswith(_GZIP):
        raise RepositoryError(
            f"the name of the file, {quote(name)}, is not one for an archive of a chart",
            details=("nor is what is in it one",),
        )


def _target(destination: str, name: str) -> str:
    """The path of the file to write. Raises RepositoryError for a name that is no name of a file."""
    path = os.path.normpath(destination + os.sep + name if destination else name)
    if name in (".", "..", "/"):
        raise RepositoryError(f"open {path}: is a directory")
    return path


def _check_digest(source: ChartDownload, content: bytes, kernel: Kernel) -> None:
    """Say that an archive is not what the index promises.

    Not refused: Helm takes no notice, and archives are packed anew under the version that they had.
    """
    if not source.digest or not kernel.console.explains:
        return
    import hashlib

    found = hashlib.sha256(content).hexdigest()
    if found != source.digest:
        kernel.console.notice(
            f"WARNING: {without_password(source.url)} has the SHA-256 {found}, but the index of its repository "
            f"promises {source.digest}: it was packed anew since, or somebody has changed it"
        )


def _write(path: str, content: bytes) -> None:
    from ....core.shared_files import replace

    try:
        replace(path, content)
    except OSError as error:
        raise RepositoryError(f"open {path}: {reason(error)}") from None
