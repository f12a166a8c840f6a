"""Pipelines, commands and operands to closures.

A closure takes dot and the list of variables (see scopes.py) and gives the value, None for every kind of nil. What a
closure needs is captured when it is made, so executing costs one Python call a node. Closures of closed pipelines are
made once for all places where they stand. Rule: the eval functions of text/template/exec.go as of Go 1.14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.types import GoError, GoFunction
from .arguments import ANYTHING, CLASSES, INTERFACE_OR_NIL, assign, constant
from .calls import make_call, make_piped_call
from .errors import Failure
from .fields import DOT, make_fields
from .go_builtins import BUILTINS
from .literals import ideal_constant
from .nodes import last_evaluated, text_of
from .runtime import NIL, NO_RESULT, calling_failed, method_of, no_result, refuse_arguments, walk
from .scopes import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .calls import Argument
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
        self._closed: dict[tuple[int, int], tuple[Node, Evaluate]] = {}

    def pipe(self, node: Node, scope: Scope) -> Evaluate:
        """A closure for a PipeNode; it also sets the variables that the pipeline declares or assigns."""
        if not node[5]:
            return self._make_pipe(node, scope)
        # The node is kept with its closure, so that its id stays its own.
        key = (id(node), scope.dot_source)
        known = self._closed.get(key)
        if known is None:
            known = self._closed[key] = (node, self._make_pipe(node, scope))
        return known[1]

    def _make_pipe(self, node: Node, scope: Scope) -> Evaluate:
        evaluate: Evaluate | None = None
        at = node
        for command in node[4]:
            evaluate = self._command(command, evaluate, at, scope)
            at = last_evaluated(command)
        assert evaluate is not None
        for variable in node[3]:
            evaluate = self._set_variable(evaluate, variable[2][0], node[2], at, scope)
        return evaluate

    def _set_variable(self, evaluate: Evaluate, name: str, is_assign: bool, at: Node, scope: Scope) -> Evaluate:
        slot = scope.find(name) if is_assign else scope.declare(name)
        if slot < 0:
            return _failing(at, f"undefined variable: {name}", evaluate)

        def set_variable(dot: Any, variables: list[Any]) -> Any:
            value = variables[slot] = evaluate(dot, variables)
            return value

        return set_variable

    # Commands

    def _command(self, node: Node, previous: Evaluate | None, at: Node, scope: Scope) -> Evaluate:
        """One stage of a pipeline. `previous` is the stage before it, `at` the node that Go's executor is at."""
        operands = node[2]
        first = operands[0]
        kind = first[0]
        takes_arguments = len(operands) > 1 or previous is not None
        if kind == "IdentifierNode":
            return self._call(first[2], node, first, operands[1:], previous, scope)
        if kind in ("FieldNode", "ChainNode") or (kind == "VariableNode" and len(first[2]) > 1):
            if takes_arguments:
                return self._method_call(first, operands[1:], previous, scope)
            return self.operand(first, scope)
        if kind != "PipeNode":
            at = first
        if takes_arguments:
            return _failing(at, f"can't give argument to non-function {text_of(first)}", previous)
        if kind == "NilNode":
            return _failing(at, "nil is not a command", None)
        return self.operand(first, scope)

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
        if slot == ROOT and not source:
            return _root
        if source:
            return lambda dot, variables: None if variables[slot] is NIL else variables[slot]
        return lambda dot, variables: variables[slot]

    def _chain(self, node: Node, scope: Scope) -> Evaluate:
        _, _, start, names = node
        evaluate = self.operand(start, scope)
        at = last_evaluated(start)
        strict = self._strict

        def chain(dot: Any, variables: list[Any]) -> Any:
            return walk(evaluate(dot, variables), names, node, at, False, strict)

        return chain

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
        late = self._late.get(name)
        function = late or self._functions.get(name) or BUILTINS[name]
        refusal = wrong_count(function, name, len(operands), previous is not None)
        if refusal:
            return _failing(identifier, refusal, previous)
        at = last_evaluated(operands[-1]) if operands else identifier
        arguments = self._arguments(function, operands, scope)
        bound = name if late is not None else function.function
        if previous is not None:
            expected = _parameter(function, len(operands))
            if any(not is_constant for is_constant, _ in arguments):
                # The previous stage is evaluated before the arguments, and its type is checked after them.
                return make_piped_call(bound, arguments, previous, _check(expected, at), node, name)
            final = previous if expected in ANYTHING else _checked(previous, expected, at, None)
            arguments.append((False, final))
        return make_call(bound, arguments, node, name)

    def _arguments(self, function: GoFunction, operands: tuple[Node, ...], scope: Scope) -> list[Argument]:
        return [self.argument(operand, _parameter(function, index), scope) for index, operand in enumerate(operands)]

    def argument(self, node: Node, expected: str, scope: Scope) -> Argument:
        """An operand as an argument for a parameter of the type `expected`."""
        if node[0] in _LITERALS:
            try:
                return True, constant(node, expected)
            except GoError as error:
                return False, _failing(node, str(error), None)
        evaluate = self.operand(node, scope)
        if expected in ANYTHING and expected != INTERFACE_OR_NIL:
            return False, evaluate
        return False, _checked(evaluate, expected, last_evaluated(node), _sees_interface(node, scope))

    def _method_call(
        self, node: Node, operands: tuple[Node, ...], previous: Evaluate | None, scope: Scope
    ) -> Evaluate:
        """A method with arguments. Which method it is, and so what its parameters are, is seen when it is executed."""
        kind, names = node[0], node[-1]
        at = last_evaluated(node)
        source = 0
        if kind == "FieldNode":
            start = _dot
            source = scope.dot_source
        elif kind == "ChainNode":
            start = self.operand(node[2], scope)
        else:
            slot = scope.find(names[0])
            if slot < 0:
                return _failing(at, f"undefined variable: {names[0]}", previous)
            source = scope.sources[slot]
            start = lambda dot, variables: variables[slot]  # noqa: E731
            names = names[1:]
        strict = self._strict
        path, name = names[:-1], names[-1]
        inner = scope.copy()
        bound: dict[GoFunction, list[Argument] | str] = {}
        last_at = last_evaluated(operands[-1]) if operands else at

        def bind(method: GoFunction) -> list[Argument] | str:
            refusal = wrong_count(method, name, len(operands), previous is not None)
            if not refusal and method.function is NO_RESULT:
                refusal = no_result(name)
            arguments = bound[method] = refusal or self._arguments(method, operands, inner)
            return arguments

        def method_call(dot: Any, variables: list[Any]) -> Any:
            final = previous(dot, variables) if previous is not None else None
            origin = start(dot, variables)
            is_interface = bool(source and variables[source])
            receiver = walk(origin, path, node, at, is_interface, strict)
            method = method_of(receiver, name)
            if method is None:
                refusal = refuse_arguments(receiver, name)
                if refusal:
                    raise Failure(at, refusal)
                return walk(origin, names, node, at, is_interface, strict)
            arguments = bound.get(method)
            if arguments is None:
                arguments = bind(method)
            if arguments.__class__ is str:
                raise Failure(at, arguments)
            values = [value if is_constant else value(dot, variables) for is_constant, value in arguments]
            if previous is not None:
                values.append(assign(final, _parameter(method, len(operands)), last_at, False))
            try:
                return method.function(receiver, *values)
            except Exception as error:
                raise calling_failed(node, name, error) from error

        return method_call


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


