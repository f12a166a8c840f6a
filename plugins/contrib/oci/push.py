"""``oci push``: store a chart in a registry."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ....core.errors import ChartError, RepositoryError, UsageError
from ....core.golib.oserrors import path_error
from .source_flags import CREDENTIAL_FLAGS, TLS_FLAGS, options_of

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.chart import Chart


@command(
    "push",
    Flag("--force", kind=BOOL, help="overwrite a version that is there with another content"),
    *CREDENTIAL_FLAGS,
    *TLS_FLAGS,
    usage=" [flags] ARCHIVE oci://HOST/PATH",
    completes="file",
)
def push(kernel: Kernel, args: tuple[str, ...], *, force: bool, **flags: Any) -> None:
    """Store the archive of a chart in a registry, with the signature that lies beside it (ARCHIVE.prov).

    The chart goes to PATH/NAME, under its version as a tag. A version that is there with another content is an error:
    what others have pinned stays as it is, unless --force is given.
    """
    from ....core.model.options import LoadOptions
    from ....core.process_limits import limited
    from . import charts, references
    from .registry import Registry

    if len(args) != 2:
        raise UsageError("This command needs 2 arguments: the archive of a chart, oci://HOST/PATH")
    path, address = args
    folder = references.parse(address)
    if folder.tag or folder.digest or folder.file:
        raise RepositoryError(
            f"{folder} has a tag or digest", hint="name the folder: the chart's name and version are added to it"
        )
    archive = _content(path, charts.MAX_ARCHIVE)
    signature = _content(f"{path}.prov", charts.MAX_SIGNATURE) if os.path.exists(f"{path}.prov") else None
    with limited(kernel.settings):
        chart: Chart = kernel.first("helm_load_chart", path=path, options=LoadOptions())
    with Registry(folder.host, options_of(flags), kernel) as registry:
        target, digest = charts.put(registry, folder, chart.metadata, archive, signature, force=force)
    kernel.console.line(f"Pushed: {str(target).removeprefix(references.SCHEME)}")
    kernel.console.line(f"Digest: {digest}")


def _content(path: str, limit: int) -> bytes:
    """A file of at most `limit` bytes. Raises ChartError."""
    try:
        with open(path, "rb") as stream:
            content = stream.read(limit + 1)
    except IsADirectoryError:
        raise ChartError(f"{path} is a folder", hint="`package` makes an archive of it") from None
    except OSError as error:
        raise ChartError(path_error("open", path, error)) from None
    if len(content) > limit:
        raise ChartError(f"{path} is larger than {limit} bytes")
    return content
