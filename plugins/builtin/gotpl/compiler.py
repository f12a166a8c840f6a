"""Lists, actions and control structures to closures.

Every node becomes a closure that takes dot and the list of variables and returns what is to be written: an action its
value, a control structure the empty text after it has written its part itself. Bodies of control structures are
compiled when they are first entered, so what a chart leaves out costs nothing. Rule: the walk functions of
text/template/exec.go as of Go 1.14.
"""

from __future__ import annotations

from operator import length_hint
from typing import TYPE_CHECKING, Any

from ....core.golib.strconv import quote
from .deep_stack import MAX_DEPTH, PLAIN_NESTING, run_deep
from .errors import ExecError, Failure, GoPanic
from .nodes import last_evaluated, unpack
from .runtime import NIL, has_interface_elements, range_elements, text
from .scopes import DEPTH, SET, WRITE, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from .expressions import Expressions
    from .fields import Evaluate
    from .nodes import Node

    Branch = tuple[int, Evaluate, Node, Scope]

_NO_BODY: Any = None
_CONTROL = frozenset(("IfNode", "WithNode", "RangeNode", "TemplateNode"))
"""Nodes whose closures write what there is to write and place their own failures."""


class Compiler:
    """Makes closures for the nodes of one source text."""

    def __init__(self, source: str, expressions: Expressions) -> None:
        self._source = source
        self._expressions = expressions

    def compile_list(self, node: Node, scope: Scope) -> Evaluate:
        """A closure that writes a list of nodes one after the other."""
        node = unpack(node)
        pairs: list[tuple[str, Evaluate]] = []
        texts: list[str] = []
        source = self._source
        compilers = self._compilers
        for offset, child in zip(node[1], node[2], strict=True):
            kind = child[0]
            if kind == "TextNode":
                texts.append(source[offset : offset + child[1]])
            elif kind == "ActionNode" and (plain := plain_text(child[1])) is not None:
                texts.append(plain)
            else:
                pairs.append(("".join(texts), compilers[kind](self, child, scope, offset)))
                texts.clear()
        last = "".join(texts)
        if not pairs:
            return _text_only(last)
        if len(pairs) > 1:
            return _steps(pairs, last, node)
        before, step = pairs[0]
        if not before and not last and node[2][-1][0] in _CONTROL:
            return step
        return _one_step(before, step, last, node)

    def compile_action(self, node: Node, scope: Scope, offset: int) -> Evaluate:
        """``{{pipeline}}``: its value; nothing is written when it declares or assigns variables."""
        return self._expressions.action(node[1], scope)

    def compile_if(self, node: Node, scope: Scope, offset: int) -> Evaluate:
        """``{{if}}`` with all its ``{{else if}}``; variables that a condition declares last until the end."""
        _, pipe, body, else_list = node
        inner = scope.copy()
        condition = self._expressions.pipe(pipe, inner)
        else_list = unpack(else_list)
        if else_list is None or len(else_list[2]) != 1 or else_list[2][0][0] != "IfNode":
            return self._one_if(condition, body, else_list, inner, offset)
        branches: list[Branch] = [(offset, condition, body, inner.copy())]
        while else_list is not None and len(else_list[2]) == 1 and else_list[2][0][0] == "IfNode":
            (offset,) = else_list[1]
            _, pipe, body, else_list = else_list[2][0]
            branches.append((offset, self._expressions.pipe(pipe, inner), body, inner.copy()))
            else_list = unpack(else_list)
        return self._if_chain(branches, else_list, inner)

    def _one_if(
        self, condition: Evaluate, body_node: Node, else_list: Node | None, scope: Scope, offset: int
    ) -> Evaluate:
        compile_list = self.compile_list
        body = otherwise = _NO_BODY

        def run_if(dot: Any, variables: list[Any]) -> str:
            nonlocal body, otherwise
            try:
                chosen = condition(dot, variables)
            except Failure as failure:
                failure.within(offset)
                raise
            if chosen:
                if body is None:
                    body = compile_list(body_node, scope.copy())
                body(dot, variables)
            elif else_list is not None:
                if otherwise is None:
                    otherwise = compile_list(else_list, scope.copy())
                otherwise(dot, variables)
            return ""

        return run_if

    def _if_chain(self, branches: list[Branch], else_list: Node | None, scope: Scope) -> Evaluate:
        bodies: list[Evaluate | None] = [None] * (len(branches) + 1)

        def compile_body(index: int) -> Evaluate:
            if index < len(branches):
                return self.compile_list(branches[index][2], branches[index][3])
            return _text_only("") if else_list is None else self.compile_list(else_list, scope)

        def run_if_chain(dot: Any, variables: list[Any]) -> str:
            index = 0
            for offset, condition, _, _ in branches:
                try:
                    if condition(dot, variables):
                        break
                except Failure as failure:
                    failure.within(offset)
                    raise
                index += 1
            body = bodies[index]
            if body is None:
                body = bodies[index] = compile_body(index)
            body(dot, variables)
            return ""

        return run_if_chain

    def compile_with(self, node: Node, scope: Scope, offset: int) -> Evaluate:
        """``{{with}}``: dot is the value, where that is not empty."""
        _, pipe, body_node, else_list = node
        inner = scope.copy()
        evaluate = self._expressions.pipe(pipe, inner)
        body_scope = inner.with_dot()
        compile_list = self.compile_list
        body = otherwise = _NO_BODY

        def run_with(dot: Any, variables: list[Any]) -> str:
            nonlocal body, otherwise
            try:
                value = evaluate(dot, variables)
            except Failure as failure:
                failure.within(offset)
                raise
            if value:
                if body is None:
                    body = compile_list(body_node, body_scope)
                body(value, variables)
            elif else_list is not None:
                if otherwise is None:
                    otherwise = compile_list(else_list, inner.copy())
                otherwise(dot, variables)
            return ""

        return run_with

    def compile_range(self, node: Node, scope: Scope, offset: int) -> Evaluate:
        """``{{range}}``: dot and the declared variables are set for every element."""
        _, pipe, body_node, else_list = node
        inner = scope.copy()
        source = inner.reserve()
        evaluate = self._expressions.pipe(pipe, inner)
        loop = _range_loop(pipe, inner, source)
        body_scope = inner.with_dot(source)
        at = last_evaluated(pipe)
        body_node = unpack(body_node)
        weight = len(body_node[2]) + 1
        compile_list = self.compile_list
        body = otherwise = _NO_BODY

        def run_range(dot: Any, variables: list[Any]) -> str:
            nonlocal body, otherwise
            try:
                value = evaluate(dot, variables)
                keys, elements = range_elements(value, at)
            except Failure as failure:
                failure.within(offset)
                raise
            if elements:
                if body is None:
                    body = compile_list(body_node, body_scope)
                variables[SET].spend(len(elements) * weight)
                variables[source] = has_interface_elements(value)
                loop(keys, elements, body, variables)
            elif else_list is not None:
                if otherwise is None:
                    otherwise = compile_list(else_list, inner)
                otherwise(dot, variables)
            return ""

        return run_range

    def compile_template(self, node: Node, scope: Scope, offset: int) -> Evaluate:
        """``{{template "name" pipeline}}``: the template writes to where its caller writes."""
        _, _, name, pipe = node
        evaluate = None if pipe is None else self._expressions.pipe(pipe, scope)

        def run_template(dot: Any, variables: list[Any]) -> str:
            template_set = variables[SET]
            template = template_set.templates.get(name)
            if template is None:
                raise Failure(node, f"template {quote(name)} not defined").within(offset)
            depth = variables[DEPTH]
            if depth == MAX_DEPTH:
                raise Failure(node, f"exceeded maximum template depth ({MAX_DEPTH})").within(offset)
            try:
                data = None if evaluate is None else evaluate(dot, variables)
            except Failure as failure:
                failure.within(offset)
                raise
            nesting = template_set.nesting
            nesting.open += 1
            try:
                if nesting.open > PLAIN_NESTING and not nesting.deep:
                    run_deep(nesting, template.execute, data, variables[WRITE], template_set, depth + 1)
                else:
                    template.execute(data, variables[WRITE], template_set, depth + 1)
            except ExecError as error:
                inner = error
            else:
                nesting.open -= 1
                return ""
            # Raised here and not above, so that no error holds the frames of the one before it.
            raise Failure(node, "", inner=inner).within(offset)

        return run_template

    _compilers: dict[str, Callable[[Compiler, Node, Scope, int], Evaluate]] = {
        "ActionNode": compile_action,
        "IfNode": compile_if,
        "WithNode": compile_with,
        "RangeNode": compile_range,
        "TemplateNode": compile_template,
    }


