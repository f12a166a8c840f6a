"""requirements.yaml: the dependencies that a chart declares."""

from __future__ import annotations

from typing import Any


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
