"""The templates of a chart and its subcharts to texts. Rule: pkg/engine/engine.go.

All templates are parsed into one set, deepest path first, and executed in the same order on shared data. An engine
keeps what it has parsed and compiled, so rendering the same templates again only executes them.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from ....core.errors import TemplateError
from ....core.golib.limits import MAX_NESTED_TPL, MAX_OUTPUT, MAX_STEPS, LimitError, check_text
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from .cache import TreeCache
from .deep_stack import PLAIN_NESTING, TOO_DEEP, Nesting, ensure_recursion_limit, run_deep
from .errors import ExecError, GoPanic, ParseError
from .expressions import Expressions
from .go_builtins import BUILTINS
from .parser import Actions, parse
from .runtime import NO_VALUE, innermost
from .template_set import Template, TemplateSet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ....core.golib.types import GoFunction
    from ....core.model.coverage import Coverage
    from ....core.template_binding import LateBoundFunction
    from .measuring import Measurement
    from .nodes import Tree

_NO_FUNCTION = "`pilothouse plugins explain register_template_functions` lists the functions, and whose they are"
"""What helps when a template names a function that is like no other."""

_MAX_OPEN = 1000
"""How often a name may be included inside itself. Rule: recursionMaxNums in pkg/engine/engine.go."""


class Renderable:
    """A template to render: its text, the root data it is executed with, and the folder of its chart's templates."""

    __slots__ = ("base_path", "text", "values")

    def __init__(self, text: str, values: dict[str, Any], base_path: str) -> None:
        self.text = text
        self.values = values
        self.base_path = base_path


class Engine:
    """Renders sets of templates with one table of functions.

    `functions` are the functions by template name; it may import them when they are looked up, and is asked ``in``
    before. `late_bound` are factories of functions that need the running template set. `strict` makes a missing map
    key an error, `lint_mode` a missing required value a remark that goes to `warn`. `cache_directory` is where parsed
    templates are kept; empty: nowhere. `coverage`, when given, learns what is reached of the files that are rendered.
    """

    def __init__(
        self,
        functions: Mapping[str, GoFunction],
        late_bound: Mapping[str, LateBoundFunction],
        *,
        strict: bool = False,
        lint_mode: bool = False,
        warn: Callable[[str], None] | None = None,
        cache_directory: str = "",
        coverage: Coverage | None = None,
    ) -> None:
        self.strict = strict
        self.lint_mode = lint_mode
        self.warn = warn
        self._late_bound = late_bound
        self._names = names = frozenset((*functions, *late_bound, *BUILTINS))
        self._actions = Actions(names)
        prototypes = _BoundSet(_Rendering(self, {}), {}).functions
        self._expressions = Expressions(functions, prototypes, strict)
        self._files: dict[str, tuple[str, tuple[Template, ...]]] = {}
        self._cache = TreeCache(cache_directory, names) if cache_directory else None
        self._unsaved: Mapping[str, str] | None = None
        self._measurement: Measurement | None = None
        if coverage is not None:
            from .measuring import Measurement

            self._measurement = Measurement(coverage)

    def render(
        self, templates: Mapping[str, Renderable], profile: dict[str, float] | None = None
    ) -> dict[str, str]:
        """Every template's text by name, in the order in which they are executed; partials have none.

        Sets ``Template`` in the root data of each template before it is executed. `profile`, when given, gets the
        seconds that each file took. Raises TemplateError with Helm's sentence.
        """
        if self._measurement is None:
            return self._render(templates, profile)
        try:
            return self._render(templates, profile)
        finally:
            self._measurement.finish()

    def _render(self, templates: Mapping[str, Renderable], profile: dict[str, float] | None) -> dict[str, str]:
        ensure_recursion_limit()
        order = sorted(templates, key=lambda name: (name.count("/"), name), reverse=True)
        rendering = _Rendering(self, self._parse_all({name: templates[name].text for name in order}))
        template_set = _BoundSet(rendering, {})
        for name in order:
            template_set.add(rendering.files[name])
        texts: dict[str, str] = {}
        size = 0
        for name in order:
            if not is_partial(name):
                started = perf_counter()
                text = template_set.render_file(name, templates[name])
                if profile is not None:
                    profile[name] = perf_counter() - started
                size += len(text)
                if size > MAX_OUTPUT:
                    raise TemplateError(f"render error in {quote(name)}: more than {MAX_OUTPUT} characters of output")
                texts[name] = text
        return texts

    def render_alone(self, name: str, text: str, data: Any) -> str:
        """The text of one template that belongs to no chart. Raises TemplateError with Go's sentence alone."""
        ensure_recursion_limit()
        try:
            templates = self.parse_file(name, text)
            template_set = _BoundSet(_Rendering(self, {name: templates}), {})
            template_set.add(templates)
            return template_set.render_template(name, data)
        except ParseError as error:
            raise self._report_parse(str(error), error) from error
        except GoError as error:
            raise _report(str(error), name, error) from error

    def save(self) -> None:
        """Keep what was parsed since the last call in the cache directory. To be called when the output is out."""
        if self._cache is None or self._unsaved is None:
            return
        sources, self._unsaved = self._unsaved, None
        self._cache.store(sources, {name: tuple(map(_tree_of, self._files[name][1])) for name in sources})

    def parse_file(self, name: str, source: str) -> tuple[Template, ...]:
        """The templates of a file. Raises ParseError."""
        return self._make_templates(name, source, parse(name, source, self._actions))

    def bind(self, template_set: _BoundSet) -> dict[str, GoFunction]:
        """The late-bound functions for a template set."""
        return {name: make(template_set) for name, make in self._late_bound.items()}

    def _make_templates(self, name: str, source: str, trees: tuple[Tree, ...]) -> tuple[Template, ...]:
        return tuple([Template(tree, name, source, self._expressions) for tree in trees])

    def _parse_all(self, sources: dict[str, str]) -> dict[str, tuple[Template, ...]]:
        known = self._files
        missing = {name: source for name, source in sources.items() if name not in known or known[name][0] != source}
        if missing:
            kept = self._cache.load(sources) if self._cache is not None else {}
            for name, source in missing.items():
                trees = kept.get(name)
                if trees is None:
                    trees = self._parse_or_report(name, source)
                    self._unsaved = sources
                if self._measurement is None:
                    templates = self._make_templates(name, source, trees)
                else:
                    templates = self._measurement.templates(name, source, trees, self._expressions)
                known[name] = (source, templates)
        return {name: known[name][1] for name in sources}

    def _parse_or_report(self, name: str, source: str) -> tuple[Tree, ...]:
        try:
            return parse(name, source, self._actions)
        except ParseError as error:
            raise self._report_parse(f"parse error in {quote(name)}: {error}", error) from error

    def _report_parse(self, message: str, error: ParseError) -> TemplateError:
        """The error for a text that is no template, with the functions that a misspelt name may have meant."""
        import difflib
        import re

        hint = ""
        unknown = re.search(r'function "([^"]*)" not defined\Z', str(error))
        if unknown:
            close = difflib.get_close_matches(unknown[1], sorted(self._names))
            hint = f"did you mean {', '.join(close)}?" if close else _NO_FUNCTION
        return TemplateError(message, file=error.file, line=error.line, source_line=error.source_line, hint=hint)


