"""``version``: print the client's version and, when asked, the server's."""

from __future__ import annotations

from typing import Any

from ....core import identity
from ....core.command import BOOL, Flag, command
from ....core.errors import KubeError
from ....core.kernel import Kernel
from ._tls_flags import TLS_FLAGS


def format_version(*, short: bool) -> str:
    """The client's version as Helm prints it (cmd/helm/version.go)."""
    if short:
        return f"{identity.HELM_VERSION}+g{identity.GIT_COMMIT[:7]}"
    return (
        f'&version.Version{{SemVer:"{identity.HELM_VERSION}", GitCommit:"{identity.GIT_COMMIT}", '
        f'GitTreeState:"{identity.GIT_TREE_STATE}"}}'
    )


@command(
    "version",
    Flag("--client", "-c", kind=BOOL, help="client version only"),
    Flag("--server", "-s", kind=BOOL, help="server version only"),
    Flag("--short", kind=BOOL, help="print only the version number"),
    Flag("--template", help="Go template over .Client and .Server"),
    *TLS_FLAGS,
)
def version(
    kernel: Kernel, args: tuple[str, ...], *, client: bool, server: bool, short: bool, template: str, **tls: Any
) -> None:
    """Print the version of Helm that client and server stand for.

    Without --client or --server both are printed.
    """
    data: dict[str, Any] = {}
    if client or not server:
        if template:
            from ....core.model.capabilities import TillerVersion

            data["Client"] = TillerVersion(identity.HELM_VERSION, identity.GIT_COMMIT, identity.GIT_TREE_STATE)
        else:
            kernel.console.line(f"Client: {format_version(short=short)}")
    if server or not client:
        raise KubeError("cannot connect to Tiller", hint="--client prints the client's version alone")
    if template:
        from ....core.model.options import TextTemplate

        kernel.console.write(kernel.first("helm_render_text", template=TextTemplate(template, "_"), data=data))
