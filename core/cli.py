"""The frame of the command line: a root group whose commands come from plugins and are imported when they are run.

Commands are ordinary click commands, found through `CommandEntry` records. Those made with ``cls=Command`` (or
``Group``) read their flags as Helm does and take the global flags anywhere; a third party may as well use plain click.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NoReturn

import click

from . import help_text
from .command import GLOBAL_FLAGS, HELP_FLAG, STRING_ARRAY, CommandDeclaration, Flag, setting_text
from .errors import PilothouseError, PluginError, UsageError
from .flag_parser import FlagParser, UnknownFlagError
from .flags import FlagType, OptionParser, click_option, flag_of
from .kernel import Kernel
from .plugin_module import describe_cause
from .run import Run, command_failure, complete, completion_variable
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .model.command_plugin import FoundCommand

_CONTEXT_SETTINGS = {"help_option_names": ["-h", "--help"], "allow_extra_args": True}


def _note_setting(ctx: click.Context, flag: Flag, value: Any) -> None:
    settings_of(ctx).flags[flag.setting] = ",".join(value) if isinstance(value, tuple) else setting_text(value)


def _show_help(ctx: click.Context, _: Flag, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        kernel_of(ctx).console.line(ctx.get_help())
        ctx.exit()


_HELP_OPTION = click_option(HELP_FLAG, _show_help)
GLOBAL_OPTIONS: tuple[click.Option, ...] = tuple(click_option(flag, _note_setting) for flag in GLOBAL_FLAGS)
"""Flags that every command takes, before or after its name."""

_PLUGIN_OPTIONS: tuple[click.Option, ...] = tuple(
    click_option(flag, _note_setting)
    for flag in (
        Flag("-p", "--plugin", kind=STRING_ARRAY, setting="plugins", help="load a plugin, or leave it out: no:NAME"),
        Flag("--no-plugins", kind="bool", setting="no-plugins", help="load no third-party plugins"),
        Flag("--plugins-dir", setting="plugins-dir", completes="dir", help="folder of one-file plugins to load"),
    )
)


def settings_of(ctx: click.Context) -> Settings:
    """The settings of the run that a click context belongs to."""
    run: Run = ctx.find_root().obj
    return run.settings


def kernel_of(ctx: click.Context) -> Kernel:
    """The kernel of the run that a click context belongs to; made when first asked for."""
    run: Run = ctx.find_root().obj
    return run.kernel


def pass_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a command's callback so that it gets the kernel as its first argument."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(kernel_of(click.get_current_context()), *args, **kwargs)

    return call


def make_option_parser(ctx: click.Context, parameters: list[click.Parameter]) -> OptionParser:
    """The parser for a command's flags; in completion it passes over what it does not understand."""
    return OptionParser(parameters, tolerant=ctx.resilient_parsing, environment=settings_of(ctx).environment)


class _HelmFlags(click.Command):
    """What commands and groups share: the global flags, the way to help, and how flags are read."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own parameters, ``--help`` and the global flags."""
        return [*super().get_params(ctx), *GLOBAL_OPTIONS]

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """The flag that prints the help text."""
        return _HELP_OPTION

    def make_parser(self, ctx: click.Context) -> OptionParser:  # type: ignore[override]
        """The parser with Helm's rules."""
        return make_option_parser(ctx, self.get_params(ctx))


