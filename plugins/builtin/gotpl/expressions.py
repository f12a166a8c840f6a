"""Pipelines, commands and operands to closures.

A closure takes dot and the list of variables (see scopes.py) and gives the value, None for every kind of nil. What a
closure needs is captured when it is made, so executing costs one Python call a node. Equal pipelines share a closure
wherever they mean the same. Rule: the eval functions of text/template/exec.go as of Go 1.14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.types import GoError, GoFunction, WrongResults
from .arguments import UNCHECKED, assign, constant
from .calls import Argument, TypedArgument, make_call, make_piped_call, parameter
from .errors import Failure
from .fields import DOT, make_fields
from .go_builtins import BUILTINS
from .literals import ideal_constant
from .nodes import CLOSED, DECLARING, last_evaluated, text_of
from .runtime import NIL, calling_failed, method_of, plain_field, refuse_arguments, walk, wrong_results
from .scopes import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .fields import Evaluate
    from .nodes import Names, Node
    from .scopes import Scope

_LITERALS = frozenset(("BoolNode", "NilNode", "NumberNode", "StringNode"))


class Expressions:
    """Makes closures for the expressions of all templates of one engine.

    `functions` are the functions from outside, `late` those that are bound to the template set that is executed (here
    only their parameters count). `strict` makes a missing map key an error.
    """

    def __init__(self, functions: Mapping[str, GoFunction], late: Mapping[str, GoFunction], strict: bool) -> None:
        self._functions = functions
        self._late = late
        self._strict = strict
        self._shared: dict[Any, Evaluate] = {}
        self._resolved: dict[str, GoFunction] = {}

    def pipe(self, node: Node, scope: Scope) -> Evaluate:
        """A closure for a PipeNode; it also sets the variables that the pipeline declares or assigns."""
        reach = node[5]
        if reach == DECLARING:
            evaluate = self._commands(node, scope)
        else:
            key = node if reach == CLOSED and not scope.dot_source else (node, scope.key(reach))
            known = self._shared.get(key)
            if known is None:
                known = self._shared[key] = self._commands(node, scope)
            evaluate = known
        for variable in node[3]:
            evaluate = self._set_variable(evaluate, variable[2][0], node, scope)
        return evaluate

    def action(self, node: Node, scope: Scope) -> Evaluate:
        """A closure for the PipeNode of an action: its value, the empty text when it sets variables."""
        evaluate = self.pipe(node, scope)
        if not node[3]:
            return evaluate

        def set_silently(dot: Any, variables: list[Any]) -> str:
            evaluate(dot, variables)
            return ""

        return set_silently

    def _commands(self, node: Node, scope: Scope) -> Evaluate:
        """A closure for the commands of a PipeNode."""
        evaluate: Evaluate | None = None
        before = node
        for command in node[4]:
            evaluate = self._command(command, evaluate, before, scope)
            before = command
        assert evaluate is not None
        return evaluate

    def _set_variable(self, evaluate: Evaluate, name: str, pipe: Node, scope: Scope) -> Evaluate:
        slot = scope.find(name) if pipe[2] else scope.declare(name)
        if slot < 0:
            return _failing(last_evaluated(pipe), f"undefined variable: {name}", evaluate)

        def set_variable(dot: Any, variables: list[Any]) -> Any:
            value = variables[slot] = evaluate(dot, variables)
            return value

        return set_variable

    # Commands

    def _command(self, node: Node, previous: Evaluate | None, before: Node, scope: Scope) -> Evaluate:
        """One stage of a pipeline. `previous` is the stage before it, `before` that stage's node or the pipeline's."""
        operands = node[2]
        first = operands[0]
        kind = first[0]
        if kind == "IdentifierNode":
            return self._call(first[2], node, first, operands[1:], previous, scope)
        if len(operands) == 1 and previous is None:
            if kind == "NilNode":
                return _failing(first, "nil is not a command", None)
            return self.operand(first, scope)
        if kind in ("FieldNode", "ChainNode") or (kind == "VariableNode" and len(first[2]) > 1):
            return self._method_call(first, operands[1:], previous, scope)
        if kind == "VariableNode" and scope.find(first[2][0]) < 0:
            return _failing(first, f"undefined variable: {first[2][0]}", previous)
        # The executor does not step on to a parenthesized pipeline before it has found that it may go there.
        at = first if kind != "PipeNode" else before if previous is None else last_evaluated(before)
        return _failing(at, f"can't give argument to non-function {text_of(first)}", previous)

    def operand(self, node: Node, scope: Scope) -> Evaluate:
        """A closure for an operand that takes no arguments."""
        kind = node[0]
        if kind == "FieldNode":
            return make_fields(DOT, node[2], node, self._strict, scope.dot_source)
        if kind == "VariableNode":
            return self._variable(node, scope)
        if kind == "IdentifierNode":
            return self._call(node[2], node, node, (), None, scope)
        if kind == "PipeNode":
            return self.pipe(node, scope)
        if kind == "ChainNode":
            return self._chain(node, scope)
        if kind == "DotNode":
            return _dot if not scope.dot_source else _range_dot
        try:
            value = ideal_constant(node) if kind == "NumberNode" else node[-1]
        except GoError as error:
            return _failing(node, str(error), None)
        return lambda dot, variables: value

    def _variable(self, node: Node, scope: Scope) -> Evaluate:
        names: Names = node[2]
        slot = scope.find(names[0])
        if slot < 0:
            return _failing(node, f"undefined variable: {names[0]}", None)
        source = scope.sources[slot]
        if len(names) > 1:
            return make_fields(slot, names[1:], node, self._strict, source)
        if slot == ROOT:
            return _root
        if source:
            return lambda dot, variables: None if variables[slot] is NIL else variables[slot]
        return lambda dot, variables: variables[slot]

    def _chain(self, node: Node, scope: Scope, marks_nil: bool = False) -> Evaluate:
        """A chain of fields behind parentheses. With `marks_nil` it gives NIL for a map entry that is nil."""
        _, _, start, names = node
        evaluate = self.operand(start, scope)
        at = last_evaluated(start)
        strict = self._strict

        def chain(dot: Any, variables: list[Any]) -> Any:
            return walk(evaluate(dot, variables), names, node, at, False, strict)

        def marked_chain(dot: Any, variables: list[Any]) -> Any:
            receiver = evaluate(dot, variables)
            value = walk(receiver, names, node, at, False, strict)
            return NIL if value is None and receiver is not None else value

        return marked_chain if marks_nil else chain

    # Calls

    def _call(
        self,
        name: str,
        node: Node,
        identifier: Node,
        operands: tuple[Node, ...],
        previous: Evaluate | None,
        scope: Scope,
    ) -> Evaluate:
        """A function call. `node` is what is shown when the function fails."""
        function = self._resolve(name)
        parameters = function.parameters
        count = len(operands)
        if function.variadic or count + (previous is not None) != len(parameters):
            refusal = wrong_count(function, name, count, previous is not None)
            if refusal:
                return _failing(identifier, refusal, previous)
            parameters += parameters[-1:] * count
        arguments = [self.argument(node, expected, scope) for node, expected in zip(operands, parameters, strict=False)]
        bound = name if name in self._late else function.function
        if previous is None:
            return make_call(bound, arguments, node, name)
        expected = parameters[count]
        if expected in UNCHECKED:
            final = Argument("e", previous)
        else:
            final = TypedArgument(previous, expected, operands[-1] if operands else identifier, None)
        for argument in arguments:
            if argument.shape != "c":
                return make_piped_call(bound, arguments, final, node, name)
        arguments.append(final)
        return make_call(bound, arguments, node, name)

    def _resolve(self, name: str) -> GoFunction:
        """The function of that name; it is looked up (and so, perhaps, imported) once."""
        function = self._resolved.get(name)
        if function is None:
            function = self._late.get(name) or self._functions.get(name) or BUILTINS[name]
            self._resolved[name] = function
        return function

    def argument(self, node: Node, expected: str, scope: Scope) -> Argument:
        """An operand as an argument for a parameter of the type `expected`."""
        if node[0] in _LITERALS:
            try:
                return Argument("c", constant(node, expected))
            except GoError as error:
                return Argument("e", _failing(node, str(error), None))
        if expected in UNCHECKED:
            return Argument("e", self.operand(node, scope))
        evaluate = self._chain(node, scope, True) if node[0] == "ChainNode" else self.operand(node, scope)
        return TypedArgument(evaluate, expected, node, scope.names)

    def _method_call(self, node: Node, operands: tuple[Node, ...], previous: Evaluate | None, scope: Scope) -> Evaluate:
        """A method with arguments. Which method it is, and so what its parameters are, is seen when it is executed."""
        at = last_evaluated(node)
        start, names, source = self._method_start(node, scope)
        if start is None:
            return _failing(at, f"undefined variable: {names[0]}", previous)
        strict = self._strict
        path, name = names[:-1], names[-1]
        bind = self._method_binder(name, operands, previous is not None, scope.copy())
        bound: dict[GoFunction, list[Argument] | str] = {}
        last_at = last_evaluated(operands[-1]) if operands else at

        def method_call(dot: Any, variables: list[Any]) -> Any:
            final = previous(dot, variables) if previous is not None else None
            origin = start(dot, variables)
            is_interface = bool(source and variables[source])
            try:
                receiver = origin
                for step in path:
                    receiver = receiver.get(step) if receiver.__class__ is dict else plain_field(receiver, step)
            except LookupError:
                receiver = walk(origin, path, node, at, is_interface, strict)
            method = method_of(receiver, name)
            if method is None:
                refusal = refuse_arguments(receiver, name)
                if refusal:
                    raise Failure(at, refusal)
                return walk(origin, names, node, at, is_interface, strict)
            arguments = bound.get(method)
            if arguments is None:
                arguments = bound[method] = bind(method)
            if isinstance(arguments, str):
                raise Failure(at, arguments)
            values = [argument.evaluate(dot, variables) for argument in arguments]
            if previous is not None:
                values.append(assign(final, parameter(method, len(operands)), last_at, False))
            try:
                return method.function(receiver, *values)
            except Exception as error:
                raise calling_failed(node, name, error) from error

        return method_call

    def _method_start(self, node: Node, scope: Scope) -> tuple[Evaluate | None, Names, int]:
        """What a chain begins with (None: a variable that is undefined), its names, and the start's source."""
        kind, names = node[0], node[-1]
        if kind == "FieldNode":
            return _dot, names, scope.dot_source
        if kind == "ChainNode":
            return self.operand(node[2], scope), names, 0
        slot = scope.find(names[0])
        if slot < 0:
            return None, names, 0
        return _slot(slot), names[1:], scope.sources[slot]

    def _method_binder(
        self, name: str, operands: tuple[Node, ...], has_previous: bool, scope: Scope
    ) -> Callable[[GoFunction], list[Argument] | str]:
        """A function that gives the arguments for a method, or why it cannot be called with them."""

        def bind(method: GoFunction) -> list[Argument] | str:
            refusal = wrong_count(method, name, len(operands), has_previous)
            if not refusal and isinstance(method, WrongResults):
                refusal = wrong_results(method, name)
            if refusal:
                return refusal
            return [self.argument(operand, parameter(method, i), scope) for i, operand in enumerate(operands)]

        return bind


def wrong_count(function: GoFunction, name: str, operands: int, has_previous: bool) -> str:
    """Why a call has the wrong number of arguments; empty when it has not."""
    wanted = len(function.parameters)
    given = operands + has_previous
    if function.variadic:
        if given < wanted - 1:
            return f"wrong number of args for {name}: want at least {wanted - 1} got {operands}"
    elif given != wanted:
        return f"wrong number of args for {name}: want {wanted} got {given}"
    return ""


def _failing(at: Node, cause: str, previous: Evaluate | None) -> Evaluate:
    """A closure that fails, after the previous stage of the pipeline has been evaluated."""

    def fail(dot: Any, variables: list[Any]) -> Any:
        if previous is not None:
            previous(dot, variables)
        raise Failure(at, cause)

    return fail


def _slot(slot: int) -> Evaluate:
    return lambda dot, variables: variables[slot]


def _dot(dot: Any, variables: list[Any]) -> Any:
    return dot


def _range_dot(dot: Any, variables: list[Any]) -> Any:
    return None if dot is NIL else dot


def _root(dot: Any, variables: list[Any]) -> Any:
    return variables[ROOT]
