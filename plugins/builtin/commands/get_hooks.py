"""``get hooks``: the chart hooks of a release. Rules: cmd/helm/get_hooks.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import INT32, Flag, command
from ....core.errors import PilothouseError
from ._arguments import release_name
from ._connection import connect
from ._secrets import HIDE_SECRETS_FLAG, without_secrets
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command(
    "hooks",
    Flag("--revision", kind=INT32, help="revision to show; 0 for the newest"),
    HIDE_SECRETS_FLAG,
    *TLS_FLAGS,
    usage=" [flags] RELEASE_NAME",
)
def get_hooks(kernel: Kernel, args: tuple[str, ...], *, revision: int, hide_secrets: bool, **tls: object) -> None:
    """Print the chart hooks of a release as YAML documents."""
    name = release_name(args)
    service = connect(kernel, tls)
    try:
        release = service.content(name, revision)
    except PilothouseError:
        kernel.console.line(name)
        raise
    if hide_secrets:
        release = without_secrets(release)
    for hook in release.hooks:
        kernel.console.write(f"---\n# {hook.manifest.name}\n{hook.manifest.content}\n")