class Command(_HelmFlags):
    """A click command that reads its flags as Helm's client does and takes the global flags.

    `usage` is what follows the command's name in its usage line. Arguments are declared as one
    ``click.argument("args", nargs=-1)`` and counted by the command, in Helm's words.
    """

    def __init__(self, *args: Any, usage: str = " [flags]", **kwargs: Any) -> None:
        kwargs["context_settings"] = {**_CONTEXT_SETTINGS, **(kwargs.get("context_settings") or {})}
        super().__init__(*args, **kwargs)
        self.usage = usage

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read flags and arguments into the context."""
        try:
            return super().parse_args(ctx, args)
        except UnknownFlagError as error:
            if any(error.flag in option.opts for option in _PLUGIN_OPTIONS):
                error.hint = f"{error.flag} goes before the name of the command"
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, after everybody who wants to know was told."""
        kernel_of(ctx).tell("helm_command_started", command=ctx.command_path.partition(" ")[2])
        return super().invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text."""
        _write_help(self, ctx, formatter, self.usage, [])


def _use_flag(ctx: click.Context, flag: Flag, value: Any) -> None:
    if not ctx.resilient_parsing:
        kernel_of(ctx).use_flag(flag, value)


def declared_command(declaration: CommandDeclaration, added: Sequence[Flag] = ()) -> Command:
    """The click command of a declaration, with the flags that plugins have added."""
    parameters: list[click.Parameter] = [click_option(flag) for flag in declaration.flags]
    parameters += [click_option(flag, _use_flag) for flag in added]
    return Command(
        declaration.name,
        params=[*parameters, click.Argument(["args"], nargs=-1, type=FlagType("string", declaration.completes))],
        callback=pass_kernel(declaration.run),
        help=declaration.help,
        usage=declaration.usage,
    )


class Group(_HelmFlags, click.Group):
    """A group whose subcommands are records whose `parent` is this group's name.

    Without a known subcommand it prints its help and exits with 0, as Helm's groups do.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["context_settings"] = {**_CONTEXT_SETTINGS, **(kwargs.get("context_settings") or {})}
        kwargs.update(no_args_is_help=False, invoke_without_command=True)
        super().__init__(*args, **kwargs)

    @property
    def parent_name(self) -> str:
        """The `parent` that this group's commands name."""
        return self.name or ""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the group's own flags; what is left begins with the name of the subcommand, or is empty."""
        own, rest = self.make_parser(ctx).flags.split_command(args)
        click.Command.parse_args(self, ctx, own)
        ctx.args = rest
        return rest

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the visible subcommands, sorted."""
        return [name for name, _ in self.rows(ctx)]

    def find_entry(self, ctx: click.Context, name: str) -> Any:
        """The record of a subcommand, by name or alias; None when there is none."""
        return kernel_of(ctx).find_command(self.parent_name, name)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the subcommand of that name or alias."""
        found = self.find_entry(ctx, cmd_name)
        if found is None:
            return None
        command = kernel_of(ctx).load(found)
        if isinstance(command, CommandDeclaration):
            acts_alone = not kernel_of(ctx).has_subcommands(f"{self.parent_name} {command.name}".strip())
            kernel = kernel_of(ctx)
            added = kernel.added_flags(f"{self.parent_name} {command.name}".strip(), command.flags)
            return declared_command(command, added) if acts_alone else ActingGroup(command, added)
        if not isinstance(command, click.Command):
            raise PluginError(
                f"plugin {found.plugin.name!r} ({found.plugin.origin}) names {found.entry.target!r} for "
                f"{cmd_name!r}, which is {type(command).__name__}, not a command",
                plugin=found.plugin.name,
                distribution=found.plugin.distribution,
            )
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The subcommand that `args` name; an unknown one is refused."""
        command = self.get_command(ctx, args[0])
        if command is None and not ctx.resilient_parsing:
            self.refuse(ctx, args)
        return args[0] if command else None, command, args[1:]

    def refuse(self, ctx: click.Context, args: list[str]) -> NoReturn:
        """What happens on an unknown subcommand: flags are checked, help is printed, exit code 0."""
        self.make_parser(ctx).parse_args(args)
        kernel_of(ctx).console.line(ctx.get_help())
        ctx.exit(0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand, or print help when there is none."""
        if not ctx.args:
            kernel_of(ctx).console.line(ctx.get_help())
            return None
        click.Command.invoke(self, ctx)
        name, command, rest = self.resolve_command(ctx, ctx.args)
        if name is None or command is None:
            return None
        ctx.invoked_subcommand = name
        try:
            with command.make_context(command.name or name, rest, parent=ctx) as inner:
                return command.invoke(inner)
        except (PilothouseError, click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            found = self.find_entry(ctx, name)
            if found is None or found.plugin.kind == "builtin":
                raise
            raise command_failure(found, error) from error

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text, with the subcommands' short help from their records."""
        _write_help(self, ctx, formatter, " [flags]" if not self.parent_name else "", self.rows(ctx))

    def rows(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The names of the visible subcommands with their short help, sorted."""
        return sorted(
            (provided.entry.name, provided.entry.help)
            for provided in kernel_of(ctx).registry("helm_register_commands").winners()
            if provided.entry.parent == self.parent_name and not provided.entry.hidden
        )


class ActingGroup(Group):
    """A declared command that others belong to (`get`): it acts itself unless its first argument names one of them."""

    def __init__(self, declaration: CommandDeclaration, added: Sequence[Flag] = ()) -> None:
        self._own = declared_command(declaration, added)
        options = [parameter for parameter in self._own.params if isinstance(parameter, click.Option)]
        super().__init__(declaration.name, params=options, help=declaration.help)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave everything but its name to the subcommand that is named, or read the command's own flags and arguments.

        Flags in front of a subcommand's name are the subcommand's. Rule: Find of spf13/cobra.
        """
        own, rest = self.make_parser(ctx).flags.split_command(args)
        if rest and self.find_entry(ctx, rest[0]) is not None:
            click.Command.parse_args(self, ctx, [])
            ctx.args = [rest[0], *own, *rest[1:]]
        else:
            self._own.parse_args(ctx, args)
            ctx.args = []
        return ctx.args

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand, or the command itself."""
        return super().invoke(ctx) if ctx.args else self._own.invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text: its own flags, and its subcommands."""
        _write_help(self, ctx, formatter, self._own.usage, self.rows(ctx))


class Root(Group):
    """The program itself. Beside the registered commands it has those that `helm_find_commands` finds.

    These are looked for only when no registered command has the name, and for help and completion.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leading: list[str] = []
        self._found: dict[str, FoundCommand] | None = None

    @property
    def parent_name(self) -> str:
        """Top-level commands have no parent."""
        return ""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The global flags and the plugin switches."""
        return [*super().get_params(ctx), *_PLUGIN_OPTIONS]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the flags in front of the command's name, which a found command gets too."""
        own, rest = self.make_parser(ctx).flags.split_command(args)
        self._leading = own if rest else []
        return super().parse_args(ctx, args)

    def found_commands(self, ctx: click.Context) -> dict[str, FoundCommand]:
        """The commands that are found, by name, without those that a registered command hides."""
        if self._found is None:
            kernel = kernel_of(ctx)
            self._found = {}
            for found in kernel.first_or_none("helm_find_commands") or ():
                if found.name and kernel.find_command("", found.name) is None:
                    self._found.setdefault(found.name, found)
        return self._found

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The registered command of that name or alias, else the one that is found."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            return command
        found = self.found_commands(ctx).get(cmd_name)
        return _FoundCommand(found) if found is not None else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The subcommand that `args` name; a found one gets the flags in front of its name as well."""
        if self.find_entry(ctx, args[0]) is None and not ctx.resilient_parsing:
            _read_ahead(ctx, [*_without_own_flags(self._leading), *args[1:]])
        name, command, words = super().resolve_command(ctx, args)
        if isinstance(command, _FoundCommand):
            words = [*_without_own_flags(self._leading), *words]
        return name, command, words

    def rows(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The names of the visible commands with their short help, found ones included, sorted."""
        found = self.found_commands(ctx).values()
        return sorted([*super().rows(ctx), *((one.name, one.help.partition("\n")[0]) for one in found)])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the visible commands, those of plugins that are off until they are used included, sorted."""
        return sorted([*super().list_commands(ctx), *(name for name, _ in self.idle_rows(ctx))])

    def idle_rows(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The names of commands that switch their plugins on, with their short help, sorted."""
        entries = kernel_of(ctx).idle_commands()
        return sorted((entry.name, entry.help) for entry in entries if not entry.parent and not entry.hidden)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text, with the commands of plugins that are off until they are used."""
        _write_help(self, ctx, formatter, "", self.rows(ctx), self.idle_rows(ctx))

    def refuse(self, ctx: click.Context, args: list[str]) -> NoReturn:
        """An unknown command is an error that names similar ones, and found commands that cannot run."""
        from .golib import strconv

        kernel = kernel_of(ctx)
        program = ctx.info_name or "pilothouse"
        message = f'unknown command {strconv.quote(args[0])} for "{program}"\n'
        entries = [found.entry for found in kernel.registry("helm_register_commands").winners()]
        shown = [entry for entry in entries if not entry.parent and not entry.hidden]
        typed = args[0].lower()
        close = [entry.name for entry in shown if typed in entry.suggest_for or suggest(typed, [entry.name])]
        found = self.found_commands(ctx)
        close += suggest(typed, list(found))
        # A plugin that nobody has used so far is named only where nothing else is meant.
        close = close or suggest(typed, [name for name, _ in self.idle_rows(ctx)])
        if close:
            message += "\nDid you mean this?\n" + "".join(f"\t{word}\n" for word in close) + "\n"
        problems = [one.problem for one in found.values() if one.problem]
        raise UsageError(
            f"{message}Run '{program} --help' for usage.", details=(*kernel.complaints(), *problems)
        )


class _FoundCommand(Command):
    """A command that was found: every word behind its name is its own, ``--help`` too."""

    def __init__(self, found: FoundCommand) -> None:
        super().__init__(found.name, help=found.description or found.help)
        self._found = found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave the words as they are."""
        ctx.args = args
        return args

    def invoke(self, ctx: click.Context) -> Any:
        """Run it and end with its exit code."""
        kernel_of(ctx).tell("helm_command_started", command=self.name)
        try:
            code = self._found.run(list(ctx.args))
        except (PilothouseError, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            raise PluginError(
                f"command {self.name!r} failed: {describe_cause(error)}", hook="helm_find_commands",
                hint="--debug shows where",
            ) from error  # fmt: skip
        ctx.exit(code)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text that the command has of itself."""
        _write_help(self, ctx, formatter, self.usage, [])


class _AheadParser(FlagParser):
    """Puts each flag into the settings as soon as it is read."""

    def __init__(self, settings: Settings) -> None:
        super().__init__([flag for flag in GLOBAL_FLAGS if flag.setting not in _OWN_SETTINGS])
        self._settings = settings

    def _store(self, flag: Flag, text: str, values: dict[str, Any]) -> None:
        super()._store(flag, text, values)
        self._settings.flags[flag.setting] = setting_text(values[flag.parameter])


_OWN_SETTINGS = frozenset(("cluster", "no-cache"))
"""Settings whose flags Helm does not have."""


def _read_ahead(ctx: click.Context, words: list[str]) -> None:
    """Read Helm's global flags from a whole command line before commands are looked for, up to one that is unknown.

    Rule: newRootCmd in cmd/helm/helm.go; the home directory that is named says where plugins are.
    """
    try:
        _AheadParser(settings_of(ctx)).parse(words)
    except UsageError:
        pass


def _without_own_flags(words: list[str]) -> list[str]:
    """Flags in front of a command's name, with their values, without those that Helm does not have."""
    own = (*map(flag_of, _PLUGIN_OPTIONS), *(flag for flag in GLOBAL_FLAGS if flag.setting in _OWN_SETTINGS))
    flags = {name: flag for flag in (*own, *GLOBAL_FLAGS) for name in flag.names}
    kept: list[str] = []
    rest = list(reversed(words))
    while rest:
        word = rest.pop()
        is_long = word.startswith("--")
        flag = flags.get(word.partition("=")[0] if is_long else word[:2])
        lone = "=" not in word if is_long else len(word) == 2
        value = [rest.pop()] if flag is not None and not flag.is_bool and lone and rest else []
        if flag not in own:
            kept += [word, *value]
    return kept


def suggest(typed: str, names: list[str]) -> list[str]:
    """The names, in their order, that begin like `typed` or are at most two edits away (spf13/cobra)."""
    typed = typed.lower()
    return [name for name in names if name.lower().startswith(typed) or edit_distance(typed, name.lower()) <= 2]


def edit_distance(left: str, right: str) -> int:
    """How many insertions, deletions and replacements of characters turn one text into the other."""
    previous = list(range(len(right) + 1))
    for row, one in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (one != other)))
        previous = current
    return previous[-1]


def _write_help(
    command: click.Command,
    ctx: click.Context,
    formatter: click.HelpFormatter,
    usage: str,
    commands: list[tuple[str, str]],
    idle: list[tuple[str, str]] | None = None,
) -> None:
    """Put a command's help text into click's formatter."""
    shared = [*GLOBAL_OPTIONS, *(_PLUGIN_OPTIONS if ctx.parent is None else ())]
    own = [
        parameter
        for parameter in command.get_params(ctx)
        if isinstance(parameter, click.Option) and parameter not in shared
    ]
    aliases: tuple[str, ...] = ()
    if ctx.parent is not None and isinstance(ctx.parent.command, Group):
        found = ctx.parent.command.find_entry(ctx.parent, command.name or "")
        aliases = found.entry.aliases if found is not None else ()
    formatter.write(
        help_text.render(
            ctx.command_path,
            command,
            usage=usage,
            commands=commands,
            idle=idle or [],
            aliases=aliases,
            own=own,
            shared=shared,
            home=settings_of(ctx).environment.get("HOME", "~"),
        ).removesuffix("\n")
    )


def make_root() -> Root:
    """The root command."""
    return Root(
        name="pilothouse",
        help="Pilothouse: Helm v2 in which every part is a plugin.\n\n"
        "Renders charts of Helm v2.17.0 and keeps releases of them on Kubernetes clusters, without\n"
        "a Tiller; takes plugins for template engines, release stores, clusters and more.",
    )


def go_long_way(state: Run, argv: Sequence[str], program: str) -> int:
    """Run a command line by click and return the exit code."""
    return complete(state, lambda: _dispatch(state, argv, program))


def _dispatch(state: Run, argv: Sequence[str], program: str) -> int:
    """Answer the shell's completion, or run the command that `argv` names."""
    root = make_root()
    variable = completion_variable(program)
    try:
        instruction = state.settings.environment.get(variable)
        if instruction is not None:
            from click.shell_completion import shell_complete

            return shell_complete(root, {"obj": state}, program, variable, instruction)
        with root.make_context(program, list(argv), obj=state) as ctx:
            root.invoke(ctx)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.NoSuchOption as error:
        hint = f"did you mean {', '.join(sorted(error.possibilities))}?" if error.possibilities else ""
        raise UsageError(f"unknown flag: {error.option_name}", hint=hint) from error
    except click.ClickException as error:
        raise UsageError(error.format_message()) from error
    return 0
