"""``docs``: write the reference of all commands as files. Names of files: spf13/cobra/doc; rules: cmd/helm/docs.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ....core.cli import Command, pass_kernel
from ....core.errors import UsageError
from ....core.flags import DIRECTORY, STRING
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from ....core.shared_files import replace
from ._reference_pages import command_pages, man_page, markdown_page
from .completion import completion_script

if TYPE_CHECKING:
    from ....core.kernel import Kernel

_MARKDOWN = ("markdown", "mdown", "md")


@click.command(cls=Command)
@click.option("--dir", type=DIRECTORY, default="./", show_default=True, help="folder into which the files go")
@click.option(
    "--type", type=STRING, default="markdown", show_default=True, help="what is written: markdown, man, or bash"
)
@click.argument("args", nargs=-1)
@click.pass_context
@pass_kernel
def docs(kernel: Kernel, ctx: click.Context, dir: str, type: str, args: tuple[str, ...]) -> None:
    """Write the reference of all commands: a page of Markdown or a man page for each, or the completion of bash."""
    if type in _MARKDOWN:
        files = {page.path.replace(" ", "_") + ".md": markdown_page(page) for page in command_pages(ctx)}
    elif type == "man":
        files = {page.path.replace(" ", "-") + ".1": man_page(page) for page in command_pages(ctx)}
    elif type == "bash":
        files = {"completions.bash": completion_script(ctx, "bash") + "\n"}
    else:
        raise UsageError(f"unknown doc type {quote(type)}. Try 'markdown' or 'man'")
    for name, text in files.items():
        path = os.path.normpath(os.path.join(dir, name))
        try:
            replace(path, text.encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise UsageError(path_error("open", path, error)) from error
