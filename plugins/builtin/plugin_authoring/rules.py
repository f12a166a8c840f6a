"""The rules by which plugins are graded, in three levels. docs/plugins.md has the same table for people.

Bronze is what has to be mended, silver what users of a plugin may expect, gold what makes it good to live with.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import Any

from ....core.entries import ENTRY_TYPES
from ....core.kernel import Kernel
from ....core.record import Record
from .sources import Sources, contracts_in, private_uses, sources_of, undocumented
from .subjects import Subject

BRONZE, SILVER, GOLD = "bronze", "silver", "gold"
LEVELS = (BRONZE, SILVER, GOLD)
_SHOWN = 200

_HEAVY = (
    "asyncio concurrent ctypes dataclasses difflib email http importlib.metadata logging multiprocessing pydoc socket "
    "sqlite3 ssl subprocess tempfile tomllib unittest urllib.request xml zoneinfo"
)
HEAVY = frozenset(_HEAVY.split())
"""Modules of the standard library that are slow to import; all third-party ones are."""


class Rule(Record):
    """A rule: what has to hold, why, and how what breaks it is mended."""

    name: str
    level: str
    demand: str
    reason: str
    remedy: str


RULES = (
    Rule(
        "importable",
        BRONZE,
        "The plugin's module can be imported.",
        "A plugin that cannot be imported is broken, and every run warns of it.",
        "`python -c 'import MODULE'` shows the whole traceback.",
    ),
    Rule(
        "hooks",
        BRONZE,
        "Every marked function implements an extension point that there is, with arguments that it has.",
        "A misspelt name would never be called, so it is an error for everybody who has the plugin installed.",
        "`pilothouse plugins explain HOOK` and the reference of extension points have names and arguments.",
    ),
    Rule(
        "records",
        BRONZE,
        "Every record is of the type that its extension point takes, and what it names can be imported.",
        "Targets are imported when they are wanted: a wrong one is found by users, not by you.",
        'Write targets as `module:attribute`, best as f"{__package__}.module:attribute".',
    ),
    Rule(
        "api",
        BRONZE,
        "Nothing of Pilothouse is used but `pilothouse.core`, `pilothouse.hookspecs`, `pilothouse.testing` and what "
        "`pilothouse` itself exports.",
        "Built-in plugins may be replaced, and change without notice.",
        "Ask for their work through the kernel: `kernel.first(HOOK, …)`, `kernel.registered(HOOK, NAME)`.",
    ),
    Rule(
        "silent",
        BRONZE,
        "Importing the plugin prints nothing.",
        "Standard output is what others pipe into `kubectl`.",
        "Commands write with `kernel.console`, everything else warns with `kernel.warn(text)`.",
    ),
    Rule(
        "unique",
        BRONZE,
        "No other plugin has its name, or records of the same names that it does not say it `replaces`.",
        "Two plugins of one name stop the program; two records of one name are an error when they are asked for.",
        'Choose another name, or put `replaces="PLUGIN"` into the record.',
    ),
    Rule(
        "light",
        SILVER,
        "Importing the plugin's module loads neither third-party packages nor slow parts of the standard library.",
        "It is imported whenever one of its functions is called, also by those that decline.",
        "Import inside the functions that need it, or name a module of its own in the record.",
    ),
    Rule(
        "metadata",
        SILVER,
        "The distribution is called `pilothouse-…`, has a version, says which Python it needs, and requires "
        "`pilothouse` with an upper bound.",
        "Names tell what belongs to Pilothouse, and a bound keeps the plugin from versions that it was not made for.",
        'In pyproject.toml: `name`, `version`, `requires-python`, `dependencies = ["pilothouse>=0.1,<0.2"]`.',
    ),
    Rule(
        "current",
        SILVER,
        "No extension point is used that is deprecated.",
        "It will go; until then every run warns of it.",
        "`pilothouse plugins explain HOOK` says what takes its place.",
    ),
    Rule(
        "documented",
        SILVER,
        "The plugin's module and its public functions have docstrings.",
        "They are what somebody reads who finds your plugin in `pilothouse plugins list`.",
        "One sentence each: what it does, and for which charts, URLs or clusters.",
    ),
    Rule(
        "typed",
        GOLD,
        "The package has a file `py.typed`.",
        "Type checkers look at annotations of packages that have one, yours and those of others who import you.",
        "An empty file beside `__init__.py`, listed in the package data.",
    ),
    Rule(
        "licensed",
        GOLD,
        "The metadata has a licence and the URL of the project.",
        "Without a licence nobody may use it; without an address nobody can tell you what is wrong.",
        'In pyproject.toml: `license = "MIT"` (or yours) with a file LICENSE, and [project.urls].',
    ),
    Rule(
        "tested",
        GOLD,
        "There are tests, and they inherit the contract of what the plugin adds.",
        "Contracts have what users rely on and authors forget: refusals, limits, races, hostile input.",
        "`from pilothouse.testing import EngineContract`, and so on; `pilothouse plugins new` shows each.",
    ),
)
"""All rules, by level."""

CONTRACTS = {
    "helm_register_commands": "CommandContract",
    "helm_register_engines": "EngineContract",
    "helm_register_getters": "GetterContract",
    "helm_register_lint_rules": "LintRuleContract",
    "helm_register_readiness": "ReadinessContract",
    "helm_register_storage_drivers": "StorageContract",
    "helm_register_template_functions": "FunctionsContract",
    "helm_fetch_repository_index": "RepositoryContract",
}
"""The contract of what implements an extension point."""


class Grade(Record):
    """How a plugin does: the `level` it has reached (empty for none), and by the name of a rule what breaks it.

    Rules that say nothing about a plugin of its kind are not in it.
    """

    subject: Subject
    level: str
    faults: dict[str, list[str]]
    milliseconds: int

    @property
    def has_to_be_mended(self) -> bool:
        """Whether a rule of the first level is broken."""
        return not self.level


def grade(kernel: Kernel, subject: Subject) -> Grade:
    """Judge a plugin by all rules that apply to it."""
    from .probe import probe

    found = probe(subject.record, list(subject.paths))
    faults: dict[str, list[str]] = {"importable": [found["error"]] if found["error"] else []}
    if not found["error"]:
        sources = sources_of(subject.record.module, found["file"], subject.record.kind)
        broken = found["broken"]
        about_records = any(hook in broken for hook in ENTRY_TYPES) and ("returned" in broken or "failed" in broken)
        faults["hooks"] = [f"{name} is no extension point" for name in found["misspelt"]]
        faults["hooks"] += [broken] if broken and not about_records else []
        faults["records"] = ([broken] if about_records else []) + found["faults"]
        faults["api"] = private_uses(sources)
        faults["silent"] = [f"it prints {found['printed'][:_SHOWN]!r}"] if found["printed"] else []
        faults["unique"] = _clashes(kernel, subject, found["entries"])
        faults["light"] = _heavy(found["loaded"], subject.record.module, found["milliseconds"])
        faults["current"] = _deprecated(found["hooks"])
        faults["documented"] = [f"no docstring: {', '.join(missing)}"] if (missing := undocumented(sources)) else []
        faults.update(_of_distribution(subject, sources, set(found["hooks"])))
    return Grade(subject, _level(faults), faults, found.get("milliseconds", 0))


def _level(faults: dict[str, list[str]]) -> str:
    """The highest level all whose rules, and those of the levels below, are kept."""
    reached = ""
    for level in LEVELS:
        if any(faults.get(rule.name) for rule in RULES if rule.level == level):
            break
        reached = level
    return reached


def _clashes(kernel: Kernel, subject: Subject, entries: list[tuple[str, list[Any]]]) -> list[str]:
    """Other plugins with its name or with the names of its records."""
    own = subject.record
    others = [
        plugin
        for plugin in kernel.plugins
        if (plugin.name, plugin.path) != (own.name, own.path)
        and (not own.distribution or plugin.distribution != own.distribution)
    ]
    faults = [f"the plugin {one.name!r} ({one.origin}) has its name" for one in others if one.name == own.name]
    taken: dict[tuple[str, ...], tuple[Any, Any]] = {}
    for other in others:
        for hook, fields in other.entries:
            entry = _entry(hook, fields)
            taken[(hook, *_identity(entry))] = (entry, other)
    for hook, values in entries:
        entry = _entry(hook, values)
        for engine in {getattr(entry, "engine", ""), ""}:
            found = taken.get((hook, getattr(entry, "parent", ""), engine, entry.name))
            if found and entry.replaces != found[1].name and found[0].replaces != own.name:
                what = hook.removeprefix("helm_register_").removesuffix("s").replace("_", " ")
                faults.append(f"the plugin {found[1].name!r} ({found[1].origin}) has a {what} called {entry.name!r}")
    return faults


def _entry(hook: str, fields: Iterable[Any]) -> Any:
    """A record from its fields."""
    return ENTRY_TYPES[hook](*fields)


def _identity(entry: Any) -> tuple[str, str, str]:
    return (getattr(entry, "parent", ""), getattr(entry, "engine", ""), entry.name)


def _heavy(loaded: list[str], module: str, milliseconds: int) -> list[str]:
    """What slow modules were imported with the plugin's."""
    own = {module.partition(".")[0], __package__.partition(".")[0]}
    foreign = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - own
    slow = {name for name in HEAVY if name in loaded}
    heavy = sorted(slow | {name for name in foreign if not name.startswith(("pilothouse_plugin_file_", "_"))})
    return [f"importing it imports {', '.join(heavy)} ({milliseconds} ms in all)"] if heavy else []


