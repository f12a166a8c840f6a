"""Closures for function calls, one for every common shape of arguments.

An argument is a pair: whether it is a constant, and the constant or the closure that evaluates it. Go evaluates the
previous stage of the pipeline first and the arguments then, from left to right; the previous stage's value becomes
the last argument. Nothing but the call itself is inside ``try``, so failures of arguments keep their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .runtime import calling_failed
from .scopes import SET

if TYPE_CHECKING:
    from collections.abc import Callable

    from .fields import Evaluate
    from .nodes import Node

    Argument = tuple[bool, Any]


def make_call(function: Callable[..., Any] | str, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    """A closure that calls `function`; a str names one that is bound to the template set that is executed.

    `node` and `name` are for the error when the function fails.
    """
    values = [value for _, value in arguments]
    if isinstance(function, str):
        if len(arguments) == 2:
            return _late_two(function, arguments, node, name)
    else:
        make = _SHAPES.get("".join(["c" if is_constant else "e" for is_constant, _ in arguments]))
        if make is not None:
            return make(function, values, node, name)

    def call(dot: Any, variables: list[Any]) -> Any:
        evaluated = [value if is_constant else value(dot, variables) for is_constant, value in arguments]
        called = variables[SET].bound[function] if isinstance(function, str) else function
        try:
            return called(*evaluated)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def make_piped_call(
    function: Callable[..., Any] | str,
    arguments: list[Argument],
    previous: Evaluate,
    check: Callable[[Any], Any] | None,
    node: Node,
    name: str,
) -> Evaluate:
    """A closure that calls `function` with the value of the previous stage last, after `check` has passed it."""

    def call(dot: Any, variables: list[Any]) -> Any:
        final = previous(dot, variables)
        evaluated = [value if is_constant else value(dot, variables) for is_constant, value in arguments]
        evaluated.append(final if check is None else check(final))
        called = variables[SET].bound[function] if isinstance(function, str) else function
        try:
            return called(*evaluated)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _late_two(function: str, arguments: list[Argument], node: Node, name: str) -> Evaluate:
    """Two arguments, as `include`, `tpl` and `required` take them."""
    (first_is_constant, first), (second_is_constant, second) = arguments

    def call(dot: Any, variables: list[Any]) -> Any:
        one = first if first_is_constant else first(dot, variables)
        two = second if second_is_constant else second(dot, variables)
        try:
            return variables[SET].bound[function](one, two)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _none(function: Callable[..., Any], values: list[Any], node: Node, name: str) -> Evaluate:
    def call(dot: Any, variables: list[Any]) -> Any:
        try:
            return function()
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _constant(function: Callable[..., Any], values: list[Any], node: Node, name: str) -> Evaluate:
    (only,) = values

    def call(dot: Any, variables: list[Any]) -> Any:
        try:
            return function(only)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _evaluated(function: Callable[..., Any], values: list[Any], node: Node, name: str) -> Evaluate:
    (only,) = values

    def call(dot: Any, variables: list[Any]) -> Any:
        value = only(dot, variables)
        try:
            return function(value)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _constant_evaluated(function: Callable[..., Any], values: list[Any], node: Node, name: str) -> Evaluate:
    first, second = values

    def call(dot: Any, variables: list[Any]) -> Any:
        value = second(dot, variables)
        try:
            return function(first, value)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _evaluated_constant(function: Callable[..., Any], values: list[Any], node: Node, name: str) -> Evaluate:
    first, second = values

    def call(dot: Any, variables: list[Any]) -> Any:
        value = first(dot, variables)
        try:
            return function(value, second)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _evaluated_evaluated(function: Callable[..., Any], values: list[Any], node: Node, name: str) -> Evaluate:
    first, second = values

    def call(dot: Any, variables: list[Any]) -> Any:
        one = first(dot, variables)
        two = second(dot, variables)
        try:
            return function(one, two)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _constants_evaluated(function: Callable[..., Any], values: list[Any], node: Node, name: str) -> Evaluate:
    first, second, third = values

    def call(dot: Any, variables: list[Any]) -> Any:
        value = third(dot, variables)
        try:
            return function(first, second, value)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


def _constant_evaluated_evaluated(function: Callable[..., Any], values: list[Any], node: Node, name: str) -> Evaluate:
    first, second, third = values

    def call(dot: Any, variables: list[Any]) -> Any:
        two = second(dot, variables)
        three = third(dot, variables)
        try:
            return function(first, two, three)
        except Exception as error:
            raise calling_failed(node, name, error) from error

    return call


_SHAPES = {
    "": _none,
    "c": _constant,
    "e": _evaluated,
    "ce": _constant_evaluated,
    "ec": _evaluated_constant,
    "ee": _evaluated_evaluated,
    "cce": _constants_evaluated,
    "cee": _constant_evaluated_evaluated,
}
"""Constant (c) and evaluated (e) arguments in order."""
