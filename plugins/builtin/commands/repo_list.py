"""``repo list``: print the registered repositories. Rules: cmd/helm/repo_list.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import command
from ._documents import OUTPUT_FLAG, write_result
from ._repositories import repositories
from ._tables import text_table

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("list", OUTPUT_FLAG)
def list_repositories(kernel: Kernel, args: tuple[str, ...], *, output: str) -> None:
    """Print the names and URLs of the registered repositories."""
    entries = repositories(kernel).entries()
    write_result(
        kernel,
        output,
        lambda: text_table([("NAME", "URL"), *((entry.name, entry.url) for entry in entries)]) + "\n",
        lambda: [{"Name": entry.name, "URL": entry.url} for entry in entries] or None,
    )
