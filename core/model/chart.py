"""A chart in memory: what loaders produce, what requirements processing edits, what engines render."""

from __future__ import annotations

from collections.abc import Iterator

from ..golib.nil import NilMap, NilSlice


class Maintainer:
    """One entry of `maintainers` in Chart.yaml."""

    __slots__ = ("email", "name", "url")

    def __init__(self, name: str = "", email: str = "", url: str = "") -> None:
        self.name = name
        self.email = email
        self.url = url


class Metadata:
    """The fields of Chart.yaml, under snake_case names. Absent texts are empty, absent lists and maps are nil."""

    __slots__ = (
        "annotations",
        "api_version",
        "app_version",
        "condition",
        "deprecated",
        "description",
        "engine",
        "home",
        "icon",
        "keywords",
        "kube_version",
        "maintainers",
        "name",
        "sources",
        "tags",
        "tiller_version",
        "version",
    )

    def __init__(self, name: str = "", version: str = "") -> None:
        self.name = name
        self.home = ""
        self.sources: list[str] = NilSlice()
        self.version = version
        self.description = ""
        self.keywords: list[str] = NilSlice()
        self.maintainers: list[Maintainer] = NilSlice()
        self.engine = ""
        self.icon = ""
        self.api_version = ""
        self.condition = ""
        self.tags = ""
        self.app_version = ""
        self.deprecated = False
        self.tiller_version = ""
        self.annotations: dict[str, str] = NilMap()
        self.kube_version = ""

    def copy(self) -> Metadata:
        """A copy whose fields can be replaced without touching this one (lists and maps are shared)."""
        twin = Metadata()
        for slot in Metadata.__slots__:
            setattr(twin, slot, getattr(self, slot))
        return twin


class File:
    """A file of a chart: its path inside the chart with ``/`` separators, and its bytes."""

    __slots__ = ("data", "name")

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data


class Chart:
    """A chart: metadata, templates and other files in load order, default values as text, subcharts in order.

    `values_text` is the raw text of values.yaml (empty when there is none); requirements processing may replace it.
    `has_values_file` is set by loaders that found a values.yaml, be it an empty one.
    `origin` says where the chart was read from, for messages; it never takes part in rendering.
    """

    __slots__ = ("dependencies", "files", "has_values_file", "metadata", "origin", "templates", "values_text")

    def __init__(
        self,
        metadata: Metadata,
        templates: list[File] | None = None,
        values_text: str = "",
        dependencies: list[Chart] | None = None,
        files: list[File] | None = None,
        origin: str = "",
    ) -> None:
        self.metadata = metadata
        self.templates = templates if templates is not None else []
        self.values_text = values_text
        self.dependencies = dependencies if dependencies is not None else []
        self.files = files if files is not None else []
        self.has_values_file = False
        self.origin = origin

    @property
    def name(self) -> str:
        """The chart's name (the alias, once requirements processing has renamed it)."""
        return self.metadata.name

    def file(self, name: str) -> File | None:
        """The miscellaneous file of that path, or None."""
        for candidate in self.files:
            if candidate.name == name:
                return candidate
        return None

    def walk(self) -> Iterator[Chart]:
        """This chart and every subchart below it, parents first."""
        yield self
        for dependency in self.dependencies:
            yield from dependency.walk()
