"""Finding installed plugins: ``*/plugin.yaml`` below each folder of a path list.

Rules: findPlugins in cmd/helm/load_plugins.go, LoadAll in pkg/plugin/plugin.go, path/filepath.Glob. Where Helm crashes
on the first plugin.yaml that cannot be read, here every other plugin goes on working and the broken one says why it
does not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from ....core.console import Console
from ....core.errors import PluginError
from ....core.golib.filepath import match
from ....core.golib.path import clean
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.record import Record
from ....core.settings import Settings
from .manifest import FILE_NAME, MAX_SIZE, Plugin, is_name, name_in, read_plugin

_PATTERN_CHARACTERS = "*?[\\"


class BrokenPlugin(Record):
    """A folder whose plugin.yaml cannot be used. `problem` names the file and says why."""

    name: str
    folder: str
    problem: str


def find_plugins(settings: Settings, console: Console) -> list[Plugin | BrokenPlugin]:
    """All plugins in the order of the path list, and by the names of their folders in each.

    Of several with one name in the same folder the first counts, and standard error says so. Raises PluginError for a
    path that is a broken pattern (``syntax error in pattern``).
    """
    found: list[Plugin | BrokenPlugin] = []
    path = settings.plugin_path()
    for base in path.split(os.pathsep) if path else ():
        names: set[str] = set()
        for plugin in _load_all(base):
            if isinstance(plugin, Plugin):
                name = plugin.manifest.name
                if name in names:
                    console.notice(f"A plugin named {quote(name)} already exists. Skipping.")
                    continue
                names.add(name)
            found.append(plugin)
    return found


def usable(plugins: list[Plugin | BrokenPlugin]) -> list[Plugin]:
    """Those plugins that can be used."""
    return [plugin for plugin in plugins if isinstance(plugin, Plugin)]


def _load_all(base: str) -> Iterator[Plugin | BrokenPlugin]:
    pattern = clean(f"{base}/*") if base else "*"
    try:
        folders = [os.path.dirname(path) or "." for path in _glob(f"{pattern}/{FILE_NAME}")]
    except GoError as error:
        raise PluginError(str(error), details=(f"in the path list {base}",)) from None
    for folder in folders:
        try:
            yield read_plugin(folder)
        except PluginError as error:
            yield _broken(folder, error)


def _broken(folder: str, error: PluginError) -> BrokenPlugin:
    path = os.path.join(folder, FILE_NAME)
    problem = error.message if path in error.message else f"{path}: {error.message}"
    return BrokenPlugin(_name_of(path) or _folder_name(folder), folder, problem)


def _name_of(path: str) -> str:
    try:
        if not os.path.isfile(path):
            return ""
        with open(path, "rb") as stream:
            return name_in(stream.read(MAX_SIZE))
    except OSError:
        return ""


def _folder_name(folder: str) -> str:
    name = os.path.basename(folder)
    return name if is_name(name) else ""


def _glob(pattern: str) -> list[str]:
    """The paths that match a pattern, as path/filepath.Glob finds them. Raises GoError for a broken pattern."""
    if not any(character in pattern for character in _PATTERN_CHARACTERS):
        return [pattern] if os.path.lexists(pattern) else []
    folder, name = os.path.split(pattern)
    folders = _glob(folder) if any(character in folder for character in _PATTERN_CHARACTERS) else [folder or "."]
    matches = []
    for one in folders:
        try:
            names = sorted(os.listdir(one), key=os.fsencode)
        except OSError:
            continue
        matches += [clean(f"{one}/{entry}") for entry in names if match(name, entry)]
    return matches
