"""Addresses of repositories and charts: joining, resolving and comparing them.

Rules: pkg/repo/chartrepo.go (DownloadIndexFile, ResolveReferenceURL), pkg/downloader/chart_downloader.go,
pkg/urlutil/urlutil.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.golib import url as go_url
from ....core.golib.path import clean
from ....core.golib.types import GoError
from ....core.repository_addresses import is_same_origin
from ....core.text import without_password
from .errors import UnusableRepositoryError

if TYPE_CHECKING:
    from ....core.golib.url import URL
    from ....core.protocols import KernelView


def parse_address(address: str) -> URL:
    """The URL of a repository or chart. Raises UnusableRepositoryError for what is none."""
    try:
        return go_url.parse(address)
    except GoError:
        raise UnusableRepositoryError(f"invalid chart URL format: {address}") from None


def check_scheme(address: str, kernel: KernelView) -> None:
    """Raise UnusableRepositoryError unless the address of a repository is a URL that some plugin fetches."""
    scheme = parse_address(address).scheme
    if not kernel.has_getter(scheme):
        raise UnusableRepositoryError(
            f"Could not find protocol handler for: {scheme}",
            hint=f"only a plugin with a downloader or a getter could fetch {without_password(address)}"
            if scheme
            else "an address begins with its scheme: https://…, http://… or file:///…",
        )


def index_address(repository: str) -> str:
    """The URL of the index of a repository; its query stays. Raises UnusableRepositoryError."""
    parsed = parse_address(repository)
    parsed.raw_path = _join(parsed.raw_path)
    parsed.path = _join(parsed.path)
    return str(parsed)


def _join(path: str) -> str:
    return clean(f"{path}/index.yaml" if path else "index.yaml")


def resolve_registered(repository: str, chart: URL) -> URL:
    """The URL of a chart in the index of a registered repository.

    One below the repository gets its query, sorted: that may hold a token, and is for the same server alone. Raises
    GoError.
    """
    if chart.scheme:
        return chart
    base = go_url.parse(repository)
    resolved = _as_folder(base).resolve(chart)
    if is_same_origin(repository, str(resolved)):
        resolved.query = go_url.sorted_query(base.query)
    return resolved


def resolve_unregistered(repository: str, address: str) -> URL:
    """The URL of a chart in the index of a repository that a command line names.

    It gets the repository's query when it has the same scheme, host and port. Raises GoError.
    """
    try:
        base = go_url.parse(repository)
    except GoError as error:
        raise GoError(f"failed to parse {repository} as URL: {error}") from None
    try:
        chart = go_url.parse(address)
    except GoError as error:
        raise GoError(f"failed to parse {address} as URL: {error}") from None
    resolved = _as_folder(base).resolve(chart)
    if is_same_origin(repository, str(resolved)):
        resolved.query = base.query
    return resolved


def _as_folder(base: URL) -> URL:
    base.path = base.path.removesuffix("/") + "/"
    return base
