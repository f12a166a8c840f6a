"""A repository's index from nothing but the names of charts and the versions of one.

What a plugin derives its index from that asks a server, a database or a folder instead of reading index.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from .errors import RepositoryError
from .golib import semver
from .model.repository import ChartRow

if TYPE_CHECKING:
    from .model.repository import ChartVersion
    from .protocols import RepositoryIndex

_Version = TypeVar("_Version")


class DerivedIndex:
    """A `RepositoryIndex`; a subclass gives `names` and `versions`, which may ask a server each time."""

    def names(self) -> Sequence[str]:
        """The names of all charts, sorted."""
        raise NotImplementedError

    def versions(self, name: str) -> Sequence[ChartVersion]:
        """All versions of a chart, newest first; empty for an unknown chart."""
        raise NotImplementedError

    def find(self, name: str, version: str) -> ChartVersion:
        """As `RepositoryIndex.find`: only the versions of that one chart are asked for."""
        versions = self.versions(name)
        if not versions:
            raise RepositoryError("no chart name found")
        return choose_version(name, version, versions, lambda one: one.metadata.version)

    def rows(self) -> Iterator[ChartRow]:
        """As `RepositoryIndex.rows`."""
        for name in self.names():
            for one in self.versions(name):
                about = one.metadata
                keywords = " ".join(about.keywords)
                yield ChartRow(name, about.version, about.app_version, about.description, keywords)


def similar_charts(index: RepositoryIndex, name: str) -> str:
    """A hint that names up to five charts of an index whose names are like `name`; empty where there are none."""
    import difflib

    close = difflib.get_close_matches(name, index.names(), 5)
    return f"there is {', '.join(close)}" if close else ""


def choose_version(
    name: str, version: str, versions: Sequence[_Version], text: Callable[[_Version], str]
) -> _Version:
    """The one of exactly that version text, else the first that satisfies it as a constraint (empty: any release).

    `versions` are those of the chart `name`, newest first; `text` gives the version of one. Raises RepositoryError with
    the text of a constraint that cannot be read, or ``No chart version found for NAME-VERSION``. Rule:
    pkg/repo/index.go (Get).
    """
    try:
        constraint = semver.Constraints(version or "*")
    except semver.SemverError as error:
        raise RepositoryError(str(error)) from None
    if version:
        for one in versions:
            if text(one) == version:
                return one
    for one in versions:
        try:
            candidate = semver.parse(text(one))
        except semver.SemverError:
            continue
        if constraint.check(candidate):
            return one
    raise RepositoryError(f"No chart version found for {name}-{version}")
