"""Writes docs/reference from the code: ``make docs``. A test fails when a page is stale."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pilothouse import errors, hookspecs
from pilothouse.core import entries
from pilothouse.core import errors as error_module
from pilothouse.core.default_plugins import CONTRIB
from pilothouse.core.kernel import Kernel
from pilothouse.core.settings import OTHER_VARIABLES
from pilothouse.core.testkit import make_kernel, run

sys.path.insert(0, str(Path(__file__).resolve().parent))
import api_pages
import function_pages

FOLDER = Path(__file__).resolve().parent / "reference"
NOTE = "<!-- Written by docs/generate.py: change the code, then `make docs`. -->"
KINDS = {
    "collect": "collects records",
    "first": "the first answer wins",
    "pipe": "each implementer passes its answer on",
    "tell": "informs",
}
PROGRAM = "pilothouse"


def paragraphs(text: str | None) -> str:
    """A docstring as Markdown: lists and examples kept, literals in single backquotes."""
    cleaned = inspect.cleandoc(text or "").replace("``", "`")
    lines, in_example = [], False
    for line in cleaned.split("\n"):
        if line.endswith("::"):
            lines += [line[:-1], "", "```python"]
            in_example = True
        elif in_example and line and not line.startswith(" "):
            while lines[-1] == "":
                lines.pop()
            lines += ["```", "", line]
            in_example = False
        elif in_example and lines[-1] == "```python" and not line:
            continue
        else:
            lines.append(line.removeprefix("    ") if in_example else line)
    return "\n".join([*lines, "```"] if in_example else lines)


def row(*cells: str) -> str:
    """A row of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def extension_points() -> Iterator[str]:
    """Every extension point with its arguments and its documentation."""
    yield "# Extension points\n"
    yield paragraphs(hookspecs.__doc__)
    yield "\n| extension point | kind | since |\n| --- | --- | --- |"
    for name, point in hookspecs.POINTS.items():
        yield row(f"[`{name}`](#{name})", KINDS[point.kind], point.since)
    for name, point in hookspecs.POINTS.items():
        yield f"\n## {name}\n"
        arguments = ", ".join(inspect.signature(getattr(hookspecs, name)).parameters)
        yield f"`{name}({arguments})`: {KINDS[point.kind]}; version {point.version}, since {point.since}.\n"
        if point.deprecated:
            yield f"**Deprecated {point.deprecated}.**\n"
        yield paragraphs(getattr(hookspecs, name).__doc__)


def records() -> Iterator[str]:
    """The records that collecting extension points take."""
    yield "# Records\n"
    yield paragraphs(entries.__doc__)
    for hook, entry in entries.ENTRY_TYPES.items():
        yield f"\n## {entry.__name__}\n\nTaken by `{hook}`.\n"
        yield paragraphs(entry.__doc__)
        yield "\n| field | type | default |\n| --- | --- | --- |"
        for name, kind in entry.__annotations__.items():
            yield row(f"`{name}`", f"`{kind}`", f"`{getattr(entry, name)!r}`" if hasattr(entry, name) else "")


def settings(kernel: Kernel) -> Iterator[str]:
    """Every setting: the kernel's own and those that plugins declare."""
    yield "# Settings\n"
    yield "A flag wins over the environment variable, and that over the default.\n"
    yield "| setting | flag | environment | default | meaning |\n| --- | --- | --- | --- | --- |"
    declared = [provided.entry for provided in kernel.registry("helm_register_settings").winners()]
    for entry in sorted({*kernel.settings.entries.values(), *declared}, key=lambda entry: entry.name):
        cells = (f"`{text}`" if text else "" for text in (entry.name, entry.flag, entry.environment, entry.default))
        yield row(*cells, entry.help)
    yield "\n## Other environment variables\n\n| variable | meaning |\n| --- | --- |"
    for name, meaning in OTHER_VARIABLES:
        yield row(f"`{name}`", meaning)


