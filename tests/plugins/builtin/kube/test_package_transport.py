from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cluster.kubelet_ports import KubeletPorts
from pilothouse.core.errors import KubeError
from pilothouse.core.protocols import KubeTransport
from pilothouse.plugins.builtin.kube.cluster_access import ClusterAccess
from pilothouse.plugins.builtin.kube.package_transport import PackageTransport
from stand_ins.http_server import Authority
from stand_ins.web_proxy import WebProxy
from transports.contract import TransportContract, authority, serve
from transports.login_contract import LoginContract
from transports.pod_contract import PodContract, kubelet, program

__all__ = ["authority", "kubelet", "program", "serve"]


class TestPackageTransport(TransportContract, LoginContract, PodContract):
    def make(self, access: ClusterAccess, trace: Callable[[str], None] | None = None) -> KubeTransport:
        return PackageTransport(access, trace)

    def test_tls_inside_of_the_tls_of_a_proxy_leads_to_no_pod(self, tmp_path: Path) -> None:
        identity = Authority(tmp_path).issue("127.0.0.1")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(identity.certificate, identity.key)
        kubelet = KubeletPorts(context)
        try:
            with WebProxy(kubelet.port, identity=identity) as proxy:
                transport = self.open(f"https://127.0.0.1:{kubelet.port}", insecure=True, proxy_url=proxy.url)
                with pytest.raises(KubeError) as raised:
                    transport.connect_pod("ns", "tiller", 44134)
        finally:
            kubelet.close()
        assert raised.value.message == (
            "a connection to a Pod cannot be made through a proxy that is spoken to with TLS"
        )
