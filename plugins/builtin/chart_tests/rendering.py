"""Rendering a chart for a test: only the templates that its suite is about, with what the test says of the release."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from ....core.engine_choice import render_chart
from ....core.errors import PilothouseError, TemplateError
from ....core.golib import yaml
from ....core.model.chart import Chart
from ....core.model.options import CapabilitiesRequest, ValueSources
from ....core.model.render import ReleaseContext, RenderOptions, RenderValues
from ....core.process_limits import ProcessLimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ....core.kernel import Kernel
    from ....core.model.capabilities import Capabilities
    from ....core.model.chart import File, Metadata
    from ....core.model.coverage import Coverage

_ANCHORED = ("templates", "charts", "crds", "**")
_CALLED = re.compile(r"error calling \w+: ")
_RENDERED = re.compile(r'\A(?:render|parse) error in "([^"]*)": ')
_KEPT_VALUES = 200


class RenderFailure:
    """Why rendering failed: the `message`, the `reason` in it that a template gave, and the `templates` concerned.

    `texts` are what an expected message may be: the whole, and what stands behind each call that failed.
    """

    __slots__ = ("message", "reason", "templates", "texts")

    def __init__(self, error: PilothouseError) -> None:
        self.message = message = error.message
        found = _RENDERED.match(message)
        cut = message[found.end() :] if found is not None else message
        calls = list(_CALLED.finditer(cut))
        behind = [cut[call.end() :] for call in calls]
        self.reason = behind[-1].strip("\n") if behind else cut
        behind += [cut[call.start() :] for call in calls]
        places = []
        if isinstance(error, TemplateError):
            places = [error.file, *(place.rsplit(":", 2)[0] for _, place in error.include_stack)]
            own = f"{error.file}:{error.line}:{error.column}"
            where = next((place for _, place in error.include_stack if place), own)
            # The sentence of Helm 3, for which patterns may have been written.
            behind.append(f"execution error at ({where}): {self.reason}")
        self.texts = [message, cut, *behind, *(text.partition("\n")[2] for text in behind if "\n" in text)]
        self.templates = frozenset(filter(None, [*places, found[1] if found is not None else ""]))

    def concerns(self, template: str) -> bool:
        """Whether the failure is that of a template, or of none in particular."""
        return not self.templates or template in self.templates


class Rendered:
    """What came of rendering: texts by template, those a suite asked for (`chosen`), and what failed."""

    __slots__ = ("chosen", "failure", "files")

    def __init__(self, files: dict[str, str], chosen: list[str], failure: RenderFailure | None = None) -> None:
        self.files = files
        self.chosen = chosen
        self.failure = failure


class Circumstances:
    """What a test says besides values: release, capabilities, and versions of the chart."""

    __slots__ = ("api_versions", "app_version", "kube_version", "release", "version")

    def __init__(
        self,
        release: ReleaseContext,
        *,
        kube_version: tuple[str, str] = ("", ""),
        api_versions: tuple[str, ...] = (),
        version: str = "",
        app_version: str = "",
    ) -> None:
        self.release = release
        self.kube_version = kube_version
        self.api_versions = api_versions
        self.version = version
        self.app_version = app_version


class ChartRenderer:
    """Renders one loaded chart any number of times."""

    def __init__(self, kernel: Kernel, chart: Chart, coverage: Coverage | None = None) -> None:
        self.kernel = kernel
        self.chart = chart
        self._coverage = coverage
        self._capabilities: dict[tuple[Any, ...], Capabilities] = {}
        self._overrides: dict[str, dict[str, Any]] = {}

    def render(self, values: dict[str, Any], choice: Choice, circumstances: Circumstances) -> Rendered:
        """Render the chosen templates with values over the chart's own.

        What a template or the values do wrong is a failure of the result. Raises PilothouseError for a plugin that
        does, ProcessLimitError.
        """
        chosen: list[str] = []
        try:
            overrides = self._read(values)
            chart = self.kernel.first("helm_process_requirements", chart=self.chart, overrides=overrides)
            chart = with_versions(chart, circumstances.version, circumstances.app_version)
            chart = choice.view(chart, chosen)
            coalesced = self.kernel.first("helm_coalesce_values", chart=chart, overrides=overrides)
            render_values = RenderValues(coalesced, circumstances.release, self._see(circumstances))
            options = RenderOptions(coverage=self._coverage)
            files = render_chart(self.kernel, chart, render_values, options).files
        except ProcessLimitError:
            raise
        except PilothouseError as error:
            return Rendered({}, sorted(chosen), RenderFailure(error))
        return Rendered(files, sorted(name for name in chosen if name in files))

    def _read(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values as whoever gives values reads them. Nobody may change them."""
        text = yaml.dump(values)
        known = self._overrides.get(text)
        if known is None:
            if len(self._overrides) >= _KEPT_VALUES:
                self._overrides.clear()
            sources = ValueSources(document=text, files_only=True)
            known = self._overrides[text] = self.kernel.first("helm_read_values", sources=sources)
        return known

    def _see(self, circumstances: Circumstances) -> Capabilities:
        key = (circumstances.kube_version, circumstances.api_versions)
        known = self._capabilities.get(key)
        if known is None:
            major, minor = circumstances.kube_version
            version = ""
            if major or minor:
                default = self._resolve(CapabilitiesRequest()).kube_version
                version = f"{major or default.major}.{minor or default.minor}"
            known = self._resolve(CapabilitiesRequest(version, circumstances.api_versions))
            self._capabilities[key] = known
        return known

    def _resolve(self, request: CapabilitiesRequest) -> Capabilities:
        found: Capabilities = self.kernel.first("helm_resolve_capabilities", request=request)
        return found


