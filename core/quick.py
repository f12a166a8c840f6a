"""The short way through the command line: a declared command, plainly called, runs without click being imported.

What is read here is read by the same parser from the same declarations as on the long way (`cli`). Whatever is not
plain goes that way: help, completion, groups, plugin switches, commands of click, and every mistake, so that there is
one place that words them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .command import GLOBAL_FLAGS, HELP_FLAG, CommandDeclaration, setting_text
from .console import Console
from .errors import PilothouseError
from .flag_parser import FlagParser
from .run import Run, command_failure, complete, completion_variable
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .command import Flag
    from .registry import Provided


def run(argv: Sequence[str], *, program: str, console: Console | None = None, settings: Settings | None = None) -> int:
    """Run one command line, the short way or the long one, and return the exit code.

    Never raises for anything a user can cause. `program` is the name under which the program was called; usage texts
    carry it. For the exit codes see `pilothouse.core.run.complete`.
    """
    state = Run(settings if settings is not None else Settings(), console if console is not None else Console())
    code = try_run(state, argv) if completion_variable(program) not in state.settings.environment else None
    if code is None:
        from .cli import go_long_way

        code = go_long_way(state, argv, program)
    return code


def try_run(run: Run, argv: Sequence[str]) -> int | None:
    """Run a plain command line and return its exit code, or None when it has to go the long way.

    Nothing is printed or changed before None is returned, but for settings, which reading the same command line again
    sets again.
    """
    if not argv or argv[0].startswith("-"):
        return None
    try:
        chosen = _choose(run, argv)
    except PilothouseError:
        return None
    if chosen is None:
        return None
    found, declaration, words = chosen
    try:
        added = run.kernel.added_flags(f"{found.entry.parent} {found.entry.name}".strip(), declaration.flags)
        given, arguments = _parser(run, declaration, added).parse(words)
        if given.get(HELP_FLAG.parameter):
            return None
        for flag in GLOBAL_FLAGS:
            if flag.parameter in given:
                run.settings.flags[flag.setting] = setting_text(given[flag.parameter])
        for flag in added:
            if flag.parameter in given:
                run.kernel.use_flag(flag, given[flag.parameter])
    except PilothouseError:
        return None
    values = {flag.parameter: given.get(flag.parameter, flag.default) for flag in declaration.flags}
    return complete(run, _caller(run, found, declaration, tuple(arguments), values))


def _choose(run: Run, argv: Sequence[str]) -> tuple[Provided, CommandDeclaration, list[str]] | None:
    """The declared command that a command line names, and the words for it; None for anything else."""
    kernel = run.kernel
    found = kernel.find_command("", argv[0])
    declaration = kernel.load(found) if found is not None else None
    if found is None or not isinstance(declaration, CommandDeclaration):
        return None
    words = list(argv[1:])
    if kernel.has_subcommands(found.entry.name):
        own, rest = _parser(run, declaration).split_command(words)
        below = kernel.find_command(found.entry.name, rest[0]) if rest else None
        if below is not None:
            found, declaration, words = below, kernel.load(below), [*own, *rest[1:]]
    return (found, declaration, words) if isinstance(declaration, CommandDeclaration) else None


def _parser(run: Run, declaration: CommandDeclaration, added: Sequence[Flag] = ()) -> FlagParser:
    # A flag that stands later wins over an earlier one of its name.
    return FlagParser((*added, *declaration.flags, *GLOBAL_FLAGS, HELP_FLAG), environment=run.settings.environment)


def _caller(
    run: Run, found: Provided, declaration: CommandDeclaration, arguments: tuple[str, ...], values: dict[str, Any]
) -> Callable[[], int]:
    """The call of a command, with a foreign command's name on what escapes from it."""

    def call() -> int:
        run.kernel.tell("helm_command_started", command=f"{found.entry.parent} {found.entry.name}".strip())
        try:
            declaration.run(run.kernel, arguments, **values)
        except (PilothouseError, BrokenPipeError):
            raise
        except Exception as error:
            if found.plugin.kind == "builtin":
                raise
            raise command_failure(found, error) from error
        return 0

    return call
