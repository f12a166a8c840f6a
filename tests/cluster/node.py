"""A node of a control plane, whose kubelet leads to ports of Pods: programs of this machine play theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cluster.api import MERGE_PATCH, Api
from cluster.control_plane import wait_until
from cluster.kubelet import PREFIX
from cluster.kubelet_ports import KubeletPorts
from transports.certificates import Authority
from transports.servers import server_context


class Node:
    """Is in the cluster from when it is made until it is closed. `kubelet` says which programs are in its Pods."""

    def __init__(self, api: Api, folder: Path, name: str) -> None:
        self.api = api
        self.name = name
        self.kubelet = KubeletPorts(server_context(Authority("kubelets").issue("127.0.0.1"), folder))
        status = {
            "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": self.kubelet.port}},
        }
        node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}, "status": status}
        assert api.request("POST", "/api/v1/nodes", node)[0] == 201

    def close(self) -> None:
        """Take the node out of the cluster; its Pods stay."""
        self.api.request("DELETE", f"/api/v1/nodes/{self.name}")
        self.kubelet.close()

    def run(self, namespace: str, name: str, labels: dict[str, str], **ports: int) -> None:
        """Run a Pod on this node, and wait until it is ready. `ports` such as ``p80`` say where on this machine."""
        pod = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name, "labels": labels},
            "spec": {"nodeName": self.name, "containers": [{"name": "tiller", "image": "tiller"}]},
        }
        self.lead(name, **ports)
        path = f"/api/v1/namespaces/{namespace}/pods"
        assert self.api.request("POST", path, pod)[0] == 201
        wait_until(lambda: _is_ready(self.api.get(f"{path}/{name}")), "the Pod was not ready")

    def lead(self, name: str, **ports: int) -> None:
        """Say where on this machine the ports of a Pod are."""
        for port, here in ports.items():
            self.kubelet.ports[name, int(port.removeprefix("p"))] = here

    def take(self, namespace: str, labels: str) -> str:
        """Take the next Pod that is on no node, and say its name; it is ready from then on. For a thread of its own."""
        found: list[Any] = []

        def look() -> bool:
            path = f"/api/v1/namespaces/{namespace}/pods?labelSelector={labels}"
            found[:] = [pod for pod in self.api.items(path) if not pod["spec"].get("nodeName")]
            return bool(found)

        wait_until(look, "there was no Pod")
        name: str = found[0]["metadata"]["name"]
        path = f"/api/v1/namespaces/{namespace}/pods/{name}"
        binding = {
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": name},
            "target": {"apiVersion": "v1", "kind": "Node", "name": self.name},
        }
        assert self.api.request("POST", f"{path}/binding", binding)[0] == 201
        ready = {"metadata": {"annotations": {f"{PREFIX}ready": "true"}}}
        assert self.api.request("PATCH", path, ready, MERGE_PATCH)[0] == 200
        self.api.close()
        return name


def _is_ready(pod: dict[str, Any]) -> bool:
    conditions = pod["status"].get("conditions", [])
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)
