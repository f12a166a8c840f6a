"""What foreign plugins register is called through guards: whose it is stands in every error, and answers are checked.

A guard knows what its kind of target gives back. Built-in plugins' targets are used as they are, and so are commands,
whose caller names their plugin; template functions have a guard of their own (`core.template_functions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from .entries import (
    GetterEntry,
    GrpcServiceEntry,
    LintRuleEntry,
    OutputFormatEntry,
    ReadinessEntry,
    StorageDriverEntry,
)
from .errors import PluginError
from .foreign_calls import ForeignCall, Watch
from .golib.types import GoError
from .model.stored_record import RecordMetadata, StoredRecord
from .plugin_module import PASSING, describe_cause, is_declared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .registry import Provided

_TITLES: dict[type[Any], str] = {
    StorageDriverEntry: "release store",
    GetterEntry: "getter",
    LintRuleEntry: "lint rule",
    ReadinessEntry: "readiness rule",
    OutputFormatEntry: "output format",
    GrpcServiceEntry: "gRPC service",
}


def guarded(provided: Provided, target: Any, watch: Watch) -> Any:
    """A foreign plugin's target behind its guard; what needs none as it is. PluginError when it cannot be called."""
    title = _TITLES.get(type(provided.entry))
    if title is None:
        return target
    guard = _Guard(provided, f"the {title} {provided.entry.name}", watch)
    if not callable(target):
        raise guard.error(f"names {provided.entry.target!r} for {guard.what}, which is {type(target).__name__}")
    if isinstance(provided.entry, StorageDriverEntry):
        return lambda context: _CheckedDriver(guard, guard.call(target, context))
    if isinstance(provided.entry, LintRuleEntry):
        return lambda *arguments: guard.each(guard.call(target, *arguments))
    if isinstance(provided.entry, ReadinessEntry | OutputFormatEntry):
        return lambda *arguments: guard.checked(guard.call(target, *arguments), str)
    return lambda *arguments: guard.call(target, *arguments)


class _Guard:
    """Calls what a foreign plugin has registered. `what` is how errors call it."""

    __slots__ = ("provided", "watch", "what")

    def __init__(self, provided: Provided, what: str, watch: Watch) -> None:
        self.provided = provided
        self.what = what
        self.watch = watch

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a function returns. What escapes from it becomes a PluginError, but for declared errors."""
        try:
            with ForeignCall(self.provided.plugin, self.what, self.watch):
                return function(*arguments)
        except (GoError, StopIteration, *PASSING):
            raise
        except BaseException as error:
            if is_declared(error):
                raise
            raise self.error(f"failed in {self.what}: {describe_cause(error)}") from error

    def each(self, items: Any) -> Iterator[Any]:
        """The items of an iterable, each had under guard."""
        iterator = self.call(iter, items)
        while True:
            try:
                item = self.call(next, iterator)
            except StopIteration:
                return
            yield item

    def checked(self, answer: Any, expected: type[Any], method: str = "") -> Any:
        """An answer of the right type; PluginError for any other."""
        if isinstance(answer, expected):
            return answer
        where = f"{method} of {self.what}" if method else self.what
        raise self.error(f"answered {where} with {type(answer).__name__}, {expected.__name__} is expected")

    def error(self, complaint: str) -> PluginError:
        """The error with a complaint about the plugin."""
        plugin = self.provided.plugin
        return PluginError(
            f"plugin {plugin.name!r} ({plugin.origin}) {complaint}",
            plugin=plugin.name,
            distribution=plugin.distribution,
            hint=f"-p no:{plugin.name} leaves the plugin out",
        )


class _CheckedDriver:
    """A foreign release store: what it answers is checked before releases are made of it."""

    def __init__(self, guard: _Guard, driver: Any) -> None:
        self._guard = guard
        self._driver = driver
        lacking = [name for name in _METHODS if not callable(getattr(driver, name, None))]
        lacking += [name for name, kind in _CONSTANTS.items() if not isinstance(getattr(driver, name, None), kind)]
        if lacking:
            raise guard.error(f"made {type(driver).__name__} for {guard.what}, which lacks {', '.join(lacking)}")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)

    def get(self, key: str) -> StoredRecord:
        record: StoredRecord = self._checked("get", StoredRecord, key)
        if record.metadata.key != key:
            raise self._guard.error(f"answered get of {self._guard.what} with the record of another key")
        return record

    def create(self, key: str, body: str, labels: Mapping[str, str]) -> RecordMetadata:
        metadata: RecordMetadata = self._checked("create", RecordMetadata, key, body, labels)
        return metadata

    def update(self, key: str, body: str, labels: Mapping[str, str], expected: str = "") -> RecordMetadata:
        metadata: RecordMetadata = self._checked("update", RecordMetadata, key, body, labels, expected)
        return metadata

    def delete(self, key: str) -> None:
        self._guard.call(self._driver.delete, key)

    def query(self, labels: Mapping[str, str]) -> list[StoredRecord]:
        return [self._record("query", record) for record in self._checked("query", list, labels)]

    def query_metadata(self, labels: Mapping[str, str]) -> list[RecordMetadata]:
        found = self._checked("query_metadata", list, labels)
        return [self._guard.checked(one, RecordMetadata, "query_metadata") for one in found]

    def scan(self, labels: Mapping[str, str]) -> Iterator[StoredRecord]:
        for record in self._guard.each(self._guard.call(self._driver.scan, labels)):
            yield self._record("scan", record)

    def _checked(self, method: str, expected: type[Any], *arguments: Any) -> Any:
        answer = self._guard.call(getattr(self._driver, method), *arguments)
        if expected is StoredRecord:
            return self._record(method, answer)
        return self._guard.checked(answer, expected, method)

    def _record(self, method: str, record: Any) -> StoredRecord:
        self._guard.checked(record, StoredRecord, method)
        self._guard.checked(record.metadata, RecordMetadata, method)
        self._guard.checked(record.body, str, method)
        found: StoredRecord = record
        return found


_METHODS = ("get", "create", "update", "delete", "query", "query_metadata", "scan")
_CONSTANTS: dict[str, type[Any]] = {"name": str, "max_record_size": int}
