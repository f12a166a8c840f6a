"""``version``: print the client's version and, when asked, the server's. Rules: cmd/helm/version.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core import identity
from ....core.command import BOOL, Flag, command
from ....core.errors import PilothouseError, ReleaseError, TillerError
from ....core.kernel import Kernel
from ._tls_flags import TLS_FLAGS

if TYPE_CHECKING:
    from ....core.model.capabilities import KubeVersion, TillerVersion


def format_version(sem_ver: str, git_commit: str, git_tree_state: str, *, short: bool) -> str:
    """A version as Helm prints it; the short form needs a commit."""
    if short and git_commit:
        return f"{sem_ver}+g{git_commit[:7]}"
    return f'&version.Version{{SemVer:"{sem_ver}", GitCommit:"{git_commit}", GitTreeState:"{git_tree_state}"}}'


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
        own = (identity.HELM_VERSION, identity.GIT_COMMIT, identity.GIT_TREE_STATE)
        if template:
            from ....core.model.capabilities import TillerVersion

            data["Client"] = TillerVersion(*own)
        else:
            kernel.console.line(f"Client: {format_version(*own, short=short)}")
    if server or not client:
        found = _server_version(kernel, tls)
        if template:
            data["Server"] = found
        else:
            text = format_version(found.sem_ver, found.git_commit, found.git_tree_state, short=short)
            kernel.console.line(f"Server: {text}")
    if template:
        from ....core.model.options import TextTemplate

        kernel.console.write(kernel.first("helm_render_text", template=TextTemplate(template, "_"), data=data))


def _server_version(kernel: Kernel, tls: dict[str, Any]) -> TillerVersion:
    """The version that the release service has; with ``--debug`` that of Kubernetes is printed.

    Raises ReleaseError when the service does not answer, and what connecting raises.
    """
    from ....core.debug_lines import debug
    from ._connection import connect

    service = connect(kernel, tls)
    if kernel.settings.enabled("debug"):
        kernel.console.line(f"Kubernetes: {_kubernetes(kernel)}")
    try:
        return service.version()
    except PilothouseError as error:
        code = error.code if isinstance(error, TillerError) else ""
        if code == "Unimplemented":
            raise ReleaseError("server is too old to know its version") from error
        debug(kernel, f"rpc error: code = {code} desc = {error.message}" if code else error.message)
        raise ReleaseError(
            "cannot connect to Tiller",
            details=(error.message, *error.details),
            hint=error.hint or "--client prints the client's version alone",
        ) from error


def _kubernetes(kernel: Kernel) -> str:
    """The version of the API server as Go prints the struct."""
    from ....core.cluster_choice import connect_cluster
    from ....core.golib.strconv import quote

    found: KubeVersion = connect_cluster(kernel).server_version()
    fields = (
        ("Major", found.major),
        ("Minor", found.minor),
        ("GitVersion", found.git_version),
        ("GitCommit", found.git_commit),
        ("GitTreeState", found.git_tree_state),
        ("BuildDate", found.build_date),
        ("GoVersion", found.go_version),
        ("Compiler", found.compiler),
        ("Platform", found.platform),
    )
    return f"&version.Info{{{', '.join(f'{name}:{quote(value)}' for name, value in fields)}}}"
