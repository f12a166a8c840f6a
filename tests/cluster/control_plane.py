"""A real control plane for tests: etcd, API server, controller-manager, and a stand-in for the kubelet."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cluster.api import Api
from cluster.kubelet import Kubelet

TOKEN = "admin-token"
CONTROLLERS = (
    "deployment,replicaset,replicationcontroller,statefulset,daemonset,job,cronjob,garbagecollector,namespace,"
    "pvc-protection,pv-protection"
)
FIRST_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
START_LIMIT = 90.0


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_until(condition: Callable[[], Any], what: str, limit: float = START_LIMIT, pause: float = 0.05) -> None:
    """Wait for a condition; errors of a server that is not there yet count as "not yet"."""
    end = time.monotonic() + limit
    while True:
        try:
            if condition():
                return
        except (OSError, ValueError, KeyError, TypeError):
            pass
        if time.monotonic() > end:
            raise RuntimeError(f"{what} within {limit} s")
        time.sleep(pause)


class ControlPlane:
    """One control plane in a folder of its own. `kubeconfig` is a file that leads to it as administrator."""

    def __init__(self, assets: Path, *, quota_bytes: int = 0) -> None:
        """`quota_bytes` makes etcd full once it holds that much."""
        self.assets = assets
        self.folder = Path(tempfile.mkdtemp(prefix="control-plane-"))
        self.quota_bytes = quota_bytes
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.etcd_port, self.peer_port, self.port, self.controllers_port = free_ports(4)
        self.server = f"https://127.0.0.1:{self.port}"
        self.kubeconfig = self.write_kubeconfig("admin", self.server)
        self.api = Api("127.0.0.1", self.port, TOKEN)
        self.kubelet = Kubelet(Api("127.0.0.1", self.port, TOKEN))

    def start(self) -> None:
        """Start everything and wait until controllers work."""
        self.start_etcd()
        self.start_api_server()
        self._spawn(
            "kube-controller-manager",
            f"--kubeconfig={self.kubeconfig}",
            "--use-service-account-credentials=false",
            "--leader-elect=false",
            "--port=0",
            f"--secure-port={self.controllers_port}",
            "--bind-address=127.0.0.1",
            f"--cert-dir={self.folder / 'certificates'}",
            "--kube-api-qps=500",
            "--kube-api-burst=500",
            f"--controllers={CONTROLLERS}",
        )
        self.kubelet.start()

    def start_etcd(self) -> None:
        """Start etcd on the data that is there."""
        client, peer = (f"http://127.0.0.1:{port}" for port in (self.etcd_port, self.peer_port))
        self._spawn(
            "etcd",
            f"--data-dir={self.folder / 'etcd'}",
            "--unsafe-no-fsync",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            *([f"--quota-backend-bytes={self.quota_bytes}"] if self.quota_bytes else []),
        )

    def start_api_server(self) -> None:
        """Start the API server and wait until it is ready."""
        tokens = self.folder / "tokens.csv"
        tokens.write_text(f"{TOKEN},admin,admin,system:masters\n", encoding="utf-8")
        certificates = self.folder / "certificates"
        key = certificates / "apiserver.key"  # made by the server itself; good enough to sign tokens too
        self._spawn(
            "kube-apiserver",
            f"--etcd-servers=http://127.0.0.1:{self.etcd_port}",
            f"--secure-port={self.port}",
            "--bind-address=127.0.0.1",
            f"--cert-dir={certificates}",
            "--service-cluster-ip-range=10.100.100.128/25",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--token-auth-file={tokens}",
            "--authorization-mode=RBAC",
            "--allow-privileged=true",
            "--disable-admission-plugins=ServiceAccount",
        )
        wait_until(self._ready, "the API server was not ready")

    def stop_program(self, name: str, with_signal: int = signal.SIGTERM) -> None:
        """Stop one program and wait until it is gone."""
        process = self.processes.pop(name)
        process.send_signal(with_signal)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop(self) -> None:
        """Stop everything and remove the folder."""
        self.kubelet.stop()
        for process in reversed(self.processes.values()):
            process.kill()
        for process in self.processes.values():
            process.wait()
        self.api.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def write_kubeconfig(self, name: str, server: str) -> Path:
        """A kubeconfig that leads to `server`, through a proxy for example, as administrator."""
        cluster: dict[str, Any] = {"server": server}
        if server.startswith("https"):
            cluster["insecure-skip-tls-verify"] = True
        path = self.folder / f"{name}.kubeconfig"
        path.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "clusters": [{"name": "c", "cluster": cluster}],
                    "users": [{"name": "u", "user": {"token": TOKEN}}],
                    "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
                    "current-context": "c",
                }
            ),
            encoding="utf-8",
        )
        return path

    def _ready(self) -> bool:
        paths = ["/readyz", *(f"/api/v1/namespaces/{name}" for name in FIRST_NAMESPACES)]
        return all(self.api.request("GET", path)[0] == 200 for path in paths)

    def _spawn(self, name: str, *arguments: str) -> None:
        with open(self.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                [str(self.assets / name), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.folder)},
            )
