"""The kernel: one object per run that knows the plugins, asks them, and is passed to everybody who needs it."""

from __future__ import annotations

import os
from _thread import RLock
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import __version__
from . import default_plugins
from .command import setting_text
from .console import Console
from .entries import SettingEntry
from .errors import PilothouseError, PluginError
from .plugin_index import PluginSources, load_index
from .plugin_record import HookRecord, PluginRecord
from .registry import Provided, Registry, load_target
from .settings import Settings, join_list
from .switching import engine_asked_for, is_of_other_engines, schemes_asked_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pluggy

    from .command import Flag
    from .entries import CommandEntry, FlagEntry
    from .foreign_calls import Watch
    from .model.options import Fetched, FetchOptions


class Kernel:
    """The plugins of one run and the ways to ask them.

    Made by `build_kernel`; safe for several threads. `plugins` are all known plugins in registration order, `disabled`
    says for each name that takes no part why not. Nothing is imported before it is asked for.
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
        self._deferred: list[Callable[[], None]] = []
        self._endings: list[Callable[[], None]] = []
        self._is_checked = False
        self._watch: Watch | None = None
        self._lock = RLock()

    def active(self) -> list[PluginRecord]:
        """The plugins that take part, in registration order."""
        return [plugin for plugin in self.plugins if plugin.name not in self.disabled and not plugin.broken]

    # --- asking ---

    def first(self, hook: str, **arguments: Any) -> Any:
        """The first answer that is not None. PluginError when every implementer declines or there is none."""
        answer = self.first_or_none(hook, **arguments)
        if answer is None:
            wrappers = [
                f"{plugin.name!r} surrounds the answer and has to return it"
                for plugin, own in self._implementers(hook)
                if own.wrapper
            ]
            raise PluginError(
                f"no plugin answers {hook}",
                hook=hook,
                details=(*self.complaints(), *wrappers),
                hint=f"`pilothouse plugins explain {hook}` shows who is asked",
            )
        return answer

    def first_or_none(self, hook: str, **arguments: Any) -> Any:
        """The first answer that is not None, or None.

        Engines that the question cannot concern are not asked (see `switching.engine_asked_for`). pluggy is only needed
        where an implementation surrounds the others; else they are asked in the order in which it would ask them.
        """
        for scheme in schemes_asked_for(hook, arguments):
            if scheme not in self.registry("helm_register_getters"):  # else somebody sees to it already
                self.switch_on("scheme", scheme)
        implementers = self._implementers(hook)
        engine = engine_asked_for(hook, arguments)
        surrounding = {plugin.name for plugin, own in implementers if own.wrapper}
        idle = {plugin.name for plugin, _ in implementers if is_of_other_engines(plugin, engine)} - surrounding
        if surrounding:
            manager = self.manager
            return manager.subset_hook_caller(hook, map(manager.get_plugin, idle))(kernel=self, **arguments)
        given = {"kernel": self, **arguments}
        for plugin, own in _in_calling_order(implementers):
            if plugin.name not in idle:
                answer = self._ask(plugin, own, given)
                if answer is not None:
                    return answer
        return None

    def collect(self, hook: str, **arguments: Any) -> list[Any]:
        """The items of all answers in one list, last-registered plugin first."""
        given = {"kernel": self, **arguments}
        answers = [self._ask(plugin, own, given) for plugin, own in _in_calling_order(self._implementers(hook))]
        return [item for answer in answers for item in answer or ()]

    def pipe(self, hook: str, name: str, value: Any, **arguments: Any) -> Any:
        """Pass `value` (as the argument `name`) through every implementer, first-registered first.

        Each gets a copy: what it does not return has not happened.
        """
        for plugin, own in reversed(_in_calling_order(self._implementers(hook))):
            answer = self._ask(plugin, own, {"kernel": self, name: value.copy(), **arguments})
            if answer is not None:
                value = answer
        return value

    def tell(self, hook: str, **arguments: Any) -> None:
        """Inform every implementer; one that fails is reported and the others are still told.

        Where built-in plugins alone listen, the others are not looked at: what they are does not matter then.
        """
        implementers = _implementers(self.active(), hook)
        if any(plugin.kind != "builtin" for plugin, _ in implementers):
            implementers = self._implementers(hook)
        for plugin, own in reversed(_in_calling_order(implementers)):
            try:
                self._ask(plugin, own, {"kernel": self, **arguments})
            except PilothouseError as error:
                self.warn(error.message)

    def _ask(self, plugin: PluginRecord, own: HookRecord, given: Mapping[str, Any]) -> Any:
        """The answer of one implementation, given those of the arguments that it takes."""
        from .adapter import Implementation

        watch = self.watch if plugin.is_foreign else None
        return Implementation(plugin, own, self._trace(), watch).answer([given[name] for name in own.arguments])

    @property
    def watch(self) -> Watch:
        """Who hears of what foreign plugins do while they are called."""
        if self._watch is None:
            from .foreign_calls import Watch

            self._watch = Watch(self.settings, self.console)
        return self._watch

    def hints(self, error: PilothouseError) -> list[str]:
        """What plugins have to say about an error; a plugin that fails here is passed over."""
        lines: list[str] = []
        try:
            implementers = self._implementers("helm_error_hints")
        except PluginError as failure:
            return [] if failure.message == error.message else [failure.message]
        for plugin, own in reversed(_in_calling_order(implementers)):
            try:
                answer = self._ask(plugin, own, {"kernel": self, "error": error})
            except PilothouseError as failure:
                lines.append(failure.message)
            else:
                lines += map(str, answer or ())
        return lines

    def complaints(self) -> list[str]:
        """What is wrong with the plugins that should take part: a line for each that is broken or misspelt."""
        lines = []
        for plugin in self.plugins:
            if plugin.name not in self.disabled:
                if plugin.broken:
                    lines.append(broken_error(plugin).message)
                elif plugin.misspelt:
                    lines.append(misspelt_error(plugin).message)
        return lines

    # --- records ---

    def registry(self, hook: str) -> Registry:
        """The records of a collecting extension point."""
        registry = self._registries.get(hook)
        if registry is None:
            with self._lock:
                registry = self._registries.get(hook)
                if registry is None:
                    registry = self._registries[hook] = Registry(hook, self.active())
        return registry

    def find(self, hook: str, name: str, engine: str = "") -> Provided | None:
        """The record of that name, switching on a contrib plugin that provides it; None when nobody does.

        `engine` limits template functions to those of one engine. PluginError when several plugins provide it.
        """
        found = self.registry(hook).find(name, engine)
        if found is None:
            self.switch_on(hook.removeprefix("helm_register_").removesuffix("s"), name)
            found = self.registry(hook).find(name, engine)
        return found

    def find_command(self, parent: str, name: str) -> Provided | None:
        """The record of a command by its name or an alias; `parent` is the command it belongs to, or empty."""
        found = self.find("helm_register_commands", f"{parent} {name}" if parent else name)
        if found is not None and found.entry.parent == parent:
            return found
        for provided in self.registry("helm_register_commands").winners():
            if provided.entry.parent == parent and name in provided.entry.aliases:
                return provided
        return None

    def has_subcommands(self, name: str) -> bool:
        """Whether some command belongs to the command `name`."""
        return any(key.startswith(f"{name} ") for key in self.registry("helm_register_commands"))

    def idle_commands(self) -> list[CommandEntry]:
        """The records of commands of plugins that are off until something of theirs is asked for.

        To run one switches its plugin on: see `find_command`. Nothing is imported.
        """
        idle = [plugin for plugin in self.plugins if self.disabled.get(plugin.name) == OFF_BY_DEFAULT]
        return [provided.entry for provided in Registry("helm_register_commands", idle).winners()]

    def added_flags(self, command: str, own: Iterable[Flag]) -> list[Flag]:
        """The flags that plugins add to a command (``repo add``) beside its own; also those of plugins that are off.

        To give one switches its plugin on: see `use_flag`.
        """
        from .command import Flag

        off = self.disabled
        sources = [plugin for plugin in self.plugins if off.get(plugin.name, OFF_BY_DEFAULT) == OFF_BY_DEFAULT]
        taken = {name for flag in own for name in flag.names}
        flags = []
        for provided in Registry("helm_register_flags", sources).winners():
            entry: FlagEntry = provided.entry
            if command in entry.commands and not taken & {entry.name, entry.short}:
                names = (entry.name, entry.short) if entry.short else (entry.name,)
                flags.append(
                    Flag(*names, kind=entry.kind, setting=entry.setting, help=entry.help, completes=entry.completes)
                )
        return flags

    def use_flag(self, flag: Flag, value: Any) -> None:
        """Make what was given for a flag the setting that it stands for, and switch on the plugin that knows it.

        What may be given several times becomes a list with commas (see `settings.split_list`).
        """
        self.settings.flags[flag.setting] = join_list(value) if isinstance(value, tuple) else setting_text(value)
        self.switch_on("setting", flag.setting)

    def is_given(self, setting: str, plugin: PluginRecord) -> bool:
        """Whether the command line or the environment has a text for a setting that a plugin registers."""
        for hook, fields in plugin.entries:
            if hook == "helm_register_settings" and fields[0] == setting:
                entry = SettingEntry(*fields)
                given = self.settings.flags.get(setting, self.settings.environment.get(entry.environment, ""))
                return given not in ("", entry.default)
        return False

    def switch_on(self, kind: str, name: str) -> None:
        """Switch on the contrib plugin that provides something, if there is one that is off by default.

        `kind` is a kind of records (``engine``), ``setting`` or ``scheme``. Raises PluginError when it is broken.
        """
        with self._lock:
            for plugin in self.plugins:
                if (kind, name) in plugin.provides and self.disabled.get(plugin.name) == OFF_BY_DEFAULT:
                    if plugin.broken:
                        raise broken_error(plugin)
                    del self.disabled[plugin.name]
                    self._registries = {}
                    self._manager = None
                    return

    def why_off(self, plugin: PluginRecord) -> str:
        """Why a plugin of `disabled` takes no part, and for one that is off by default what switches it on."""
        reason = self.disabled[plugin.name]
        if reason == OFF_BY_DEFAULT and plugin.provides:
            from .switching import described

            return f"off until asked for: {described(plugin.provides)}"
        return reason

    def load(self, provided: Provided) -> Any:
        """Import what a record's target names. PluginError when that fails.

        What foreign plugins register is called through a guard that names them (see `guarded_targets`).
        """
        if not provided.plugin.is_foreign:
            return load_target(provided)
        from .guarded_targets import guarded

        with self.watch:
            target = load_target(provided)
        return guarded(provided, target, self.watch)

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

    def conceal(self, secret: str) -> None:
        """Let nothing that this run prints show a text, in whatever form (see `concealment`)."""
        self.console.concealment.add(secret)

    def concealed(self, text: str) -> str:
        """A text without what is to be concealed, for what leaves the process by other ways than its output."""
        return self.console.concealment.apply(text)

    def defer(self, work: Callable[[], None]) -> None:
        """Do some work (filling a cache) when the output is out."""
        self._deferred.append(work)

    def at_end(self, work: Callable[[], None]) -> None:
        """Do some work (closing connections) when nobody will ask this kernel for anything any more."""
        self._endings.append(work)

    def catch_up(self) -> None:
        """Do the deferred work of a kernel that is asked for more afterwards, as a server's is. For one thread."""
        while self._deferred:
            self._deferred.pop(0)()

    def finish(self) -> None:
        """Do the deferred work, and what is left for the end. To be called when everything is printed and flushed."""
        self.catch_up()
        while self._endings:
            self._endings.pop(0)()

    def registered(self, hook: str, name: str) -> Any:
        """What an entry of a collecting extension point stands for, imported; None when nobody has that name.

        Raises PluginError when it cannot be imported.
        """
        found = self.find(hook, name)
        return self.load(found) if found is not None else None

    def registered_names(self, hook: str) -> list[str]:
        """The names of all entries of a collecting extension point, sorted."""
        return sorted(self.registry(hook))

    def progress(self, text: str) -> None:
        """Show a line about what is being waited for, on a terminal only; an empty text takes it away."""
        self.console.progress(text)

    def has_getter(self, scheme: str) -> bool:
        """Whether some plugin fetches URLs of that scheme; a contrib plugin that does is switched on."""
        if scheme not in self.registry("helm_register_getters"):
            self.switch_on("getter", scheme)
        if scheme in self.registry("helm_register_getters"):
            return True
        return bool(scheme) and self.first_or_none("helm_find_getter", scheme=scheme) is not None

    def fetch(self, url: str, options: FetchOptions) -> bytes:
        """The content behind a URL. PluginError when no plugin fetches its scheme."""
        return self.fetch_changes(url, options.replace(validators="")).content

    def fetch_changes(self, url: str, options: FetchOptions) -> Fetched:
        """The content behind a URL, or that it is unchanged. PluginError when no plugin fetches its scheme."""
        from .model.options import Fetched

        scheme = url.partition(":")[0].lower()
        found = self.find("helm_register_getters", scheme)
        getter = self.load(found) if found else self.first_or_none("helm_find_getter", scheme=scheme)
        if getter is None:
            raise PluginError(f'scheme "{scheme}" not supported', hook="helm_register_getters")
        answer = getter(url, options, self)
        if isinstance(answer, bytes):
            return Fetched(answer)
        if isinstance(answer, Fetched):
            return answer
        name = found.plugin.name if found else ""
        raise PluginError(
            f"plugin {name!r} ({found.plugin.origin}) fetched {type(answer).__name__}, bytes are expected"
            if found
            else f"the getter for {scheme!r} fetched {type(answer).__name__}, bytes are expected",
            plugin=name,
            distribution=found.plugin.distribution if found else "",
            hook="helm_register_getters",
        )

    # --- pluggy ---

    @property
    def manager(self) -> pluggy.PluginManager:
        """The plugin manager, made on first use with every active plugin registered behind stubs."""
        manager = self._manager
        if manager is None:
            with self._lock:
                manager = self._manager
                if manager is None:
                    manager = self._manager = self._make_manager()
        return manager

    def _make_manager(self) -> pluggy.PluginManager:
        from .adapter import PluginAdapter
        from .plugin_manager import PluginManager

        manager = PluginManager()
        for record in self._checked_plugins():
            if record.hooks:
                watch = self.watch if record.is_foreign else None
                manager.register(PluginAdapter(record, self._trace(), watch), record.name)
        return manager

    def _implementers(self, hook: str) -> list[tuple[PluginRecord, HookRecord]]:
        """Who implements an extension point, in registration order."""
        return _implementers(self._checked_plugins(), hook)

    def _checked_plugins(self) -> list[PluginRecord]:
        """The active plugins. The first time, broken ones are warned of and misspelt ones are an error."""
        active = self.active()
        if not self._is_checked:
            for record in active:
                if record.misspelt:
                    raise misspelt_error(record)
            for record in self.plugins:
                if record.broken and record.name not in self.disabled:
                    self.console.notice(f"warning: {broken_error(record).message}")
            for text in _uses_of_deprecated(active):
                self.console.notice(f"warning: {text}")
            self._is_checked = True
        return active

    def _trace(self) -> Callable[[str], None] | None:
        return self.console.trace if self.settings.enabled("trace-plugins") else None


