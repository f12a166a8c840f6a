"""requirements.yaml: the dependencies that a chart declares."""

from __future__ import annotations

from typing import Any

from ..record import Record


class Dependency:
    """One entry of `dependencies`. `import_values` holds its items as read (texts or ``{child, parent}`` maps)."""

    __slots__ = ("alias", "condition", "enabled", "import_values", "name", "repository", "tags", "version")

    def __init__(self, name: str = "", version: str = "", repository: str = "") -> None:
        self.name = name
        self.version = version
        self.repository = repository
        self.condition = ""
        self.tags: list[str] = []
        self.enabled = False
        self.import_values: list[Any] = []
        self.alias = ""


class Requirements:
    """The dependencies of one chart, in the order of the file."""

    __slots__ = ("dependencies",)

    def __init__(self, dependencies: list[Dependency] | None = None) -> None:
        self.dependencies = dependencies if dependencies is not None else []


class RequirementStatus(Record):
    """A requirement and what the charts folder has of it: ``ok``, ``missing``, ``unpacked``, ``wrong version`` …"""

    name: str
    version: str
    repository: str
    status: str


class RequirementsListing(Record):
    """The state of a chart's requirements, and warnings about what else is in its charts folder.

    `declared` is False for a chart without requirements.
    """

    declared: bool
    statuses: tuple[RequirementStatus, ...] = ()
    warnings: tuple[str, ...] = ()
