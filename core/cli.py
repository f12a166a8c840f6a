"""The frame of the command line: a root group whose commands come from plugins and are imported when they are run.

Commands are ordinary click commands, found through `CommandEntry` records. Those made with ``cls=Command`` (or
``Group``) read their flags as Helm does and take the global flags anywhere; a third party may as well use plain click.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from . import help_text
from .console import Console
from .errors import PilothouseError, UsageError
from .flags import INT64, STRING, FlagParser
from .kernel import Kernel, build_kernel
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

_HELP_NAMES = {"help_option_names": ["-h", "--help"], "allow_extra_args": True}


def _to_setting(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """A callback that notes a flag's value as a setting."""

    def store(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
        if value is not None:
            text = ("true" if value else "false") if isinstance(value, bool) else str(value)
            settings_of(ctx).flags[name] = text

    return store


def _global_option(*names: str, setting: str, **options: Any) -> click.Option:
    return click.Option(
        list(names), expose_value=False, callback=_to_setting(setting), default=None, **{"type": STRING, **options}
    )


GLOBAL_OPTIONS: tuple[click.Option, ...] = (
    _global_option("--home", setting="home", help="folder of Helm's configuration. Overrides $HELM_HOME"),
    _global_option("--host", setting="host", help="address of Tiller, host:port. Overrides $HELM_HOST"),
    _global_option("--kube-context", setting="kube-context", help="kubeconfig context to use"),
    _global_option("--kubeconfig", setting="kubeconfig", help="path of the kubeconfig file"),
    _global_option("--debug", setting="debug", is_flag=True, type=None, help="say more about what is done"),
    _global_option(
        "--tiller-namespace",
        setting="tiller-namespace",
        help="namespace of the release records. Overrides $TILLER_NAMESPACE (default \"kube-system\")",
    ),
    _global_option(
        "--tiller-connection-timeout",
        setting="tiller-connection-timeout",
        type=INT64,
        help="seconds to wait for a connection to Tiller (default 300)",
    ),
    _global_option("--no-cache", setting="no-cache", is_flag=True, type=None, help="neither read nor write caches"),
)
"""Flags that every command takes, before or after its name."""

_PLUGIN_OPTIONS: tuple[click.Option, ...] = (
    click.Option(
        ["-p", "--plugin"],
        multiple=True,
        type=STRING,
        expose_value=False,
        callback=lambda ctx, _, value: settings_of(ctx).flags.update({"plugins": ",".join(value)}) if value else None,
        help="load a plugin (NAME) or leave it out (no:NAME)",
    ),
    _global_option("--no-plugins", setting="no-plugins", is_flag=True, type=None, help="load no third-party plugins"),
    _global_option("--plugins-dir", setting="plugins-dir", help="folder of one-file plugins to load"),
)


class Run:
    """One run of the program: its settings, its console, and its kernel once it is wanted."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self.settings = settings
        self.console = console
        self._kernel: Kernel | None = None

    @property
    def kernel(self) -> Kernel:
        """The kernel, made when first asked for (after the plugin switches were read)."""
        if self._kernel is None:
            self._kernel = build_kernel(self.settings, self.console)
        return self._kernel

    def hints(self, error: PilothouseError) -> list[str]:
        """What plugins advise on an error, when there is a kernel to ask."""
        return self._kernel.hints(error) if self._kernel is not None else []


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


class Command(click.Command):
    """A click command that reads its flags as Helm's client does and takes the global flags.

    `usage` is what follows the command's name in its usage line. Arguments are declared as one
    ``click.argument("args", nargs=-1)`` and counted by the command, in Helm's words.
    """

    def __init__(self, *args: Any, usage: str = " [flags]", **kwargs: Any) -> None:
        kwargs["context_settings"] = {**_HELP_NAMES, **(kwargs.get("context_settings") or {})}
        super().__init__(*args, **kwargs)
        self.usage = usage

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own parameters, ``--help`` and the global flags."""
        return [*super().get_params(ctx), *GLOBAL_OPTIONS]

    def make_parser(self, ctx: click.Context) -> FlagParser:  # type: ignore[override]
        """The parser with Helm's rules."""
        return FlagParser(self.get_params(ctx), interspersed=True, tolerant=ctx.resilient_parsing)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text."""
        _write_help(self, ctx, formatter, self.usage, [])


class Group(click.Group):
    """A group whose subcommands are records whose `parent` is this group's name.

    Without a known subcommand it prints its help and exits with 0, as Helm's groups do.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["context_settings"] = {**_HELP_NAMES, **(kwargs.get("context_settings") or {})}
        kwargs.update(no_args_is_help=False, invoke_without_command=True)
        super().__init__(*args, **kwargs)

    @property
    def parent_name(self) -> str:
        """The `parent` that this group's commands name."""
        return self.name or ""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The group's own parameters, ``--help`` and the global flags."""
        return [*super().get_params(ctx), *GLOBAL_OPTIONS]

    def make_parser(self, ctx: click.Context) -> FlagParser:  # type: ignore[override]
        """The parser with Helm's rules; it stops at the name of the subcommand."""
        return FlagParser(self.get_params(ctx), interspersed=False, tolerant=ctx.resilient_parsing)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the visible subcommands, sorted."""
        registry = kernel_of(ctx).registry("helm_register_commands")
        return sorted(
            provided.entry.name
            for provided in registry.winners()
            if provided.entry.parent == self.parent_name and not provided.entry.hidden
        )

    def find_entry(self, ctx: click.Context, name: str) -> Any:
        """The record of a subcommand, by name or alias; None when there is none."""
        kernel = kernel_of(ctx)
        prefix = f"{self.parent_name} " if self.parent_name else ""
        found = kernel.find("helm_register_commands", prefix + name)
        if found is not None and found.entry.parent == self.parent_name:
            return found
        for provided in kernel.registry("helm_register_commands").winners():
            if provided.entry.parent == self.parent_name and name in provided.entry.aliases:
                return provided
        return None

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the subcommand of that name or alias."""
        found = self.find_entry(ctx, cmd_name)
        if found is None:
            return None
        command: click.Command = kernel_of(ctx).load(found)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The subcommand that `args` name; an unknown one shows the group's help."""
        command = self.get_command(ctx, args[0])
        if command is None and not ctx.resilient_parsing:
            return self.refuse(ctx, args[0])
        return args[0] if command else None, command, args[1:]

    def refuse(self, ctx: click.Context, name: str) -> tuple[str | None, click.Command | None, list[str]]:
        """What happens on an unknown subcommand: help, exit code 0."""
        kernel_of(ctx).console.line(ctx.get_help())
        ctx.exit(0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand, or print help when there is none."""
        if not ctx._protected_args and not ctx.args:
            kernel_of(ctx).console.line(ctx.get_help())
            return None
        return super().invoke(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text, with the subcommands' short help from their records."""
        registry = kernel_of(ctx).registry("helm_register_commands")
        rows = sorted(
            (provided.entry.name, provided.entry.help)
            for provided in registry.winners()
            if provided.entry.parent == self.parent_name and not provided.entry.hidden
        )
        _write_help(self, ctx, formatter, " [flags]" if not self.parent_name else "", rows)


class Root(Group):
    """The program itself."""

    @property
    def parent_name(self) -> str:
        """Top-level commands have no parent."""
        return ""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The global flags and the plugin switches."""
        return [*super().get_params(ctx), *_PLUGIN_OPTIONS]

    def refuse(self, ctx: click.Context, name: str) -> tuple[str | None, click.Command | None, list[str]]:
        """An unknown command is an error that names similar ones."""
        program = ctx.info_name or "pilothouse"
        message = f'unknown command "{name}" for "{program}"\n'
        close = _suggestions(name, self.list_commands(ctx))
        if close:
            message += "\nDid you mean this?\n" + "".join(f"\t{word}\n" for word in close) + "\n"
        raise UsageError(f"{message}Run '{program} --help' for usage.")


def _suggestions(typed: str, names: list[str]) -> list[str]:
    """Commands whose name begins like `typed` or is at most two edits away (spf13/cobra)."""
    return [
        name
        for name in names
        if name.startswith(typed.lower()) or edit_distance(typed.lower(), name.lower()) <= 2
    ]


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
            ctx.command_path, command, usage=usage, commands=commands, aliases=aliases, own=own, shared=shared
        ).removesuffix("\n")
    )


def make_root() -> Root:
    """The root command."""
    return Root(
        name="pilothouse",
        help="Pilothouse: Helm v2 in which every part is a plugin.\n\n"
        "Renders and releases Kubernetes charts, works with charts, releases, repositories and\n"
        "command plugins of Helm v2.17.0, and takes plugins for engines, stores and repositories.",
    )


def completion_variable(program: str) -> str:
    """The environment variable through which a completion script asks the program called `program`."""
    return f"_{program.replace('-', '_').replace('.', '_').upper()}_COMPLETE"


def run(argv: Sequence[str], *, program: str, console: Console | None = None, settings: Settings | None = None) -> int:
    """Run one command line and return the exit code. Never raises for anything a user can cause.

    `program` is the name under which the program was called; usage texts carry it.
    """
    console = console if console is not None else Console()
    settings = settings if settings is not None else Settings()
    state = Run(settings, console)
    root = make_root()
    try:
        variable = completion_variable(program)
        if variable in settings.environment:
            from click.shell_completion import shell_complete

            return shell_complete(root, {"obj": state}, program, variable, settings.environment[variable])
        with root.make_context(program, list(argv), obj=state) as ctx:
            root.invoke(ctx)
        console.flush()
        return 0
    except click.exceptions.Exit as stop:
        console.flush()
        return stop.exit_code
    except PilothouseError as error:
        console.error(error, state.hints(error))
        return error.exit_code
    except click.ClickException as error:
        console.error(UsageError(error.format_message()))
        return 1
    except (KeyboardInterrupt, click.Abort):
        console.flush()
        return 130
    except BrokenPipeError:
        # The reader went away; nothing is left to say, and flushing at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if settings.enabled("debug"):
            raise
        console.error(
            PilothouseError(
                f"internal error: {type(error).__name__}: {error}",
                hint="this is a defect of Pilothouse or of a plugin; --debug shows where it happened",
            )
        )
        return 1
