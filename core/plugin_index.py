"""The cached index of plugins: what discovery learnt, kept on disk until anything it was learnt from changes.

The index file holds marshalled plain data and a fingerprint: size and modification time of every directory on the
import path, of every plugin's own file and of the kernel's tables. One `stat` each decides whether it still holds, so
a start-up that finds it valid imports no plugin and scans no distribution.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from .. import __version__
from . import private_files
from .plugin_record import HookRecord, PluginRecord

_FORMAT = 3

Fingerprint = tuple[tuple[str, int, int], ...]


def load_index(
    builtin: Mapping[str, str],
    contrib: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]],
    directories: tuple[str, ...],
    cache_directory: str,
) -> tuple[PluginRecord, ...]:
    """Every plugin with what it provides, in registration order; from the cache when that still holds.

    `cache_directory` empty means no cache. An index with a broken plugin is not kept, so that mending the plugin is
    seen at once. Raises PluginError when a plugins directory cannot be read.
    """
    key = (_FORMAT, __version__, __file__, tuple(sys.path), directories, sys.version, tuple(builtin), tuple(contrib))
    path = ""
    if cache_directory:
        path = os.path.join(cache_directory, f"plugins-{zlib.crc32(repr(key).encode()):08x}.marshal")
        cached = _read(path, key)
        if cached is not None:
            return cached
    from .discovery import examine, find_candidates

    records = tuple(examine(record) for record in find_candidates(builtin, contrib, directories))
    if path and not any(record.broken for record in records):
        content: Any = (key, _fingerprint(_watched(records, directories)), _plain(records))
        private_files.write(path, marshal.dumps(content))
    return records


def _plain(records: Iterable[PluginRecord]) -> tuple[tuple[object, ...], ...]:
    """Records as tuples of plain tuples, which is all that marshal takes."""
    return tuple(tuple(record._replace(hooks=tuple(map(tuple, record.hooks)))) for record in records)  # type: ignore[arg-type]


def _read(path: str, key: tuple[object, ...]) -> tuple[PluginRecord, ...] | None:
    """The cached records, or None when there are none that still hold."""
    content = private_files.read(path)
    if content is None:
        return None
    try:
        stored_key, fingerprint, records = marshal.loads(content)
        if stored_key != key or _fingerprint(name for name, _, _ in fingerprint) != fingerprint:
            return None
        loaded = (PluginRecord(*fields) for fields in records)
        return tuple(record._replace(hooks=tuple(HookRecord(*hook) for hook in record.hooks)) for record in loaded)
    except (ValueError, EOFError, TypeError):
        return None


def _watched(records: Iterable[PluginRecord], directories: tuple[str, ...]) -> list[str]:
    """Every path whose change makes the index doubtful, sorted."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    paths = {path or os.curdir for path in sys.path}
    paths.update(directories)
    paths.update(os.path.join(package, *name) for name in (("hookspecs.py",), ("core", "default_plugins.py")))
    prefixes = tuple(record.module.rpartition(".")[0] + "." for record in records if "." in record.module)
    modules = {record.module for record in records}
    paths.update(record.path for record in records if record.path)
    for name, module in list(sys.modules.items()):
        # What a plugin yields may come from light modules beside it, which were imported with it.
        if name in modules or name.startswith(prefixes):
            source = getattr(module, "__file__", None)
            if source:
                paths.add(source)
    return sorted(paths)


def _fingerprint(paths: Iterable[str]) -> Fingerprint:
    """Size and modification time of each path; zeros for what is not there."""
    marks = []
    for path in paths:
        try:
            state = os.stat(path)
        except OSError:
            marks.append((path, 0, 0))
        else:
            marks.append((path, state.st_mtime_ns, state.st_size))
    return tuple(marks)
