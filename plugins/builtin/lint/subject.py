"""The chart that rules look at: loaded, coalesced and rendered when the first rule asks for it, once for all.

Rule: Templates in pkg/lint/rules/template.go: requirements are not applied, values are coalesced twice (so a default
that a flag made null is back), and the engine is Helm's own where the chart's is unknown.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ....core.engine_choice import engine_views, render_chart
from ....core.errors import PilothouseError
from ....core.golib.nil import is_nil
from ....core.golib.yaml import load_map
from ....core.model.options import CapabilitiesRequest, LoadOptions
from ....core.model.render import ReleaseContext, RenderOptions, RenderValues

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.kernel import Kernel
    from ....core.model.chart import Chart
    from ....core.model.lint import LintOptions
    from ....core.model.render import RenderedFiles
    from ....core.model.value_use import ValueUse

RELEASE_NAME = "testRelease"
"""The name of the release that templates see."""


class ChartSubject:
    """A chart while it is linted: see `core.protocols.LintSubject`.

    `problem` is the error that an earlier question ended with; what fails once fails the same way again.
    """

    __slots__ = ("_kernel", "_known", "options", "path", "problem")

    def __init__(self, path: str, options: LintOptions, kernel: Kernel) -> None:
        self.path = path
        self.options = options
        self.problem: PilothouseError | None = None
        self._kernel = kernel
        self._known: dict[str, Any] = {}

    def chart(self) -> Chart:
        """The chart, requirements not applied. Raises ChartError."""
        chart: Chart = self._once("chart", self._load)
        return chart

    def values(self) -> dict[str, Any]:
        """The table that templates see as `.Values`. Raises ChartError, ValuesError."""
        values: dict[str, Any] = self._once("values", self._coalesce)
        return values

    def rendered(self) -> RenderedFiles:
        """The texts of all templates by full name. Raises ChartError, ValuesError, TemplateError."""
        files: RenderedFiles = self._once("rendered", self._render)
        return files

    def value_uses(self) -> list[ValueUse] | None:
        """Where templates read values; None where nobody can tell. Raises ChartError, TemplateError."""
        uses: list[ValueUse] | None = self._once("value_uses", self._find_value_uses)
        return uses

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, or the error that it ended with, remembered."""
        if name not in self._known:
            try:
                self._known[name] = make()
            except PilothouseError as error:
                self._known[name] = self.problem = error
        known = self._known[name]
        if isinstance(known, PilothouseError):
            raise known
        return known

    def _load(self) -> Chart:
        chart: Chart = self._kernel.first("helm_load_chart", path=self.path, options=LoadOptions())
        for one in chart.walk():
            if one.metadata.engine and self._kernel.find("helm_register_engines", one.metadata.engine) is None:
                one.metadata.engine = ""
        return chart

    def _coalesce(self) -> dict[str, Any]:
        chart = self.chart()
        given = load_map(self.options.values_text)
        first = self._kernel.first("helm_coalesce_values", chart=chart, overrides=given)
        again = _as_written(first)
        values: dict[str, Any] = self._kernel.first("helm_coalesce_values", chart=chart, overrides=again or {})
        return values

    def _find_value_uses(self) -> list[ValueUse] | None:
        uses: list[ValueUse] = []
        for _, view in engine_views(self._kernel, self.chart()):
            found = self._kernel.first_or_none("helm_find_value_uses", chart=view)
            if found is None:
                return None
            uses += found
        return uses

    def _render(self) -> RenderedFiles:
        chart, values, kernel = self.chart(), self.values(), self._kernel
        release = ReleaseContext(RELEASE_NAME, self.options.namespace, is_install=False, time=time.time_ns())
        request = CapabilitiesRequest(self.options.kube_version)
        capabilities = kernel.first("helm_resolve_capabilities", request=request)
        rendered = render_chart(
            kernel, chart, RenderValues(values, release, capabilities), RenderOptions(lint_mode=True)
        )
        changed: RenderedFiles = kernel.pipe("helm_post_render", "files", rendered.files, chart=chart)
        return changed


def _as_written(value: Any) -> Any:
    """A value that came from YAML as it is after being written and read again: nil maps are null, zero has no sign."""
    if isinstance(value, dict):
        return None if is_nil(value) else {key: _as_written(item) for key, item in value.items()}
    if isinstance(value, list):
        return None if is_nil(value) else [_as_written(item) for item in value]
    return value + 0.0 if isinstance(value, float) else value