def error_classes() -> list[type[BaseException]]:
    """Every class of errors, in the order of their module; those of other modules come last."""
    classes = [one for one in vars(error_module).values() if isinstance(one, type) and issubclass(one, Exception)]
    return [*classes, *(one for one in map(vars(errors).get, errors.__all__) if one is not None and one not in classes)]


def error_tree() -> Iterator[str]:
    """Every class of errors, by inheritance: what it means, its exit code, and which extension points raise it."""
    classes = error_classes()
    yield "# Errors\n"
    yield paragraphs(error_module.__doc__)
    yield "\n| class | exit code | what it means |\n| --- | --- | --- |"
    for one in classes:
        meaning = paragraphs(one.__doc__).partition("\n")[0]
        yield row(f"[`{one.__name__}`](#{one.__name__.lower()})", str(getattr(one, "exit_code", 1)), meaning)
    for one in classes:
        yield f"\n## {one.__name__}\n"
        code = getattr(one, "exit_code", 1)
        if one.__bases__[0] in classes:
            yield f"A kind of [{one.__bases__[0].__name__}](#{one.__bases__[0].__name__.lower()}). Exit code {code}.\n"
        yield paragraphs(one.__doc__)
        points = [name for name in hookspecs.POINTS if re.search(rf"\b{one.__name__}\b", point_text(name))]
        if points:
            links = (f"[`{name}`](extension-points.md#{name})" for name in points)
            yield f"\nNamed by {', '.join(links)}."


def point_text(name: str) -> str:
    """The documentation of an extension point."""
    return inspect.getdoc(getattr(hookspecs, name)) or ""


def command_entries(kernel: Kernel) -> dict[str, Any]:
    """The visible commands by their full names, sorted."""
    found = [provided.entry for provided in kernel.registry("helm_register_commands").winners()]
    paths = {f"{entry.parent} {entry.name}".strip(): entry for entry in found if not entry.hidden}
    return dict(sorted(paths.items()))


def command_list(kernel: Kernel) -> Iterator[str]:
    """The commands in a table, and the flags of the program itself."""
    owners = {name: provided.plugin for name, provided in named_commands(kernel).items()}
    yield "# Commands\n"
    yield (
        "Every command with what it is for; its page shows every flag. Commands of plugins that come along and are off "
        "switch them on when they are used; the plugin's name stands behind them.\n"
    )
    yield "| command | what it does |\n| --- | --- |"
    for path, entry in command_entries(kernel).items():
        top = path.partition(" ")[0]
        anchor = f"{PROGRAM} {path}".replace(" ", "-")
        owner = f" ({owners[path].name})" if owners[path].name in CONTRIB else ""
        yield row(f"[`{path}`](commands/{top}.md#{anchor})", entry.help + owner)
    yield f"\n## {PROGRAM}\n"
    yield from help_block("")


def named_commands(kernel: Kernel) -> dict[str, Any]:
    """The records of commands with their plugins, by full names."""
    winners = kernel.registry("helm_register_commands").winners()
    return {f"{provided.entry.parent} {provided.entry.name}".strip(): provided for provided in winners}


def help_block(path: str) -> Iterator[str]:
    """What a command prints about itself."""
    yield "```text"
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        outcome = run([*path.split(), "--help"], program=PROGRAM)
    yield (printed.getvalue() + outcome.stdout).strip("\n")
    yield "```"


def command_page(paths: list[str], kernel: Kernel) -> Iterator[str]:
    """A command and those below it."""
    named = named_commands(kernel)
    for path in paths:
        yield f"\n{'#' if path == paths[0] else '##'} {PROGRAM} {path}\n"
        entry = named[path].entry
        yield f"{entry.help[:1].upper()}{entry.help[1:].rstrip('.')}.\n"
        if entry.aliases:
            yield f"Also: {', '.join(f'`{alias}`' for alias in entry.aliases)}.\n"
        yield from help_block(path)


