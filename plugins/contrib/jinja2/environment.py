"""Jinja's environment as charts see it: sandboxed, with names of templates that work in a tree of charts.

What differs from Jinja's defaults: lines that hold nothing but a block tag leave no line behind, values print as YAML
has them (see `printing`), names without a value are errors, keys go before methods, and nothing has attributes but
what `access` lists.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import Template
from jinja2.exceptions import SecurityError, TemplateNotFound
from jinja2.loaders import BaseLoader
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import Namespace

from ....core.golib.limits import check_text
from . import access
from .filters import FILTERS, WITHOUT
from .names import SUFFIX
from .printing import text_of
from .undefined import MissingKey, MissingPathError, StrictMissingKey

ROOTS = ("Values", "Release", "Chart", "Files", "Capabilities", "Template")
"""The names of the root objects."""

_FUNCTIONS = (FunctionType, BuiltinFunctionType, MethodType)

SEE_VARIABLES = frozenset(("include", "tpl"))
"""Functions that see the variables of where they are called."""

_LARGEST_POWER = 4096
"""Bits that a power may have."""


class ChartContext(Context):
    """Variables of a template. What is imported sees the root objects of the chart that imports it, as macros must."""

    def __init__(self, environment: Any, parent: dict[str, Any], *rest: Any, **named: Any) -> None:
        super().__init__(environment, parent, *rest, **named)
        self.globals_keys.update(name for name in ROOTS if name in parent)


class _Code(CodeGenerator):
    """Python code of templates, with methods kept apart from keys and with `~` joining what is printed."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._called: set[int] = set()

    def _make_finalize(self) -> CodeGenerator._FinalizeInfo:
        """How values are printed: when the template runs, constants too, which Python would print in its own way."""
        return self._FinalizeInfo(None, "environment.finalize(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """A call; what is called may be a method, and some functions see the variables of loops and macros."""
        if isinstance(node.node, nodes.Name) and node.node.name in SEE_VARIABLES:
            self.write(f"environment.call_here(context, {self.dump_local_context(frame)}, ")
            self.visit(node.node, frame)
            self.signature(node, frame)
            self.write(")")
            return
        self._called.add(id(node.node))
        super().visit_Call(node, frame, forward_caller=forward_caller)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute: a key or a field, or a method when it is called."""
        look_up = "getmethod" if id(node) in self._called else "getattr"
        self.write(f"environment.{look_up}(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """Texts joined by ``~``."""
        self.write("environment.join_texts((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class TreeLoader(BaseLoader):
    """Templates of a tree of charts by full name (``parent/charts/child/templates/_names.j2``)."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template. Raises TemplateNotFound."""
        if template not in self.sources:
            raise TemplateNotFound(template, f'there is no template "{template}"')
        return self.sources[template], template, _never_changed


def _never_changed() -> bool:
    return True


class TextTemplate(Template):
    """A text that is rendered by `tpl`."""

    text = ""


class ChartEnvironment(ImmutableSandboxedEnvironment):
    """The environment in which a tree of charts is rendered: its `sources` by name, and functions for templates."""

    code_generator_class = _Code
    context_class = ChartContext
    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, sources: Mapping[str, str], *, strict: bool = False) -> None:
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            optimized=False,
            undefined=StrictMissingKey if strict else MissingKey,
            finalize=text_of,
            loader=TreeLoader(sources),
            extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
            cache_size=-1,
            auto_reload=False,
        )
        self.sources = sources
        self.globals = {"namespace": Namespace, "range": safe_range}
        for name in WITHOUT:
            del self.filters[name]
        self.filters.update(FILTERS)

    # --- what templates look up and call ---

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute``. Raises MissingPathError when `obj` is nothing."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``obj[argument]``. Raises MissingPathError when `obj` is nothing."""
        if isinstance(obj, MissingKey):
            obj.refuse_key(argument)
        if obj is None:
            raise MissingPathError(str(argument))
        found = access.find(obj, argument)
        return self.undefined(obj=obj, name=argument) if found is access.ABSENT else found

    def getmethod(self, obj: Any, name: str) -> Any:
        """``obj.name`` where it is called: a key or a field that can be called, else a method."""
        if obj is not None and not isinstance(obj, MissingKey):
            found = access.find(obj, name) if not isinstance(obj, dict) else obj.get(name, access.ABSENT)
            if callable(found) and found is not access.ABSENT:
                return found
            method = access.find_method(obj, name)
            if method is not access.ABSENT:
                return method
            if found is access.ABSENT:
                return self.undefined(f"{name} is no function of {_described(obj)}", obj=obj, name=name)
            return found
        return self.getitem(obj, name)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Nothing of Python's own is in reach."""
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        """Functions of ours, macros, and the few things of Jinja that are there to be called."""
        if isinstance(obj, type):
            return obj is Namespace
        return callable(obj) and (
            isinstance(obj, (Macro, LoopContext, BlockReference, MissingKey, *_FUNCTIONS))
        )

    def call_here(
        self, context: Context, variables: dict[str, Any], function: Any, *arguments: Any, **named: Any
    ) -> Any:
        """Call a function with a context that has the variables of loops and macros too."""
        return self.call(context.derived(variables), function, *arguments, **named)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """An operation whose result may be far larger than its operands. Raises LimitError, SecurityError."""
        if operator == "*":
            for one, other in ((left, right), (right, left)):
                if isinstance(one, (str, bytes, list, tuple)) and isinstance(other, int):
                    check_text(len(one) * other)
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            if abs(left).bit_length() * right > _LARGEST_POWER:
                raise SecurityError("the power is too large")
        elif operator == "%" and isinstance(left, str):
            raise SecurityError("% does not fill in texts here; the filter format does")
        return super().call_binop(context, operator, left, right)

    def join_texts(self, parts: tuple[Any, ...]) -> str:
        """What ``~`` makes of values."""
        return "".join(map(text_of, parts))

    # --- templates ---

    def join_path(self, template: str, parent: str) -> str:
        """The full name of the template that is called `template` in the template `parent`.

        Looked for in the folder of `parent`, in its chart's ``templates``, in its chart, in the ``charts`` of its chart
        and of the charts above that, and as a full name; the suffix may be left out.
        """
        for candidate in self._candidates(template, parent):
            name = posixpath.normpath(candidate)
            for known in (name, name + SUFFIX):
                if known in self.sources:
                    return known
        return template

    def _candidates(self, template: str, parent: str) -> Iterator[str]:
        yield posixpath.join(posixpath.dirname(parent), template)
        chart = chart_path(parent)
        yield f"{chart}/templates/{template}"
        yield f"{chart}/{template}"
        while chart:
            yield f"{chart}/charts/{template}"
            chart = chart.rpartition("/charts/")[0]
        yield template

    def text_template(self, text: str, name: str) -> TextTemplate:
        """A template of a text that belongs to the template `name`. Raises TemplateSyntaxError."""
        template = TextTemplate.from_code(self, self.compile(text, name, name), self.make_globals(None))
        assert isinstance(template, TextTemplate)
        template.text = text
        return template


def chart_path(template: str) -> str:
    """The path of the chart that a template belongs to (``parent/charts/child``)."""
    parts = template.split("/")
    end = 1
    while end + 1 < len(parts) and parts[end] == "charts":
        end += 2
    return "/".join(parts[:end])


def _described(value: Any) -> str:
    names = {dict: "a table", list: "a list", str: "a text", int: "a number", float: "a number", bool: "true or false"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), f"a {type(value).__name__}")
