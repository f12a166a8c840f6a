"""Finding plugins and learning, once, what each of them provides.

Built-ins and contrib plugins come from tables of names, third parties from the entry-point group
`pilothouse.plugins`, one-file plugins from a folder that the user names. Each is imported and checked when the index
is built; afterwards the index (see `plugin_index`) answers without importing anything.
"""

from __future__ import annotations

import inspect
import os
import re
import typing
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from types import ModuleType
from typing import Any

from .. import __version__
from .entries import ENTRY_TYPES
from .errors import PluginError
from .foreign_calls import ForeignCall
from .plugin_module import PACKAGE, PASSING, describe_cause, import_plugin
from .plugin_record import HookRecord, PluginRecord
from .settings import SETTINGS
from .text import has_control_characters, printable

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_NOT_IN_THIS_VERSION = f"in Pilothouse {__version__} (if a newer one has it: `pip install --upgrade pilothouse`)"
_FIELDS = tuple([f"TypeError: {entry.__name__} takes the fields " for entry in ENTRY_TYPES.values()])
_MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")


def find_candidates(
    builtin: Mapping[str, str],
    contrib: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]],
    directories: Iterable[str],
) -> list[PluginRecord]:
    """Every plugin there is, in registration order, nothing imported yet.

    Built-ins come first, then contrib plugins, installed distributions by name, and one-file plugins; later ones are
    asked before earlier ones. Raises PluginError when a directory cannot be read.
    """
    found = [PluginRecord(name, f"{PACKAGE}.{module}", "builtin") for name, module in builtin.items()]
    found += [
        PluginRecord(name, f"{PACKAGE}.{module}", "contrib", provides=provides)
        for name, (module, provides) in contrib.items()
    ]
    found += _installed()
    for directory in directories:
        found += _files(directory)
    return found


def _installed() -> list[PluginRecord]:
    """The plugins that installed distributions announce.

    A distribution whose metadata cannot be read is somebody's problem, but not ours unless it mentions our group.
    """
    import importlib_metadata

    from ..hookspecs import ENTRY_POINT_GROUP

    found = []
    seen = set()
    for distribution in importlib_metadata.distributions():
        if ENTRY_POINT_GROUP not in _read_entry_points(distribution):
            continue
        name, version = _identify(distribution)
        normalized = re.sub(r"[-_.]+", "-", name).lower()
        if normalized in seen or _is_hidden(name, version):
            continue
        seen.add(normalized)
        try:
            points = [(point.name, point.value) for point in distribution.entry_points.select(group=ENTRY_POINT_GROUP)]
        except Exception as error:
            cause = f"its entry points cannot be read: {type(error).__name__}: {error}"
            found.append(PluginRecord(name, "", "distribution", "", name, version, broken=printable(cause)))
            continue
        found += [
            PluginRecord(printable(point), printable(value), "distribution", "", name, version)
            for point, value in points
        ]
    return sorted(found, key=lambda record: (record.name, record.distribution))


def _read_entry_points(distribution: Any) -> str:
    """The text of a distribution's entry_points.txt; empty when there is none or it cannot be read."""
    try:
        return distribution.read_text("entry_points.txt") or ""
    except Exception:
        return ""


def _identify(distribution: Any) -> tuple[str, str]:
    """Name and version of a distribution, made printable; empty where its metadata does not tell."""
    try:
        return printable(distribution.metadata["Name"] or ""), printable(distribution.version or "")
    except Exception:
        return "", ""


def _is_hidden(name: str, version: str) -> bool:
    """Whether another version of the same distribution comes earlier on the import path."""
    import importlib_metadata

    try:
        return bool(importlib_metadata.version(name) != version)
    except Exception:
        return False


def _files(directory: str) -> list[PluginRecord]:
    """The one-file plugins of a folder. PluginError when there is no such folder."""
    try:
        names = sorted(os.listdir(directory))
    except OSError as error:
        raise PluginError(
            f"cannot read plugins directory {directory}: {error.strerror}",
            hint="--plugins-dir takes a folder of Python files, each one plugin",
        ) from error
    return [
        PluginRecord(name[:-3], name[:-3], "file", path=os.path.abspath(os.path.join(directory, name)))
        for name in names
        if name.endswith(".py") and _NAME.match(name[:-3])
    ]


def examine(record: PluginRecord) -> PluginRecord:
    """Import a plugin and note what it implements and yields, or why it is broken."""
    if record.broken:
        return record
    if not _NAME.match(record.name):
        return record.replace(broken="its entry point's name is not a plain word")
    if record.kind != "file" and not _MODULE.match(record.module):
        return record.replace(broken=f"its entry point names {record.module!r}, which is not a module")
    try:
        module = import_plugin(record)
    except PluginError as error:
        return record.replace(broken=_describe_failure(error.__cause__ or error))
    try:
        hooks, misspelt = _implementations(module)
        with ForeignCall(record, "its records were read") if record.is_foreign else nullcontext():
            entries = tuple(_entries(module, hooks))
    except PluginError as error:
        return record.replace(broken=error.message)
    return record.replace(hooks=hooks, entries=entries, misspelt=misspelt)


