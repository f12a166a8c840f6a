"""Making the index.yaml of a folder of chart archives.

Rules: pkg/repo/index.go (IndexDirectory, Merge, WriteFile), cmd/helm/repo_index.go.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ....core.errors import ChartError, RepositoryError
from ....core.golib import semver
from .index import read_content, read_index_document
from .index_document import IndexDocument
from .index_file import API_VERSION, added, joined, timestamp, write_index
from .version_order import sort_as_go

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.kernel import Kernel
    from ....core.model.repository import IndexGeneration
    from .index_document import Entries

INDEX_NAME = "index.yaml"
_SUFFIX = ".tgz"


def generate_index(generation: IndexGeneration, kernel: Kernel) -> None:
    """Write ``index.yaml`` into the folder: its archives and those one level below, merged with another index.

    Archives that are no charts are left out. A `merge` file that does not exist is made as an empty index. The file is
    replaced at once. Raises RepositoryError (``Merge failed: …``).
    """
    entries = index_folder(generation.folder, generation.url, kernel)
    if generation.merge:
        _merge(entries, _merged_entries(generation.merge, kernel))
    for name, versions in entries.items():
        entries[name] = sort_as_go(versions)
    write_index(os.path.join(generation.folder, INDEX_NAME), _new_index(entries))


def index_folder(folder: str, url: str, kernel: Kernel) -> Entries:
    """The entries of the archives in a folder and one level below it, in the order of their names."""
    import hashlib

    from ....core.model.options import LoadOptions

    options = LoadOptions()
    entries: Entries = {}
    for below, name in _archives(folder):
        archive = os.path.join(folder, below, name)
        try:
            chart = kernel.first("helm_load_chart", path=archive, options=options)
        except ChartError:
            continue
        try:
            with open(archive, "rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            from ....core.golib.oserrors import path_error

            raise RepositoryError(path_error("open", archive, error)) from None
        entry = added(chart.metadata, name, joined(url, below), digest)
        entries.setdefault(chart.metadata.name, []).append(entry)
    return entries


def _archives(folder: str) -> Iterator[tuple[str, str]]:
    """The folders (empty for the folder itself) and names of what may be archives."""
    names = _listed(folder)
    for name in names:
        if name.endswith(_SUFFIX):
            yield "", name
    for below in names:
        for name in _listed(os.path.join(folder, below)):
            if name.endswith(_SUFFIX):
                yield below, name


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _new_index(entries: Entries) -> IndexDocument:
    return IndexDocument(entries, api_version=API_VERSION, generated=timestamp())


def _merged_entries(file: str, kernel: Kernel) -> Entries:
    """The entries of the index to merge with. Raises RepositoryError."""
    try:
        os.stat(file)
    except FileNotFoundError:
        empty = _new_index({})
        try:
            write_index(file, empty)
        except RepositoryError as error:
            kernel.warn(error.message)
        return {}
    except OSError:
        pass  # reading it says why
    try:
        return read_index_document(read_content(file), file, kernel).entries
    except RepositoryError as error:
        raise RepositoryError(f"Merge failed: {error.message}", details=error.details, hint=error.hint) from None


def _merge(entries: Entries, others: Entries) -> None:
    """Add the versions of `others` that `entries` has not."""
    known = {name: _Versions([fields.get("version", "") for fields in versions]) for name, versions in entries.items()}
    for versions in others.values():
        for fields in versions:
            name, version = fields.get("name", ""), fields.get("version", "")
            own = known.setdefault(name, _Versions([]))
            if not own.has(version):
                own.add(version)
                entries.setdefault(name, []).append(fields)


class _Versions:
    """Which versions of a chart an index has."""

    __slots__ = ("_parsed", "_texts")

    def __init__(self, texts: list[str]) -> None:
        self._texts: set[str] = set()
        self._parsed: list[semver.Version] = []
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Take in a version."""
        self._texts.add(text)
        try:
            self._parsed.append(semver.parse(text))
        except semver.SemverError:
            pass

    def has(self, text: str) -> bool:
        """Whether one has that text or, where the text is a constraint, satisfies it."""
        try:
            constraint = semver.Constraints(text or "*")
        except semver.SemverError:
            return False
        return (bool(text) and text in self._texts) or any(map(constraint.check, self._parsed))
