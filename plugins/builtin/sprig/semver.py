"""Sprig's functions on semantic versions. Rule: its semver.go."""

from __future__ import annotations

from functools import lru_cache

from ....core.golib import semver
from ....core.golib.types import GoFunction, go


@lru_cache(maxsize=256)
def semver_compare(constraint: str, version: str) -> bool:
    """Whether a version satisfies a constraint. Raises SemverError for either.

    Charts ask the same few questions in every template, so answers are remembered.
    """
    constraints = semver.Constraints(constraint)
    return constraints.check(semver.parse(version))


FUNCTIONS: dict[str, GoFunction] = {
    "semver": go(semver.parse, "string"),
    "semverCompare": go(semver_compare, "string", "string"),
}
