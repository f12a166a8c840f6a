"""``help``: print the help of a command."""

from __future__ import annotations

import click

from ....core.cli import Command, Group, kernel_of


@click.command("help", cls=Command, usage=" [command]")
@click.argument("args", nargs=-1)
@click.pass_context
def help_command(ctx: click.Context, args: tuple[str, ...]) -> None:
    """Print the help of a command, or of the program when no command is named."""
    target = ctx.find_root()
    for name in filter(None, args):  # Rule: stripFlags of spf13/cobra leaves out empty words.
        command = target.command.get_command(target, name) if isinstance(target.command, Group) else None
        if command is None and target.parent is not None:
            break  # words below a command are its arguments. Rule: Command.Find of spf13/cobra
        if command is None:
            # No error: standard error says so, and what there is. Rule: the help command of spf13/cobra.
            from ....core.golib.fmt import sprintf

            console = kernel_of(ctx).console
            console.notice(sprintf("Unknown help topic %#q", (list(args),)))
            console.notice(ctx.find_root().get_help())
            return
        target = click.Context(command, info_name=command.name, parent=target)
    kernel_of(ctx).console.write(target.get_help() + "\n")
