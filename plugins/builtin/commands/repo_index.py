"""``repo index``: the index.yaml of a folder of charts. Rules: cmd/helm/repo_index.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.command import Flag, command
from ....core.model.repository import IndexGeneration
from ._arguments import check_arguments

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "index",
    Flag("--url", help="address of the repository, with which the addresses of charts begin"),
    Flag("--merge", completes="file", help="index with whose entries the new one is merged"),
    usage=" [flags] [DIR]",
)
def index_folder(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Write the index.yaml of a folder of chart archives, which makes it a chart repository.

    Archives in the folder and one level below it are listed. With --merge, what another index has is kept where the
    folder has not the same version of the same chart.
    """
    check_arguments(args, "path to a directory")
    folder = os.path.abspath(args[0])
    generation = IndexGeneration(folder, options["url"], options["merge"])
    kernel.first("helm_open_repositories").generate(generation)
