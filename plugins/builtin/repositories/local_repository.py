"""The repository of this machine: the folder into which ``package`` saves and which ``serve`` serves.

Rules: pkg/repo/local.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.home import HelmHome
    from ....core.protocols import KernelView


def save_locally(archive: str, home: HelmHome, kernel: KernelView) -> None:
    """Copy an archive into the repository of this machine and add it to that one's index.

    Raises RepositoryError with Helm's words, ChartError for an archive that is no chart.
    """
    raise NotImplementedError
