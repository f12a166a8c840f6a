"""An embedded cluster for trying charts: an API server's answers and its controllers' work over an SQLite file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.entries import CommandEntry
from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.kube_object import ClusterTarget
    from ....core.protocols import KernelView, KubeTransport

CLUSTER = "sandbox"
_HERE = __package__


@hookimpl
def helm_connect_kube_transport(target: ClusterTarget, kernel: KernelView) -> KubeTransport | None:
    """The sandbox in the home folder, when that is the cluster."""
    if target.cluster != CLUSTER:
        return None
    from .location import sandbox_path
    from .transport import SandboxTransport

    return SandboxTransport(sandbox_path(kernel))


@hookimpl
def helm_default_namespace(kernel: KernelView) -> str | None:
    """``default`` in the sandbox, whatever a kubeconfig says."""
    return "default" if kernel.setting("cluster") == CLUSTER else None


@hookimpl
def helm_register_commands() -> list[CommandEntry]:
    """Commands to look into the sandbox and to empty it."""
    return [
        CommandEntry("sandbox", "look into the embedded cluster, or empty it", f"{_HERE}.commands_sandbox:sandbox"),
        CommandEntry("get", "list the sandbox's objects", f"{_HERE}.commands_get:get", parent="sandbox"),
        CommandEntry("reset", "forget everything in the sandbox", f"{_HERE}.commands_reset:reset", parent="sandbox"),
    ]
