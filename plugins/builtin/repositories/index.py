"""The index of a repository: which charts it has, in which versions.

Rules: pkg/repo/index.go (LoadIndexFile, loadIndex).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import RepositoryError
from ....core.golib.oserrors import path_error
from ....core.golib.types import GoError
from .index_cache import IndexCache
from .index_document import MAX_INDEX_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ....core.kernel import Kernel
    from .index_document import Fields, IndexDocument
    from .index_lookup import PackedIndex

    _Chart = tuple[str, list[Fields]]

__all__ = ["MAX_INDEX_SIZE", "load_index", "parse_index", "read_content", "read_index_document"]

OLD_FORMAT = "WARNING: Deprecated index file format. Try 'helm repo update'"


def parse_index(content: bytes, path: str, kernel: Kernel) -> PackedIndex:
    """The index in the bytes of an index.yaml, checked as a whole, versions newest first.

    `path` is what an error calls the file. What was read is kept in the cache for `load_index`. Of versions with the
    same name and version text the first one counts; there is a warning when another has another archive. Raises
    RepositoryError with the text that Helm gives (of the YAML error, of the value that does not fit, ``no API version
    specified`` …).
    """
    return _remembered(content, path, kernel, warn=True)


def load_index(path: str, kernel: Kernel) -> PackedIndex:
    """The index in the file `path`, from the cache where that has the file's digest.

    Raises RepositoryError; for a file that cannot be read with Go's words for it (``open PATH: no such file or
    directory``).
    """
    return _remembered(read_content(path), path, kernel, warn=False)


def read_content(path: str) -> bytes:
    """The bytes of an index file. Raises RepositoryError."""
    try:
        with open(path, "rb") as stream:
            content = stream.read(MAX_INDEX_SIZE + 1)
    except OSError as error:
        raise RepositoryError(path_error("open", path, error)) from None
    return content


def read_index_document(content: bytes, path: str, kernel: Kernel) -> IndexDocument:
    """All that an index says, in the order of the file. Raises RepositoryError as `parse_index` does."""
    from .index_document import read_document

    _check_size(content)
    try:
        document = read_document(content)
    except GoError as error:
        from ....core.source_place import yaml_details, yaml_hint

        details = yaml_details(path, content, error)
        raise RepositoryError(str(error), details=details, hint=yaml_hint(error)) from None
    if not document.api_version:
        kernel.console.notice(OLD_FORMAT)
    return document


def _remembered(content: bytes, path: str, kernel: Kernel, *, warn: bool) -> PackedIndex:
    """The index in `content`: from the cache, else read and kept there."""
    import hashlib

    _check_size(content)
    cache = IndexCache(kernel.settings.cache_directory())
    digest = hashlib.sha256(content).hexdigest()
    index = cache.load(digest)
    if index is not None:
        return index
    repeated: list[Fields] = []
    index = _read(content, path, kernel, repeated)
    if warn:
        for fields in repeated:
            name, version = fields.get("name", ""), fields.get("version", "")
            kernel.warn(f"{path} has {name} {version} more than once, the first one counts")
    kept = index
    kernel.defer(lambda: cache.store(digest, kept))
    return index


def _check_size(content: bytes) -> None:
    if len(content) > MAX_INDEX_SIZE:
        raise RepositoryError(f"the index is larger than the maximum size {MAX_INDEX_SIZE} bytes")


def _read(content: bytes, path: str, kernel: Kernel, repeated: list[Fields]) -> PackedIndex:
    """The index in `content`, by the fast reader where it can; `repeated` takes up versions that do not count."""
    from .index_lookup import pack
    from .index_parser import Unusual, read_charts

    try:
        return pack(_ordered(read_charts(content), repeated))
    except Unusual:
        repeated.clear()
    return pack(_ordered(read_index_document(content, path, kernel).entries.items(), repeated))


def _ordered(charts: Iterable[_Chart], repeated: list[Fields]) -> Iterator[_Chart]:
    from .version_order import newest_first, shadowed

    for name, versions in charts:
        repeated += shadowed(versions)
        yield name, newest_first(versions)
