"""Records by name, with who provided them and the rule for clashes."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from .entries import ENTRY_TYPES
from .errors import PluginError
from .plugin_module import PASSING, describe_cause, import_plugin, import_watched, loaded_module
from .plugin_record import PluginRecord


class Provided:
    """A record together with the plugin that provided it, and with those whose records it replaced."""

    __slots__ = ("entry", "plugin", "replaced")

    def __init__(self, entry: Any, plugin: PluginRecord) -> None:
        self.entry = entry
        self.plugin = plugin
        self.replaced: list[PluginRecord] = []


class Registry:
    """The records of one collecting extension point.

    The same name from two plugins is an error, raised when that name is asked for, unless one record says that it
    replaces the other's plugin.
    """

    def __init__(self, hook: str, plugins: Iterable[PluginRecord]) -> None:
        self.hook = hook
        self._by_name: dict[str, list[Provided]] = {}
        make = ENTRY_TYPES[hook]
        for plugin in plugins:
            for entry_hook, fields in plugin.entries:
                if entry_hook == hook:
                    entry = make(*fields)
                    key = _key(entry)
                    self._by_name.setdefault(key, []).append(Provided(entry, plugin))

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __len__(self) -> int:
        return len(self._by_name)

    def find(self, name: str, engine: str = "") -> Provided | None:
        """The record of that name, or None. PluginError when two plugins provide it and neither replaces the other.

        Commands in a group are called ``"group command"``. With `engine`, template functions that are limited to
        another engine are passed over.
        """
        candidates = self._by_name.get(name, [])
        if engine:
            candidates = [candidate for candidate in candidates if candidate.entry.engine in ("", engine)]
        if len(candidates) <= 1:
            return candidates[0] if candidates else None
        replaced = {candidate.entry.replaces for candidate in candidates}
        remaining = [candidate for candidate in candidates if candidate.plugin.name not in replaced]
        if len(remaining) != 1:
            raise self._clash(name, remaining or candidates)
        winner = remaining[0]
        winner.replaced = [candidate.plugin for candidate in candidates if candidate is not winner]
        return winner

    def find_entry(self, entry: Any) -> Provided | None:
        """The record that is in use in the place of `entry`: itself, or the one that replaced it."""
        return self.find(_key(entry), getattr(entry, "engine", ""))

    def winners(self, engine: str = "") -> Iterator[Provided]:
        """Every record that has no clash, in the order in which names were first provided (`engine` as in `find`)."""
        for name in self._by_name:
            try:
                found = self.find(name, engine)
            except PluginError:
                continue
            if found is not None:
                yield found

    def _clash(self, name: str, candidates: list[Provided]) -> PluginError:
        """The error for a name that more than one plugin provides."""
        what = self.hook.removeprefix("helm_register_").replace("_", " ")
        owners = " and ".join(f"{candidate.plugin.name!r} ({candidate.plugin.origin})" for candidate in candidates)
        return PluginError(
            f"{what}: {name!r} is provided by {owners}",
            plugin=candidates[-1].plugin.name,
            distribution=candidates[-1].plugin.distribution,
            hook=self.hook,
            hint=f"-p no:{candidates[-1].plugin.name} leaves out the last of them; "
            f"replaces={candidates[0].plugin.name!r} in its record would put it in the place of the first",
        )


def _key(entry: Any) -> str:
    """What makes a record unique: its name, for commands together with the group it belongs to."""
    parent = getattr(entry, "parent", "")
    return f"{parent} {entry.name}" if parent else str(entry.name)


def load_target(provided: Provided) -> Any:
    """Import what a record's target ``"module:attribute"`` names.

    Raises PluginError naming the plugin when the module cannot be imported or lacks the attribute.
    """
    module_name, _, attribute = provided.entry.target.partition(":")
    plugin = provided.plugin
    try:
        target: Any
        if plugin.kind == "file" and module_name == plugin.module:
            target = import_plugin(plugin)
        else:
            target = loaded_module(module_name) or _import(plugin, module_name)
        for part in attribute.split("."):
            target = getattr(target, part)
    except PASSING:
        raise
    except BaseException as error:
        cause = error.__cause__ if isinstance(error, PluginError) and error.__cause__ else error
        raise PluginError(
            f"plugin {plugin.name!r} ({plugin.origin}) names {provided.entry.target!r} for "
            f"{provided.entry.name!r}, which cannot be loaded: {describe_cause(cause)}",
            plugin=plugin.name,
            distribution=plugin.distribution,
            hint=f"-p no:{plugin.name} leaves the plugin out",
        ) from error
    return target


def _import(plugin: PluginRecord, module_name: str) -> ModuleType:
    return import_watched(plugin, module_name) if plugin.is_foreign else importlib.import_module(module_name)
