"""Resolving references to charts: ``repository/chart``, URLs, and charts of a repository that is not registered.

Credentials go to the scheme, host and port of the repository that they are for, and to nobody else whom its index names
(CVE-2021-32690; Helm v2.17.0 sends them anywhere). Rules: pkg/downloader/chart_downloader.go (ResolveChartVersion),
pkg/repo/chartrepo.go (FindChartInAuthRepoURL).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ....core.errors import PilothouseError, RepositoryError
from ....core.golib import url as go_url
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.model.repository import ChartDownload, RepositoryEntry
from ....core.repository_addresses import check_reach, is_same_address, is_same_origin
from ....core.text import without_password
from .addresses import (
    check_scheme,
    parse_address,
    resolve_registered,
    resolve_unregistered,
)
from .cached_index import cache_path, open_index
from .near_misses import near_misses
from .registration import fetch_checked
from .repository_file import load_repository_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.golib.url import URL
    from ....core.home import HelmHome
    from ....core.kernel import Kernel
    from ....core.model.options import ChartLocation
    from ....core.protocols import RepositoryIndex

_UPDATE = "(try 'helm repo update')"
_SHA256 = re.compile("[0-9a-f]{64}")
_YAML_ESCAPE = re.compile(rb"\\[xuU\r\n]")


def resolve(location: ChartLocation, home: HelmHome, kernel: Kernel) -> ChartDownload:
    """Where the archive is that a location names. Raises RepositoryError."""
    if location.repository:
        address, digest = find_in_repository(location, kernel)
        if not _is_whole(parse_address(address), kernel):
            return _resolve_reference(location.replace(reference=address), home, kernel)
        may_have = is_same_origin(location.repository, address)
        found = _resolve_address(address, location, home, kernel, with_credentials=may_have)
        return found.replace(digest=digest)
    return _resolve_reference(location, home, kernel)


def index_at(location: ChartLocation, kernel: Kernel) -> RepositoryIndex:
    """The index, fetched now, of the repository that a location names. Raises RepositoryError."""
    entry = RepositoryEntry(
        name="",
        url=location.repository,
        username=location.username,
        password=location.password,
        cert_file=location.cert_file,
        key_file=location.key_file,
        ca_file=location.ca_file,
    )
    return fetch_checked(entry, "", kernel)


def find_in_repository(location: ChartLocation, kernel: Kernel) -> tuple[str, str]:
    """The URL and the digest of a chart in the repository that a location names. Raises RepositoryError."""
    index = index_at(location, kernel)
    subject = f"chart {quote(location.reference)}"
    if location.version:
        subject += f" version {quote(location.version)}"
    try:
        version = index.find(location.reference, location.version)
    except RepositoryError as error:
        raise RepositoryError(
            f"{subject} not found in {without_password(location.repository)} repository",
            details=(error.message,),
            hint=near_misses(index, location.reference, location.version),
        ) from None
    if not version.urls:
        raise RepositoryError(f"{subject} has no downloadable URLs")
    try:
        address = str(resolve_unregistered(location.repository, version.urls[0]))
    except GoError as error:
        raise RepositoryError(f"failed to make chart URL absolute: {error}") from None
    check_reach(location.repository, address)
    return address, promised_digest(version.digest)


def promised_digest(text: str) -> str:
    """The SHA-256 that an index promises, where that is what it has.

    What begins with ``sha256:`` was written by `package --save`, and is the sum of another file (pkg/repo/local.go).
    """
    return text if _SHA256.fullmatch(text) else ""


def _resolve_reference(location: ChartLocation, home: HelmHome, kernel: Kernel) -> ChartDownload:
    """A URL, or a chart of a registered repository."""
    reference = location.reference
    try:
        parsed = go_url.parse(reference)
    except GoError:
        raise RepositoryError(f"invalid chart URL format: {reference}") from None
    if _is_whole(parsed, kernel):
        return _resolve_address(reference, location, home, kernel, with_credentials=True)
    entries = load_repository_file(home.repository_file).entries
    name, slash, chart = parsed.path.partition("/")
    if not slash:
        raise RepositoryError(
            f"Non-absolute URLs should be in form of repo_name/path_to_chart, got: {parsed}",
            hint="`search NAME` shows which repositories have a chart; --repo URL names one that is not registered",
        )
    entry = _registered(name, entries)
    return _resolve_chart(entry, chart, location, home, kernel)


def _is_whole(parsed: URL, kernel: Kernel) -> bool:
    """Whether a reference is the URL of an archive; unlike in Helm those of folders need no host."""
    if not parsed.path or not parsed.scheme:
        return False
    return bool(parsed.host) or (parsed.scheme not in ("http", "https") and kernel.has_getter(parsed.scheme))


def _registered(name: str, entries: Sequence[RepositoryEntry]) -> RepositoryEntry:
    for entry in entries:
        if entry.name == name:
            if not entry.url:
                raise RepositoryError(f"no URL found for repository {name}")
            return entry
    raise RepositoryError(f"repo {name} not found", hint="`repo list` shows the registered ones, `repo add` adds one")


def _resolve_chart(
    entry: RepositoryEntry, chart: str, location: ChartLocation, home: HelmHome, kernel: Kernel
) -> ChartDownload:
    """A chart in the index of a registered repository."""
    index = _opened_index(entry, home, kernel)
    try:
        version = index.find(chart, location.version)
    except RepositoryError as error:
        raise RepositoryError(
            f"chart {quote(chart)} matching version {quote(location.version)} not found in {entry.name} index. "
            f"{_UPDATE}. {error.message}",
            details=error.details,
            hint=near_misses(index, chart, location.version),
        ) from None
    if not version.urls:
        raise RepositoryError(f"chart {quote(location.reference)} has no downloadable URLs")
    try:
        parsed: URL = go_url.parse(version.urls[0])
    except GoError:
        raise RepositoryError(
            f"invalid chart URL format: {location.reference}", details=(f"its URL is {quote(version.urls[0])}",)
        ) from None
    try:
        address = resolve_registered(entry.url, parsed)
    except GoError as error:
        raise RepositoryError(str(error)) from None
    check_reach(entry.url, str(address))
    if not kernel.has_getter(address.scheme):
        check_scheme(entry.url, kernel)
    _check_supported(str(address), address.scheme, kernel)
    return _with_credentials(str(address), entry, location, promised_digest(version.digest))


def _check_supported(address: str, scheme: str, kernel: Kernel) -> None:
    """Raise RepositoryError, as the client of the repository that names it would, for a URL that nothing fetches."""
    if not kernel.has_getter(scheme):
        raise RepositoryError(f"Get {quote(without_password(address))}: unsupported protocol scheme {quote(scheme)}")


def _opened_index(entry: RepositoryEntry, home: HelmHome, kernel: Kernel) -> RepositoryIndex:
    """The index of a registered repository. Raises RepositoryError.

    A repository that nobody can fetch is said to be one, as by Helm, unless a plugin has its index all the same.
    """
    try:
        return open_index(entry, home, kernel)
    except PilothouseError as error:
        check_scheme(entry.url, kernel)
        raise RepositoryError(
            f"no cached repo found. {_UPDATE}. {error.message}",
            details=error.details,
            hint=error.hint
            or f"`repo update` fetches the index of {entry.name}; if that is gone for good, `repo remove {entry.name}`",
        ) from None


def _with_credentials(
    address: str, entry: RepositoryEntry, location: ChartLocation, digest: str = "", *, direct: bool = False
) -> ChartDownload:
    """A download with the credentials of a repository, and those of the location before them.

    Where the repository is elsewhere, neither goes along but those that were given for the URL itself (`direct`).
    Authorities are trusted for all that the repository names.
    """
    at_home = is_same_origin(entry.url, address)
    username = location.username if at_home or direct else ""
    password = location.password if at_home or direct else ""
    return ChartDownload(
        address,
        username=username or (entry.username if at_home else ""),
        password=password or (entry.password if at_home else ""),
        cert_file=entry.cert_file if at_home else "",
        key_file=entry.key_file if at_home else "",
        ca_file=entry.ca_file,
        digest=digest,
    )


def _resolve_address(
    address: str, location: ChartLocation, home: HelmHome, kernel: Kernel, *, with_credentials: bool
) -> ChartDownload:
    """A URL: fetched with the credentials of the first registered repository that has it, if one has."""
    if not with_credentials:
        location = location.replace(username="", password="")
    names, scheme = _file_names(address), parse_address(address).scheme
    for entry in load_repository_file(home.repository_file).entries:
        index = _opened_index(entry, home, kernel)
        if _may_have(names, cache_path(home, entry.name)) and _has(index, address, names):
            _check_supported(address, scheme, kernel)
            return _with_credentials(address, entry, location, direct=True)
    if not kernel.has_getter(scheme):
        raise RepositoryError(f"scheme {quote(scheme)} not supported")
    return ChartDownload(address, username=location.username, password=location.password)


def _file_names(address: str) -> set[str]:
    """How the last part of a URL may be written, plainly and with its escapes. Raises RepositoryError."""
    parsed = parse_address(address)
    return {path.rstrip("/").rpartition("/")[2] for path in (parsed.path, parsed.escaped_path())}


def _may_have(names: set[str], path: str) -> bool:
    """Whether the text of an index may have a URL that ends so: a quick look, because large indexes take long to read.

    Without the file the answer is yes: an index need not have one.
    """
    try:
        with open(path, "rb") as stream:
            content = stream.read()
    except OSError:
        return True
    if any(name.encode("utf-8", "surrogateescape") in content for name in names):
        return True
    return _YAML_ESCAPE.search(content) is not None


def _has(index: RepositoryIndex, address: str, names: set[str]) -> bool:
    """Whether an index has a URL; charts by whose name its last part begins come first."""
    charts = sorted(index.names(), key=lambda chart: not any(name.startswith(chart) for name in names))
    return any(
        is_same_address(address, candidate)
        for chart in charts
        for version in index.versions(chart)
        for candidate in version.urls
        if "%" in candidate or any(name in candidate for name in names)
    )
