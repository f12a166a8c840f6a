"""An index, packed: which charts and versions it has, each chart read when it is asked for.

A packed index has a table of the charts, what a search needs of all of them, and for each chart a piece with all
fields of its versions. Pieces are marshalled: they come from this process or from a private cache file. Rules:
pkg/repo/index.go (Get).
"""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ....core.errors import RepositoryError
from ....core.model.repository import ChartRow, ChartVersion
from ....core.repository_index import choose_version

if TYPE_CHECKING:
    from .index_document import Fields

_LENGTH = 4
_SPEED = 1

_Texts = tuple[str, str, str]
_Row = tuple[str, list[str], list[str], list[_Texts]]
"""Of one chart: its name, and of its versions the version, the appVersion, and name, description and keywords."""


class PackedIndex:
    """The charts of a repository; implements the protocol `RepositoryIndex`."""

    __slots__ = ("_pieces", "_read", "_rows")

    def __init__(self, rows: Callable[[], list[_Row]], pieces: dict[str, Any], read: Callable[[Any], bytes]) -> None:
        self._rows = rows
        self._pieces = pieces
        self._read = read

    def names(self) -> list[str]:
        """The names of all charts, sorted."""
        return sorted(self._pieces)

    def versions(self, name: str) -> list[ChartVersion]:
        """All versions of a chart, newest first; empty for an unknown chart."""
        return [chart_version(fields) for fields in self.fields(name)] if name in self._pieces else []

    def find(self, name: str, version: str) -> ChartVersion:
        """The version of exactly that text, else the newest that satisfies it as a constraint (empty: any release).

        Raises RepositoryError: ``no chart name found``, ``no chart version found``, the text of a constraint that
        cannot be read, ``No chart version found for NAME-VERSION``.
        """
        if name not in self._pieces:
            raise RepositoryError("no chart name found")
        versions = self.fields(name)
        if not versions:
            raise RepositoryError("no chart version found")
        return chart_version(choose_version(name, version, versions, lambda fields: fields.get("version", "")))

    def rows(self) -> Iterator[ChartRow]:
        """What a search needs of every version of every chart: charts by name, versions newest first."""
        for listed, versions, app_versions, texts in self._rows():
            for version, app_version, (name, description, keywords) in zip(versions, app_versions, texts, strict=True):
                if name == listed:
                    yield ChartRow(name, version, app_version, description, keywords)
                else:
                    yield ChartRow(name, version, app_version, description, keywords, listed)

    def fields(self, name: str) -> list[Fields]:
        """The versions of a chart that the index has, as the fields of the file. Raises KeyError."""
        versions: list[Fields] = marshal.loads(self._read(self._pieces[name]))
        return versions

    def dump(self) -> bytes:
        """The index for a file: `load` reads it."""
        pieces = [zlib.compress(self._read(piece), _SPEED) for piece in self._pieces.values()]
        rows = zlib.compress(marshal.dumps(self._rows()), _SPEED)
        table = marshal.dumps(list(zip(self._pieces, map(len, pieces), strict=True)))
        return b"".join([_framed(table), _framed(rows), *pieces])


def pack(entries: Iterable[tuple[str, list[Fields]]]) -> PackedIndex:
    """The packed form of the versions of charts, which are taken one chart at a time."""
    pieces: dict[str, bytes] = {}
    rows: list[_Row] = []
    for name, versions in entries:
        pieces[name] = marshal.dumps(versions)
        rows.append(_row(name, versions))
    rows.sort()
    return PackedIndex(lambda: rows, pieces, bytes)


def load(content: bytes) -> PackedIndex:
    """The index that `dump` gave. Raises ValueError, TypeError or EOFError for something else."""
    view = memoryview(content)
    table, position = _unframed(view, 0)
    rows, position = _unframed(view, position)
    pieces = {}
    for name, length in marshal.loads(table):
        pieces[name] = view[position : position + length]
        position += length
    return PackedIndex(lambda: marshal.loads(zlib.decompress(rows)), pieces, zlib.decompress)


def chart_version(fields: Fields) -> ChartVersion:
    """The version that fields of an index stand for."""
    from ....core.model.chart_metadata import metadata_of

    return ChartVersion(
        metadata_of(fields),
        fields.get("urls") or [],
        created=fields.get("created", ""),
        removed=fields.get("removed", False),
        digest=fields.get("digest", ""),
    )


def _row(name: str, versions: list[Fields]) -> _Row:
    known: dict[_Texts, _Texts] = {}
    texts = []
    for fields in versions:
        own = fields.get("name", ""), fields.get("description", ""), " ".join(fields.get("keywords", ()))
        texts.append(known.setdefault(own, own))
    return (
        name,
        [fields.get("version", "") for fields in versions],
        [fields.get("appVersion", "") for fields in versions],
        texts,
    )


def _framed(content: bytes) -> bytes:
    return len(content).to_bytes(_LENGTH, "little") + content


def _unframed(view: memoryview, position: int) -> tuple[memoryview, int]:
    start = position + _LENGTH
    end = start + int.from_bytes(view[position:start], "little")
    return view[start:end], end