class Choice:
    """Which templates of a chart tree are rendered; partials always are at hand.

    `route` is the name of the chart that a suite belongs to in the tree (``parent/charts/child``); `templates` are
    names or patterns from its folder, all when there are none, without those of `exclude`.
    """

    __slots__ = ("_excluded", "_wanted")

    def __init__(self, route: str, templates: Collection[str], exclude: Collection[str]) -> None:
        self._wanted = [template_pattern(route, name) for name in templates or ("**",)]
        self._excluded = [template_pattern(route, name) for name in exclude]

    def view(self, chart: Chart, chosen: list[str], route: str = "") -> Chart:
        """The chart with the chosen templates alone, whose names are added to `chosen`."""
        route = route or chart.name
        templates: list[File] = []
        for template in chart.templates:
            name = f"{route}/{template.name}"
            base = template.name.rpartition("/")[2]
            if base.startswith("_"):
                templates.append(template)
            elif self._takes(name):
                templates.append(template)
                chosen.append(name)
        dependencies = [self.view(one, chosen, f"{route}/charts/{one.name}") for one in chart.dependencies]
        return _copy(chart, chart.metadata, templates, dependencies)

    def _takes(self, name: str) -> bool:
        return any(one.fullmatch(name) for one in self._wanted) and not any(
            one.fullmatch(name) for one in self._excluded
        )


def full_name(route: str, name: str) -> str:
    """The full name of a template that a test file names; ``templates/`` may be left out."""
    return posixpath.normpath(f"{route}/{name if name.startswith(_ANCHORED) else f'templates/{name}'}")


def template_pattern(route: str, name: str) -> re.Pattern[str]:
    """The pattern of full names for a name with or without ``*``, which stands for any characters."""
    parts = re.split(r"\*+", full_name(route, name))
    return re.compile(".*".join(map(re.escape, parts)), re.DOTALL)


def with_versions(chart: Chart, version: str, app_version: str) -> Chart:
    """A chart that says that it and its subcharts are of other versions; empty texts change nothing."""
    if not version and not app_version:
        return chart

    def renamed(metadata: Metadata) -> Metadata:
        twin = metadata.copy()
        twin.version = version or twin.version
        twin.app_version = app_version or twin.app_version
        return twin

    dependencies = [_copy(one, renamed(one.metadata), one.templates, one.dependencies) for one in chart.dependencies]
    return _copy(chart, renamed(chart.metadata), chart.templates, dependencies)


def _copy(chart: Chart, metadata: Metadata, templates: list[File], dependencies: list[Chart]) -> Chart:
    view = Chart(metadata, templates, chart.values_text, dependencies, chart.files, chart.origin)
    view.has_values_file = chart.has_values_file
    return view


def measure_the_rest(render: Callable[[Coverage], object], coverage: Coverage) -> None:
    """Add what no suite was about to the coverage, as never reached.

    `render` renders all templates; it may fail, for what is known of a template is known before it is executed.
    """
    from ....core.model.coverage import Coverage

    everything = Coverage()
    render(everything)
    for found in everything.templates.values():
        coverage.add(found.name, found.source, dict.fromkeys(found.statements, 0), dict.fromkeys(found.branches, 0))
    for name, engine in everything.unmeasured.items():
        coverage.unmeasured.setdefault(name, engine)
