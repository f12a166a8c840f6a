"""``plugins explain``: who answers an extension point, in which order, and who wins."""

from __future__ import annotations

from ....core.command import command
from ....core.entries import ENTRY_TYPES
from ....core.errors import PluginError, UsageError
from ....core.kernel import Kernel


@command("explain", usage=" HOOK [flags]")
def explain(kernel: Kernel, args: tuple[str, ...]) -> None:
    """Show who answers an extension point, in the order in which they are asked.

    For the extension points that collect records, every name is shown with the plugin that provides it.
    """
    from ....hookspecs import POINTS

    if len(args) != 1:
        raise UsageError("This command needs 1 argument: extension point", details=tuple(POINTS))
    name = args[0] if args[0].startswith("helm_") else f"helm_{args[0]}"
    if name not in POINTS:
        import difflib

        close = difflib.get_close_matches(name, POINTS, 3, 0.75)
        plugin = next((one for one in kernel.plugins if one.name == args[0]), None)
        hint = "without an argument all are listed"
        if plugin is not None:
            own = ", ".join(sorted({hook.hook for hook in plugin.hooks}))
            hint = f"it is a plugin, which implements {own or 'none'}"
        elif close:
            hint = f"did you mean {', '.join(close)}?"
        raise UsageError(f"there is no extension point {args[0]!r}", hint=hint)
    point = POINTS[name]
    deprecated = f"; deprecated {point.deprecated}" if point.deprecated else ""
    kernel.console.line(f"{name}: {point.kind}, version {point.version}, since {point.since}{deprecated}")
    if name in ENTRY_TYPES:
        _explain_records(kernel, name)
    else:
        _explain_order(kernel, name, point.kind)
    for plugin in kernel.plugins:
        if plugin.name in kernel.disabled and any(hook.hook == name for hook in plugin.hooks):
            kernel.console.line(f"  {plugin.name} ({plugin.origin}) takes no part: {kernel.why_off(plugin)}")
    for complaint in kernel.complaints():
        kernel.console.line(f"  {complaint}")


def _explain_records(kernel: Kernel, hook: str) -> None:
    """Print every name of a registry with its provider, replaced providers and clashes."""
    registry = kernel.registry(hook)
    for name in registry:
        try:
            found = registry.find(name)
        except PluginError as error:
            kernel.console.line(f"  {name}: {error.message}")
            continue
        if found is not None:
            replaced = ", ".join(plugin.name for plugin in found.replaced)
            kernel.console.line(f"  {name}: {found.plugin.name}" + (f", replaces {replaced}" if replaced else ""))


def _explain_order(kernel: Kernel, hook: str, kind: str) -> None:
    """Print the implementers of a verb in the order in which they are asked."""
    try:
        implementations = getattr(kernel.manager.hook, hook).get_hookimpls()
    except PluginError:
        return  # a plugin is misspelt, which is told below
    if not implementations:
        kernel.console.line("  nobody implements it")
        return
    if kind != "pipe":
        implementations = list(reversed(implementations))
    plugins = {plugin.name: plugin for plugin in kernel.plugins}
    place = 0
    for implementation in implementations:
        plugin = plugins[implementation.plugin_name]
        if implementation.wrapper:
            role = "surrounds the others"
        else:
            place += 1
            if kind == "first":
                role = "asked first; wins unless it declines" if place == 1 else "asked if those before decline"
            else:
                role = "in this order"
        kernel.console.line(f"  {plugin.name} ({plugin.origin}): {role}")
