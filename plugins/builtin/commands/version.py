"""``version``: print the client's version and, when asked, the server's."""

from __future__ import annotations

from typing import Any

import click

from ....core import identity
from ....core.cli import Command, pass_kernel
from ....core.errors import KubeError
from ....core.flags import STRING
from ....core.kernel import Kernel
from ._tls_flags import tls_flags


def format_version(*, short: bool) -> str:
    """The client's version as Helm prints it (cmd/helm/version.go)."""
    if short:
        return f"{identity.HELM_VERSION}+g{identity.GIT_COMMIT[:7]}"
    return (
        f'&version.Version{{SemVer:"{identity.HELM_VERSION}", GitCommit:"{identity.GIT_COMMIT}", '
        f'GitTreeState:"{identity.GIT_TREE_STATE}"}}'
    )


@click.command(cls=Command)
@click.option("--client", "-c", is_flag=True, help="client version only")
@click.option("--server", "-s", is_flag=True, help="server version only")
@click.option("--short", is_flag=True, help="print only the version number")
@click.option("--template", type=STRING, default="", help="Go template over .Client and .Server")
@tls_flags
@click.argument("args", nargs=-1)
@pass_kernel
def version(
    kernel: Kernel, client: bool, server: bool, short: bool, template: str, args: tuple[str, ...], **tls: Any
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
