"""Importing a plugin's module when it is wanted."""

from __future__ import annotations

import importlib
import sys
from _thread import RLock
from types import ModuleType

from .errors import PluginError
from .plugin_record import PluginRecord
from .text import printable

PACKAGE = __package__.rpartition(".")[0]
_importing = RLock()
"""Held while a one-file plugin is imported, which Python's own locks know nothing of."""

FILE_PLUGIN_PREFIX = "pilothouse_plugin_file_"
"""Begins the names under which one-file plugins are imported, so that none can hide a module of somebody else."""


def import_plugin(record: PluginRecord) -> ModuleType:
    """Import a plugin's module. Whatever it raises is raised as PluginError with the cause chained."""
    try:
        return _import_file(record) if record.kind == "file" else importlib.import_module(record.module)
    except (Exception, SystemExit) as error:
        raise PluginError(
            f"plugin {record.name!r} ({record.origin}) cannot be imported: {describe_cause(error)}",
            plugin=record.name,
            distribution=record.distribution,
            hint=f"-p no:{record.name} leaves it out",
        ) from error


def _import_file(record: PluginRecord) -> ModuleType:
    """Import a one-file plugin."""
    with _importing:
        return _import_once(FILE_PLUGIN_PREFIX + record.module, record)


def _import_once(name: str, record: PluginRecord) -> ModuleType:
    loaded = sys.modules.get(name)
    if loaded is not None and loaded.__file__ == record.path:
        return loaded
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(name, record.path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot read {record.path}")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def describe_cause(error: BaseException) -> str:
    """An exception's class and text, fit to print."""
    return printable(f"{type(error).__name__}: {error}")
