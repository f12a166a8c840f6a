"""Importing a plugin's module when it is wanted."""

from __future__ import annotations

import importlib
import sys
from _thread import RLock
from types import ModuleType

from .errors import PilothouseError, PluginError
from .interruption import ExcessError
from .plugin_record import FILE_PLUGIN_PREFIX, PluginRecord
from .text import printable

PACKAGE = __package__.rpartition(".")[0]
PASSING = (KeyboardInterrupt, GeneratorExit, ExcessError)
"""What escapes from a plugin without being its failure: an interrupt, the end of a generator, a limit passed."""

_importing = RLock()
"""Held while a one-file plugin is imported, which Python's own locks know nothing of."""


def import_plugin(record: PluginRecord) -> ModuleType:
    """Import a plugin's module. Whatever it raises is raised as PluginError with the cause chained.

    What a foreign plugin does while it is imported is watched (see `foreign_calls`).
    """
    try:
        return _import_foreign(record) if record.is_foreign else importlib.import_module(record.module)
    except PASSING:
        raise
    except BaseException as error:
        raise PluginError(
            f"plugin {record.name!r} ({record.origin}) cannot be imported: {describe_cause(error)}",
            plugin=record.name,
            distribution=record.distribution,
            hint=f"-p no:{record.name} leaves it out",
        ) from error


def loaded_module(name: str) -> ModuleType | None:
    """A module that has been imported; none that another thread is importing."""
    module = sys.modules.get(name)
    return None if getattr(getattr(module, "__spec__", None), "_initializing", False) else module


def _import_foreign(record: PluginRecord) -> ModuleType:
    if record.kind != "file":
        return loaded_module(record.module) or import_watched(record, record.module)
    with _importing:
        loaded = sys.modules.get(record.runtime_name)
        if loaded is not None and loaded.__file__ == record.path:
            return loaded
        return import_watched(record, record.runtime_name)


def import_watched(record: PluginRecord, name: str) -> ModuleType:
    """Import a module of a foreign plugin, and watch what that does to the process."""
    from .foreign_calls import ForeignCall, watching_surroundings

    shown = name.removeprefix(FILE_PLUGIN_PREFIX)
    with ForeignCall(record, f"{shown} was imported") as call, watching_surroundings(call):
        return importlib.import_module(name) if shown == name else _import_file(name, record)


def _import_file(name: str, record: PluginRecord) -> ModuleType:
    """Import a one-file plugin."""
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


def is_declared(error: BaseException) -> bool:
    """Whether an exception is one of ours, with all that is printed of it: an author's own class may lack some."""
    if not isinstance(error, PilothouseError):
        return False
    message, details, hint = (getattr(error, name, None) for name in ("message", "details", "hint"))
    texts = (message, hint, *details) if isinstance(details, tuple) else (details,)
    return all(isinstance(text, str) for text in texts)


def describe_cause(error: BaseException) -> str:
    """An exception's class and text, fit to print, whatever making a text of it does."""
    try:
        text = str(error)
    except PASSING:
        raise
    except BaseException as another:
        text = f"(its text cannot be had: {type(another).__name__})"
    return printable(f"{type(error).__name__}: {text}")
