"""Looks at a plugin in a process of its own: what importing it loads, takes, prints and provides.

The parent passes a record as JSON on standard input; the answer is JSON on standard output. Whatever the plugin does
to the process is done to this one alone.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

from ....core.entries import ENTRY_TYPES
from ....core.errors import PluginError
from ....core.plugin_module import describe_cause
from ....core.plugin_record import PluginRecord

_SECONDS = 60


def probe(record: PluginRecord, paths: list[str]) -> dict[str, Any]:
    """What a new process finds out about a plugin whose modules are also looked for in `paths`.

    Keys: `error` (why it cannot be imported), `broken` and `misspelt` (as in `PluginRecord`), `hooks`, `entries`,
    `faults` of records' targets, `loaded` modules, `milliseconds`, `printed`, `file`.
    """
    import subprocess

    given = json.dumps({"record": tuple(record.replace(hooks=(), entries=(), provides=())), "paths": paths})
    command = [sys.executable, "-P", "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            command, input=given, capture_output=True, text=True, errors="replace", check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return {"error": f"it takes more than {_SECONDS} seconds"}
    answer = _answer(done.stdout)
    if answer is None:
        return {"error": f"it ends the program that imports it, with exit code {done.returncode}"}
    answer["printed"] = done.stderr
    return answer


_ANSWER: dict[str, type[Any]] = {
    "broken": str, "misspelt": list, "hooks": list, "entries": list, "faults": list, "loaded": list,
    "milliseconds": int, "file": str,
}  # fmt: skip


def _answer(text: str) -> dict[str, Any] | None:
    """The answer of the new process; None for what is none, since the plugin may have written it."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or not isinstance(answer.get("error"), str):
        return None
    is_whole = all(isinstance(answer.get(name), kind) for name, kind in _ANSWER.items())
    return answer if answer["error"] or is_whole else None


def main() -> None:
    """What the new process does. Its standard error is for what the plugin prints, wherever it does."""
    given = json.load(sys.stdin)
    answers = os.dup(1)
    os.dup2(2, 1)
    answer = look(PluginRecord(*given["record"]), given["paths"])
    sys.stdout.flush()
    with os.fdopen(answers, "w", encoding="utf-8") as stream:
        json.dump(answer, stream)
    os._exit(0)  # threads of the plugin may still run


def look(record: PluginRecord, paths: list[str]) -> dict[str, Any]:
    """Import a plugin in this process and note what can be said about it."""
    sys.path[:0] = paths
    before = set(sys.modules)
    began = time.perf_counter()
    try:
        module = _import(record)
    except BaseException as error:
        return {"error": describe_cause(error)}
    milliseconds = (time.perf_counter() - began) * 1000
    loaded = sorted(set(sys.modules) - before)
    from ....core.discovery import examine

    examined = examine(record)
    return {
        "error": "",
        "broken": examined.broken,
        "misspelt": examined.misspelt,
        "hooks": [hook.hook for hook in examined.hooks],
        "entries": examined.entries,
        "faults": list(_faults(examined)),
        "loaded": loaded,
        "milliseconds": round(milliseconds),
        "file": module.__file__ or "",
    }


def _import(record: PluginRecord) -> ModuleType:
    """Import a plugin's module under the name that the kernel gives it, but unwatched: it is measured here."""
    if record.kind != "file":
        return import_module(record.module)
    name = record.runtime_name
    spec = spec_from_file_location(name, record.path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot read {record.path}")
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _faults(record: PluginRecord) -> list[str]:
    """What is wrong with the targets of records."""
    from ....core.registry import Provided, load_target

    faults = []
    for hook, fields in record.entries:
        entry = ENTRY_TYPES[hook](*fields)
        if not hasattr(entry, "target"):
            continue
        try:
            found = load_target(Provided(entry, record))
        except PluginError as error:
            faults.append(f"{hook}: {entry.target!r} cannot be loaded: {describe_cause(error.__cause__ or error)}")
            continue
        if not callable(found) and hook not in _PLAIN_TARGETS:
            faults.append(f"{hook}: {entry.target!r} is {type(found).__name__}, and cannot be called")
    return faults


_PLAIN_TARGETS = frozenset(("helm_register_commands", "helm_register_template_functions"))
"""The extension points whose targets may be declarations and tables."""

if __name__ == "__main__":
    main()