def is_partial(name: str) -> bool:
    """Whether a template is only there for others to include."""
    return name.rstrip("/").rpartition("/")[2].startswith("_")


class _Rendering:
    """What all template sets of one call of `Engine.render` share: files, nesting, and the work done so far."""

    def __init__(self, engine: Engine, files: dict[str, tuple[Template, ...]]) -> None:
        self.engine = engine
        self.files = files
        self.nesting = Nesting()
        self.steps = 0
        self.open_tpl = 0
        self._without: dict[tuple[str, ...], dict[str, Template]] = {}
        self._texts: dict[tuple[str, str], tuple[Template, ...]] = {}

    def templates_without(self, names: tuple[str, ...]) -> dict[str, Template]:
        """The templates of all files but those called `names`."""
        known = self._without.get(names)
        if known is None:
            template_set = TemplateSet()
            for name, templates in self.files.items():
                if name not in names:
                    template_set.add(templates)
            known = self._without[names] = template_set.templates
        return known

    def templates_of_text(self, name: str, text: str) -> tuple[Template, ...]:
        """The templates of a text that `tpl` renders under the name of a file. Raises ParseError."""
        key = (name, text)
        known = self._texts.get(key)
        if known is None:
            known = self._texts[key] = self.engine.parse_file(name, text)
        return known


