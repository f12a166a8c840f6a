"""Closures for function calls, one for every common shape of arguments.

Go evaluates the previous stage of the pipeline first and the arguments then, from left to right; the previous stage's
value becomes the last argument. Nothing but the call itself is inside ``try``, so failures of arguments keep their
place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .arguments import CLASSES, INTERFACE_OR_NIL, assign
from .nodes import last_evaluated
from .runtime import NIL, calling_failed
from .scopes import SET

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.golib.types import GoFunction
    from .fields import Evaluate
    from .nodes import Names, Node

    Function = Callable[..., Any]


class Argument:
    """An operand as an argument.

    `shape` says how to get it: "c" is the constant `value`; "e" evaluates the closure `value`; "t" does so too and
    checks the result (see `TypedArgument`).
    """

    __slots__ = ("shape", "value")

    def __init__(self, shape: str, value: Any) -> None:
        self.shape = shape
        self.value = value

    def evaluate(self, dot: Any, variables: list[Any]) -> Any:
        """The value of the argument. Raises Failure."""
        return self.value if self.shape == "c" else self.value(dot, variables)


class TypedArgument(Argument):
    """An argument whose value must be of the type `expected`: surely so when its class is `certain`.

    `node` is the operand and `names` the variables in scope there (None for the previous stage of a pipeline, where
    there is never an interface value).
    """

    __slots__ = ("_expected", "_names", "_node", "certain")

    def __init__(self, evaluate: Evaluate, expected: str, node: Node, names: Names | None) -> None:
        self.shape = "t"
        self.value = evaluate
        self.certain = CLASSES.get(expected)
        self._expected = expected
        self._node = node
        self._names = names

    def evaluate(self, dot: Any, variables: list[Any]) -> Any:
        """The value of the argument. Raises Failure."""
        value = self.value(dot, variables)
        return value if value.__class__ is self.certain else self.convert(value, dot, variables)

    def convert(self, value: Any, dot: Any, variables: list[Any]) -> Any:
        """A value that is not certainly of the parameter's type. Raises Failure where it is none."""
        is_interface = value is NIL or (value is None and self._sees_interface(dot, variables))
        if is_interface and self._expected == INTERFACE_OR_NIL:
            return NIL
        return assign(None if value is NIL else value, self._expected, last_evaluated(self._node), is_interface)

    def _sees_interface(self, dot: Any, variables: list[Any]) -> bool:
        """Whether an operand that gave None is an interface value holding nil, and not no value at all."""
        node, names = self._node, self._names
        if names is None:
            return False
        kind = node[0]
        if kind == "FieldNode":
            return dot is not None
        if kind == "DotNode":
            return dot is NIL
        if kind == "VariableNode":
            value = variables[len(names) - 1 - names[::-1].index(node[2][0])]
            return value is not None if len(node[2]) > 1 else value is NIL
        return bool(kind == "IdentifierNode")


def untyped(argument: Argument) -> Argument:
    """The same argument as one whose closure makes the check."""
    return Argument("e", argument.evaluate) if argument.shape == "t" else argument


def parameter(function: GoFunction, index: int) -> str:
    """The type of the argument with this index."""
    parameters = function.parameters
    return parameters[index] if index < len(parameters) else parameters[-1]


