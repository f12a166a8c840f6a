"""What is registered with pluggy in a plugin's place: stubs that import the plugin when it is first called.

A stub knows whose it is. So it is also the one place where a call is traced, where an answer of the wrong type is
refused, and where an exception that escapes a plugin gets that plugin's name.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any

from .. import hookspecs
from .errors import PluginError
from .plugin_module import PACKAGE, PASSING, describe_cause, import_plugin, is_declared
from .plugin_record import HookRecord, PluginRecord

if TYPE_CHECKING:
    from types import ModuleType

    from .foreign_calls import Watch

Trace = Callable[[str], None]


class PluginAdapter:
    """Stands for one plugin towards pluggy; has one stub attribute per implemented extension point."""

    def __init__(self, record: PluginRecord, trace: Trace | None = None, watch: Watch | None = None) -> None:
        self.__dict__.update(
            {hook.attribute: _make_stub(Implementation(record, hook, trace, watch)) for hook in record.hooks}
        )

    def __dir__(self) -> Iterable[str]:
        return list(self.__dict__)


def _make_stub(own: Implementation) -> Callable[..., Any]:
    """A function with the argument names of the implementation, which is how pluggy learns what to pass.

    The names are checked to be identifiers: they come from the index and become source text here.
    """
    record, hook = own.record, own.hook
    if not all(name.isidentifier() for name in hook.arguments):
        raise PluginError(f"plugin {record.name!r}: bad argument names", plugin=record.name, hook=hook.hook)
    arguments = ", ".join(hook.arguments)
    body = f"(yield from _own.wrap([{arguments}]))" if hook.wrapper else f"_own.answer([{arguments}])"
    stub: Callable[..., Any] = eval(f"lambda {arguments}: {body}", {"_own": own})
    return hookspecs.hookimpl(wrapper=hook.wrapper, tryfirst=hook.tryfirst, trylast=hook.trylast, specname=hook.hook)(
        stub
    )


class Implementation:
    """One plugin's implementation of an extension point: calls it and watches over it.

    For a foreign plugin somebody hears of what it does (`watch`, see `foreign_calls`), its answer is looked into, and
    values that it is given are copies.
    """

    __slots__ = ("hook", "record", "trace", "watch")

    def __init__(self, record: PluginRecord, hook: HookRecord, trace: Trace | None, watch: Watch | None = None) -> None:
        self.record = record
        self.hook = hook
        self.trace = trace
        self.watch = watch

    def answer(self, arguments: list[Any]) -> Any:
        """Call the implementation and check what it returns."""
        if not self.record.is_foreign:
            return self._answer(arguments)
        from .foreign_calls import ForeignCall

        with ForeignCall(self.record, self.hook.hook, self.watch):
            return self._answer(_own_values(arguments))

    def _answer(self, arguments: list[Any]) -> Any:
        module = self._module()
        if self.trace is not None:
            self.trace(f"{self.hook.hook} -> {self.record.name}({self._summary(arguments)})")
        try:
            result = getattr(module, self.hook.attribute)(*arguments)
            self._check(result)
            if result is not None and hookspecs.POINTS[self.hook.hook].kind == "collect":
                result = self._texts(result)
        except PASSING:
            raise
        except BaseException as error:
            if is_declared(error):
                raise
            raise self._failure(error) from error
        if self.trace is not None:
            self.trace(f"{self.hook.hook} <- {self.record.name}: {summarize(result)}")
        return result

    def wrap(self, arguments: list[Any]) -> Generator[None, Any, Any]:
        """Drive a wrapper implementation and check what it returns in the end."""
        module = self._module()
        if self.trace is not None:
            self.trace(f"{self.hook.hook} wrapped by {self.record.name}({self._summary(arguments)})")
        try:
            implementation = getattr(module, self.hook.attribute)
            if self.record.is_foreign:
                result = yield from self._watched(implementation(*_own_values(arguments)))
            else:
                result = yield from implementation(*arguments)
        except PASSING:
            raise
        except BaseException as error:
            if is_declared(error):
                raise
            raise self._failure(error) from error
        self._check(result)
        if self.trace is not None:
            self.trace(f"{self.hook.hook} <- {self.record.name}: {summarize(result)}")
        return result

    def _watched(self, own: Generator[None, Any, Any]) -> Generator[None, Any, Any]:
        """Drive a foreign wrapper, watched while it is itself at work and not while the others are."""
        from .foreign_calls import ForeignCall

        with ForeignCall(self.record, self.hook.hook, self.watch):
            if next(own, own) is own:
                raise RuntimeError("a wrapper has to yield")
        answer: Any = None
        problem: BaseException | None = None
        try:
            answer = yield
        except BaseException as error:
            problem = error
        try:
            with ForeignCall(self.record, self.hook.hook, self.watch):
                own.send(answer) if problem is None else own.throw(problem)
        except StopIteration as end:
            return end.value
        raise RuntimeError("a wrapper has to yield once")

    def _module(self) -> ModuleType:
        """The plugin's module. With a trace, what it takes to import a foreign one is told."""
        if self.trace is None or not self.record.is_foreign:
            return import_plugin(self.record)
        known, began = len(sys.modules), time.monotonic()
        module = import_plugin(self.record)
        if len(sys.modules) > known:
            took = (time.monotonic() - began) * 1000
            self.trace(f"{self.record.name} imported: {len(sys.modules) - known} modules in {took:.0f} ms")
        return module

    def _summary(self, arguments: list[Any]) -> str:
        return ", ".join(
            f"{name}={summarize(value)}" for name, value in zip(self.hook.arguments, arguments, strict=True)
        )

    def _failure(self, error: BaseException) -> PluginError:
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
        else:
            wanted = resolve_type(point.returns or "builtins:object")
            fits, expected = isinstance(result, wanted), wanted.__name__
        found = type(result).__name__
        if fits and point.texts:
            items = (*result, *result.values()) if isinstance(result, dict) else tuple(result)
            strange = [type(item).__name__ for item in items if not isinstance(item, str)]
            if strange:
                fits, expected, found = False, "str", f"a {found} that holds {strange[0]}"
        if not fits:
            raise self._refusal(f"{found}, {expected} is expected")
        if self.record.is_foreign:
            from .answer_checks import find_fault

            fault = find_fault(self.hook.hook, result)
            if fault:
                raise self._refusal(fault)

    def _texts(self, answer: Iterable[Any]) -> list[Any]:
        """The items of a collecting extension point's answer: all of them texts unless they are records."""
        texts = list(answer)
        strange = [type(text).__name__ for text in texts if not isinstance(text, str)]
        if strange and not self.hook.hook.startswith("helm_register_"):
            raise self._refusal(f"an iterable that holds {strange[0]}, str is expected")
        return texts

    def _refusal(self, fault: str) -> PluginError:
        """The error for an answer that is not what it should be."""
        return PluginError(
            f"plugin {self.record.name!r} ({self.record.origin}) answered {self.hook.hook} with {fault}",
            plugin=self.record.name,
            distribution=self.record.distribution,
            hook=self.hook.hook,
            hint=f"-p no:{self.record.name} leaves the plugin out",
        )


def _own_values(arguments: list[Any]) -> list[Any]:
    """Arguments with copies of tables: a plugin that changes the values that it is given changes its own."""
    from copy import deepcopy

    try:
        return [deepcopy(one) if isinstance(one, dict) else one for one in arguments]
    except (RecursionError, TypeError):
        return arguments


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
