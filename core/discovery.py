"""Finding plugins and learning, once, what each of them provides.

Built-ins and contrib plugins come from tables of names, third parties from the entry-point group
`pilothouse.plugins`, one-file plugins from a folder that the user names. Each is imported and checked when the index
is built; afterwards the index (see `plugin_index`) answers without importing anything.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from .entries import ENTRY_TYPES
from .errors import PluginError
from .plugin_record import HookRecord, PluginRecord
from .text import printable

PACKAGE = __package__.rpartition(".")[0]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


def find_candidates(
    builtin: Mapping[str, str],
    contrib: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]],
    directories: Iterable[str],
) -> list[PluginRecord]:
    """Every plugin there is, in registration order, nothing imported yet.

    Built-ins come first, then contrib plugins, installed distributions by name, and one-file plugins; later ones are
    asked before earlier ones.
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
    """The plugins that installed distributions announce."""
    import importlib_metadata

    from ..hookspecs import ENTRY_POINT_GROUP

    found = []
    for point in importlib_metadata.entry_points(group=ENTRY_POINT_GROUP):
        distribution = point.dist
        name = distribution.metadata["Name"] if distribution is not None else ""
        version = distribution.version if distribution is not None else ""
        record = PluginRecord(
            printable(point.name),
            point.value,
            "distribution",
            distribution=printable(name or ""),
            version=printable(version or ""),
        )
        if not _NAME.match(point.name):
            record = record._replace(broken="its entry point's name is not a plain word")
        found.append(record)
    return sorted(found, key=lambda record: (record.name, record.distribution))


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


def import_plugin(record: PluginRecord) -> ModuleType:
    """Import a plugin's module. Whatever it raises is raised as PluginError with the cause chained."""
    try:
        if record.kind == "file":
            return _import_file(record)
        return importlib.import_module(record.module)
    except Exception as error:
        cause = f"{type(error).__name__}: {error}"
        raise PluginError(
            f"plugin {record.name!r} ({record.origin}) cannot be imported: {printable(cause)}",
            plugin=record.name,
            distribution=record.distribution,
            hint=f"-p no:{record.name} leaves it out",
        ) from error


def _import_file(record: PluginRecord) -> ModuleType:
    """Import a one-file plugin under its own name, so that targets such as ``my_plugin:shout`` find it."""
    loaded = sys.modules.get(record.module)
    if loaded is not None:
        if getattr(loaded, "__file__", None) == record.path:
            return loaded
        raise ImportError(f"the name {record.module!r} is taken by {getattr(loaded, '__file__', 'a built-in module')}")
    spec = importlib.util.spec_from_file_location(record.module, record.path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot read {record.path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[record.module] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[record.module]
        raise
    return module


def examine(record: PluginRecord) -> PluginRecord:
    """Import a plugin and note what it implements and yields, or why it is broken."""
    if record.broken:
        return record
    try:
        module = import_plugin(record)
    except PluginError as error:
        return record._replace(broken=error.message.partition("cannot be imported: ")[2])
    hooks, misspelt, broken = _implementations(module)
    if broken:
        return record._replace(broken=broken)
    try:
        entries = tuple(_entries(module, hooks))
    except PluginError as error:
        return record._replace(broken=error.message)
    return record._replace(hooks=hooks, entries=entries, misspelt=misspelt)


def _implementations(module: ModuleType) -> tuple[tuple[HookRecord, ...], tuple[str, ...], str]:
    """What a module implements, which of its implementations name no extension point, and what pluggy refuses."""
    import pluggy

    from .. import hookspecs

    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(module, "examined")
    except pluggy.PluginValidationError as error:
        return (), (), printable(" ".join(str(error).split()))
    hooks, misspelt = [], []
    for caller in manager.get_hookcallers(module) or ():
        for implementation in caller.get_hookimpls():
            if caller.spec is None:
                if not implementation.optionalhook:
                    misspelt.append(caller.name)
                continue
            if implementation.hookwrapper:
                return (), (), f"{caller.name}: old-style hook wrappers are not taken, use wrapper=True"
            if implementation.wrapper and hookspecs.POINTS[caller.name].kind != "first":
                return (), (), f"{caller.name}: only first-result extension points can be wrapped"
            hooks.append(
                HookRecord(
                    caller.name,
                    implementation.function.__name__,
                    tuple(implementation.argnames),
                    implementation.wrapper,
                    implementation.tryfirst,
                    implementation.trylast,
                )
            )
    return tuple(hooks), tuple(misspelt), ""


def _entries(module: ModuleType, hooks: tuple[HookRecord, ...]) -> Iterable[tuple[str, tuple[Any, ...]]]:
    """The records that a module yields. PluginError when one is not what its extension point takes."""
    for hook in hooks:
        expected = ENTRY_TYPES.get(hook.hook)
        if expected is None:
            continue
        try:
            records = list(getattr(module, hook.attribute)())
        except Exception as error:
            raise PluginError(f"{hook.hook} failed: {type(error).__name__}: {printable(str(error))}") from error
        for record in records:
            if not isinstance(record, expected):
                raise PluginError(
                    f"{hook.hook} returned {type(record).__name__}, {expected.__name__} records are expected"
                )
            if not _is_plain(tuple(record)):
                raise PluginError(f"{hook.hook} returned a record with more than texts, numbers, bools and tuples")
            yield hook.hook, tuple(record)


def _is_plain(value: object) -> bool:
    """Whether a record's fields can be cached as they are."""
    if type(value) is tuple:
        return all(_is_plain(item) for item in value)
    return type(value) in (str, int, float, bool, type(None))