def make_call(function: Function | str, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    """A closure that calls `function`; a str names one that is bound to the template set that is executed.

    `node` and `name` are for the error when the function fails.
    """
    if isinstance(function, str):
        return _late_two(function, arguments, node, name) if len(arguments) == 2 else _any(
            function, arguments, node, name
        )
    shape = ""
    for argument in arguments:
        shape += argument.shape
    make = _SHAPES.get(shape)
    if make is None and "t" in shape:
        arguments = [untyped(argument) for argument in arguments]
        make = _SHAPES.get(shape.replace("t", "e"))
    return (make or _any)(function, arguments, node, name)


def make_piped_call(
    function: Function | str, arguments: list[Argument], previous: Argument, node: Node, name: str
) -> Evaluate:
    """A closure that calls `function` with the value of the previous stage last.

    The previous stage is evaluated before the arguments, and its type is checked after them.
    """
    first = previous.value

    def call(dot: Any, variables: list[Any]) -> Any:
        final = first(dot, variables)
        evaluated = [argument.evaluate(dot, variables) for argument in arguments]
        evaluated.append(previous.convert(final, dot, variables) if isinstance(previous, TypedArgument) else final)
        called = variables[SET].bound[function] if isinstance(function, str) else function
        try:
            return called(*evaluated)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _any(function: Function | str, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    def call(dot: Any, variables: list[Any]) -> Any:
        evaluated = [argument.evaluate(dot, variables) for argument in arguments]
        called = variables[SET].bound[function] if isinstance(function, str) else function
        try:
            return called(*evaluated)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _late_two(function: str, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    """Two arguments, as `include`, `tpl` and `required` take them."""
    first, second = (untyped(argument) for argument in arguments)
    one_is_constant, two_is_constant = first.shape == "c", second.shape == "c"
    one_value, two_value = first.value, second.value

    def call(dot: Any, variables: list[Any]) -> Any:
        one = one_value if one_is_constant else one_value(dot, variables)
        two = two_value if two_is_constant else two_value(dot, variables)
        try:
            return variables[SET].bound[function](one, two)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _none(function: Function, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    def call(dot: Any, variables: list[Any]) -> Any:
        try:
            return function()
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _c(function: Function, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    only = arguments[0].value

    def call(dot: Any, variables: list[Any]) -> Any:
        try:
            return function(only)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _e(function: Function, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    evaluate = arguments[0].value

    def call(dot: Any, variables: list[Any]) -> Any:
        value = evaluate(dot, variables)
        try:
            return function(value)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _t(function: Function, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    (only,) = arguments
    assert isinstance(only, TypedArgument)
    evaluate, certain, convert = only.value, only.certain, only.convert

    def call(dot: Any, variables: list[Any]) -> Any:
        value = evaluate(dot, variables)
        if value.__class__ is not certain:
            value = convert(value, dot, variables)
        try:
            return function(value)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _ce(function: Function, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    first, evaluate = (argument.value for argument in arguments)

    def call(dot: Any, variables: list[Any]) -> Any:
        value = evaluate(dot, variables)
        try:
            return function(first, value)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _ct(function: Function, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    first, second = arguments[0].value, arguments[1]
    assert isinstance(second, TypedArgument)
    evaluate, certain, convert = second.value, second.certain, second.convert

    def call(dot: Any, variables: list[Any]) -> Any:
        value = evaluate(dot, variables)
        if value.__class__ is not certain:
            value = convert(value, dot, variables)
        try:
            return function(first, value)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _ec(function: Function, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    evaluate, second = (argument.value for argument in arguments)

    def call(dot: Any, variables: list[Any]) -> Any:
        value = evaluate(dot, variables)
        try:
            return function(value, second)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _ee(function: Function, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    first, second = (argument.value for argument in arguments)

    def call(dot: Any, variables: list[Any]) -> Any:
        one = first(dot, variables)
        two = second(dot, variables)
        try:
            return function(one, two)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _cce(function: Function, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    first, second, evaluate = (argument.value for argument in arguments)

    def call(dot: Any, variables: list[Any]) -> Any:
        value = evaluate(dot, variables)
        try:
            return function(first, second, value)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _cee(function: Function, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    first, second, third = (argument.value for argument in arguments)

    def call(dot: Any, variables: list[Any]) -> Any:
        two = second(dot, variables)
        three = third(dot, variables)
        try:
            return function(first, two, three)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


_SHAPES: dict[str, Callable[[Function, list[Argument], Node, str], Evaluate]] = {
    "": _none,
    "c": _c,
    "e": _e,
    "t": _t,
    "ce": _ce,
    "ct": _ct,
    "ec": _ec,
    "ee": _ee,
    "cce": _cce,
    "cee": _cee,
}
"""The shapes (see `Argument.shape`) that have a closure of their own."""