class _BoundSet(TemplateSet):
    """A template set while it is rendered: the TemplateBinding that late-bound functions are given."""

    def __init__(self, rendering: _Rendering, templates: dict[str, Template]) -> None:
        super().__init__(templates)
        self._rendering = rendering
        self._open: dict[str, int] = {}
        self.lint_mode = rendering.engine.lint_mode
        self.strict = rendering.engine.strict
        self.nesting = rendering.nesting
        self.functions = rendering.engine.bind(self)
        self.bound = {name: function.function for name, function in self.functions.items()}

    def spend(self, steps: int) -> None:
        """Note that so many actions are about to be executed. Raises LimitError when it is too many."""
        rendering = self._rendering
        rendering.steps += steps
        if rendering.steps > MAX_STEPS:
            raise LimitError(f"more than {MAX_STEPS} actions to execute")

    def has_template(self, name: str) -> bool:
        """Whether the set has a template of that name."""
        return name in self.templates

    def execute_template(self, name: str, data: Any) -> str:
        """The text of a template, for `include`: see TemplateBinding."""
        count = self._open.get(name, 0)
        if count > _MAX_OPEN:
            raise GoError(f"rendering template has a nested reference name: {name}: unable to execute template")
        template = self.templates.get(name)
        if template is None:
            raise GoError(f'template: no template {quote(name)} associated with template "gotpl"')
        self._open[name] = count + 1
        text = self._execute(template, data)
        self._open[name] = count
        return text

    def render_text(self, text: str, data: Any, name: str, base_path: str) -> str:
        """A text as a template of its own, for `tpl`: see TemplateBinding."""
        rendering = self._rendering
        data["Template"] = {"Name": name, "BasePath": base_path}
        if "{{" not in text and text and not text.isspace():
            return "" if is_partial(name) else text.replace(NO_VALUE, "")
        if rendering.open_tpl >= MAX_NESTED_TPL:
            raise LimitError(f"tpl is nested more than {MAX_NESTED_TPL} times")
        try:
            own = rendering.templates_of_text(name, text)
        except ParseError as error:
            raise GoError(f"parse error in {quote(name)}: {error}") from error
        if is_partial(name):
            return ""
        others = rendering.templates_without(_names_to_replace(own, rendering.files))
        inner = _BoundSet(rendering, _with_own(own, others))
        rendering.open_tpl += 1
        try:
            result = inner._execute(inner.templates[name], data)
        except GoPanic as error:
            raise GoError(f"rendering template failed: {error}") from error
        except ExecError as error:
            raise GoError(f"render error in {quote(name)}: {error}") from error
        rendering.open_tpl -= 1
        return result.replace(NO_VALUE, "")

    def warn(self, message: str) -> None:
        """Log a line."""
        warn = self._rendering.engine.warn
        if warn is not None:
            warn(message)

    def render_file(self, name: str, renderable: Renderable) -> str:
        """The text of a file of a chart. Raises TemplateError."""
        renderable.values["Template"] = {"Name": name, "BasePath": renderable.base_path}
        try:
            return self._execute(self.templates[name], renderable.values).replace(NO_VALUE, "")
        except GoPanic as error:
            raise TemplateError(f"rendering template failed: {error}") from error
        except GoError as error:
            raise _report(f"render error in {quote(name)}: {error}", name, error) from error
        except RecursionError:
            raise TemplateError(f"render error in {quote(name)}: {TOO_DEEP}") from None
        except MemoryError:
            raise TemplateError(f"render error in {quote(name)}: out of memory") from None

    def render_template(self, name: str, data: Any) -> str:
        """The text of a template with ``<no value>`` left in. Raises GoError."""
        template = self.templates.get(name)
        if template is None:
            raise GoError(f"template: {name}: {quote(name)} is an incomplete or empty template")
        return self._execute(template, data)

    def _execute(self, template: Template, data: Any) -> str:
        parts: list[str] = []
        nesting = self.nesting
        nesting.open += 1
        if nesting.open > PLAIN_NESTING and not nesting.deep:
            run_deep(nesting, template.execute, data, parts.append, self, 0)
        else:
            template.execute(data, parts.append, self, 0)
        nesting.open -= 1
        if len(parts) > 24:
            check_text(sum(map(len, parts)))
        text = "".join(parts)
        check_text(len(text))
        return text


def _report(message: str, name: str, error: GoError) -> TemplateError:
    place = innermost(error)
    if place is None:
        return TemplateError(message, file=name)
    stack = place.include_stack
    if not place.has_room() and stack[0][0] != name:
        stack = ((name, ""), *stack)
    return TemplateError(
        message,
        file=place.file,
        line=place.line,
        column=place.column + 1,
        source_line=place.source_line,
        include_stack=stack,
        missing_path=place.missing_path,
    )


def _names_to_replace(own: tuple[Template, ...], files: Mapping[str, tuple[Template, ...]]) -> tuple[str, ...]:
    """The files that are not loaded beside a text for `tpl`, because it has templates of their names."""
    return tuple([template.name for template in own if template.name in files])


def _with_own(own: tuple[Template, ...], others: Mapping[str, Template]) -> dict[str, Template]:
    """The set of a text for `tpl`: the files are parsed after the text, so their definitions win."""
    templates = dict(others)
    for template in own:
        other = others.get(template.name)
        if other is None or other.empty:
            templates[template.name] = template
    return templates


def _tree_of(template: Template) -> Tree:
    return (template.name, template.slots, template.empty, template.root)