def _implementations(module: ModuleType) -> tuple[tuple[HookRecord, ...], tuple[str, ...]]:
    """What a module implements, and which of its implementations name no extension point.

    Raises PluginError for what pluggy or the kernel refuses.
    """
    import pluggy

    from .. import hookspecs
    from .plugin_manager import PluginManager

    manager = PluginManager()
    try:
        manager.register(module, "examined")
    except pluggy.PluginValidationError as error:
        raise PluginError(_refusal(str(error))) from error
    except PASSING:
        raise
    except BaseException as error:
        raise PluginError(f"it cannot be registered: {describe_cause(error)}") from error
    _refuse_unmarked(module)
    attributes = {id(value): name for name, value in vars(module).items()}
    callers = manager.get_hookcallers(module)
    if not callers:
        raise PluginError("it implements no extension point; functions that do are marked with @hookimpl")
    hooks, misspelt = [], []
    for caller in callers:
        for implementation in caller.get_hookimpls():
            if caller.spec is None:
                if not implementation.optionalhook:
                    misspelt.append(caller.name)
                continue
            if implementation.wrapper and hookspecs.POINTS[caller.name].kind != "first":
                raise PluginError(f"{caller.name}: only first-result extension points can be wrapped")
            hooks.append(
                HookRecord(
                    caller.name,
                    attributes.get(id(implementation.function), caller.name),
                    tuple(implementation.argnames),
                    implementation.wrapper,
                    implementation.tryfirst,
                    implementation.trylast,
                )
            )
    return tuple(hooks), tuple(misspelt)


def _refusal(complaint: str) -> str:
    """What pluggy does not like about an implementation, in words that its author knows; else pluggy's own."""
    from .. import hookspecs

    hook = re.search(r"for hook '(\w+)'", complaint)
    unknown = re.search(r"Argument\(s\) \{(.*?)\} are declared", complaint)
    if hook and unknown and hook[1] in hookspecs.POINTS:
        taken = ", ".join(inspect.signature(getattr(hookspecs, hook[1])).parameters) or "no arguments"
        return f"{hook[1]} takes {taken}; there is no {printable(unknown[1])} {_NOT_IN_THIS_VERSION}"
    if hook and "not a generator function" in complaint:
        return f"{hook[1]} is marked as a wrapper but does not yield"
    return printable(" ".join(complaint.split()))


def _describe_failure(error: BaseException) -> str:
    """An exception of a plugin, and what helps when it wants something of Pilothouse that this version lacks."""
    text = describe_cause(error)
    wants_module = isinstance(error, ImportError) and (error.name or "").partition(".")[0] == PACKAGE
    wants_field = type(error) is TypeError and text.startswith(_FIELDS)
    return f"{text} {_NOT_IN_THIS_VERSION}" if wants_module or wants_field else text


def _refuse_unmarked(module: ModuleType) -> None:
    """Refuse a function that is called like an extension point but lacks the marker, which pluggy passes over."""
    from .. import hookspecs

    for name, value in vars(module).items():
        fine = hasattr(value, hookspecs.IMPLEMENTATION_MARK) or value is getattr(hookspecs, name, None)
        if name in hookspecs.POINTS and inspect.isroutine(value) and not fine:
            raise PluginError(f"{name} is not marked with @hookimpl")


def _entries(module: ModuleType, hooks: tuple[HookRecord, ...]) -> Iterable[tuple[str, tuple[Any, ...]]]:
    """The records that a module yields. PluginError when one is not what its extension point takes."""
    for hook in hooks:
        expected = ENTRY_TYPES.get(hook.hook)
        if expected is None:
            continue
        try:
            records = list(getattr(module, hook.attribute)())
        except PASSING:
            raise
        except BaseException as error:
            raise PluginError(f"{hook.hook} failed: {_describe_failure(error)}") from error
        hints = typing.get_type_hints(expected)
        fields = {field: typing.get_origin(hints[field]) or hints[field] for field in expected.fields}
        names = set()
        for record in records:
            fault = _find_fault(record, expected, fields)
            key = (getattr(record, "parent", ""), getattr(record, "engine", ""), getattr(record, "name", ""))
            if not fault and key in names:
                fault = f"two records called {record.name!r}"
            if fault:
                raise PluginError(f"{hook.hook} returned {fault}")
            names.add(key)
            yield hook.hook, tuple(record)


def _find_fault(record: Any, expected: type[Any], fields: Mapping[str, type[Any]]) -> str:
    """What is wrong with a record; empty when nothing is. Records must be plain, so that they can be cached."""
    if type(record) is not expected:
        return f"{type(record).__name__}, {expected.__name__} records are expected"
    for field, plain in fields.items():
        value = getattr(record, field)
        if type(value) is not plain:
            return f"{expected.__name__} whose {field} is {type(value).__name__}, {plain.__name__} is expected"
        texts = value if plain is tuple else (value,)
        if plain is tuple and any(type(text) is not str for text in texts):
            return f"{expected.__name__} whose {field} has more than texts"
        if any(type(text) is str and has_control_characters(text) for text in texts):
            return f"{expected.__name__} whose {field} has control characters"
    name = record.name
    if not name:
        return f"{expected.__name__} without a name"
    if expected is ENTRY_TYPES["helm_register_settings"] and any(entry.name == name for entry in SETTINGS):
        return f"a setting called {name!r}, which is the kernel's own"
    return ""
