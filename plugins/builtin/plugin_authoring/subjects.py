"""What can be graded: installed plugins by name, folders of distributions, single files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from ....core.errors import PluginError, UsageError
from ....core.kernel import Kernel
from ....core.plugin_record import PluginRecord
from ....core.record import Record
from ....hookspecs import ENTRY_POINT_GROUP

_PROJECT = "pyproject.toml"


class Distribution(Record):
    """What the metadata of a distribution says; `version` may be found out when it is built."""

    name: str
    version: str
    requires: tuple[str, ...]
    python: str
    has_license: bool
    has_urls: bool


class Subject(Record):
    """A plugin to be graded.

    `folder` is that of its sources, with tests, where it was named by it; `paths` are where its modules are looked for
    beside the usual places. Without a `distribution`, it belongs to Pilothouse or is a single file.
    """

    record: PluginRecord
    distribution: Distribution | None = None
    folder: str = ""
    paths: tuple[str, ...] = ()


def find_subjects(kernel: Kernel, name: str) -> list[Subject]:
    """The plugins that a name or a path stands for. Raises UsageError, PluginError."""
    for plugin in kernel.plugins:
        if plugin.name == name:
            return [installed(plugin)]
    if os.path.isdir(name):
        return _of_folder(name)
    if os.path.isfile(name) and name.endswith(".py"):
        path = os.path.abspath(name)
        module = os.path.basename(path)[:-3]
        return [Subject(PluginRecord(module, module, "file", path=path))]
    raise PluginError(
        f"there is neither a plugin nor a folder called {name!r}", hint="`pilothouse plugins list` shows all plugins"
    )


def installed(plugin: PluginRecord) -> Subject:
    """A plugin that the kernel knows."""
    if plugin.kind != "distribution":
        return Subject(plugin)
    import importlib_metadata

    try:
        about = importlib_metadata.metadata(plugin.distribution)
    except (importlib_metadata.PackageNotFoundError, ValueError):
        return Subject(plugin, Distribution(plugin.distribution, plugin.version, (), "", False, False))
    classifiers = about.get_all("Classifier") or []
    licences = (about.get("License"), about.get("License-Expression"), *_licences(classifiers))
    facts = Distribution(
        plugin.distribution,
        plugin.version,
        tuple(about.get_all("Requires-Dist") or ()),
        about.get("Requires-Python") or "",
        any(licences),
        bool(about.get_all("Project-URL") or about.get("Home-page")),
    )
    return Subject(plugin, facts)


def _of_folder(folder: str) -> list[Subject]:
    """The plugins that the pyproject.toml of a folder announces."""
    import tomllib

    folder = os.path.abspath(folder)
    try:
        with open(os.path.join(folder, _PROJECT), "rb") as stream:
            document = tomllib.load(stream)
    except OSError as error:
        raise UsageError(f"{folder} is no distribution: {_PROJECT}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{folder}/{_PROJECT} cannot be read: {error}") from None
    project = _table(document.get("project"))
    points = _table(_table(project.get("entry-points")).get(ENTRY_POINT_GROUP))
    if not points:
        raise UsageError(
            f'{folder}/{_PROJECT} announces no plugin: [project.entry-points."{ENTRY_POINT_GROUP}"] is missing',
            hint="a distribution that announces them elsewhere can be graded by the plugin's name once it is installed",
        )
    facts = _facts(project)
    source = os.path.join(folder, "src")
    paths = (source if os.path.isdir(source) else folder,)
    return [
        Subject(
            PluginRecord(str(name), str(module), "distribution", "", facts.name, facts.version), facts, folder, paths
        )
        for name, module in points.items()
    ]


def _facts(project: dict[str, Any]) -> Distribution:
    dynamic = _texts(project.get("dynamic"))
    return Distribution(
        str(project.get("name", "")),
        str(project.get("version", "dynamic" if "version" in dynamic else "")),
        _texts(project.get("dependencies")),
        str(project.get("requires-python", "")),
        bool(project.get("license") or _licences(_texts(project.get("classifiers")))),
        bool(project.get("urls")),
    )


def _table(value: Any) -> dict[str, Any]:
    """A table of a document; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> tuple[str, ...]:
    """The items of a list as texts; none for anything else."""
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _licences(classifiers: Iterable[object]) -> list[str]:
    """The classifiers that name a licence."""
    return [one for one in map(str, classifiers) if one.startswith("License ::")]