def _implementers(plugins: list[PluginRecord], hook: str) -> list[tuple[PluginRecord, HookRecord]]:
    """Who of these plugins implements an extension point."""
    return [(plugin, own) for plugin in plugins for own in plugin.hooks if own.hook == hook]


def _in_calling_order(implementers: list[tuple[PluginRecord, HookRecord]]) -> list[tuple[PluginRecord, HookRecord]]:
    """Implementers as pluggy asks them: the last registered first, those marked `trylast` after all others."""
    if len(implementers) < 2:
        return implementers
    early = [one for one in reversed(implementers) if one[1].tryfirst and not one[1].trylast]
    usual = [one for one in reversed(implementers) if not one[1].tryfirst and not one[1].trylast]
    return early + usual + [one for one in implementers if one[1].trylast]


OFF_BY_DEFAULT = "off until something it provides is asked for"


def broken_error(record: PluginRecord) -> PluginError:
    """The error that says that, and why, a plugin cannot be used."""
    return PluginError(
        f"plugin {record.name!r} ({record.origin}) is broken: {record.broken}",
        plugin=record.name,
        distribution=record.distribution,
        hint=f"-p no:{record.name} leaves it out; `pilothouse plugins list` shows all plugins",
    )


def _uses_of_deprecated(plugins: list[PluginRecord]) -> list[str]:
    """What is to be told about plugins that implement deprecated extension points."""
    from .. import hookspecs

    deprecated = {name: point.deprecated for name, point in hookspecs.POINTS.items() if point.deprecated}
    if not deprecated:
        return []
    return [
        f"plugin {plugin.name!r} ({plugin.origin}) implements {name}, which is deprecated {deprecated[name]}"
        for plugin in plugins
        for name in dict.fromkeys(own.hook for own in plugin.hooks)
        if name in deprecated
    ]


