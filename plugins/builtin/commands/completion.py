"""``completion``: print the script that teaches a shell to complete our command lines."""

from __future__ import annotations

import click

from ....core.cli import Command, pass_kernel
from ....core.errors import UsageError
from ....core.kernel import Kernel
from ....core.run import completion_variable

SHELLS = ("bash", "zsh", "fish")


@click.command(cls=Command, usage=" SHELL [flags]")
@click.argument("args", nargs=-1)
@click.pass_context
@pass_kernel
def completion(kernel: Kernel, ctx: click.Context, args: tuple[str, ...]) -> None:
    """Print the completion script of a shell: bash, zsh or fish.

    For bash, put this into ~/.bashrc:

        source <(pilothouse completion bash)
    """
    if not args:
        raise UsageError("shell not specified")
    if len(args) > 1:
        raise UsageError("too many arguments, expected only the shell type")
    if args[0] not in SHELLS:
        raise UsageError(f'unsupported shell type "{args[0]}"')
    kernel.console.line(completion_script(ctx, args[0]))


def completion_script(ctx: click.Context, shell: str) -> str:
    """The script for one of `SHELLS`. Raises UsageError for any other."""
    from click.shell_completion import get_completion_class

    root = ctx.find_root()
    program = root.info_name or "pilothouse"
    complete_class = get_completion_class(shell)
    if complete_class is None:
        raise UsageError(f'unsupported shell type "{shell}"')
    script = complete_class(root.command, {}, program, completion_variable(program))
    return script.source_template % script.source_vars()
