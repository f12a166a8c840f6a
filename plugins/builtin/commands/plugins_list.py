"""``plugins list``: every plugin with its version, origin, extension points and status."""

from __future__ import annotations

from typing import Any

from ....core.command import BOOL, Flag, command
from ....core.entries import ENTRY_TYPES
from ....core.errors import PluginError
from ....core.kernel import Kernel
from ....core.plugin_record import PluginRecord


@command("list", Flag("--json", kind=BOOL, parameter="as_json", help="print a JSON document"))
def list_plugins(kernel: Kernel, args: tuple[str, ...], *, as_json: bool) -> None:
    """List every plugin: name, version, where it comes from, its extension points, and whether it takes part.

    The status is active, disabled, broken, or shadowed (everything it registers is replaced by others); the reason
    follows it. Plugins that come along and are off say what switches them on; -p NAME does so too.
    """
    rows = [describe(kernel, plugin) for plugin in kernel.plugins]
    if as_json:
        import json

        kernel.console.line(json.dumps(rows, indent=2))
        return
    cells = [("NAME", "VERSION", "FROM", "STATUS", "EXTENSION POINTS")]
    for row in rows:
        status = f"{row['status']}: {row['why']}" if row["why"] else str(row["status"])
        hooks = ", ".join(str(hook).removeprefix("helm_") for hook in row["hooks"])
        cells.append((row["name"], row["version"] or "-", row["distribution"] or row["kind"], status, hooks))
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    for line in cells:
        left = "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=False))
        kernel.console.line(f"{left}  {line[4]}".rstrip())


def describe(kernel: Kernel, plugin: PluginRecord) -> dict[str, Any]:
    """One plugin as a plain document: name, version, distribution, kind, module, hooks, status, why."""
    status, why = _status(kernel, plugin)
    return {
        "name": plugin.name,
        "version": plugin.version or _own_version(plugin),
        "distribution": plugin.distribution,
        "kind": plugin.kind,
        "module": plugin.path or plugin.module,
        "hooks": sorted({hook.hook for hook in plugin.hooks} | set(plugin.misspelt)),
        "status": status,
        "why": why,
    }


def _own_version(plugin: PluginRecord) -> str:
    from .... import __version__

    return __version__ if plugin.kind in ("builtin", "contrib") else ""


def _status(kernel: Kernel, plugin: PluginRecord) -> tuple[str, str]:
    """A plugin's status and, unless it is active, the reason."""
    if plugin.name in kernel.disabled:
        return "disabled", kernel.why_off(plugin)
    if plugin.broken:
        return "broken", plugin.broken
    if plugin.misspelt:
        return "broken", f"implements {', '.join(plugin.misspelt)}, which is no extension point"
    shadowers = _shadowers(kernel, plugin)
    if shadowers:
        return "shadowed", f"everything it registers is replaced by {', '.join(shadowers)}"
    return "active", ""


def _shadowers(kernel: Kernel, plugin: PluginRecord) -> list[str]:
    """The plugins that replaced every record of `plugin`; empty when something of it is still in use."""
    if not plugin.entries or any(hook.hook not in ENTRY_TYPES for hook in plugin.hooks):
        return []
    names = set()
    for hook, fields in plugin.entries:
        entry = ENTRY_TYPES[hook](*fields)
        try:
            found = kernel.registry(hook).find_entry(entry)
        except PluginError:
            return []
        if found is None or found.plugin.name == plugin.name:
            return []
        names.add(found.plugin.name)
    return sorted(names)
