"""What a running template engine offers to functions that need it: `include`, `tpl`, `required`.

Such functions cannot be written against values alone. A table of them maps a template name to a factory; the engine
calls the factory once for every template set with that set's `TemplateBinding` and uses the `GoFunction` it gets::

    LATE_BOUND = {"include": lambda binding: go(binding.execute_template, "string", "any")}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .golib.types import GoFunction


class TemplateBinding(Protocol):
    """One template set while it is rendered, as seen by the functions that its templates call.

    Everything here raises `GoError` (or a subclass that knows where in which template it happened) whose text is
    exactly what Go's Error() gives. A function that wraps such an error raises its own `GoError` ``from`` it, so that
    the place of the innermost failure is kept for the report.
    """

    lint_mode: bool
    """Whether a missing required value is a remark and not an error."""

    strict: bool
    """Whether a missing map key is an error (Go's ``missingkey=error``)."""

    def has_template(self, name: str) -> bool:
        """Whether the set has a template of that name (a file's full name or a define)."""
        ...

    def execute_template(self, name: str, data: Any) -> str:
        """The text of the template `name` executed with `data` as dot; ``<no value>`` is left in.

        Counts the open executions of every name as Helm's `include` does: past 1000 the error is
        ``rendering template has a nested reference name: NAME: unable to execute template``. An unknown name is
        ``template: no template "NAME" associated with template "gotpl"``. Rule: pkg/engine/engine.go.
        """
        ...

    def render_text(self, text: str, data: Any, name: str, base_path: str) -> str:
        """`text` parsed and executed under the name `name` in a fresh set, which is Helm's `tpl`.

        The fresh set holds all templates of the charts but the one called `name`, and starts new counts. `data`
        (a map) gets a new ``Template`` entry with `name` and `base_path`. The result has no ``<no value>``; it is
        empty when `name` is that of a partial. Errors read ``parse error in "NAME": …`` or
        ``render error in "NAME": …``. Rule: pkg/engine/engine.go.
        """
        ...

    def warn(self, message: str) -> None:
        """Log a line such as ``[INFO] Missing required value: …``."""
        ...


if TYPE_CHECKING:
    LateBoundFunction = Callable[[TemplateBinding], GoFunction]
    """What a table of late-bound functions has for each name."""
