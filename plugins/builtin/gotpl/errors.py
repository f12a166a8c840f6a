"""Errors of templates, worded as Go words them.

- ParseError: a text is not a template
- ExecError: a template failed while it was executed
- GoPanic: what Go reports as a run-time panic
- Failure: on its way from the failing expression to the template that turns it into an ExecError

The first three are `GoError`s: their text is what Go's Error() gives, so functions may wrap them as they wrap any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.golib.types import GoError

if TYPE_CHECKING:
    from .nodes import Node

_DEEPEST_STACK = 20


class ParseError(GoError):
    """A text is not a template: ``template: FILE:LINE: CAUSE``. `offset` is where in the text, as an index."""

    def __init__(self, file: str, source: str, offset: int, cause: str) -> None:
        line = source.count("\n", 0, offset) + 1
        super().__init__(f"template: {file}:{line}: {cause}")
        self.file = file
        self.line = line
        self.source_line = line_at(source, offset)


class ExecError(GoError):
    """A template failed: ``template: FILE:LINE:COLUMN: executing "TEMPLATE" at <EXPRESSION>: CAUSE``.

    Go counts columns in bytes; `column` is the number of characters before the expression on `source_line`.
    `include_stack` is that of `core.errors.TemplateError`, without the outermost templates when it would be long.
    `missing_path` is the path that was nil, where that was the reason.
    """

    def __init__(self, text: str, file: str, line: int, column: int, source_line: str) -> None:
        super().__init__(text)
        self.file = file
        self.line = line
        self.column = column
        self.source_line = source_line
        self.include_stack: tuple[tuple[str, str], ...] = ()
        self.missing_path = ""

    def has_room(self) -> bool:
        """Whether `include_stack` is still short enough to be of use to a reader."""
        return len(self.include_stack) < _DEEPEST_STACK


class GoPanic(GoError):
    """What Go reports as a run-time panic; Helm's engine says ``rendering template failed: …``."""


class Failure(Exception):
    """An expression failed.

    `node` is the node that Go's executor was at, `offset` where the action starts that its position counts from (-1
    until the list that executes the action has filled it in), `cause` the reason. `inner` is the error of a template
    that ``{{template}}`` has called: Go passes it on as it is.
    """

    def __init__(self, node: Node, cause: str, missing_path: str = "", inner: ExecError | None = None) -> None:
        super().__init__(cause)
        self.node = node
        self.cause = cause
        self.missing_path = missing_path
        self.inner = inner
        self.offset = -1

    def within(self, offset: int) -> Failure:
        """This failure; the action that starts at `offset` is its place unless one inside of that is."""
        if self.offset < 0:
            self.offset = offset
        return self


def line_at(source: str, offset: int) -> str:
    """The line of `source` that the index `offset` lies in, without its end."""
    start = source.rfind("\n", 0, offset) + 1
    end = source.find("\n", offset)
    return source[start:] if end < 0 else source[start:end]
