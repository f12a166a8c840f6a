"""Rendering the templates of a tree of charts inside the process that has no rights."""

from __future__ import annotations

import posixpath
from time import perf_counter
from typing import TYPE_CHECKING, Any

from jinja2.exceptions import TemplateNotFound
from jinja2.runtime import Context, Undefined
from jinja2.utils import pass_context

from ....core.golib.limits import MAX_NESTED_TPL, MAX_TEXT, LimitError, check_text
from ....core.golib.types import GoError
from ....core.registry import Registry
from ....core.template_objects import CapabilitiesObject, ChartObject, Timestamp, files_object
from .environment import ROOTS, ChartEnvironment
from .functions import Functions
from .names import SUFFIX, is_partial
from .printing import Conversion, whole_numbers
from .request import FUNCTIONS_HOOK

if TYPE_CHECKING:
    from jinja2.environment import Template

    from ....core.model.chart import Chart
    from .request import RenderRequest

_NOTHING: Any = object()


class Rendering:
    """One tree of charts while it is rendered; also what functions that need the engine are given (TemplateBinding).

    `texts` and `seconds` are filled by `render`, by the name of the file; `warnings` are lines for the log.
    """

    def __init__(self, request: RenderRequest) -> None:
        self.strict = request.strict
        self.lint_mode = request.lint_mode
        self.texts: dict[str, str] = {}
        self.seconds: dict[str, float] = {}
        self.warnings: list[str] = []
        self.current = ""
        self._roots: dict[str, dict[str, Any]] = {}
        self._open_texts = 0
        known = whole_numbers(request.values)
        sources: dict[str, str] = {}
        self._collect(request.chart, request.values, _shared(request), "", sources)
        self.environment = ChartEnvironment(sources, strict=request.strict)
        self._add_functions(Registry(FUNCTIONS_HOOK, request.plugins), Conversion(known))

    def _collect(
        self, chart: Chart, values: Any, shared: dict[str, Any], parent: str, sources: dict[str, str]
    ) -> None:
        """Note the templates of a chart and its subcharts, and what they see. Rule: recAllTpls of pkg/engine."""
        path = posixpath.join(parent, "charts", chart.name) if parent else chart.name
        roots = {**shared, "Values": values, "Chart": ChartObject(chart.metadata), "Files": files_object(chart.files)}
        for dependency in chart.dependencies:
            table = values.get(dependency.name) if isinstance(values, dict) else None
            self._collect(dependency, {} if table is None else table, shared, path, sources)
        for template in chart.templates:
            name = posixpath.normpath(f"{path}/{template.name}")
            sources[name] = template.data.decode("utf-8", "surrogateescape")
            self._roots[name] = {**roots, "Template": {"Name": name, "BasePath": f"{path}/templates"}}

    def _add_functions(self, registry: Registry, conversion: Conversion) -> None:
        own = {"include": self._include, "tpl": self._tpl}
        functions = Functions(registry, self, conversion, own)
        environment = self.environment
        environment.globals.update(functions.as_globals())
        environment.filters.update(functions.as_filters(environment.filters))

    def render(self) -> None:
        """Render every file but partials, deepest first, as Helm does. Raises whatever a template raises."""
        size = 0
        for name in sorted(self._roots, key=lambda name: (name.count("/"), name), reverse=True):
            if is_partial(name):
                continue
            self.current = name
            started = perf_counter()
            text = self._render_file(name)
            self.seconds[name] = perf_counter() - started
            size += len(text)
            if size > MAX_TEXT:
                raise LimitError(f"more than {MAX_TEXT} characters of output")
            self.texts[name] = text

    def _render_file(self, name: str) -> str:
        source = self.environment.sources[name]
        if not name.endswith(SUFFIX):
            return source
        template = self.environment.get_template(name)
        return self._text(template, template.new_context(dict(self._roots[name])))

    def _text(self, template: Template, context: Context) -> str:
        parts, size = [], 0
        for part in template.root_render_func(context):
            parts.append(part)
            size += len(part)
            check_text(size)
        return "".join(parts)

    # --- functions that need the engine ---

    @pass_context
    def _include(self, context: Context, name: Any, data: Any = _NOTHING) -> str:
        """``include(NAME)`` with the variables of the caller, ``include(NAME, TABLE)`` with those of a table."""
        template = self._find(str(name), str(context.name))
        if data is _NOTHING:
            return self._text(template, template.new_context(context.get_all(), shared=True))
        return self._text(template, template.new_context(_variables(context.get_all(), data)))

    @pass_context
    def _tpl(self, context: Context, text: Any, data: Any = _NOTHING) -> str:
        """``tpl(TEXT)``: a text rendered as a template where it stands; with a table, its variables are seen too."""
        if text is None or isinstance(text, Undefined):
            return str(text or "")
        if not isinstance(text, str):
            raise GoError(f"tpl takes a text, not {type(text).__name__}")
        variables = context.get_all() if data is _NOTHING else _variables(context.get_all(), data)
        return self._render_text(text, variables, str(context.name))

    def _render_text(self, text: str, variables: dict[str, Any], name: str) -> str:
        if self._open_texts >= MAX_NESTED_TPL:
            raise LimitError(f"tpl is nested more than {MAX_NESTED_TPL} times")
        template = self.environment.text_template(text, name)
        self._open_texts += 1
        try:
            return self._text(template, template.new_context(dict(variables)))
        finally:
            self._open_texts -= 1

    def _find(self, name: str, parent: str) -> Template:
        found = self.environment.join_path(name, parent)
        if found not in self.environment.sources:
            raise TemplateNotFound(name, f'there is no template "{name}"')
        return self.environment.get_template(found)

    # --- what functions of plugins may ask for ---

    def has_template(self, name: str) -> bool:
        """Whether there is a template of that name, seen from the file that is rendered."""
        return self.environment.join_path(name, self.current) in self.environment.sources

    def execute_template(self, name: str, data: Any) -> str:
        """The text of a template with the variables of a table, as `include` gives it."""
        template = self._find(name, self.current)
        return self._text(template, template.new_context(_variables(self._roots[self.current], data)))

    def render_text(self, text: str, data: Any, name: str, base_path: str) -> str:
        """A text rendered as a template, as `tpl` gives it."""
        return self._render_text(text, _variables(self._roots[self.current], data), name)

    def warn(self, message: str) -> None:
        """Log a line."""
        self.warnings.append(message)


def _shared(request: RenderRequest) -> dict[str, Any]:
    """What the templates of all charts see."""
    release = request.release
    return {
        "Release": {
            "Name": release.name,
            "Time": Timestamp(release.time),
            "Namespace": release.namespace,
            "IsUpgrade": release.is_upgrade,
            "IsInstall": release.is_install,
            "Revision": release.revision,
            "Service": release.service,
        },
        "Capabilities": CapabilitiesObject(request.capabilities()),
    }


def _variables(around: dict[str, Any], data: Any) -> dict[str, Any]:
    """The variables of a template that is given data: the root objects, `data` itself, and its keys."""
    roots = {name: around[name] for name in ROOTS if name in around}
    return {**roots, **(data if isinstance(data, dict) else {}), "data": data}
