"""Opening the way to the cluster of a kubeconfig, with the transport that its users' credentials need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import SettingError

if TYPE_CHECKING:
    from ....core.model.kube_object import ClusterTarget
    from ....core.protocols import KernelView, KubeTransport
    from .cluster_access import ClusterAccess

_CLIENTS = ("", "thin", "kubernetes")


def connect(target: ClusterTarget, kernel: KernelView) -> KubeTransport:
    """The transport to the cluster that a target names. Raises KubeError, SettingError."""
    from ....core.settings import parse_bool
    from .choice import choose_cluster

    chosen = kernel.setting("kube-client")
    if chosen not in _CLIENTS:
        raise SettingError(f'kube-client: "{chosen}" is neither thin nor kubernetes')
    access = choose_cluster(target)
    trace = kernel.warn if parse_bool(kernel.setting("trace-requests")) else None
    if chosen == "kubernetes" or (not chosen and needs_package(access)):
        from .package_transport import PackageTransport

        return PackageTransport(access, trace)
    from .transport import ThinTransport

    return ThinTransport(access, trace)


def needs_package(access: ClusterAccess) -> bool:
    """Whether a cluster is reached only with the `kubernetes` package: legacy logins, proxies spoken to with TLS."""
    if access.auth_provider is not None and not access.token:
        return True
    from .proxies import proxy_for
    from .server_address import parse_server

    proxy = proxy_for(parse_server(access.server, secure=access.has_tls), access.proxy_url)
    return proxy is not None and proxy.scheme != "http"
