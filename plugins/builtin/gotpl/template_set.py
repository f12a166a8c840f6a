"""Templates, and the set of them that share names. Rule: text/template/template.go as of Go 1.14."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.strconv import quote
from ....core.golib.utf8 import byte_length
from .compiler import Compiler
from .errors import ExecError, Failure, line_at
from .nodes import text_of
from .runtime import innermost
from .scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .expressions import Expressions
    from .fields import Evaluate
    from .nodes import Tree


class Template:
    """One template: its tree, the file it comes from, and its closure once it has been executed.

    Templates know nothing of the set they are in, so one template can be in many sets.
    """

    __slots__ = ("_body", "_expressions", "_padding", "empty", "file", "name", "root", "slots", "source")

    def __init__(self, tree: Tree, file: str, source: str, expressions: Expressions) -> None:
        self.name, self.slots, self.empty, self.root = tree
        self.file = file
        self.source = source
        self._expressions = expressions
        self._padding = [None] * self.slots
        self._body: Evaluate | None = None

    def execute(self, data: Any, write: Callable[[str], object], template_set: Any, depth: int) -> None:
        """Write the template's text with `data` as dot. Raises ExecError, GoPanic or LimitError."""
        body = self._body
        if body is None:
            body = self._body = self._compile()
        template_set.spend(len(self.root[2]) + 1)
        try:
            body(data, [data, write, template_set, depth, *self._padding])
        except Failure as error:
            failure = error
        else:
            return
        # Raised here and not above, so that no error holds the frames of the one before it.
        raise self._locate(failure).with_traceback(None)

    def _compile(self) -> Evaluate:
        """The closure that writes the template."""
        return Compiler(self.source, self._expressions).compile_list(self.root, Scope())

    def _locate(self, failure: Failure) -> ExecError:
        """The error that Go reports for a failing expression of this template."""
        error = failure.inner
        if error is not None and not error.has_room():
            return error
        offset = failure.offset + failure.node[1]
        start = self.source.rfind("\n", 0, offset) + 1
        line, column = self.source.count("\n", 0, offset) + 1, offset - start
        caller = self.name
        if error is None:
            context = f"executing {quote(self.name)} at <{text_of(failure.node)}>"
            place = f"{self.file}:{line}:{byte_length(self.source[start:offset])}"
            message = f"template: {place}: {context}: {failure.cause}"
            cause = innermost(failure)
            if cause is None:
                error = ExecError(message, self.file, line, column, line_at(self.source, offset))
                error.missing_path = failure.missing_path
            else:
                error = ExecError(message, cause.file, cause.line, cause.column, cause.source_line)
                error.missing_path = cause.missing_path
                error.include_stack = cause.include_stack
                if failure.cause.startswith("error calling tpl: "):
                    caller = "tpl"
        if error.has_room():
            error.include_stack = ((caller, f"{self.file}:{line}:{column + 1}"), *error.include_stack)
        return error


class TemplateSet:
    """Templates by name. A later definition replaces an earlier one unless it is empty."""

    def __init__(self, templates: dict[str, Template] | None = None) -> None:
        self.templates: dict[str, Template] = {} if templates is None else templates

    def add(self, templates: Iterable[Template]) -> None:
        """Take in the templates of one file."""
        known = self.templates
        for template in templates:
            if not template.empty or template.name not in known:
                known[template.name] = template
