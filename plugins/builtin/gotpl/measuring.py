"""What templates reach while they are executed: the engine's variants that count.

They take the place of `Template` and `Compiler` for one rendering, so a rendering that is not measured executes nothing
of this. A measured template's tree is its own with a number on every list, which tells the compiler what to count when
the list is executed; lists that are missing (no ``else``) are there, and empty. The pieces of a list are counted before
they are executed, so a failing one counts and what follows does not.

Counted are: every action, once for the line on which it begins; every line of text that is more than white space; every
way on from ``if``, ``with`` and ``range``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from ....core.model.coverage import BODY, ELSE, ELSE_IF, EMPTY, IF, NO_ELSE
from .compiler import Compiler, action_offset, plain_text
from .errors import Failure
from .expressions import Expressions
from .nodes import list_node, unpack
from .runtime import text
from .scopes import WRITE, Scope
from .template_set import Template

if TYPE_CHECKING:
    from ....core.model.coverage import Arm, Coverage
    from .fields import Evaluate
    from .nodes import Node, Tree

    Step = tuple[tuple[int, ...], str, Evaluate]


class Measurement:
    """What one rendering counts. `finish` adds it to a Coverage."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self._files: dict[tuple[str, str], _FileCounts] = {}

    def templates(
        self, name: str, source: str, trees: tuple[Tree, ...], expressions: Expressions
    ) -> tuple[Template, ...]:
        """The templates of a file of the chart, which count what is executed of them."""
        counts = self._files[name, source] = _FileCounts(source)
        return tuple([MeasuredTemplate(tree, name, source, expressions, counts) for tree in trees])

    def finish(self) -> None:
        """Add what was counted since the last call to the coverage."""
        for (name, source), counts in self._files.items():
            self._coverage.add(name, source, *counts.take())


class MeasuredTemplate(Template):
    """A template that counts what is executed of it."""

    __slots__ = ("_counts", "_measured_root")

    def __init__(
        self, tree: Tree, file: str, source: str, expressions: Expressions, counts: _FileCounts
    ) -> None:
        super().__init__(tree, file, source, expressions)
        self._counts = counts
        self._measured_root = counts.number(self.root)

    def _compile(self) -> Evaluate:
        compiler = _MeasuringCompiler(self.source, self._expressions, self._counts)
        return compiler.compile_list(self._measured_root, Scope())


class _FileCounts:
    """How often the pieces of one file were executed.

    `hits` has one number for each piece; `_lines` and `_arms` say which lines or which way on the number is about.
    """

    def __init__(self, source: str) -> None:
        self.hits: list[int] = []
        self._source = source
        self._lines: dict[int, tuple[int, ...]] = {}
        self._arms: dict[int, Arm] = {}
        self._line_starts = [0, *[index + 1 for index, character in enumerate(source) if character == "\n"]]

    def take(self) -> tuple[dict[int, int], dict[Arm, int]]:
        """What was counted, by lines and by ways on; counting starts again at 0."""
        statements: dict[int, int] = {}
        hits = self.hits
        for index, lines in self._lines.items():
            for line in lines:
                statements[line] = max(statements.get(line, 0), hits[index])
        branches = {arm: hits[index] for index, arm in self._arms.items()}
        hits[:] = [0] * len(hits)
        return statements, branches

    def number(self, root: Node) -> Node:
        """The tree that the measuring compiler takes: lists are ``("ListNode", offsets, nodes, numbers, entry)``.

        `numbers` has for each node the index of its count (-1: it has none), `entry` is that of the way on that the
        list is (-1 for a whole template). Blocks may nest as deep as the parser lets them.
        """
        return self._number_list(unpack(root), -1)

    def _number_list(self, node: Node, entry: int) -> Node:
        numbers: list[int] = []
        children: list[Node] = []
        for offset, child in zip(node[1], node[2], strict=True):
            is_text = child[0] == "TextNode"
            numbers.append(self._count_text(offset, child[1]) if is_text else self._count_line(offset))
            children.append(self._number_branch(child, offset) if child[0] in _ARMS else child)
        return ("ListNode", node[1], tuple(children), tuple(numbers), entry)

    def _number_branch(self, node: Node, offset: int) -> Node:
        kind, pipe, body, else_list = node
        body_arm, else_arm, missing_arm = _ARMS[kind]
        if kind == "IfNode" and _ELSE.match(self._source, offset):
            body_arm = ELSE_IF
        body = self._number_list(unpack(body), self._count_arm(offset, body_arm))
        else_list = unpack(else_list)
        if kind == "IfNode" and _is_chained(else_list):
            return (kind, pipe, body, self._number_chained(else_list))
        arm = self._count_arm(offset, missing_arm if else_list is None else else_arm)
        return (kind, pipe, body, self._number_list(_EMPTY_LIST if else_list is None else else_list, arm))

    def _number_chained(self, else_list: Node) -> Node:
        """A list that holds the next condition of a chain: it is never executed as such, so the condition counts."""
        (offset,) = else_list[1]
        number = self._count_line(offset)
        kind, pipe, body, others = self._number_branch(else_list[2][0], offset)
        return ("ListNode", else_list[1], ((kind, (*pipe, number), body, others),))

    def _new(self) -> int:
        self.hits.append(0)
        return len(self.hits) - 1

    def _line(self, offset: int) -> int:
        return bisect_right(self._line_starts, offset)

    def _count_line(self, offset: int) -> int:
        index = self._new()
        self._lines[index] = (self._line(offset),)
        return index

    def _count_text(self, offset: int, length: int) -> int:
        first = self._line(offset)
        pieces = self._source[offset : offset + length].split("\n")
        lines = tuple([line for line, piece in enumerate(pieces, first) if piece.strip()])
        if not lines:
            return -1
        index = self._new()
        self._lines[index] = lines
        return index

    def _count_arm(self, offset: int, name: str) -> int:
        line = self._line(offset)
        index = self._new()
        self._arms[index] = (line, offset - self._line_starts[line - 1] + 1, name)
        return index


