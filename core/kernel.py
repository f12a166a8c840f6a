"""The kernel: one object per run that knows the plugins, asks them, and is passed to everybody who needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import default_plugins
from .console import Console
from .entries import SettingEntry
from .errors import PilothouseError, PluginError
from .plugin_index import load_index
from .plugin_record import PluginRecord
from .registry import Provided, Registry, load_target
from .settings import Settings

if TYPE_CHECKING:
    import pluggy

    from .model.options import FetchOptions


class Kernel:
    """The plugins of one run and the ways to ask them.

    Made by `build_kernel`. `plugins` are all known plugins in registration order, `disabled` says for each name that
    takes no part why not. Nothing is imported before it is asked for.
    """

    def __init__(
        self, settings: Settings, console: Console, plugins: tuple[PluginRecord, ...], disabled: dict[str, str]
    ) -> None:
        self.settings = settings
        self.console = console
        self.plugins = plugins
        self.disabled = disabled
        self._registries: dict[str, Registry] = {}
        self._manager: pluggy.PluginManager | None = None

    def active(self) -> list[PluginRecord]:
        """The plugins that take part, in registration order."""
        return [plugin for plugin in self.plugins if plugin.name not in self.disabled and not plugin.broken]

    # --- asking ---

    def first(self, hook: str, **arguments: Any) -> Any:
        """The first answer that is not None. PluginError when every implementer declines or there is none."""
        answer = self.first_or_none(hook, **arguments)
        if answer is None:
            raise PluginError(f"no plugin answers {hook}", hook=hook, details=tuple(self._broken_lines()))
        return answer

    def first_or_none(self, hook: str, **arguments: Any) -> Any:
        """The first answer that is not None, or None."""
        return getattr(self.manager.hook, hook)(kernel=self, **arguments)

    def collect(self, hook: str, **arguments: Any) -> list[Any]:
        """The items of all answers in one list, last-registered plugin first."""
        answers: list[list[Any]] = getattr(self.manager.hook, hook)(kernel=self, **arguments)
        return [item for answer in answers for item in answer]

    def pipe(self, hook: str, name: str, value: Any, **arguments: Any) -> Any:
        """Pass `value` (as the argument `name`) through every implementer, first-registered first."""
        caller = getattr(self.manager.hook, hook)
        for implementation in caller.get_hookimpls():
            given = {"kernel": self, name: value, **arguments}
            answer = implementation.function(*(given[argument] for argument in implementation.argnames))
            if answer is not None:
                value = answer
        return value

    def tell(self, hook: str, **arguments: Any) -> None:
        """Inform every implementer; one that fails is reported and the others are still told."""
        for implementation in getattr(self.manager.hook, hook).get_hookimpls():
            given = {"kernel": self, **arguments}
            try:
                implementation.function(*(given[argument] for argument in implementation.argnames))
            except PilothouseError as error:
                self.warn(error.message)

    def hints(self, error: PilothouseError) -> list[str]:
        """What plugins have to say about an error; a plugin that fails here is passed over."""
        if not any(hook.hook == "helm_error_hints" for plugin in self.active() for hook in plugin.hooks):
            return []
        lines: list[str] = []
        for implementation in self.manager.hook.helm_error_hints.get_hookimpls():
            given = {"kernel": self, "error": error}
            try:
                answer: Any = implementation.function(*(given[argument] for argument in implementation.argnames))
                lines += answer or ()
            except PilothouseError as failure:
                lines.append(failure.message)
        return lines

    # --- records ---

    def registry(self, hook: str) -> Registry:
        """The records of a collecting extension point."""
        registry = self._registries.get(hook)
        if registry is None:
            registry = self._registries[hook] = Registry(hook, self.active())
        return registry

    def find(self, hook: str, name: str) -> Provided | None:
        """The record of that name, switching on a contrib plugin that provides it; None when nobody does."""
        found = self.registry(hook).find(name)
        if found is None and self._activate_contrib(hook, name):
            found = self.registry(hook).find(name)
        return found

    def _activate_contrib(self, hook: str, name: str) -> bool:
        """Switch on the contrib plugin that provides what is asked for, if there is one that is off by default."""
        kind = hook.removeprefix("helm_register_").removesuffix("s")
        for plugin in self.plugins:
            if (kind, name) in plugin.provides and self.disabled.get(plugin.name) == OFF_BY_DEFAULT:
                if plugin.broken:
                    raise broken_error(plugin)
                del self.disabled[plugin.name]
                self._registries.clear()
                self._manager = None
                return True
        return False

    def load(self, provided: Provided) -> Any:
        """Import what a record's target names. PluginError when that fails."""
        return load_target(provided)

    # --- what plugins use ---

    def setting(self, name: str) -> str:
        """The effective text of a setting, plugins' own settings included."""
        if name not in self.settings.entries:
            found = self.registry("helm_register_settings").find(name)
            if found is not None:
                entry: SettingEntry = found.entry
                self.settings.entries[name] = entry
        return self.settings.get(name)

    def warn(self, text: str) -> None:
        """Log a warning on standard error, in the form of Helm's log lines."""
        self.console.log(text)

    def has_getter(self, scheme: str) -> bool:
        """Whether some plugin fetches URLs of that scheme."""
        return scheme in self.registry("helm_register_getters")

    def fetch(self, url: str, options: FetchOptions) -> bytes:
        """The content behind a URL. PluginError when no plugin fetches its scheme."""
        scheme = url.partition("://")[0].lower()
        found = self.find("helm_register_getters", scheme)
        if found is None:
            raise PluginError(f'scheme "{scheme}" not supported', hook="helm_register_getters")
        content: bytes = self.load(found)(url, options, self)
        return content

    # --- pluggy ---

    @property
    def manager(self) -> pluggy.PluginManager:
        """The plugin manager, made on first use with every active plugin registered behind stubs."""
        if self._manager is None:
            self._manager = self._make_manager()
        return self._manager

    def _make_manager(self) -> pluggy.PluginManager:
        import pluggy

        from .. import hookspecs
        from .adapter import PluginAdapter

        self._refuse_misspelt()
        trace = self.console.trace if self.settings.enabled("trace-plugins") else None
        manager = pluggy.PluginManager(hookspecs.PROJECT)
        manager.add_hookspecs(hookspecs)
        for record in self.active():
            if record.hooks:
                manager.register(PluginAdapter(record, trace), record.name)
        for record in self.plugins:
            if record.broken and record.name not in self.disabled:
                self.console.notice(f"warning: {broken_error(record).message}")
        return manager

    def _refuse_misspelt(self) -> None:
        """Stop when a plugin implements an extension point that does not exist: its author meant another."""
        for record in self.active():
            if record.misspelt:
                import difflib

                from .. import hookspecs

                name = record.misspelt[0]
                close = difflib.get_close_matches(name, hookspecs.POINTS, 1)
                raise PluginError(
                    f"plugin {record.name!r} ({record.origin}) implements {name}, which is no extension point",
                    plugin=record.name,
                    distribution=record.distribution,
                    hook=name,
                    hint=(f"did its author mean {close[0]}? " if close else "")
                    + f"-p no:{record.name} leaves the plugin out",
                )

    def _broken_lines(self) -> list[str]:
        return [broken_error(plugin).message for plugin in self.plugins if plugin.broken]


