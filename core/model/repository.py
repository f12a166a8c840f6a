"""Chart repositories as data: what is registered, what an index says, what a download gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..record import Record

if TYPE_CHECKING:
    from .chart import Metadata
    from .provenance import Verification

NEVER, IF_POSSIBLE, ALWAYS, LATER = "never", "if-possible", "always", "later"
"""When a downloaded chart is verified: not at all, where it is signed, always; or its signature is only kept."""


class RepositoryEntry(Record):
    """A registered repository, as repositories.yaml has it. `cache` is its index file, empty for the usual one."""

    name: str
    url: str
    cache: str = ""
    username: str = ""
    password: str = ""
    cert_file: str = ""
    key_file: str = ""
    ca_file: str = ""


class ChartVersion:
    """One version of a chart in an index: its metadata, where its archive is, and the digest of that.

    `created` is a text in RFC 3339 (empty when not known); `urls` may be relative to the repository's.
    """

    __slots__ = ("created", "digest", "metadata", "removed", "urls")

    def __init__(
        self, metadata: Metadata, urls: list[str], *, created: str = "", removed: bool = False, digest: str = ""
    ) -> None:
        self.metadata = metadata
        self.urls = urls
        self.created = created
        self.removed = removed
        self.digest = digest


class ChartRow:
    """What a search needs of one version of a chart; large indexes make tens of thousands of them.

    `keywords` are all of them, with spaces between. `listed_as` is what the index calls the chart, where that is not
    its name.
    """

    __slots__ = ("app_version", "description", "keywords", "listed_as", "name", "version")

    def __init__(
        self, name: str, version: str, app_version: str, description: str, keywords: str, listed_as: str = ""
    ) -> None:
        self.name = name
        self.version = version
        self.app_version = app_version
        self.description = description
        self.keywords = keywords
        self.listed_as = listed_as


class RefreshResult(Record):
    """How fetching the index of a registered repository went: `error` is empty when it went well."""

    entry: RepositoryEntry
    error: str = ""
    skipped: bool = False
    """Left out: the repository of this machine."""


class ChartDownload(Record):
    """Where the archive of a chart is, and with which credentials it is fetched."""

    url: str
    username: str = ""
    password: str = ""
    cert_file: str = ""
    key_file: str = ""
    ca_file: str = ""
    digest: str = ""
    """The SHA-256 that the index promises, as hexadecimal digits; empty when it promises none."""


class DownloadedChart(Record):
    """An archive that was fetched: its path, and what its signature said where it was verified."""

    path: str
    verification: Verification | None = None


STABLE_URL = "https://charts.helm.sh/stable"
LOCAL_URL = "http://127.0.0.1:8879/charts"


class HomeSetup(Record):
    """What ``init`` makes of a home directory."""

    stable_url: str = STABLE_URL
    local_url: str = LOCAL_URL
    skip_refresh: bool = False
    skip_repositories: bool = False


class IndexGeneration(Record):
    """What ``repo index`` does: index the archives in `folder`, their addresses below `url`, with those of `merge`."""

    folder: str
    url: str = ""
    merge: str = ""


class ServeOptions(Record):
    """What ``serve`` serves: `folder` on `address` (host:port), as `url` in its index (empty: the address)."""

    folder: str
    address: str
    url: str = ""
