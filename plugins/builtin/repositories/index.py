"""The index of a repository: which charts it has, in which versions.

Rules: pkg/repo/index.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.protocols import KernelView, RepositoryIndex


def parse_index(content: bytes, path: str, kernel: KernelView) -> RepositoryIndex:
    """The index in the bytes of an index.yaml, checked as a whole, versions newest first.

    `path` is what an error calls the file. What was read is kept in the cache for `load_index`. Raises RepositoryError
    with the text that Helm gives (of the YAML error, of the value that does not fit, ``no API version specified`` …).
    """
    raise NotImplementedError


def load_index(path: str, kernel: KernelView) -> RepositoryIndex:
    """The index in the file `path`, from the cache where that has the file's digest.

    Raises RepositoryError; for a file that cannot be read with Go's words for it (``open PATH: no such file or
    directory``).
    """
    raise NotImplementedError