OFF_BY_DEFAULT = "off until something it provides is asked for"


def broken_error(record: PluginRecord) -> PluginError:
    """The error that says that, and why, a plugin cannot be used."""
    return PluginError(
        f"plugin {record.name!r} ({record.origin}) is broken: {record.broken}",
        plugin=record.name,
        distribution=record.distribution,
        hint=f"-p no:{record.name} leaves it out; `pilothouse plugins list` shows all plugins",
    )


def build_kernel(
    settings: Settings | None = None,
    console: Console | None = None,
    *,
    builtin: Mapping[str, str] = default_plugins.BUILTIN,
    contrib: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = default_plugins.CONTRIB,
) -> Kernel:
    """Make the kernel of one run from its settings (plugin switches included).

    Raises PluginError when a switch names no plugin, when a plugin that was asked for by name is broken, or when two
    plugins have the same name.
    """
    settings = settings if settings is not None else Settings()
    console = console if console is not None else Console()
    folder = settings.get("plugins-dir")
    records = load_index(builtin, contrib, (folder,) if folder else (), settings.cache_directory())
    wanted, blocked = _switches(settings)
    return Kernel(settings, console, records, _disabled(records, wanted, blocked, settings.enabled("no-plugins")))


def _switches(settings: Settings) -> tuple[set[str], set[str]]:
    """The names that `-p` and PILOTHOUSE_PLUGINS ask for and leave out; the command line has the last word."""
    wanted: set[str] = set()
    blocked: set[str] = set()
    environment = settings.environment.get("PILOTHOUSE_PLUGINS", "")
    for text in (environment, settings.flags.get("plugins", "")):
        for token in filter(None, (part.strip() for part in text.split(","))):
            name = token.removeprefix("no:")
            chosen, other = (blocked, wanted) if token.startswith("no:") else (wanted, blocked)
            chosen.add(name)
            other.discard(name)
    return wanted, blocked


def _disabled(
    records: tuple[PluginRecord, ...], wanted: set[str], blocked: set[str], none: bool
) -> dict[str, str]:
    """Which plugins take no part, and why."""
    names: dict[str, PluginRecord] = {}
    for record in records:
        other = names.get(record.name)
        if other is not None and record.name not in blocked:
            raise PluginError(
                f"two plugins are called {record.name!r}: one of {other.origin}, one of {record.origin}",
                plugin=record.name,
                distribution=record.distribution,
                hint=f"uninstall one of them, or leave both out with -p no:{record.name}",
            )
        names[record.name] = record
    for name in sorted(wanted - names.keys()):
        raise PluginError(
            f"there is no plugin called {name!r}", plugin=name, hint="`pilothouse plugins list` shows all plugins"
        )
    for name in sorted(wanted):
        if names[name].broken:
            raise broken_error(names[name])
    for name in sorted(blocked & default_plugins.ESSENTIAL):
        raise PluginError(f"plugin {name!r} cannot be left out: nothing works without it", plugin=name)
    disabled = {}
    for record in records:
        if record.name in blocked:
            disabled[record.name] = f"left out by no:{record.name}"
        elif record.name in wanted:
            continue
        elif record.kind == "contrib":
            disabled[record.name] = OFF_BY_DEFAULT
        elif none and record.kind != "builtin":
            disabled[record.name] = "left out by --no-plugins"
    return disabled