def misspelt_error(record: PluginRecord) -> PluginError:
    """The error for a plugin that implements an extension point that does not exist: its author meant another."""
    import difflib

    from .. import hookspecs

    name = record.misspelt[0]
    close = difflib.get_close_matches(name, hookspecs.POINTS, 1)
    return PluginError(
        f"plugin {record.name!r} ({record.origin}) implements {name}, which is no extension point",
        plugin=record.name,
        distribution=record.distribution,
        hook=name,
        hint=(f"did its author mean {close[0]}? " if close else "")
        + f"a newer Pilothouse than {__version__} may have it: `pip install --upgrade pilothouse`; "
        f"-p no:{record.name} leaves the plugin out",
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
    wanted, blocked = _switches(settings)
    _refuse_bare(blocked)
    sources = PluginSources(
        tuple(builtin.items()),
        tuple(contrib.items()),
        (os.path.abspath(folder),) if folder else (),
        frozenset(blocked),
        frozenset(wanted) if settings.enabled("no-plugins") else None,
    )
    plugins = load_index(sources, settings.cache_directory(), partial(_make_watch, settings, console))
    _refuse_clashes(plugins, blocked)
    _refuse_unusable(plugins, wanted)
    disabled = {}
    for plugin in plugins:
        if plugin.name in blocked:
            disabled[plugin.name] = f"left out by no:{plugin.name}"
        elif sources.is_left_out(plugin):
            disabled[plugin.name] = "left out by --no-plugins"
        elif plugin.kind == "contrib" and plugin.name not in wanted:
            disabled[plugin.name] = OFF_BY_DEFAULT
    kernel = Kernel(settings, console, plugins, disabled)
    for plugin in plugins:
        for kind, name in plugin.provides:
            if kind == "setting" and kernel.is_given(name, plugin):
                kernel.switch_on(kind, name)
    return kernel


def _make_watch(settings: Settings, console: Console) -> Watch:
    from .foreign_calls import Watch

    return Watch(settings, console)


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


def _refuse_bare(blocked: set[str]) -> None:
    """Raise PluginError when a plugin is to be left out without which there is no command line."""
    for name in sorted(blocked & default_plugins.ESSENTIAL):
        raise PluginError(f"plugin {name!r} cannot be left out: nothing works without it", plugin=name)


def _refuse_clashes(plugins: tuple[PluginRecord, ...], blocked: set[str]) -> None:
    """Raise PluginError when two plugins have the same name."""
    names: dict[str, PluginRecord] = {}
    for plugin in plugins:
        other = names.setdefault(plugin.name, plugin)
        if other is not plugin and plugin.name not in blocked:
            raise PluginError(
                f"two plugins are called {plugin.name!r}: one of {other.origin}, one of {plugin.origin}",
                plugin=plugin.name,
                distribution=plugin.distribution,
                hint=f"uninstall one of them, or leave both out with -p no:{plugin.name}",
            )


def _refuse_unusable(plugins: tuple[PluginRecord, ...], wanted: set[str]) -> None:
    """Raise PluginError when a plugin that was asked for by name does not exist or is broken."""
    by_name = {plugin.name: plugin for plugin in plugins}
    for name in sorted(wanted):
        if name not in by_name:
            raise PluginError(
                f"there is no plugin called {name!r}", plugin=name, hint="`pilothouse plugins list` shows all plugins"
            )
        if by_name[name].broken:
            raise broken_error(by_name[name])
