"""Which version of every required chart is taken, by the indexes as they were last fetched.

Rule: pkg/resolver/resolver.go (Resolve).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RepositoryError, RequirementsError
from ....core.golib import semver
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.model.requirements import Dependency
from ....core.repository_index import similar_charts
from ....core.text import without_password
from .local_charts import constraint_of, local_path
from .repositories import is_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.protocols import RepositoryIndex
    from .repositories import OpenedIndexes, Wanted

_LISTED = 5
"""How many of a chart's versions an error names."""


def resolve(path: str, wanted: Sequence[Wanted], indexes: OpenedIndexes) -> list[Dependency]:
    """The requirements of the chart in the folder `path` with the versions that are to be fetched.

    Charts in folders keep the version that is required until they are read, and so do those of repositories that are
    not registered. Raises RequirementsError.
    """
    found: list[Dependency] = []
    missing: list[str] = []
    offers: list[str] = []
    for item in wanted:
        dependency = item.dependency
        version = dependency.version
        if not dependency.repository:
            local_path(path, f"charts/{dependency.name}")
        elif is_folder(path, dependency.repository, indexes.entries):
            local_path(path, dependency.repository)
        else:
            constraint = constraint_of(version, f"dependency {quote(dependency.name)} has")
            if item.entry is not None:
                try:
                    index = indexes.of(item.entry)
                except RepositoryError as error:
                    raise RequirementsError(
                        f"no cached repo found. (try 'helm repo update'). {error.message}",
                        details=error.details,
                        hint=error.hint,
                    ) from None
                version = _newest(index, dependency, constraint)
                if not version:
                    missing.append(dependency.name)
                    offers.append(_offer(index, dependency))
        found.append(Dependency(dependency.name, version, dependency.repository))
    if missing:
        raise RequirementsError(
            f"Can't get a valid version for repositories {', '.join(missing)}. "
            "Try changing the version constraint in requirements.yaml",
            details=tuple(offers),
        )
    return found


def _newest(index: RepositoryIndex, dependency: Dependency, constraint: semver.Constraints) -> str:
    """The newest version that satisfies and can be downloaded, as the index has it; empty when there is none."""
    versions = index.versions(dependency.name)
    if not versions and dependency.name not in index.names():
        raise RequirementsError(
            f"{dependency.name} chart not found in repo {without_password(dependency.repository)}",
            hint=similar_charts(index, dependency.name),
        )
    for candidate in versions:
        text = candidate.metadata.version
        if not candidate.urls:
            continue
        try:
            if constraint.check(semver.parse(text)):
                return text
        except GoError:
            continue
    return ""


def _offer(index: RepositoryIndex, dependency: Dependency) -> str:
    """What a repository has of a chart of which no version satisfies."""
    versions = [one.metadata.version for one in index.versions(dependency.name) if one.urls]
    listed = ", ".join(versions[:_LISTED]) + (", …" if len(versions) > _LISTED else "")
    repository = without_password(dependency.repository)
    return f"{dependency.name} {dependency.version} is required, {repository} has {listed or 'none'}"