def _parameter(function: GoFunction, index: int) -> str:
    parameters = function.parameters
    return parameters[index] if index < len(parameters) else parameters[-1]


def _check(expected: str, at: Node) -> Callable[[Any], Any] | None:
    """A check for the value of a previous stage; None where every value will do."""
    if expected in ANYTHING:
        return None
    return lambda value: assign(value, expected, at, False)


def _checked(
    evaluate: Evaluate, expected: str, at: Node, sees_interface: Callable[[Any, list[Any]], bool] | None
) -> Evaluate:
    """`evaluate`, with its value checked against the type of a parameter.

    `sees_interface` tells of a None whether Go has an interface value there (None: never).
    """
    certain = CLASSES.get(expected)

    def checked(dot: Any, variables: list[Any]) -> Any:
        value = evaluate(dot, variables)
        if value.__class__ is certain:
            return value
        is_interface = value is None and sees_interface is not None and sees_interface(dot, variables)
        if is_interface and expected == INTERFACE_OR_NIL:
            return NIL
        return assign(value, expected, at, is_interface)

    return checked


def _sees_interface(node: Node, scope: Scope) -> Callable[[Any, list[Any]], bool] | None:
    """Tells whether an operand that gave None is an interface value holding nil, or no value at all."""
    kind = node[0]
    if kind == "FieldNode":
        return lambda dot, variables: dot is not None
    if kind == "DotNode":
        return lambda dot, variables: dot is NIL
    if kind == "VariableNode":
        slot = scope.find(node[2][0])
        if len(node[2]) > 1:
            return lambda dot, variables: variables[slot] is not None
        return lambda dot, variables: variables[slot] is NIL
    if kind == "PipeNode":
        return None
    return lambda dot, variables: True


def _failing(at: Node, cause: str, previous: Evaluate | None) -> Evaluate:
    """A closure that fails, after the previous stage of the pipeline has been evaluated."""

    def fail(dot: Any, variables: list[Any]) -> Any:
        if previous is not None:
            previous(dot, variables)
        raise Failure(at, cause)

    return fail


def _dot(dot: Any, variables: list[Any]) -> Any:
    return dot


def _range_dot(dot: Any, variables: list[Any]) -> Any:
    return None if dot is NIL else dot


def _root(dot: Any, variables: list[Any]) -> Any:
    return variables[ROOT]
