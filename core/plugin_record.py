"""What is known about a plugin without importing it."""

from __future__ import annotations

from typing import Any

from .record import Record

FILE_PLUGIN_PREFIX = "pilothouse_plugin_file_"
"""Begins the names under which one-file plugins are imported, so that none can hide a module of somebody else."""


class HookRecord(Record):
    """One implementation of an extension point: which attribute of the module, with which arguments and options."""

    hook: str
    attribute: str
    arguments: tuple[str, ...]
    wrapper: bool = False
    tryfirst: bool = False
    trylast: bool = False


class PluginRecord(Record):
    """One plugin as the index keeps it.

    `kind` is ``builtin``, ``contrib``, ``distribution`` or ``file``; `module` is imported by name, or from `path` for
    one-file plugins. `entries` are the records it yields, as (extension point, fields). `broken` is the cause when it
    cannot be used; `misspelt` lists implementations of extension points that do not exist.
    """

    name: str
    module: str
    kind: str
    path: str = ""
    distribution: str = ""
    version: str = ""
    hooks: tuple[HookRecord, ...] = ()
    entries: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    broken: str = ""
    misspelt: tuple[str, ...] = ()
    provides: tuple[tuple[str, str], ...] = ()

    @property
    def is_foreign(self) -> bool:
        """Whether third parties made it."""
        return self.kind in ("distribution", "file")

    @property
    def runtime_name(self) -> str:
        """The name under which its module is imported."""
        return FILE_PLUGIN_PREFIX + self.module if self.kind == "file" else self.module

    @property
    def origin(self) -> str:
        """Who made it, for messages: the distribution with its version, the file, or Pilothouse itself."""
        if self.kind == "file":
            return self.path
        if self.kind == "distribution":
            return f"{self.distribution} {self.version}".strip()
        return "pilothouse"
