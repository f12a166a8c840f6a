"""Answers questions about the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.kube_object import ClusterTarget
    from ....core.protocols import KernelView, KubeClient, KubeTransport


@hookimpl
def helm_default_namespace(kernel: KernelView) -> str:
    """The namespace of the chosen kubeconfig context, else that of this Pod, else ``default``."""
    from ....core.model.kube_object import ClusterTarget
    from .choice import default_namespace

    return default_namespace(
        ClusterTarget(context=kernel.setting("kube-context"), kubeconfig=kernel.setting("kubeconfig"))
    )


@hookimpl
def helm_connect_kube_transport(target: ClusterTarget, kernel: KernelView) -> KubeTransport | None:
    """The way to a cluster of a kubeconfig, or the one around this Pod; None for other kinds of cluster."""
    if target.cluster:
        return None
    from .connect import connect

    return connect(target, kernel)


@hookimpl
def helm_connect_kube(target: ClusterTarget, kernel: Kernel) -> KubeClient:
    """A client over whatever transport reaches the target; its connections are closed when the run is over."""
    from .client import connect

    transport: KubeTransport | None = kernel.first_or_none("helm_connect_kube_transport", target=target)
    if transport is None:
        from ....core.errors import SettingError
        from ....core.golib.strconv import quote

        raise SettingError(
            f"unknown kind of cluster {quote(target.cluster)}",
            details=tuple(kernel.complaints()),
            hint="--cluster sandbox is the embedded cluster; without it the kubeconfig names one. "
            "`pilothouse plugins explain connect_kube_transport` shows who is asked",
        )
    kernel.at_end(transport.close)
    return connect(transport, kernel)
