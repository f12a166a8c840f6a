"""pluggy's plugin manager, told how this project marks its extension points and their implementations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pluggy

from .. import hookspecs

if TYPE_CHECKING:
    from pluggy import HookimplOpts, HookspecOpts


class PluginManager(pluggy.PluginManager):
    """A plugin manager that knows every extension point of `hookspecs`."""

    def __init__(self) -> None:
        super().__init__(hookspecs.PROJECT)
        self.add_hookspecs(hookspecs)

    def parse_hookimpl_opts(self, plugin: object, name: str) -> HookimplOpts | None:
        """The options of an implementation, or None for what is none."""
        options: Any = getattr(getattr(plugin, name, None), hookspecs.IMPLEMENTATION_MARK, None)
        return cast("HookimplOpts", dict(options)) if isinstance(options, dict) else None

    def parse_hookspec_opts(self, module_or_class: object, name: str) -> HookspecOpts | None:
        """The options of an extension point, or None for what is none."""
        point = hookspecs.POINTS.get(name)
        if point is None:
            return None
        return {
            "firstresult": point.kind == "first",
            "historic": False,
            "warn_on_impl": None,
            "warn_on_impl_args": None,
        }