def plain_text(pipe: Node) -> str | None:
    """The text of a pipeline that is nothing but a string literal (``{{ "{{" }}``)."""
    _, _, _, declarations, commands, _ = pipe
    operands: tuple[Node, ...] = commands[0][2]
    if operands[0][0] != "StringNode" or len(operands) > 1 or len(commands) > 1 or declarations:
        return None
    plain: str = operands[0][3]
    return plain


def _text_only(plain: str) -> Evaluate:
    def write_text(dot: Any, variables: list[Any]) -> str:
        variables[WRITE](plain)
        return ""

    return write_text


def _one_step(before: str, step: Evaluate, after: str, node: Node) -> Evaluate:
    def run_one(dot: Any, variables: list[Any]) -> str:
        write = variables[WRITE]
        write(before)
        try:
            value = step(dot, variables)
        except Failure as failure:
            if failure.offset < 0:
                failure.offset = action_offset(node, 0)
            raise
        write(value if value.__class__ is str else text(value))
        write(after)
        return ""

    return run_one


def _steps(pairs: list[tuple[str, Evaluate]], last: str, node: Node) -> Evaluate:
    """`pairs` are the texts and steps in turn."""
    count = len(pairs)

    def run_steps(dot: Any, variables: list[Any]) -> str:
        write = variables[WRITE]
        pending = iter(pairs)
        try:
            for before, step in pending:
                if before:
                    write(before)
                value = step(dot, variables)
                if value.__class__ is not str:
                    write(text(value))
                elif value:
                    write(value)
        except Failure as failure:
            if failure.offset < 0:
                failure.offset = action_offset(node, count - length_hint(pending) - 1)
            raise
        write(last)
        return ""

    return run_steps


