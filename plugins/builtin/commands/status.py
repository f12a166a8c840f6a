"""``status``: the state of a release and its live objects. Rules: cmd/helm/status.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import INT32, Flag, command
from ._arguments import release_name
from ._connection import connect
from ._documents import OUTPUT_FLAG, write_result
from ._status_text import status_document, status_text
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "status",
    Flag("--revision", kind=INT32, help="revision to show; 0 for the newest"),
    OUTPUT_FLAG,
    *TLS_FLAGS,
    usage=" [flags] RELEASE_NAME",
)
def status(kernel: Kernel, args: tuple[str, ...], *, revision: int, output: str, **tls: object) -> None:
    """Show the state of a release: when it was deployed and where, its live objects, the last test run, its notes."""
    name = release_name(args)
    service = connect(kernel, tls)
    result = service.status(name, revision)
    write_result(kernel, output, lambda: status_text(result), lambda: status_document(result))
