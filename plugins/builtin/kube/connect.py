"""Opening the way to the cluster of a kubeconfig, with the transport that its users' credentials need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import SettingError

if TYPE_CHECKING:
    from ....core.model.kube_object import ClusterTarget
    from ....core.protocols import KernelView, KubeTransport

_CLIENTS = ("", "thin", "kubernetes")


def connect(target: ClusterTarget, kernel: KernelView) -> KubeTransport:
    """The transport to the cluster that a target names. Raises KubeError, SettingError."""
    from .choice import choose_cluster

    chosen = kernel.setting("kube-client")
    if chosen not in _CLIENTS:
        raise SettingError(f'kube-client: "{chosen}" is neither thin nor kubernetes')
    access = choose_cluster(target)
    from .transport import ThinTransport

    return ThinTransport(access)
