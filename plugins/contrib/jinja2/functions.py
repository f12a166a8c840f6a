"""The functions of Sprig, Helm and other plugins as Jinja's functions and filters.

A filter gives its value last, as a pipeline of Go templates does: ``x | trunc(5)`` is ``trunc(5, x)``. Filters that
Jinja documents under a name keep it, unless a plugin has made a function of that name for this engine alone.
Arguments are checked against the types that a function takes, less strictly than Go does: numbers fit texts, and whole
numbers fit floats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jinja2.runtime import Undefined

from ....core.errors import PluginError
from ....core.golib.limits import LimitError
from ....core.golib.nil import NilMap, NilSlice, NilStringSlice
from ....core.golib.types import GoError, GoFunction, Int64, StringSlice, type_name
from ....core.template_functions import FunctionTable, late_bound_functions, provided_functions
from .printing import Conversion, text_of
from .request import ENGINE

if TYPE_CHECKING:
    from ....core.registry import Registry
    from ....core.template_binding import TemplateBinding

_INT64 = 1 << 63
_FOR_NOTHING = frozenset(("coalesce", "default", "empty", "required"))
"""Functions that are there for values that may be missing: they get nil even where using such a value is an error."""

_NILS: dict[str, Any] = {
    "interface {}": None,
    "map[string]interface {}": NilMap(),
    "[]interface {}": NilSlice(),
    "[]string": NilStringSlice(),
}


class FunctionError(GoError):
    """A function failed, or was called in a way that it does not take."""


class Functions:
    """Every function of a registry by name, imported when it is first called.

    `own` are the engine's own in the place of ones that come with this program. Raises PluginError when it is made and
    two plugins provide the same name.
    """

    def __init__(
        self, registry: Registry, binding: TemplateBinding, conversion: Conversion, own: Mapping[str, Any]
    ) -> None:
        self._table = FunctionTable(registry, ENGINE)
        self._late_bound = late_bound_functions(registry, ENGINE)
        self._binding = binding
        self._conversion = conversion
        provided = list(provided_functions(registry, ENGINE))
        self._own = {
            found.entry.name: own[found.entry.name]
            for found in provided
            if found.entry.name in own and found.plugin.kind == "builtin"
        }
        self._limited = frozenset(found.entry.name for found in provided if found.entry.engine == ENGINE)

    def __iter__(self) -> Iterator[str]:
        yield from self._table
        yield from self._late_bound

    def as_globals(self) -> dict[str, Any]:
        """Every function by name, to be called."""
        return {name: self._own.get(name) or self._caller(name) for name in self}

    def as_filters(self, jinjas: Mapping[str, Any]) -> dict[str, Any]:
        """The functions that are filters beside those of Jinja, or in their place."""
        return {
            name: self._own.get(name) or _value_last(self._caller(name))
            for name in self
            if name not in jinjas or name in self._limited
        }

    def _caller(self, name: str) -> Callable[..., Any]:
        loaded: list[GoFunction] = []

        def call(*arguments: Any, **named: Any) -> Any:
            if named:
                raise FunctionError(f"{name} takes no arguments by name")
            if not loaded:
                loaded.append(self._load(name))
            return self._call(name, loaded[0], arguments)

        return call

    def _load(self, name: str) -> GoFunction:
        try:
            if name in self._table:
                return self._table[name]
            return self._late_bound[name](self._binding)
        except PluginError as error:
            raise FunctionError(error.message) from error

    def _call(self, name: str, function: GoFunction, given: tuple[Any, ...]) -> Any:
        if name in _FOR_NOTHING:
            given = tuple([None if isinstance(value, Undefined) else value for value in given])
        _check_count(name, function, len(given))
        parameters, last = function.parameters, len(function.parameters) - 1
        converted = map(self._conversion.convert, given)
        arguments = [fit(value, parameters[min(index, last)], name) for index, value in enumerate(converted)]
        try:
            return function.function(*arguments)
        except (RecursionError, MemoryError, LimitError):
            raise
        except Exception as error:
            cause = str(error) if isinstance(error, GoError) else f"{type(error).__name__}: {error}"
            raise FunctionError(f"error calling {name}: {cause}") from error


def _value_last(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(value: Any, *arguments: Any, **named: Any) -> Any:
        return function(*arguments, value, **named)

    return call


def _check_count(name: str, function: GoFunction, count: int) -> None:
    """Raise FunctionError for a wrong number of arguments, in Go's words."""
    wanted = len(function.parameters)
    if function.variadic:
        if count < wanted - 1:
            raise FunctionError(f"wrong number of args for {name}: want at least {wanted - 1} got {count}")
    elif count != wanted:
        raise FunctionError(f"wrong number of args for {name}: want {wanted} got {count}")


def fit(value: Any, parameter: str, name: str) -> Any:
    """`value` for a parameter of that Go type. Raises FunctionError when it does not fit."""
    if parameter == "interface {}":
        return value
    if value is None and parameter in _NILS:
        return _NILS[parameter]
    fitted = _fit(value, parameter)
    if fitted is None:
        raise FunctionError(f"wrong type for value of {name}; expected {parameter}; got {type_name(value)}")
    return fitted


def _fit(value: Any, parameter: str) -> Any:
    """The value as a function wants it; None when it cannot be had."""
    if parameter == "string":
        return text_of(value) if isinstance(value, (str, int, float, bytes)) else None
    if parameter in ("int", "int64"):
        return _whole(value, Int64 if parameter == "int64" else int)
    if parameter == "float64":
        is_number = isinstance(value, (int, float)) and value.__class__ is not bool
        return float(value) if is_number else None
    if parameter == "bool":
        return value if value.__class__ is bool else None
    if parameter in ("map[string]interface {}", "chartutil.Values"):
        return value if isinstance(value, dict) else None
    if parameter == "[]interface {}":
        return value if isinstance(value, list) else None
    if parameter == "[]string":
        return StringSlice(map(text_of, value)) if isinstance(value, list) else None
    return value if type_name(value) == parameter else None


def _whole(value: Any, kind: type[int]) -> int | None:
    if value.__class__ is bool or not isinstance(value, (int, float)) or value != value // 1:
        return None
    return kind(value) if -_INT64 <= value < _INT64 else None
