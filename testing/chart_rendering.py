"""Charts in tests: a chart that can be rendered again and again, and what came of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..api.objects import KubeObjects
from ..core.text import decoded, printable
from .chart_failures import asked
from .chart_objects import ChartObject, find_object

if TYPE_CHECKING:
    from ..api import Rendered, Session
    from ..api.values import Texts
    from ..core.errors import PilothouseError
    from ..core.model.chart import Chart

_HOOK = "helm.sh/hook"


class TestedChart:
    """A chart that is rendered without a cluster. `path` is where it is, `name` and `version` are its own."""

    __test__ = False

    def __init__(self, path: str | os.PathLike[str], session: Session) -> None:
        """Load the chart in a folder or an archive. Raises ChartError."""
        self.path = os.fspath(path)
        self._session = session
        self.chart: Chart = session.load(self.path)

    def __repr__(self) -> str:
        return f"<chart {self.name} {self.version}>"

    def __fspath__(self) -> str:
        return self.path

    @property
    def name(self) -> str:
        """The chart's name."""
        return self.chart.name

    @property
    def version(self) -> str:
        """The chart's version."""
        return self.chart.metadata.version

    def render(
        self,
        values: Mapping[str, Any] | None = None,
        *,
        files: Texts = (),
        set: Texts = (),
        set_string: Texts = (),
        name: str = "release-name",
        namespace: str = "default",
        kube_version: str = "1.14",
        api_versions: Iterable[str] = (),
        is_upgrade: bool = False,
        show_only: str | Iterable[str] = (),
    ) -> Rendering:
        """Render the chart as ``template`` does, with values over those of the chart.

        `files` are files of values, `values` come over them, then `set` and `set_string` (``image.tag=2``).
        `show_only` leaves only these templates (``templates/service.yaml``). Raises PilothouseError for a chart that
        cannot be rendered, NoSuchTemplateError.
        """
        __tracebackhide__ = True
        rendered = asked(
            lambda: self._session.render(
                self.chart,
                values=values,
                files=files,
                set=set,
                set_string=set_string,
                name=name,
                namespace=namespace,
                kube_version=kube_version,
                api_versions=api_versions,
                is_upgrade=is_upgrade,
            )
        )
        rendering = Rendering(rendered)
        only = [show_only] if isinstance(show_only, str) else list(show_only)
        return rendering.only(*only) if only else rendering

    def render_error(
        self, values: Mapping[str, Any] | None = None, *, match: str = "", **options: Any
    ) -> PilothouseError:
        """The error with which rendering fails; `match` is a regular expression for its message.

        Takes the arguments of `render`. Raises AssertionError when it does not fail, or otherwise.
        """
        from ..core.errors import PilothouseError

        __tracebackhide__ = True
        try:
            rendering = self.render(values, **options)
        except PilothouseError as error:
            if match and not re.search(match, str(error)):
                raise AssertionError(f"{self.name} fails with {str(error)!r}, which {match!r} is not in") from None
            return error
        raise AssertionError(f"{self.name} can be rendered; it has {rendering.listed()}")


class NoSuchTemplateError(AssertionError, LookupError):
    """A template that a test asks for has not been rendered."""


class Rendering:
    """A rendered chart. Everything is parsed when it is first asked for."""

    def __init__(self, rendered: Rendered, names: tuple[str, ...] | None = None) -> None:
        self._rendered = rendered
        self._names = tuple(rendered) if names is None else names
        self._objects: list[ChartObject] | None = None

    def __repr__(self) -> str:
        return f"<rendering of {self._rendered.chart.name}: {len(self._names)} templates>"

    @property
    def templates(self) -> dict[str, str]:
        """The rendered texts by the full names of their templates (``web/templates/service.yaml``)."""
        return {name: self._rendered[name] for name in self._names}

    @property
    def notes(self) -> str:
        """The notes of the chart itself; empty where it has none."""
        return self._rendered.notes

    @property
    def objects(self) -> list[ChartObject]:
        """All objects in the order of their installation, chart hooks among them. Raises ManifestError."""
        if self._objects is None:
            self._objects = [
                ChartObject(one, name)
                for name in self._names
                if name.rpartition("/")[2] != "NOTES.txt"
                for one in KubeObjects.parse([(name, self._rendered[name])])
            ]
        return self._objects

    @property
    def hooks(self) -> list[ChartObject]:
        """The objects that are chart hooks."""
        return [one for one in self.objects if _HOOK in one.annotations]

    def kinds(self) -> list[str]:
        """The kinds that there are, sorted, each once."""
        return sorted({one.kind for one in self.objects})

    def object(self, kind: str, name: str | None = None, *, namespace: str | None = None) -> ChartObject:
        """The object of a kind and a name; without `name` the only one of that kind.

        Raises NoSuchObjectError, an AssertionError that lists what there is.
        """
        __tracebackhide__ = True
        return find_object(self.objects, kind, name, namespace, "the rendered chart")

    def has(self, kind: str, name: str | None = None) -> bool:
        """Whether there is an object of a kind and, where it is given, a name."""
        return any(one.kind == kind and name in (None, one.name) for one in self.objects)

    def text(self, template: str = "") -> str:
        """What a template has rendered, named in full or from the chart on; without a name all, as ``template`` prints.

        Raises NoSuchTemplateError.
        """
        __tracebackhide__ = True
        if not template:
            names = [name for name in self._names if name.rpartition("/")[2] != "NOTES.txt"]
            return "".join(f"---\n# Source: {name}\n{self._rendered[name]}\n" for name in names)
        return self._rendered[self._full_name(template)]

    def only(self, *templates: str) -> Rendering:
        """The same with these templates alone. Raises NoSuchTemplateError."""
        __tracebackhide__ = True
        wanted = {self._full_name(template) for template in templates}
        return Rendering(self._rendered, tuple(name for name in self._names if name in wanted))

    def listed(self) -> str:
        """The names of all templates, for messages."""
        return printable(decoded(", ".join(sorted(self._names)))) or "no templates"

    def _full_name(self, template: str) -> str:
        __tracebackhide__ = True
        for name in (template, f"{self._rendered.chart.name}/{template}"):
            if name in self._names:
                return name
        raise NoSuchTemplateError(f"there is no rendered template {template}; there is: {self.listed()}")
