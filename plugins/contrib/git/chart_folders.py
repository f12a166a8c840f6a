"""Folders of charts in the tree of a commit, and the files of a chart as they are to be written.

Links are not made: what one leads to is put in its place, where that is a file of the same commit. So nothing outside
of the commit can get into a chart.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.strconv import quote

if TYPE_CHECKING:
    from .repository import Entry, Repository

MAX_FILES = 20_000
MAX_BYTES = 256 * 1024 * 1024
"""A folder of more files or bytes is no chart."""

_LINK, _SUBMODULE, _PROGRAM = "120000", "160000", "100755"
_LONGEST_TARGET = 4096
_CHART = "Chart.yaml"


def chart_folders(entries: Mapping[str, Entry], path: str) -> list[str]:
    """The folder `path` if it is that of a chart, else those of the charts right below it, sorted."""
    if _inside(path, _CHART) in entries:
        return [path]
    prefix = f"{path}/" if path else ""
    below = [name.removeprefix(prefix) for name in entries if name.startswith(prefix) and name.endswith(f"/{_CHART}")]
    return sorted(_inside(path, name.partition("/")[0]) for name in below if name.count("/") == 1)


def chart_files(repository: Repository, entries: Mapping[str, Entry], folder: str) -> list[tuple[str, bytes, int]]:
    """The files of a chart: path below its folder, content and mode. Raises RepositoryError for what is no chart."""
    prefix = f"{folder}/" if folder else ""
    own = {name: entry for name, entry in entries.items() if name.startswith(prefix)}
    if len(own) > MAX_FILES:
        raise RepositoryError(f"the folder {quote(folder)} has more than {MAX_FILES} files: it is no chart")
    links = [name for name, entry in own.items() if entry.mode == _LINK]
    for name in links:
        if own[name].size > _LONGEST_TARGET:
            raise RepositoryError(f"the link {quote(name)} leads nowhere")
    targets = repository.contents([own[name] for name in links])
    for name, target in zip(links, targets, strict=True):
        own[name] = _followed(entries, name, target.decode("utf-8", "surrogateescape"))
    for name, entry in own.items():
        if entry.mode == _SUBMODULE:
            raise RepositoryError(f"{quote(name)} is a submodule, which charts from Git do not have")
    if sum(entry.size for entry in own.values()) > MAX_BYTES:
        raise RepositoryError(f"the folder {quote(folder)} has more than {MAX_BYTES} bytes: it is no chart")
    contents = repository.contents(list(own.values()))
    return [
        (name.removeprefix(prefix), content, 0o755 if entry.mode == _PROGRAM else 0o644)
        for (name, entry), content in zip(own.items(), contents, strict=True)
    ]


def _followed(entries: Mapping[str, Entry], name: str, target: str) -> Entry:
    """The file that a link leads to. Raises RepositoryError where it leads to no file of the commit."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
    found = entries.get(path)
    if target.startswith("/") or path.startswith("../") or found is None or found.mode in (_LINK, _SUBMODULE):
        raise RepositoryError(
            f"the link {quote(name)} leads to {quote(target)}, which is no file of the repository",
            hint="links to files are followed, those to folders and to other links are not",
        )
    return found


def _inside(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
