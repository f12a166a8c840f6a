from __future__ import annotations

from collections.abc import Callable

from pilothouse.core.protocols import KubeTransport
from pilothouse.plugins.builtin.kube.cluster_access import ClusterAccess
from pilothouse.plugins.builtin.kube.package_transport import PackageTransport
from transports.contract import TransportContract, authority, serve
from transports.login_contract import LoginContract
from transports.pod_contract import PodContract, kubelet, program

__all__ = ["authority", "kubelet", "program", "serve"]


class TestPackageTransport(TransportContract, LoginContract, PodContract):
    def make(self, access: ClusterAccess, trace: Callable[[str], None] | None = None) -> KubeTransport:
        return PackageTransport(access, trace)
