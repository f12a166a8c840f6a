"""The reference of all commands, from what they declare: one page a command, as Markdown or for ``man``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from ....core.cli import GLOBAL_OPTIONS, Command, Group, kernel_of
from ....core.command import CommandDeclaration
from ....core.help_text import option_rows, table
from ....core.record import Record

_HELP = "help"


class Page(Record):
    """What the reference says of one command.

    `path` is how it is called (``helm repo add``), `parent` how the one above it is (empty for the program), `own` and
    `inherited` are rows of flags, `children` pairs of path and short text.
    """

    path: str
    parent: str
    short: str
    text: str
    usage: str
    own: list[tuple[str, str]]
    inherited: list[tuple[str, str]]
    children: list[tuple[str, str]]


def command_pages(ctx: click.Context) -> Iterator[Page]:
    """The pages of all visible commands, each behind those of its own commands."""
    root = ctx.find_root()
    short = (root.command.help or "").partition("\n")[0]
    yield from _pages(root, short, " [flags]")


def _pages(ctx: click.Context, short: str, usage: str) -> Iterator[Page]:
    command = ctx.command
    children: list[tuple[str, str]] = []
    for name, text in command.rows(ctx) if isinstance(command, Group) else ():
        child = command.get_command(ctx, name) if isinstance(command, Group) else None
        if child is None or (name == _HELP and ctx.parent is None):
            continue
        inner = click.Context(child, info_name=name, parent=ctx)
        children.append((inner.command_path, text))
        yield from _pages(inner, text, _usage(ctx, name, child))
    options = [one for one in command.get_params(ctx) if isinstance(one, click.Option)]
    own = [option for option in options if option not in GLOBAL_OPTIONS]
    shared = list(GLOBAL_OPTIONS)
    if ctx.parent is None:
        own, shared = [*own, *shared], []
    yield Page(
        path=ctx.command_path,
        parent=ctx.parent.command_path if ctx.parent is not None else "",
        short=short,
        text=inspect.cleandoc(command.help or short),
        usage=ctx.command_path + usage,
        own=option_rows(own),
        inherited=option_rows(shared),
        children=children,
    )


def _usage(above: click.Context, name: str, command: click.Command) -> str:
    """What follows the name of a command in its usage line."""
    found = above.command.find_entry(above, name) if isinstance(above.command, Group) else None
    declared = kernel_of(above).load(found) if found is not None else None
    if isinstance(declared, CommandDeclaration):
        return declared.usage
    return command.usage if isinstance(command, Command) else " [flags]"


def markdown_page(page: Page) -> str:
    """A page as Markdown, with links to the pages of the commands around it."""
    parts = [f"## {page.path}\n\n{page.short}\n\n### Synopsis\n\n{page.text}\n\n```\n{page.usage}\n```\n"]
    if page.own:
        parts.append(f"\n### Options\n\n```\n{table(page.own)}```\n")
    if page.inherited:
        parts.append(f"\n### Options inherited from parent commands\n\n```\n{table(page.inherited)}```\n")
    rows = [f"* [{path}]({path.replace(' ', '_')}.md)" + (f" - {text}" if text else "") for path, text in _around(page)]
    if rows:
        parts.append("\n### SEE ALSO\n\n" + "\n".join(rows) + "\n")
    return "".join(parts)


def _around(page: Page) -> list[tuple[str, str]]:
    """The commands above and below, as paths with short texts."""
    return [(page.parent, ""), *page.children] if page.parent else page.children


def man_page(page: Page) -> str:
    """A page for ``man``, section 1."""
    name = page.path.replace(" ", "-")
    parts = [
        f'.TH "{_roff(name.upper())}" "1"\n.nh\n.ad l\n',
        f".SH NAME\n{_roff(name)} \\- {_roff(page.short)}\n",
        f".SH SYNOPSIS\n\\fB{_roff(page.usage)}\\fP\n",
        f".SH DESCRIPTION\n{_paragraphs(page.text)}",
    ]
    for title, rows in (("OPTIONS", page.own), ("OPTIONS INHERITED FROM PARENT COMMANDS", page.inherited)):
        if rows:
            parts.append(f".SH {title}\n")
            parts += [f".TP\n\\fB{_roff(left.strip())}\\fP\n{_roff(text)}\n" for left, text in rows]
    around = [path.replace(" ", "-") for path, _ in _around(page)]
    if around:
        parts.append(".SH SEE ALSO\n" + ",\n".join(f"\\fB{_roff(path)}(1)\\fP" for path in around) + "\n")
    return "".join(parts)


def _paragraphs(text: str) -> str:
    """Text with indented lines kept as they are."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line:
            lines.append(".PP")
        elif line[0] == " ":
            lines += [".nf", _roff(line), ".fi"]
        else:
            lines.append(_roff(line))
    return "".join(f"{line}\n" for line in lines)


def _roff(text: str) -> str:
    """Text without anything that roff takes for a request."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + escaped if escaped.startswith((".", "'")) else escaped
