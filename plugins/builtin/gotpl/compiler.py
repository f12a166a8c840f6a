"""Lists, actions and control structures to closures.

Every node becomes a closure that takes dot and the list of variables and returns what is to be written: an action its
value, a control structure the empty text after it has written its part itself. Bodies of control structures are
compiled when they are first entered, so what a chart leaves out costs nothing. Rule: the walk functions of
text/template/exec.go as of Go 1.14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.strconv import quote
from .deep_stack import MAX_DEPTH, PLAIN_NESTING, run_deep
from .errors import ExecError, Failure, GoPanic
from .nodes import last_evaluated
from .runtime import NIL, has_interface_elements, range_elements, text
from .scopes import DEPTH, SET, WRITE, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from .expressions import Expressions
    from .fields import Evaluate
    from .nodes import Node

    Branch = tuple[int, Evaluate, Node, Scope]

_NO_BODY: Any = None


class Compiler:
    """Makes closures for the nodes of one source text."""

    def __init__(self, source: str, expressions: Expressions) -> None:
        self._source = source
        self._expressions = expressions

    def compile_list(self, node: Node, scope: Scope) -> Evaluate:
        """A closure that writes a list of nodes one after the other."""
        texts: list[str] = [""]
        steps: list[Evaluate] = []
        offsets: list[int] = []
        source = self._source
        for offset, child in zip(node[1], node[2], strict=True):
            if child[0] == "TextNode":
                texts[-1] += source[offset : offset + child[1]]
            else:
                offsets.append(offset)
                steps.append(self._compilers[child[0]](self, child, scope))
                texts.append("")
        last = texts.pop()
        if not steps:
            return _text_only(last)
        if len(steps) == 1:
            return _one_step(texts[0], steps[0], last, offsets[0])
        return _steps(tuple(zip(texts, steps, strict=True)), last, tuple(offsets))

    def compile_action(self, node: Node, scope: Scope) -> Evaluate:
        """``{{pipeline}}``: its value; nothing is written when it declares or assigns variables."""
        pipe = node[1]
        evaluate = self._expressions.pipe(pipe, scope)
        return _silenced(evaluate) if pipe[3] else evaluate

    def compile_if(self, node: Node, scope: Scope) -> Evaluate:
        """``{{if}}`` with all its ``{{else if}}``; `scope` grows by what the conditions declare, until the end."""
        inner = scope.copy()
        branches: list[Branch] = []
        offset = -1
        while True:
            _, pipe, body, else_list = node
            condition = self._expressions.pipe(pipe, inner)
            branches.append((offset, condition, body, inner.copy()))
            if else_list is None or len(else_list[2]) != 1 or else_list[2][0][0] != "IfNode":
                break
            offset = else_list[1][0]
            node = else_list[2][0]
        if len(branches) == 1:
            return self._one_if(branches[0], else_list, inner)
        return self._if_chain(branches, else_list, inner)

    def _one_if(self, branch: Branch, else_list: Node | None, scope: Scope) -> Evaluate:
        _, condition, body_node, body_scope = branch
        compile_list = self.compile_list
        body = otherwise = _NO_BODY

        def run_if(dot: Any, variables: list[Any]) -> str:
            nonlocal body, otherwise
            if condition(dot, variables):
                if body is None:
                    body = compile_list(body_node, body_scope)
                body(dot, variables)
            elif else_list is not None:
                if otherwise is None:
                    otherwise = compile_list(else_list, scope)
                otherwise(dot, variables)
            return ""

        return run_if

    def _if_chain(self, branches: list[Branch], else_list: Node | None, scope: Scope) -> Evaluate:
        compile_list = self.compile_list
        bodies: list[Any] = [None] * (len(branches) + 1)

        def run_if_chain(dot: Any, variables: list[Any]) -> str:
            index = 0
            for offset, condition, body_node, body_scope in branches:
                try:
                    if condition(dot, variables):
                        break
                except Failure as failure:
                    if failure.offset < 0:
                        failure.offset = offset
                    raise
                index += 1
            else:
                if else_list is None:
                    return ""
                body_node, body_scope = else_list, scope
            body = bodies[index]
            if body is None:
                body = bodies[index] = compile_list(body_node, body_scope)
            body(dot, variables)
            return ""

        return run_if_chain

    def compile_with(self, node: Node, scope: Scope) -> Evaluate:
        """``{{with}}``: dot is the value, where that is not empty."""
        _, pipe, body_node, else_list = node
        inner = scope.copy()
        evaluate = self._expressions.pipe(pipe, inner)
        body_scope = inner.with_dot()
        compile_list = self.compile_list
        body = otherwise = _NO_BODY

        def run_with(dot: Any, variables: list[Any]) -> str:
            nonlocal body, otherwise
            value = evaluate(dot, variables)
            if value:
                if body is None:
                    body = compile_list(body_node, body_scope)
                body(value, variables)
            elif else_list is not None:
                if otherwise is None:
                    otherwise = compile_list(else_list, inner)
                otherwise(dot, variables)
            return ""

        return run_with

    def compile_range(self, node: Node, scope: Scope) -> Evaluate:
        """``{{range}}``: dot and the declared variables are set for every element."""
        _, pipe, body_node, else_list = node
        inner = scope.copy()
        source = inner.reserve()
        evaluate = self._expressions.pipe(pipe, inner)
        loop = _range_loop(pipe, inner, source)
        body_scope = inner.with_dot(source)
        at = last_evaluated(pipe)
        weight = len(body_node[2]) + 1
        compile_list = self.compile_list
        body = otherwise = _NO_BODY

        def run_range(dot: Any, variables: list[Any]) -> str:
            nonlocal body, otherwise
            value = evaluate(dot, variables)
            keys, elements = range_elements(value, at)
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

    def compile_template(self, node: Node, scope: Scope) -> Evaluate:
        """``{{template "name" pipeline}}``: the template writes to where its caller writes."""
        _, _, name, pipe = node
        evaluate = None if pipe is None else self._expressions.pipe(pipe, scope)

        def run_template(dot: Any, variables: list[Any]) -> str:
            template_set = variables[SET]
            template = template_set.templates.get(name)
            if template is None:
                raise Failure(node, f"template {quote(name)} not defined")
            depth = variables[DEPTH]
            if depth == MAX_DEPTH:
                raise Failure(node, f"exceeded maximum template depth ({MAX_DEPTH})")
            data = None if evaluate is None else evaluate(dot, variables)
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
            raise Failure(node, "", inner=inner)

        return run_template

    _compilers: dict[str, Callable[[Compiler, Node, Scope], Evaluate]] = {
        "ActionNode": compile_action,
        "IfNode": compile_if,
        "WithNode": compile_with,
        "RangeNode": compile_range,
        "TemplateNode": compile_template,
    }


def _text_only(plain: str) -> Evaluate:
    def write_text(dot: Any, variables: list[Any]) -> str:
        variables[WRITE](plain)
        return ""

    return write_text


def _one_step(before: str, step: Evaluate, after: str, offset: int) -> Evaluate:
    def run_one(dot: Any, variables: list[Any]) -> str:
        write = variables[WRITE]
        write(before)
        try:
            value = step(dot, variables)
        except Failure as failure:
            if failure.offset < 0:
                failure.offset = offset
            raise
        write(value if value.__class__ is str else text(value))
        write(after)
        return ""

    return run_one


def _steps(pairs: tuple[tuple[str, Evaluate], ...], last: str, offsets: tuple[int, ...]) -> Evaluate:
    """`pairs` are the texts and steps in turn, `offsets` where the steps' actions start."""
    count = len(pairs)

    def run_steps(dot: Any, variables: list[Any]) -> str:
        write = variables[WRITE]
        pending = iter(pairs)
        try:
            for before, step in pending:
                write(before)
                value = step(dot, variables)
                write(value if value.__class__ is str else text(value))
        except Failure as failure:
            if failure.offset < 0:
                failure.offset = offsets[count - pending.__length_hint__() - 1]
            raise
        write(last)
        return ""

    return run_steps


def _silenced(evaluate: Evaluate) -> Evaluate:
    def run_silenced(dot: Any, variables: list[Any]) -> str:
        evaluate(dot, variables)
        return ""

    return run_silenced


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
