"""The index of a repository: which charts it has, in which versions.

Rules: pkg/repo/index.go (LoadIndexFile, loadIndex).
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.oserrors import path_error
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.text import without_password
from . import version_order
from .index_cache import IndexCache
from .index_document import MAX_INDEX_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ....core.kernel import Kernel
    from .index_document import Fields, IndexDocument
    from .index_lookup import PackedIndex

    _Chart = tuple[str, list[Fields]]

__all__ = ["MAX_INDEX_SIZE", "load_index", "parse_index", "read_content", "read_index_document"]

_OLD_FORMAT = "WARNING: Deprecated index file format. Try 'helm repo update'"
_PIECE = 1024 * 1024
_MOST_WARNINGS = 5


def parse_index(content: bytes, path: str, kernel: Kernel) -> PackedIndex:
    """The index in the bytes of an index.yaml, checked as a whole, versions newest first.

    `path` is what an error calls the file. What was read is kept in the cache for `load_index`. Of versions with the
    same name and version text the first one counts; there is a warning when another has another archive. Raises
    RepositoryError with the text that Helm gives (of the YAML error, of the value that does not fit, ``no API version
    specified`` …).
    """
    _check_size(len(content))
    cache = IndexCache(kernel.settings.cache_directory())
    digest = sha256(content).hexdigest()
    index = cache.load(digest)
    if index is None:
        shadowed: list[Fields] = []
        index, is_lasting = _read(content, without_password(path), kernel, shadowed)
        _warn_of(shadowed, without_password(path), kernel)
        if is_lasting:
            _keep(cache, digest, index, kernel)
    return index


def load_index(path: str, kernel: Kernel) -> PackedIndex:
    """The index in the file `path`, from the cache where that has the file's digest.

    Raises RepositoryError; for a file that cannot be read with Go's words for it (``open PATH: no such file or
    directory``).
    """
    cache = IndexCache(kernel.settings.cache_directory())
    if cache.is_open:
        index = cache.load(_digest(path))
        if index is not None:
            return index
    content = read_content(path)
    index, is_lasting = _read(content, path, kernel, [])
    if is_lasting and cache.is_open:
        _keep(cache, sha256(content).hexdigest(), index, kernel)
    return index


def read_content(path: str) -> bytes:
    """The bytes of an index file. Raises RepositoryError."""
    return b"".join(_pieces(path))


def read_index_document(content: bytes, path: str, kernel: Kernel) -> IndexDocument:
    """All that an index says, in the order of the file. Raises RepositoryError as `parse_index` does."""
    from .index_parser import Unusual, read_quickly

    _check_size(len(content))
    try:
        return read_quickly(content)
    except Unusual:
        return _read_exactly(content, path, kernel)


def _read(content: bytes, path: str, kernel: Kernel, shadowed: list[Fields]) -> tuple[PackedIndex, bool]:
    """The index in `content`, by the fast reader where it can, and whether it may be kept.

    One of the old format is not: there is a warning each time. `shadowed` takes up versions that do not count.
    """
    from .index_lookup import pack
    from .index_parser import Unusual, read_charts

    try:
        return pack(_ordered(read_charts(content), shadowed)), True
    except Unusual:
        shadowed.clear()
    document = _read_exactly(content, path, kernel)
    return pack(_ordered(document.entries.items(), shadowed)), bool(document.api_version)


def _read_exactly(content: bytes, path: str, kernel: Kernel) -> IndexDocument:
    from ....core.process_limits import run_limited
    from .index_document import OldFormatError, read_document

    try:
        document = run_limited(kernel.settings, lambda: read_document(content))
    except GoError as error:
        if isinstance(error, OldFormatError):
            kernel.console.notice(_OLD_FORMAT)
        from ....core.source_place import yaml_details, yaml_hint

        details = yaml_details(path, content, error)
        raise RepositoryError(str(error), details=details, hint=yaml_hint(error)) from None
    if not document.api_version:
        kernel.console.notice(_OLD_FORMAT)
    return document


def _warn_of(shadowed: list[Fields], path: str, kernel: Kernel) -> None:
    """Tell of versions that do not count, of many of them only how many there are."""
    for fields in shadowed[:_MOST_WARNINGS]:
        chart, version = quote(fields.get("name", "")), quote(fields.get("version", ""))
        kernel.warn(f"{path} has version {version} of chart {chart} more than once, the first one counts")
    more = len(shadowed) - _MOST_WARNINGS
    if more > 0:
        kernel.warn(f"{path} has {more} more versions that are there more than once")


def _ordered(charts: Iterable[_Chart], shadowed: list[Fields]) -> Iterator[_Chart]:
    for name, versions in charts:
        shadowed += version_order.shadowed(versions)
        yield name, version_order.newest_first(versions)


def _keep(cache: IndexCache, digest: str, index: PackedIndex, kernel: Kernel) -> None:
    kernel.defer(lambda: cache.store(digest, index))


def _digest(path: str) -> str:
    """The digest of a file, of which no more than a piece is held at a time."""
    digest = sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(path: str) -> Iterator[bytes]:
    """The content of an index file piece by piece. Raises RepositoryError."""
    size = 0
    try:
        with open(path, "rb", buffering=0) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                _check_size(size)
                yield piece
    except OSError as error:
        raise RepositoryError(path_error("open", path, error)) from None


def _check_size(size: int) -> None:
    if size > MAX_INDEX_SIZE:
        raise RepositoryError(f"the index is larger than the maximum size {MAX_INDEX_SIZE} bytes")
