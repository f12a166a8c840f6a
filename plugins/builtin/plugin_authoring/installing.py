"""``plugins install`` and ``plugins uninstall``: pip, for the environment that this program runs in."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any

from ....core.command import BOOL, STRING_ARRAY, Flag, command
from ....core.errors import PluginError, UsageError
from ....core.kernel import Kernel
from ....core.text import printable

_TRUST = "plugins run with all rights of the user who runs them: install only what you trust"


@command(
    "install",
    Flag(
        "--editable", "-e", kind=STRING_ARRAY, help="folder of a distribution to install as it is there, to work on it"
    ),
    Flag("--upgrade", "-U", kind=BOOL, help="take the newest version of what is installed already"),
    usage=" [flags] REQUIREMENT...",
)
def install(kernel: Kernel, args: tuple[str, ...], *, editable: tuple[str, ...], upgrade: bool) -> None:
    """Install plugins into the environment that this program runs in, with its pip.

    REQUIREMENT is what pip takes: a name, a name with versions, a path, a URL. Where pip looks is its own settings'
    business. Afterwards it is said which plugins are there, and whether they are active.
    """
    if not args and not editable:
        raise UsageError("This command needs at least 1 argument: requirement")
    _refuse_options((*args, *editable))
    kernel.warn(f"warning: {_TRUST}")
    before = _installed()
    words = ["install", *(["--upgrade"] if upgrade else []), *args]
    _run_pip(*words, *[f"--editable={path}" for path in editable])
    rows = _installed()
    changed = [row for row in rows if row not in before or _is_named(row, (*args, *editable))]
    for row in changed:
        _say(kernel, row)
    if not changed:
        kernel.console.line("no plugin came or changed: what was installed announces none, or was there already")
    for row in changed:
        if row["status"] == "broken":
            raise PluginError(
                f"plugin {row['name']!r} is installed and broken: {row['why']}",
                plugin=row["name"],
                hint=f"`pilothouse plugins uninstall {row['distribution']}` removes it",
            )


@command("uninstall", usage=" NAME...")
def uninstall(kernel: Kernel, args: tuple[str, ...]) -> None:
    """Uninstall plugins, by their names or those of their distributions, with pip.

    A distribution goes as a whole, with all plugins that it announces.
    """
    if not args:
        raise UsageError("This command needs at least 1 argument: name of a plugin")
    _refuse_options(args)
    distributions = list(dict.fromkeys(_distribution(kernel, name) for name in args))
    _run_pip("uninstall", "--yes", *distributions)
    for distribution in distributions:
        names = [plugin.name for plugin in kernel.plugins if plugin.distribution == distribution]
        kernel.console.line(f"{distribution} is uninstalled, and with it {', '.join(names)}")


def _refuse_options(operands: tuple[str, ...]) -> None:
    """Raise UsageError for what pip would take for an option: it has no mark for the end of options."""
    for operand in operands:
        if operand.startswith("-") or not operand.strip():
            raise UsageError(
                f"{operand!r} is no requirement", hint="options of pip belong into its settings: `pip config`"
            )


def _distribution(kernel: Kernel, name: str) -> str:
    """The distribution that a plugin's or a distribution's name stands for. Raises PluginError when it has to stay."""
    if _normal(name) == "pilothouse":
        raise PluginError("pilothouse is no plugin", hint=f"`{sys.executable} -m pip uninstall pilothouse` removes it")
    for plugin in kernel.plugins:
        if plugin.kind == "distribution" and (plugin.name == name or _normal(plugin.distribution) == _normal(name)):
            return plugin.distribution
    for plugin in kernel.plugins:
        if plugin.name == name:
            reason = f"is the file {plugin.path}" if plugin.kind == "file" else "is a part of pilothouse"
            raise PluginError(f"plugin {name!r} {reason}", plugin=name, hint=f"-p no:{name} leaves it out")
    raise PluginError(f"no installed plugin is called {name!r}", hint="`pilothouse plugins list` shows all plugins")


def _normal(name: str) -> str:
    """A distribution's name as names are compared. Rule: PEP 503"""
    return re.sub(r"[-_.]+", "-", name).lower()


def _run_pip(*words: str) -> None:
    """Run the environment's pip; what it says goes to standard error. Raises PluginError."""
    import subprocess
    from importlib.util import find_spec

    _refuse_managed()
    if find_spec("pip") is None:
        raise PluginError(
            f"there is no pip for {sys.executable}",
            hint=f"`{sys.executable} -m ensurepip` may bring it; "
            f"`uv pip install --python {sys.executable}` does without",
        )
    # Nothing is imported from the working directory, which may be that of somebody's chart.
    command = [sys.executable, "-P", "-m", "pip", "--disable-pip-version-check", *words]
    code = subprocess.run(command, stdout=2, check=False).returncode  # noqa: S603 - no option comes from outside
    if code:
        raise PluginError(f"pip failed with exit code {code}", details=(printable(" ".join(command)),))


def _refuse_managed() -> None:
    """Raise PluginError where a system's package manager owns the environment. Rule: PEP 668"""
    import sysconfig

    marker = os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
    if sys.prefix == sys.base_prefix and os.path.exists(marker):
        raise PluginError(
            f"the environment of {sys.executable} belongs to the system's package manager",
            details=(marker,),
            hint="install pilothouse and its plugins together in an environment of their own: "
            "`python3 -m venv FOLDER`, or `pipx install pilothouse` and `pipx inject pilothouse PLUGIN`",
        )


def _installed() -> list[dict[str, Any]]:
    """The plugins of distributions as a new process sees them."""
    import subprocess

    command = [sys.executable, "-P", "-m", "pilothouse", "--no-cache", "plugins", "list", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise PluginError("the plugins cannot be listed", details=tuple(done.stderr.splitlines()))
    return [row for row in json.loads(done.stdout) if row["kind"] == "distribution"]


def _is_named(row: dict[str, Any], operands: tuple[str, ...]) -> bool:
    """Whether a plugin is of a distribution that was asked for by name or by a path that ends in it."""
    names = {_normal(re.split(r"[^\w.-]", os.path.basename(operand.rstrip("/")))[0]) for operand in operands}
    return _normal(row["distribution"]) in names


def _say(kernel: Kernel, row: dict[str, Any]) -> None:
    """Print what a plugin adds, or why it adds nothing."""
    state = f"{row['status']}: {row['why']}" if row["why"] else row["status"]
    hooks = ", ".join(hook.removeprefix("helm_") for hook in row["hooks"])
    origin = f"{row['distribution']} {row['version']}"
    kernel.console.line(f"{row['name']} ({origin}): {state}" + (f": {hooks}" if hooks else ""))
