"""Making the index.yaml of a folder of chart archives.

Rules: pkg/repo/index.go (IndexDirectory, Merge, WriteFile), cmd/helm/repo_index.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.model.repository import IndexGeneration
    from ....core.protocols import KernelView


def generate_index(generation: IndexGeneration, kernel: KernelView) -> None:
    """Write ``index.yaml`` into the folder: its archives and those one level below, merged with another index.

    Archives that are no charts are left out. A `merge` file that does not exist is made as an empty index. The file is
    replaced at once. Raises RepositoryError (``Merge failed: …``).
    """
    raise NotImplementedError
