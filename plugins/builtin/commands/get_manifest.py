"""``get manifest``: the objects of a release. Rules: cmd/helm/get_manifest.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import INT32, Flag, command
from ._arguments import release_name
from ._connection import connect
from ._secrets import HIDE_SECRETS_FLAG, without_secrets
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "manifest",
    Flag("--revision", kind=INT32, help="revision to show; 0 for the newest"),
    HIDE_SECRETS_FLAG,
    *TLS_FLAGS,
    usage=" [flags] RELEASE_NAME",
)
def get_manifest(
    kernel: Kernel, args: tuple[str, ...], *, revision: int, hide_secrets: bool, **tls: object
) -> None:
    """Print the manifest of a release: all its objects as YAML, those of subcharts included, without chart hooks."""
    name = release_name(args)
    service = connect(kernel, tls)
    release = service.content(name, revision)
    if hide_secrets:
        release = without_secrets(release)
    kernel.console.line(release.manifest)
