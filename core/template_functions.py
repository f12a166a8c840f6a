"""The functions that templates may call, gathered from all plugins and imported when a template names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .golib.types import GoError, GoFunction, type_name
from .registry import Provided, load_target

if TYPE_CHECKING:
    from .foreign_calls import Watch
    from .registry import Registry
    from .template_binding import LateBoundFunction

_GO_TYPES: dict[Any, str] = {
    str: "string",
    int: "int",
    float: "float64",
    bool: "bool",
    dict: "map[string]interface {}",
    list: "[]interface {}",
}
_GO_TYPES.update({kind.__name__: go_type for kind, go_type in list(_GO_TYPES.items())})


class FunctionTable(Mapping[str, GoFunction]):
    """An engine's functions by template name; a plugin's module is imported when a function of it is looked up.

    `watch` hears of what functions of foreign plugins do while they are called. Raises PluginError when it is made and
    two plugins provide the same name.
    """

    def __init__(self, registry: Registry, engine: str, watch: Watch | None = None) -> None:
        self._watch = watch
        found = provided_functions(registry, engine)
        self._provided = {one.entry.name: one for one in found if not one.entry.late_bound}
        self._loaded: dict[str, GoFunction] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._provided

    def __iter__(self) -> Iterator[str]:
        return iter(self._provided)

    def __len__(self) -> int:
        return len(self._provided)

    def __getitem__(self, name: str) -> GoFunction:
        function = self._loaded.get(name)
        if function is None:
            found = self._provided[name]
            function = as_go_function(_load(found))
            if found.plugin.is_foreign:
                function = _guarded(found, function, self._watch)
            self._loaded[name] = function
        return function


def late_bound_functions(registry: Registry, engine: str) -> dict[str, LateBoundFunction]:
    """The factories of the functions that need the running engine `engine`, by template name."""
    return {one.entry.name: _factory(one) for one in provided_functions(registry, engine) if one.entry.late_bound}


def provided_functions(registry: Registry, engine: str) -> Iterator[Provided]:
    """Every record for an engine, one a name. PluginError for a name that two plugins provide."""
    for name in registry:
        found = registry.find(name, engine)
        if found is not None:
            yield found


def _factory(found: Provided) -> LateBoundFunction:
    return lambda binding: as_go_function(_load(found)(binding))


def _load(found: Provided) -> Any:
    """What a record's target names; out of a family's table, the function of that name."""
    target = load_target(found)
    return target[found.entry.name] if isinstance(target, Mapping) else target


def _guarded(found: Provided, function: GoFunction, watch: Watch | None) -> GoFunction:
    """A foreign plugin's function, whose failures and prints name the plugin. Its declared errors stay as they are."""
    from .foreign_calls import ForeignCall
    from .plugin_module import PASSING, describe_cause, is_declared

    passing = (GoError, RecursionError, MemoryError, *PASSING)
    call, plugin, what = function.function, found.plugin, f"the template function {found.entry.name}"

    def guarded(*arguments: Any) -> Any:
        try:
            with ForeignCall(plugin, what, watch):
                return call(*arguments)
        except passing:
            raise
        except BaseException as error:
            if is_declared(error):
                raise
            raise GoError(f"{describe_cause(error)} (plugin {plugin.name!r}, {plugin.origin})") from error

    return GoFunction(guarded, function.parameters, function.variadic)


def as_go_function(target: GoFunction | Callable[..., Any]) -> GoFunction:
    """A plain Python function as templates call it: its annotations become the types that Go would check."""
    if isinstance(target, GoFunction):
        return target
    checked = _checked(target)
    code = target.__code__
    names = code.co_varnames[: code.co_argcount]
    types = tuple(_GO_TYPES.get(target.__annotations__.get(name), "interface {}") for name in names)
    if code.co_flags & 0x04:  # CO_VARARGS: the function takes *args
        rest = code.co_varnames[code.co_argcount + code.co_kwonlyargcount]
        return GoFunction(checked, (*types, _GO_TYPES.get(target.__annotations__.get(rest), "interface {}")), True)
    return GoFunction(checked, types)


def _checked(target: Callable[..., Any]) -> Callable[..., Any]:
    """A plain Python function that fails by itself when it returns what templates have no type for."""

    def call(*arguments: Any) -> Any:
        result = target(*arguments)
        try:
            type_name(result)
        except AttributeError:
            raise GoError(f"it returned {type(result).__name__}, which is no type of templates") from None
        return result

    return call
