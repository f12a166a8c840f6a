"""``plugins check``: how good a plugin is, by the written rules, and what would make it better."""

from __future__ import annotations

from typing import Any

from ....core.command import BOOL, Flag, command
from ....core.errors import PluginError, UsageError
from ....core.kernel import Kernel
from .rules import BRONZE, RULES, Grade, grade
from .subjects import find_subjects, installed

_WIDTH = 100


@command(
    "check",
    Flag("--all", kind=BOOL, parameter="every", help="check every plugin that is no built-in one"),
    Flag("--json", kind=BOOL, parameter="as_json", help="print a JSON document"),
    usage=" [NAME|PATH...] [flags]",
    completes="file",
)
def check(kernel: Kernel, args: tuple[str, ...], *, every: bool, as_json: bool) -> None:
    """Grade plugins by the rules of docs/plugins.md: bronze, silver or gold.

    NAME is a plugin of `plugins list`, PATH the folder of a distribution with its pyproject.toml, or the file of a
    one-file plugin. Each is imported in a process of its own, with all rights of the user who asks: check only what
    you would run. The exit code is 1 when something has to be mended.
    """
    if bool(args) == every:
        raise UsageError("This command needs the names or paths of plugins, or --all")
    subjects = [subject for name in args for subject in find_subjects(kernel, name)]
    if every:
        subjects = [installed(plugin) for plugin in kernel.plugins if plugin.kind != "builtin"]
    grades = [grade(kernel, subject) for subject in subjects]
    if as_json:
        import json

        kernel.console.line(json.dumps([_document(one) for one in grades], indent=2))
    else:
        for one in grades:
            _print(kernel, one)
    mended = [one.subject.record.name for one in grades if one.has_to_be_mended]
    if mended:
        raise PluginError(f"to be mended: {', '.join(mended)}", plugin=mended[0])


def _print(kernel: Kernel, one: Grade) -> None:
    """A line with the level, then what is wrong, why it matters and how it is mended."""
    from textwrap import wrap

    line = kernel.console.line
    line(f"{one.subject.record.name} ({one.subject.record.origin}): {one.level or 'to be mended'}")
    for rule in RULES:
        faults = one.faults.get(rule.name)
        if not faults:
            continue
        for fault in dict.fromkeys(faults):
            line(f"  {'error' if rule.level == BRONZE else rule.level}  {rule.name}: {fault}")
        for text in (f"{rule.demand} {rule.reason}", rule.remedy):
            for part in wrap(text, _WIDTH, break_on_hyphens=False):
                line(f"      {part}")


def _document(one: Grade) -> dict[str, Any]:
    """A grade as a plain document."""
    record = one.subject.record
    return {
        "name": record.name,
        "distribution": record.distribution,
        "version": record.version,
        "level": one.level,
        "milliseconds": one.milliseconds,
        "rules": [
            {"name": rule.name, "level": rule.level, "faults": one.faults[rule.name]}
            for rule in RULES
            if rule.name in one.faults
        ],
    }