def command_pages(kernel: Kernel) -> dict[str, Iterator[str]]:
    """A page for each command that has no parent, by file name."""
    grouped: dict[str, list[str]] = {}
    for path in command_entries(kernel):
        grouped.setdefault(path.partition(" ")[0], []).append(path)
    return {f"commands/{top}.md": command_page(paths, kernel) for top, paths in grouped.items()}


def plugin_list(kernel: Kernel) -> Iterator[str]:
    """Every plugin that comes along: what it is for, which extension points it implements, what it registers."""
    yield "# Plugins that come along\n"
    yield (
        "Built-in plugins are on unless they are left out (`-p no:NAME`); contrib plugins are off until something of "
        "theirs is used. Each can be replaced by another one; `pilothouse plugins list` shows those of an "
        "installation, with third parties'.\n"
    )
    yield "| plugin | what it is for |\n| --- | --- |"
    for plugin in kernel.plugins:
        yield row(f"[`{plugin.name}`](#{plugin.name})", paragraphs(plugin_text(plugin.module)).partition("\n")[0])
    for plugin in kernel.plugins:
        yield f"\n## {plugin.name}\n"
        yield paragraphs(plugin_text(plugin.module))
        if plugin.provides:
            wanted = ", ".join(f"{kind.replace('_', ' ')} `{name}`" for kind, name in plugin.provides)
            yield f"\nOff until asked for: {wanted}."
        own = sorted({hook.hook for hook in plugin.hooks if hook.hook not in entries.ENTRY_TYPES})
        if own:
            yield f"\nImplements {', '.join(f'[`{hook}`](extension-points.md#{hook})' for hook in own)}."
        by_hook: dict[str, list[str]] = {}
        for hook, fields in plugin.entries:
            entry = entries.ENTRY_TYPES[hook](*fields)
            by_hook.setdefault(hook, []).append(f"{getattr(entry, 'parent', '')} {entry.name}".strip())
        for hook, names in by_hook.items():
            shown = ", ".join(f"`{name}`" for name in sorted(names, key=str.lower))
            yield f"\n[{hook.removeprefix('helm_register_').replace('_', ' ')}](extension-points.md#{hook}): {shown}."


def plugin_text(module: str) -> str:
    """What a plugin says it is for: the docstring of its package."""
    return importlib.import_module(module.removesuffix(".plugin")).__doc__ or ""


def environment_variables() -> list[str]:
    """The names of environment variables that the code mentions as text."""
    prefixes = ("HELM_", "KUBECONFIG", "PILOTHOUSE_", "TILLER_", "XDG_")
    names = set()
    for folder in ("core", "plugins"):
        for path in (FOLDER.parents[1] / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                text = node.value if isinstance(node, ast.Constant) else None
                if isinstance(text, str) and text.startswith(prefixes) and text.isupper() and text.isidentifier():
                    names.add(text)
    return sorted(name for name in names if not name.endswith("_"))  # those are the beginnings of names


def pages() -> dict[str, str]:
    """Every page by its file name. Plugins that are off by default are on."""
    kernel = make_kernel(flags={"plugins": ",".join(CONTRIB)})
    contents: dict[str, Any] = {
        "commands.md": command_list(kernel),
        **command_pages(kernel),
        "errors.md": error_tree(),
        "extension-points.md": extension_points(),
        "models.md": api_pages.model_page(paragraphs),
        "plugins.md": plugin_list(kernel),
        "protocols.md": api_pages.protocol_page(paragraphs),
        "python.md": api_pages.python_page(paragraphs),
        "records.md": records(),
        "settings.md": settings(kernel),
        "testing.md": api_pages.testing_page(paragraphs),
        **function_pages.pages(kernel),
    }
    return {
        name: re.sub(r"\n{3,}", "\n\n", "\n".join((NOTE, "", *lines))).rstrip("\n") + "\n"
        for name, lines in contents.items()
    }


def main() -> None:
    """Write every page, and remove those that nothing stands behind any more."""
    contents = pages()
    for path in FOLDER.rglob("*.md"):
        if path.relative_to(FOLDER).as_posix() not in contents:
            path.unlink()
    for name, text in contents.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
