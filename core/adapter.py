"""What is registered with pluggy in a plugin's place: stubs that import the plugin when it is first called.

A stub knows whose it is. So it is also the one place where a call is traced, where an answer of the wrong type is
refused, and where an exception that escapes a plugin gets that plugin's name.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator, Iterable
from typing import Any

from .. import hookspecs
from .errors import PilothouseError, PluginError
from .plugin_module import PACKAGE, describe_cause, import_plugin
from .plugin_record import HookRecord, PluginRecord

Trace = Callable[[str], None]


class PluginAdapter:
    """Stands for one plugin towards pluggy; has one stub attribute per implemented extension point."""

    def __init__(self, record: PluginRecord, trace: Trace | None = None) -> None:
        self.__dict__.update({hook.attribute: _make_stub(record, hook, trace) for hook in record.hooks})

    def __dir__(self) -> Iterable[str]:
        return list(self.__dict__)


def _make_stub(record: PluginRecord, hook: HookRecord, trace: Trace | None) -> Callable[..., Any]:
    """A function with the argument names of the implementation, which is how pluggy learns what to pass.

    The names are checked to be identifiers: they come from the index and become source text here.
    """
    if not all(name.isidentifier() for name in hook.arguments):
        raise PluginError(f"plugin {record.name!r}: bad argument names", plugin=record.name, hook=hook.hook)
    own = Implementation(record, hook, trace)
    arguments = ", ".join(hook.arguments)
    body = f"(yield from _own.wrap([{arguments}]))" if hook.wrapper else f"_own.answer([{arguments}])"
    stub: Callable[..., Any] = eval(f"lambda {arguments}: {body}", {"_own": own})
    return hookspecs.hookimpl(wrapper=hook.wrapper, tryfirst=hook.tryfirst, trylast=hook.trylast, specname=hook.hook)(
        stub
    )


class Implementation:
    """One plugin's implementation of an extension point: calls it and watches over it."""

    __slots__ = ("hook", "record", "trace")

    def __init__(self, record: PluginRecord, hook: HookRecord, trace: Trace | None) -> None:
        self.record = record
        self.hook = hook
        self.trace = trace

    def answer(self, arguments: list[Any]) -> Any:
        """Call the implementation and check what it returns."""
        module = import_plugin(self.record)
        if self.trace is not None:
            self.trace(f"{self.hook.hook} -> {self.record.name}({self._summary(arguments)})")
        try:
            result = getattr(module, self.hook.attribute)(*arguments)
            self._check(result)
            if result is not None and hookspecs.POINTS[self.hook.hook].kind == "collect":
                result = list(result)
        except PilothouseError:
            raise
        except Exception as error:
            raise self._failure(error) from error
        if self.trace is not None:
            self.trace(f"{self.hook.hook} <- {self.record.name}: {summarize(result)}")
        return result

    def wrap(self, arguments: list[Any]) -> Generator[None, Any, Any]:
        """Drive a wrapper implementation and check what it returns in the end."""
        module = import_plugin(self.record)
        if self.trace is not None:
            self.trace(f"{self.hook.hook} wrapped by {self.record.name}({self._summary(arguments)})")
        try:
            result = yield from getattr(module, self.hook.attribute)(*arguments)
        except PilothouseError:
            raise
        except Exception as error:
            raise self._failure(error) from error
        self._check(result)
        if self.trace is not None:
            self.trace(f"{self.hook.hook} <- {self.record.name}: {summarize(result)}")
        return result

    def _summary(self, arguments: list[Any]) -> str:
        return ", ".join(
            f"{name}={summarize(value)}" for name, value in zip(self.hook.arguments, arguments, strict=True)
        )

    def _failure(self, error: Exception) -> PluginError:
        """The error for an exception that escaped the plugin."""
        return PluginError(
            f"plugin {self.record.name!r} ({self.record.origin}) failed in {self.hook.hook}: {describe_cause(error)}",
            plugin=self.record.name,
            distribution=self.record.distribution,
            hook=self.hook.hook,
            hint=f"-p no:{self.record.name} leaves the plugin out",
        )

    def _check(self, result: Any) -> None:
        """Refuse an answer whose type is not the one that the extension point promises."""
        point = hookspecs.POINTS[self.hook.hook]
        if result is None:
            return
        if point.kind == "collect":
            # A lone text is iterable too, and its letters would pass for texts.
            fits, expected = isinstance(result, Iterable) and not isinstance(result, str | bytes), "an iterable"
        elif point.returns:
            wanted = resolve_type(point.returns)
            fits, expected = isinstance(result, wanted), wanted.__name__
        else:
            return
        found = type(result).__name__
        if fits and point.texts:
            items = (*result, *result.values()) if isinstance(result, dict) else tuple(result)
            strange = [type(item).__name__ for item in items if not isinstance(item, str)]
            if strange:
                fits, expected, found = False, "str", f"a {found} that holds {strange[0]}"
        if not fits:
            raise PluginError(
                f"plugin {self.record.name!r} ({self.record.origin}) answered {self.hook.hook} with "
                f"{found}, {expected} is expected",
                plugin=self.record.name,
                distribution=self.record.distribution,
                hook=self.hook.hook,
                hint=f"-p no:{self.record.name} leaves the plugin out",
            )


def resolve_type(reference: str) -> type[Any]:
    """The class that ``module:Class`` names; modules other than ``builtins`` are relative to this package."""
    module_name, _, name = reference.partition(":")
    if module_name != "builtins":
        module_name = f"{PACKAGE}.{module_name}"
    resolved: type[Any] = getattr(importlib.import_module(module_name), name)
    return resolved


def summarize(value: Any) -> str:
    """A value's shape for the trace: sizes and type names, never contents, so that no secret can appear."""
    if value is None or isinstance(value, bool | int):
        return repr(value)
    if isinstance(value, str | bytes | dict | list | tuple | set | frozenset) and type(value).__module__ == "builtins":
        return f"{type(value).__name__}[{len(value)}]"
    return f"<{type(value).__name__}>"
