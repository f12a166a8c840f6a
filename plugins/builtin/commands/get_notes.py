"""``get notes``: the notes of a release. Rules: cmd/helm/get_notes.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import INT32, Flag, command
from ._arguments import release_name
from ._connection import connect
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "notes",
    Flag("--revision", kind=INT32, help="revision to show; 0 for the newest"),
    *TLS_FLAGS,
    usage=" [flags] RELEASE_NAME",
)
def get_notes(kernel: Kernel, args: tuple[str, ...], *, revision: int, **tls: object) -> None:
    """Print the notes that the chart of a release gave; nothing where it gave none."""
    name = release_name(args)
    service = connect(kernel, tls)
    notes = service.status(name, revision).info.notes
    if notes:
        kernel.console.line(f"NOTES:\n{notes}")
