"""What the commands print that make a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import PilothouseError
from ._documents import TABLE, write_result
from ._secrets import without_secrets
from ._shown_release import shown_release
from ._status_text import status_document, status_text

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.release import Release
    from ....core.protocols import ReleaseService

_DRY_RUN_DESCRIPTION = "Dry run complete"


def print_installed(
    kernel: Kernel, service: ReleaseService, release: Release, *, output: str, dry_run: bool, hide_secrets: bool
) -> None:
    """Print a new release, and its state unless nothing was installed."""
    if output == TABLE:
        kernel.console.line(f"NAME:   {release.name}")
        if kernel.settings.enabled("debug"):
            print_release(kernel, release, hide_secrets=hide_secrets)
    if dry_run:
        if release.info.description != _DRY_RUN_DESCRIPTION:
            kernel.console.line(f"WARNING: {release.info.description}")
        return
    print_status(kernel, service, release.name, output)


def print_release(kernel: Kernel, release: Release, *, hide_secrets: bool) -> None:
    """Print everything about a release, for ``--debug``; nothing where its values cannot be computed."""
    try:
        text = shown_release(kernel, without_secrets(release) if hide_secrets else release)
    except PilothouseError:
        return
    kernel.console.write(text)


def print_status(kernel: Kernel, service: ReleaseService, name: str, output: str) -> None:
    """Print the state of a release as ``status`` does."""
    kernel.console.flush()
    result = service.status(name)
    write_result(kernel, output, lambda: status_text(result), lambda: status_document(result))
