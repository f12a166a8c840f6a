"""``plugins new``: writes a distribution whose own tests pass, for its author to go on from."""

from __future__ import annotations

import os
import re
from keyword import iskeyword

from .... import __version__
from ....core.command import Flag, command
from ....core.errors import PilothouseError, UsageError
from ....core.kernel import Kernel
from ....core.record import Record

_NAME = re.compile(r"[a-z]([a-z0-9]|-(?=[a-z0-9]))*")
_LONGEST = 40
_SCAFFOLDS = os.path.join(os.path.dirname(__file__), "scaffolds")
_SUFFIX = ".txt"


class Kind(Record):
    """What can be written: which record must not have the name yet, a sentence, and how it is used."""

    hook: str
    description: str
    usage: str


KINDS = {
    "engine": Kind(
        "helm_register_engines",
        "Charts whose templates have nothing but ${placeholders}.",
        "$ pilothouse template ./web        # with `engine: @name@` in web/Chart.yaml",
    ),
    "storage": Kind(
        "helm_register_storage_drivers",
        "Release records in an SQLite file.",
        "$ TILLER_STORAGE=@name@ @VARIABLE@_FILE=~/@name@.db pilothouse list",
    ),
    "repository": Kind(
        "helm_register_getters",
        "Chart repositories that are folders of archives.",
        "$ pilothouse repo add mine @name@:///srv/charts\n$ pilothouse search mine/",
    ),
    "functions": Kind(
        "helm_register_template_functions",
        "Functions for templates.",
        "$ pilothouse template ./web        # with {{ @function@ .Values.title }} in a template",
    ),
    "command": Kind(
        "helm_register_commands",
        "The command @name@, which lists the templates of a chart.",
        "$ pilothouse @name@ ./web",
    ),
}
"""Each kind that there is a scaffold for, in ``scaffolds/KIND``."""


@command(
    "new",
    Flag("--kind", "-k", help=f"what it adds: {', '.join(KINDS)}"),
    Flag("--directory", "-d", default=".", completes="dir", help="folder in which the new folder is made"),
    usage=" NAME [flags]",
)
def new(kernel: Kernel, args: tuple[str, ...], *, kind: str, directory: str) -> None:
    """Write the distribution of a new plugin: a small one that works, its tests, and all that packaging needs.

    NAME is the name of the plugin and of what it adds: an engine, a store, a scheme, a function or a command. The
    distribution is called pilothouse-KIND-NAME. Nothing that exists is overwritten.
    """
    if len(args) != 1:
        raise UsageError("This command needs 1 argument: name")
    if kind not in KINDS:
        raise UsageError(f"unknown kind {kind!r}" if kind else "--kind is required", hint=f"one of {', '.join(KINDS)}")
    name = args[0]
    _check_name(kernel, name, kind)
    words = placeholders(name, kind)
    folder = os.path.join(directory, words["distribution"])
    write(kind, words, folder)
    line = kernel.console.line
    line(f"Wrote the plugin {name!r} to {folder}")
    line(f"  install it:  pilothouse plugins install -e '{folder}[test]'")
    line(f"  test it:     python -m pytest {folder}")
    line(f"  grade it:    pilothouse plugins check {folder}")


def _check_name(kernel: Kernel, name: str, kind: str) -> None:
    """Raise UsageError for a name that cannot be that of a distribution, a module and what it adds, or is taken."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise UsageError(
            f"{name!r} cannot be the name of a plugin",
            hint=f"up to {_LONGEST} small letters, digits and single dashes between them, a letter first",
        )
    if kind == "functions" and iskeyword(name):
        raise UsageError(f"{name!r} cannot be the name of a function: it is a word of Python")
    for plugin in kernel.plugins:
        if plugin.name == name and plugin.distribution != f"pilothouse-{kind}-{name}":
            raise UsageError(f"there is a plugin called {name!r} already ({plugin.origin})")
    hook = KINDS[kind].hook
    found = kernel.registry(hook).find(placeholders(name, kind)["function"] if kind == "functions" else name)
    if found is not None and found.plugin.name != name:
        what = hook.removeprefix("helm_register_").removesuffix("s").replace("_", " ")
        raise UsageError(f"the plugin {found.plugin.name!r} ({found.plugin.origin}) has a {what} called {name!r}")


def placeholders(name: str, kind: str) -> dict[str, str]:
    """What stands for the ``@words@`` of a scaffold."""
    version = __version__.split(".")
    following = f"{version[0]}.{int(version[1]) + 1}" if version[0] == "0" else str(int(version[0]) + 1)
    words = {
        "name": name,
        "distribution": f"pilothouse-{kind}-{name}",
        "package": f"pilothouse_{kind}_{name.replace('-', '_')}",
        "function": name.replace("-", "_"),
        "Class": "".join(part.capitalize() for part in name.split("-")),
        "VARIABLE": name.replace("-", "_").upper(),
        "requirement": f"pilothouse>={version[0]}.{version[1]},<{following}",
    }
    words["description"] = _fill(KINDS[kind].description, words)
    words["usage"] = _fill(KINDS[kind].usage, words)
    return words


def write(kind: str, words: dict[str, str], folder: str) -> None:
    """Write the files of a scaffold into a folder that is not there yet. Raises PilothouseError."""
    if os.path.lexists(folder):
        raise PilothouseError(f"{folder} exists already", hint="--directory takes another folder")
    try:
        os.makedirs(folder)
    except OSError as error:
        raise PilothouseError(f"cannot make {folder}: {error.strerror}") from None
    for scaffold in ("shared", kind):
        top = os.path.join(_SCAFFOLDS, scaffold)
        for below, _, names in os.walk(top):
            for one in sorted(names):
                source = os.path.join(below, one)
                target = os.path.relpath(source, top).removesuffix(_SUFFIX)
                target = target.replace("PACKAGE", words["package"]).replace("TESTS", "tests").replace("dot-", ".")
                _copy(source, os.path.join(folder, target), words)


def _copy(source: str, target: str, words: dict[str, str]) -> None:
    with open(source, encoding="utf-8") as stream:
        text = _fill(stream.read(), words)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "x", encoding="utf-8") as stream:
        stream.write(text)


def _fill(text: str, words: dict[str, str]) -> str:
    """A text in which the ``@words@`` that there are were replaced."""
    return re.sub(r"@(\w+)@", lambda found: words.get(found[1], found[0]), text)