class _CountingExpressions(Expressions):
    """Makes the closures of expressions as another one does, and counts those of conditions that have a number."""

    def __init__(self, others: Expressions, hits: list[int]) -> None:
        self._others = others
        self._hits = hits

    def action(self, node: Node, scope: Scope) -> Evaluate:
        """A closure for the PipeNode of an action."""
        return self._others.action(node, scope)

    def pipe(self, node: Node, scope: Scope) -> Evaluate:
        """A closure for a PipeNode, with or without a number behind its own parts."""
        if len(node) == _PIPE_PARTS:
            return self._others.pipe(node, scope)
        evaluate = self._others.pipe(node[:_PIPE_PARTS], scope)
        number, hits = node[_PIPE_PARTS], self._hits

        def count_condition(dot: Any, variables: list[Any]) -> Any:
            hits[number] += 1
            return evaluate(dot, variables)

        return count_condition


class _MeasuringCompiler(Compiler):
    """Makes closures that count, for lists that `_FileCounts.number` has made."""

    def __init__(self, source: str, expressions: Expressions, counts: _FileCounts) -> None:
        self._hits = counts.hits
        super().__init__(source, _CountingExpressions(expressions, counts.hits))

    def compile_list(self, node: Node, scope: Scope) -> Evaluate:
        """A closure that writes a list of nodes one after the other, and counts them and the list."""
        steps: list[Step] = []
        texts: list[str] = []
        counted: list[int] = [] if node[4] < 0 else [node[4]]
        for offset, child, number in zip(node[1], node[2], node[3], strict=True):
            if number >= 0:
                counted.append(number)
            if child[0] == "TextNode":
                texts.append(self._source[offset : offset + child[1]])
            elif child[0] == "ActionNode" and (plain := plain_text(child[1])) is not None:
                texts.append(plain)
            else:
                step = self._compilers[child[0]](self, child, scope, offset)
                steps.append((tuple(counted), "".join(texts), step))
                texts, counted = [], []
        return _counting_list(steps, tuple(counted), "".join(texts), node, self._hits)


def _counting_list(
    steps: list[Step], counted_last: tuple[int, ...], last: str, node: Node, hits: list[int]
) -> Evaluate:
    """`steps` are in turn what to count, the text between two closures and the second of them."""

    def run_counting(dot: Any, variables: list[Any]) -> str:
        write = variables[WRITE]
        index = 0
        try:
            for counted, before, step in steps:
                for number in counted:
                    hits[number] += 1
                write(before)
                value = step(dot, variables)
                write(value if value.__class__ is str else text(value))
                index += 1
        except Failure as failure:
            if failure.offset < 0:
                failure.offset = action_offset(node, index)
            raise
        for number in counted_last:
            hits[number] += 1
        write(last)
        return ""

    return run_counting


def _is_chained(else_list: Node | None) -> bool:
    """Whether an else holds nothing but another if: such ifs are one chain."""
    return else_list is not None and len(else_list[2]) == 1 and else_list[2][0][0] == "IfNode"


_EMPTY_LIST = list_node([], [])
_PIPE_PARTS = 6
_ELSE = re.compile(r"\{\{(?:- )?[ \t]*else\b")
_ARMS = {"IfNode": (IF, ELSE, NO_ELSE), "WithNode": (BODY, ELSE, EMPTY), "RangeNode": (BODY, ELSE, EMPTY)}
"""What the ways on are called: the body, the other one where there is a text for it, and where there is none."""