def _deprecated(hooks: list[str]) -> list[str]:
    from .... import hookspecs

    return [
        f"{hook} is deprecated {hookspecs.POINTS[hook].deprecated}"
        for hook in dict.fromkeys(hooks)
        if hookspecs.POINTS[hook].deprecated
    ]


def _of_distribution(subject: Subject, sources: Sources, hooks: set[str]) -> dict[str, list[str]]:
    """What breaks the rules about distributions; empty for what is none."""
    about = subject.distribution
    if about is None:
        return {}
    faults: dict[str, list[str]] = {"metadata": [], "licensed": []}
    if not re.sub(r"[-_.]+", "-", about.name).lower().startswith("pilothouse-"):
        faults["metadata"].append(f"it is called {about.name!r}")
    if not about.version:
        faults["metadata"].append("it has no version")
    if not about.python:
        faults["metadata"].append("it does not say which Python it needs")
    needed = [one for one in about.requires if re.match(r"pilothouse(?![\w-])", one.replace("_", "-"), re.IGNORECASE)]
    if not needed:
        faults["metadata"].append("it does not require pilothouse")
    elif not any(re.search(r"<|~=|==", one.partition(";")[0]) for one in needed):
        faults["metadata"].append(f"{needed[0]!r} has no upper bound")
    if not about.has_license:
        faults["licensed"].append("it has no licence")
    if not about.has_urls:
        faults["licensed"].append("it has no URL")
    if sources.is_package():
        faults["typed"] = [] if os.path.exists(os.path.join(sources.root, "py.typed")) else ["there is no py.typed"]
    if subject.folder:
        faults["tested"] = _untested(subject.folder, hooks)
    return faults


def _untested(folder: str, hooks: set[str]) -> list[str]:
    count, inherited = contracts_in(folder)
    if not count:
        return ["there are no tests"]
    missing = sorted({CONTRACTS[hook] for hook in hooks if hook in CONTRACTS} - inherited)
    return [f"no test inherits {', '.join(missing)}"] if missing else []