def action_offset(node: Node, index: int) -> int:
    """Where the action with this index (texts not counted) of a list stands."""
    actions = [
        offset
        for offset, child in zip(node[1], node[2], strict=True)
        if child[0] != "TextNode" and (child[0] != "ActionNode" or plain_text(child[1]) is None)
    ]
    return int(actions[index])


def _range_loop(pipe: Node, scope: Scope, source: int) -> Callable[[Any, Any, Evaluate, list[Any]], None]:
    """A function that executes the body for every element, after the variables that the range sets have been set.

    Go sets the variables that were declared last, whatever their names: with ``=`` in place of ``:=`` those need not
    be the named ones. A variable that another statement declared never gets NIL.
    """
    is_assign, count = pipe[2], len(pipe[3])
    if not count:
        return _loop
    slot = scope.from_top(1)
    key_slot = scope.from_top(2) if count > 1 else -1
    nil = None if is_assign else NIL
    if not is_assign:
        scope.mark(slot, source)

    def loop_one(keys: Any, elements: Any, body: Evaluate, variables: list[Any]) -> None:
        for element in elements:
            variables[slot] = nil if element is None else element
            if count > 1:
                raise GoPanic("runtime error: index out of range [-1]")
            body(NIL if element is None else element, variables)

    def loop_two(keys: Any, elements: Any, body: Evaluate, variables: list[Any]) -> None:
        for key, element in zip(keys, elements, strict=True):
            variables[slot] = nil if element is None else element
            variables[key_slot] = key
            body(NIL if element is None else element, variables)

    return loop_one if key_slot < 0 else loop_two


def _loop(keys: Any, elements: Any, body: Evaluate, variables: list[Any]) -> None:
    for element in elements:
        body(NIL if element is None else element, variables)
