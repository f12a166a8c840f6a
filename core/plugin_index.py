"""The cached index of plugins: what discovery learnt, kept on disk until anything it was learnt from changes.

The index file holds marshalled plain data and a fingerprint: size and modification time of every directory on the
import path, of every plugin's own file and of the kernel's tables. One `stat` each decides whether it still holds, so
a start-up that finds it valid imports no plugin and scans no distribution.

Two things are never taken from the cache. A broken plugin is examined again each time, so that mending it is seen at
once whatever the mending was. And an index that was made while something it was learnt from was being changed is not
kept: file times are too coarse to tell such a change from the state that was read.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
import zlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from .. import __version__
from . import private_files
from .plugin_record import HookRecord, PluginRecord
from .record import Record

if TYPE_CHECKING:
    from .foreign_calls import Watch

_FORMAT = 4
_HOOKS = PluginRecord.fields.index("hooks")
_TIME_GRAIN = 2_000_000_000
"""How coarse file times may be, in nanoseconds (FAT)."""

Fingerprint = tuple[tuple[str, int, int], ...]


class PluginSources(Record):
    """Where plugins come from, and which of them may not even be imported to be examined.

    `builtin` and `contrib` are the tables of `default_plugins` as tuples of their items; `directories` hold one-file
    plugins. `blocked` are names left out; when `allowed` is not None, third parties not named there are left out.
    """

    builtin: tuple[tuple[str, str], ...]
    contrib: tuple[tuple[str, tuple[str, tuple[tuple[str, str], ...]]], ...] = ()
    directories: tuple[str, ...] = ()
    blocked: frozenset[str] = frozenset()
    allowed: frozenset[str] | None = None

    def is_left_out(self, plugin: PluginRecord) -> bool:
        """Whether a plugin takes no part by the user's wish."""
        if plugin.name in self.blocked:
            return True
        is_foreign = plugin.kind not in ("builtin", "contrib")
        return is_foreign and self.allowed is not None and plugin.name not in self.allowed


def load_index(
    sources: PluginSources, cache_directory: str, make_watch: Callable[[], Watch] | None = None
) -> tuple[PluginRecord, ...]:
    """Every plugin with what it provides, in registration order; from the cache when that still holds.

    Plugins that are left out are listed as found, not examined. `cache_directory` empty means no cache. While
    plugins are examined, somebody hears of what they do (`make_watch`). Raises PluginError when a plugins directory
    cannot be read.
    """
    if not cache_directory:
        return _build_watched(sources, make_watch)
    key = (
        _FORMAT,
        __version__,
        __file__,
        sys.version,
        tuple(sys.path),
        sources.builtin,
        sources.contrib,
        sources.directories,
        tuple(sorted(sources.blocked)),
        None if sources.allowed is None else tuple(sorted(sources.allowed)),
    )
    # One file for each environment and choice of plugins; an import path that changes replaces it.
    place = zlib.crc32(repr((__file__, sys.prefix, key[7:])).encode("utf-8", "surrogateescape"))
    path = os.path.join(cache_directory, f"plugins-{place:08x}.marshal")
    cached = _read(path, key)
    if cached is not None:
        return cached
    began = time.time_ns()
    records = _build_watched(sources, make_watch)
    fingerprint = _fingerprint(_watched(records, sources.directories))
    ended = time.time_ns()
    if not any(began - _TIME_GRAIN <= changed <= ended + _TIME_GRAIN for _, changed, _ in fingerprint):
        content: Any = (key, fingerprint, _plain(records))
        private_files.write(path, marshal.dumps(content))
    return records


def _build_watched(sources: PluginSources, make_watch: Callable[[], Watch] | None) -> tuple[PluginRecord, ...]:
    if make_watch is None:
        return _build(sources)
    with make_watch():
        return _build(sources)


def _build(sources: PluginSources) -> tuple[PluginRecord, ...]:
    """Find all plugins and examine those that are not left out."""
    from .discovery import examine, find_candidates

    return tuple(
        record if sources.is_left_out(record) else examine(record)
        for record in find_candidates(dict(sources.builtin), dict(sources.contrib), sources.directories)
    )


def _plain(records: Iterable[PluginRecord]) -> tuple[tuple[object, ...], ...]:
    """Records as tuples of plain tuples, which is all that marshal takes."""
    return tuple(tuple(record.replace(hooks=tuple(map(tuple, record.hooks)))) for record in records)


def _read(path: str, key: tuple[object, ...]) -> tuple[PluginRecord, ...] | None:
    """The cached records, or None when there are none that still hold."""
    content = private_files.read(path)
    if content is None:
        return None
    try:
        stored_key, fingerprint, stored = marshal.loads(content)
        if stored_key != key or _fingerprint(name for name, _, _ in fingerprint) != fingerprint:
            return None
        records = []
        for fields in stored:
            values = list(fields)
            values[_HOOKS] = tuple([HookRecord(*hook) for hook in fields[_HOOKS]])
            records.append(PluginRecord(*values))
    except (ValueError, EOFError, TypeError):
        return None
    return None if any(map(_is_mended, records)) else tuple(records)


def _is_mended(record: PluginRecord) -> bool:
    """Whether a plugin that was found broken no longer is, or is broken in another way."""
    if not record.broken:
        return False
    from .discovery import examine

    return examine(record.replace(broken="")).broken != record.broken


def _watched(records: Iterable[PluginRecord], directories: tuple[str, ...]) -> list[str]:
    """Every path whose change makes the index doubtful, sorted."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    paths = {path or os.curdir for path in sys.path}
    paths.update(directories)
    paths.update(os.path.join(package, *name) for name in (("hookspecs.py",), ("core", "entries.py")))
    paths.update(record.path for record in records if record.path)
    # What a plugin yields may come from light modules beside it, which were imported with it.
    modules = {record.module for record in records}
    packages = {module.rpartition(".")[0] for module in modules} - {""}
    prefixes = tuple(f"{name}." for name in packages)
    for name, module in list(sys.modules.items()):
        if name in modules or name in packages or name.startswith(prefixes):
            source = getattr(module, "__file__", None)
            if source:
                paths.add(source)
    return sorted(paths)


def _fingerprint(paths: Iterable[str]) -> Fingerprint:
    """Modification time and size of each path; zeros for what is not there."""
    marks = []
    for path in paths:
        try:
            state = os.stat(path)
        except OSError:
            marks.append((path, 0, 0))
        else:
            marks.append((path, state.st_mtime_ns, state.st_size))
    return tuple(marks)
