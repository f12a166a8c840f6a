"""Searching the registered repositories. Rules: cmd/helm/search.go, cmd/helm/search/search.go."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from ....core.debug_lines import debug
from ....core.errors import RepositoryError, UsageError
from ....core.golib import semver
from ....core.golib.path import clean
from ....core.golib.runes import to_lower
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.model.client_requests import SearchHit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ....core.kernel import Kernel
    from ....core.model.client_requests import Search
    from ....core.model.repository import ChartRow
    from ....core.protocols import RepositoryIndex

_SEPARATOR = "\v"
_BREAK = b"\v"
_VERSION_MARK = "$$"
_WORST_SCORE = 25
_RELEASES, _ALL = ">0.0.0", ">0.0.0-0"
_NO_MATCH = -1


def search_charts(kernel: Kernel, search: Search) -> list[SearchHit]:
    """What is found in the indexes that were fetched last, by score and name.

    Raises RepositoryError, and UsageError for an expression or a constraint that cannot be read.
    """
    wanted = search.version
    if not wanted:
        wanted = _ALL if search.devel else _RELEASES
        debug(kernel, f"setting version to {wanted}")
    indexes = _open_indexes(kernel)
    try:
        score = _score_of(search.keyword, is_expression=search.is_expression)
        matches = _Matches(score, lower=search.keyword is not None and not search.is_expression)
        accepts = _acceptance(wanted)
    except GoError as error:
        raise UsageError(str(error)) from None
    for name, index in indexes:
        matches.add(name, index.rows())
    return matches.chosen(accepts, every_version=search.every_version)


def _open_indexes(kernel: Kernel) -> list[tuple[str, RepositoryIndex]]:
    """The indexes of all repositories by name; those that cannot be read are told of."""
    indexes = []
    service = kernel.first("helm_open_repositories")
    for entry in service.entries():
        try:
            indexes.append((entry.name, service.index(entry)))
        except RepositoryError as error:
            kernel.console.line(f"WARNING: Repo {quote(entry.name)} is corrupt or missing. Try 'helm repo update'.")
            if kernel.console.explains:
                kernel.console.notice(error.message)
    return indexes


def _score_of(term: str | None, *, is_expression: bool) -> Callable[[str], int]:
    """What scores the text of a chart: how many of its fields lie before the match, or `_NO_MATCH`.

    Raises GoError for a regular expression that cannot be read.
    """
    if term is None:
        return lambda text: 0
    if is_expression:
        from ....core.golib import regexp

        expression = regexp.compile(term)

        def score_expression(text: str) -> int:
            found = expression.find_index(text)
            return _NO_MATCH if found is None else text.encode("utf-8", "surrogateescape").count(_BREAK, 0, found[0])

        return score_expression
    term = to_lower(term)

    def score_term(text: str) -> int:
        text = to_lower(text)
        at = text.find(term)
        return _NO_MATCH if at < 0 else text.count(_SEPARATOR, 0, at)

    return score_term


def _acceptance(wanted: str) -> Callable[[str], bool]:
    """Whether a version is shown: it satisfies the constraint, or is no version at all. Raises GoError."""
    try:
        constraint = semver.Constraints(wanted)
    except semver.SemverError as error:
        raise GoError(f"an invalid version/constraint format: {error}") from None

    def accepts(text: str) -> bool:
        try:
            return constraint.check(semver.parse(text))
        except semver.SemverError:
            return True

    return accepts


class _Matches:
    """The charts that match, by the names under which they are shown: versions with their scores, newest first."""

    __slots__ = ("_groups", "_lower", "_mixed", "_score")

    def __init__(self, score: Callable[[str], int], *, lower: bool) -> None:
        self._score = score
        self._lower = lower
        self._groups: dict[str, list[tuple[int, ChartRow]]] = {}
        self._mixed: set[str] = set()

    def add(self, repository: str, rows: Iterable[ChartRow]) -> None:
        """Take the versions of a repository that match. Those of one chart come together, and mostly say the same."""
        name = listed_as = description = keywords = None
        group: list[tuple[int, ChartRow]] = []
        score = _NO_MATCH
        for row in rows:
            if row.name != name or row.listed_as != listed_as:
                name, listed_as, description = row.name, row.listed_as, None
                group = self._group(repository, row)
            if row.description is not description or row.keywords is not keywords:
                description, keywords = row.description, row.keywords
                text = _SEPARATOR.join((name, f"{repository}/{name}", description, keywords))
                score = self._score(text)
            if _NO_MATCH < score < _WORST_SCORE:
                group.append((score, row))

    def _group(self, repository: str, row: ChartRow) -> list[tuple[int, ChartRow]]:
        listed = row.listed_as or row.name
        shown = clean(f"{repository}/{listed}" if repository else listed).split(_VERSION_MARK)[0]
        if self._lower:
            shown = to_lower(shown)
        if self._groups.get(shown):
            self._mixed.add(shown)
        return self._groups.setdefault(shown, [])

    def chosen(self, accepts: Callable[[str], bool], *, every_version: bool) -> list[SearchHit]:
        """What is shown: by score and name, of each name the newest version that is accepted, or all of them."""
        found = []
        for name in self._mixed:
            self._groups[name].sort(key=cmp_to_key(_older))
        for name, group in self._groups.items():
            group.sort(key=_score)
            for score, row in group:
                if accepts(row.version):
                    found.append((score, name, row))
                    if not every_version:
                        break
        found.sort(key=lambda hit: hit[:2])
        return [SearchHit(name, row.version, row.app_version, row.description) for _, name, row in found]


def _score(hit: tuple[int, ChartRow]) -> int:
    return hit[0]


def _older(one: tuple[int, ChartRow], other: tuple[int, ChartRow]) -> int:
    """How two versions of different charts of one name are ordered: newest first, what is no version last."""
    try:
        mine = semver.parse(one[1].version)
    except semver.SemverError:
        return 1
    try:
        return semver.parse(other[1].version).compare(mine)
    except semver.SemverError:
        return -1
