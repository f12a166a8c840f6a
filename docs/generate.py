"""Writes docs/reference from the code: ``make docs``. A test fails when a page is stale."""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pilothouse import hookspecs
from pilothouse.core import entries, errors
from pilothouse.core.default_plugins import CONTRIB
from pilothouse.core.kernel import Kernel
from pilothouse.core.settings import OTHER_VARIABLES
from pilothouse.core.testkit import make_kernel, run

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


def error_tree() -> Iterator[str]:
    """Every class of errors, by inheritance."""
    yield "# Errors\n"
    module = paragraphs(errors.__doc__)
    yield module
    classes = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    for one in classes:
        yield f"\n## {one.__name__}\n"
        if one.__bases__[0] in classes:
            yield f"A kind of [{one.__bases__[0].__name__}](#{one.__bases__[0].__name__.lower()}).\n"
        yield paragraphs(one.__doc__)


def command_line(kernel: Kernel) -> Iterator[str]:
    """The help text of every command."""
    yield "# Commands\n"
    found = [provided.entry for provided in kernel.registry("helm_register_commands").winners()]
    paths = sorted(f"{entry.parent} {entry.name}".strip() for entry in found if not entry.hidden)
    for path in ["", *paths]:
        yield f"\n## {PROGRAM} {path}".rstrip() + "\n\n```text"
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            outcome = run([*path.split(), "--help"], program=PROGRAM)
        yield (printed.getvalue() + outcome.stdout).strip("\n")
        yield "```"


def template_functions(kernel: Kernel) -> Iterator[str]:
    """The functions that templates may call, by the plugin that provides them."""
    yield "# Template functions\n"
    yield "Besides Go's own: `and`, `or`, `not`, `len`, `index`, `slice`, `print`, `printf`, `eq` and so on.\n"
    by_plugin: dict[str, list[str]] = {}
    for provided in kernel.registry("helm_register_template_functions").winners():
        by_plugin.setdefault(provided.plugin.name, []).append(provided.entry.name)
    for plugin, names in by_plugin.items():
        yield f"\n## {plugin}\n"
        yield ", ".join(f"`{name}`" for name in sorted(names, key=str.lower))


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
        "commands.md": command_line(kernel),
        "errors.md": error_tree(),
        "extension-points.md": extension_points(),
        "records.md": records(),
        "settings.md": settings(kernel),
        "template-functions.md": template_functions(kernel),
    }
    return {
        name: re.sub(r"\n{3,}", "\n\n", "\n".join((NOTE, "", *lines))).rstrip("\n") + "\n"
        for name, lines in contents.items()
    }


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
