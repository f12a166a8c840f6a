"""Tunnels through a real API server to a kubelet of ours, and a Tiller behind it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster.control_plane import ControlPlane
from cluster.node import Node
from pilothouse.core.errors import KubeStatusError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.service_target import ServiceTarget
from pilothouse.core.testkit import Outcome, make_kernel, run
from pilothouse.core.tiller_pods import PORT
from pilothouse.plugins.builtin.tiller_client.tunnel import tunnel_way
from stand_ins.http_server import Authority
from transports.pod_contract import echo, program, receive

__all__ = ["program"]

LABELS = {"app": "helm", "name": "tiller"}
MIB = 1 << 20
_LISTENING = re.compile(rb"GRPC listening on 127\.0\.0\.1:(\d+)\n")


class World:
    """A namespace of its own on the cluster, the node, and command lines that work there through the tunnel."""

    def __init__(self, plane: ControlPlane, node: Node, namespace: str, folder: Path) -> None:
        self.plane = plane
        self.node = node
        self.namespace = namespace
        self.folder = folder
        self.kubeconfig = plane.kubeconfig

    def helm(self, *words: str, **variables: str) -> Outcome:
        environment = {
            "HOME": str(self.folder),
            "TILLER_NAMESPACE": self.namespace,
            "PILOTHOUSE_TILLER": "tunnel",
            "PILOTHOUSE_HINTS": "never",
            **variables,
        }
        return run(["--kubeconfig", str(self.kubeconfig), *words], environment=environment, program="helm")

    def kernel(self) -> Kernel:
        """A kernel that reaches the same cluster."""
        return make_kernel(environment={"HOME": str(self.folder)}, flags={"kubeconfig": str(self.kubeconfig)})

    @property
    def target(self) -> ServiceTarget:
        return ServiceTarget(tunnel=True, namespace=self.namespace, timeout=30)

    def run_pod(self, port: int, name: str = "tiller-deploy-1") -> None:
        """Run a Pod of Tiller whose program listens on a port of this machine."""
        self.node.run(self.namespace, name, LABELS, p44134=port)


@pytest.fixture
def world(control_plane: ControlPlane, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    namespace = f"tunnel-{abs(hash(request.node.name)) % 10**8}"
    manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
    assert control_plane.api.request("POST", "/api/v1/namespaces", manifest)[0] == 201
    node = Node(control_plane.api, tmp_path, f"node-{namespace}")
    yield World(control_plane, node, namespace, tmp_path)
    node.close()
    control_plane.api.request("DELETE", f"/api/v1/namespaces/{namespace}")


@pytest.fixture
def serve(world: World) -> Iterator[Callable[..., int]]:
    """Starts a Tiller that works on the cluster; the answer is its port."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> int:
        environment = {
            **os.environ,
            "HOME": str(world.folder),
            "KUBECONFIG": str(world.plane.kubeconfig),
            "TILLER_NAMESPACE": world.namespace,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "pilothouse", "tiller", "-listen=127.0.0.1:0", "-probe=false", *words],
            cwd="/", env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        processes.append(process)
        assert process.stderr is not None
        log = b""
        while (found := _LISTENING.search(log)) is None:
            line = process.stderr.readline()
            assert line, log.decode()
            log += line
        return int(found[1])

    yield start
    for process in processes:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def chart(folder: Path) -> str:
    (folder / "chart" / "templates").mkdir(parents=True)
    (folder / "chart" / "templates" / "map.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n"
    )
    (folder / "chart" / "Chart.yaml").write_text("apiVersion: v1\nname: chart\nversion: 1.0.0\n")
    return str(folder / "chart")


def test_commands_work_through_the_tunnel(world: World, serve: Callable[..., int]) -> None:
    world.run_pod(serve())
    assert world.helm("ls") == (0, "", "")
    installed = world.helm("install", chart(world.folder), "--name", "one", "--namespace", world.namespace)
    assert (installed.code, installed.stderr) == (0, "")
    assert world.helm("ls", "--short") == (0, "one\n", "")
    version = world.helm("version", "--server", "--template", "{{.Server.SemVer}}")
    assert version == (0, "v2.17.0", "")
    assert world.helm("status", "one", "--debug").stdout.startswith(
        f"[debug] Created tunnel to port '{PORT}' of Pod tiller-deploy-1\n\n[debug] SERVER: \"127.0.0.1:{PORT}\"\n\n"
    )
    refused = world.helm("reset")
    assert refused == (
        1,
        "",
        "Error: there are still 1 deployed releases "
        "(Tip: use --force to remove Tiller. Releases will not be deleted.)\n",
    )
    assert world.helm("delete", "--purge", "one").code == 0
    # The Pod is nobody's: there is neither Deployment nor Service to be removed.
    assert world.helm("reset") == (1, "", "Error: could not find tiller\n")


def test_tls_is_spoken_inside_of_the_tunnel(world: World, serve: Callable[..., int]) -> None:
    authority = Authority(world.folder)
    server, client = authority.issue("tiller.example"), authority.issue("client")
    files = [f"-tls-cert={server.certificate}", f"-tls-key={server.key}", f"-tls-ca-cert={authority.certificate}"]
    world.run_pod(serve("-tls-verify", *files))
    given = {"--tls-cert": client.certificate, "--tls-key": client.key, "--tls-ca-cert": authority.certificate}
    flags = [str(word) for pair in given.items() for word in pair]
    assert world.helm("ls", "--tls", *flags) == (0, "", "")
    # Without a word about tunnels: flags for TLS mean a Tiller.
    verify = ["ls", "--tls-verify", *flags]
    assert world.helm(*verify, "--tls-hostname", "tiller.example", PILOTHOUSE_TILLER="") == (0, "", "")
    assert world.helm(*verify) == (
        1,
        "",
        "Error: x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs\n",
    )
    plain = world.helm("ls")
    assert (plain.code, plain.stderr) == (1, "Error: context deadline exceeded\n")


def test_much_data_goes_both_ways(world: World, program: Any) -> None:
    world.run_pod(program(echo))
    kernel = world.kernel()
    data = os.urandom(MIB) * 20
    with tunnel_way(world.target, kernel).reach(60) as sock:
        sender = threading.Thread(target=sock.sendall, args=(data,))
        sender.start()
        assert receive(sock, len(data)) == data
        sender.join()
    kernel.finish()


def test_several_connections_do_not_mix(world: World, program: Any) -> None:
    world.run_pod(program(echo))
    kernel = world.kernel()
    way = tunnel_way(world.target, kernel)
    socks = [way.reach(60) for _ in range(6)]
    for number, sock in enumerate(socks):
        sock.sendall(b"%d" % number * 200_000)
    assert [receive(sock, 200_000) for sock in socks] == [b"%d" % number * 200_000 for number in range(6)]
    for sock in socks:
        sock.close()
    kernel.finish()


def test_a_pod_in_which_nobody_listens_is_an_error_that_says_so(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    world.run_pod(port)
    outcome = world.helm("ls", PILOTHOUSE_HINTS="always")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("Error: forwarding ports: error forwarding port 44134 to pod tiller-deploy-1")


def test_a_pod_that_is_gone_is_an_error(world: World, program: Any) -> None:
    world.run_pod(program(echo))
    kernel = world.kernel()
    way = tunnel_way(world.target, kernel)
    way.reach(30).close()
    path = f"/api/v1/namespaces/{world.namespace}/pods/tiller-deploy-1?gracePeriodSeconds=0"
    assert world.plane.api.request("DELETE", path)[0] == 200
    with pytest.raises(KubeStatusError) as raised:
        way.reach(30)
    assert raised.value.message == ('forwarding ports: error upgrading connection: pods "tiller-deploy-1" not found')
    kernel.finish()
    assert world.helm("ls") == (1, "", "Error: could not find tiller\n")


def test_a_node_that_does_not_answer_is_an_error(world: World, program: Any) -> None:
    world.run_pod(program(echo))
    world.node.kubelet.refuse_connections()
    outcome = world.helm("ls")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("Error: forwarding ports: error upgrading connection: ")
    assert "connection refused" in outcome.stderr


def test_without_the_right_to_it_there_is_no_tunnel(world: World, program: Any) -> None:
    world.run_pod(program(echo))
    api = world.plane.api
    rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}]
    base = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{world.namespace}"
    role = {"metadata": {"name": "looks"}, "rules": rules}
    subject = {"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "jane"}
    binding = {
        "metadata": {"name": "looks"},
        "subjects": [subject],
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "looks"},
    }
    assert api.request("POST", f"{base}/roles", role)[0] == 201
    assert api.request("POST", f"{base}/rolebindings", binding)[0] == 201
    document = json.loads(world.kubeconfig.read_text())
    document["users"][0]["user"]["as"] = "jane"
    world.kubeconfig = world.folder / "jane.kubeconfig"
    world.kubeconfig.write_text(json.dumps(document))
    assert world.helm("ls") == (
        1,
        "",
        'Error: forwarding ports: error upgrading connection: pods "tiller-deploy-1" is forbidden: User "jane" cannot '
        f'get resource "pods/portforward" in API group "" in the namespace "{world.namespace}"\n',
    )
    rules[0]["resources"] = ["pods", "pods/portforward"]
    assert api.request("PUT", f"{base}/roles/looks", {**role, "rules": rules})[0] == 200
    kernel = world.kernel()
    with tunnel_way(world.target, kernel).reach(30) as sock:
        sock.sendall(b"let in")
        assert receive(sock, 6) == b"let in"
    kernel.finish()


def test_a_command_plugin_gets_a_tunnel_that_others_can_use(world: World, serve: Callable[..., int]) -> None:
    world.run_pod(serve())
    folder = world.folder / ".helm" / "plugins" / "through"
    folder.mkdir(parents=True)
    script = folder / "run.sh"
    out = world.folder / "out"
    script.write_text(
        f'#!/bin/sh\nHELM_HOST=$TILLER_HOST "{sys.executable}" -m pilothouse version --server --short >"{out}" 2>&1\n'
    )
    script.chmod(0o755)
    (folder / "plugin.yaml").write_text('name: through\nuseTunnel: true\ncommand: "$HELM_PLUGIN_DIR/run.sh"\n')
    assert world.helm("through", PATH=os.environ["PATH"]) == (0, "", "")
    assert out.read_text() == "Server: v2.17.0+ga690bad\n"


def test_init_waits_until_tiller_answers(world: World, serve: Callable[..., int]) -> None:
    port = serve()
    unready = r"spec.template.metadata.annotations.test\.pilothouse/ready=false"
    words = ["--skip-repos", "--wait", "--override", unready, "--tiller-connection-timeout", "60"]
    taken: list[str] = []

    def schedule() -> None:
        # The Pod has a way to Tiller before it is ready.
        world.node.kubelet.any_pod[PORT] = port
        taken.append(world.node.take(world.namespace, "app=helm,name=tiller"))

    scheduler = threading.Thread(target=schedule)
    scheduler.start()
    outcome = world.helm("init", *words)
    scheduler.join()
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "has been installed into your Kubernetes Cluster." in outcome.stdout
    upgraded = world.helm("init", "--upgrade", *words)
    assert (upgraded.code, upgraded.stderr) == (0, "")
    assert upgraded.stdout.endswith(
        "Tiller (the Helm server-side component) has been updated to ghcr.io/helm/tiller:v2.17.0 .\n"
    )
    # One tunnel for the first, two for the second, which waits before it says what it has done and after that.
    assert [asked.target for asked in world.node.kubelet.asked] == [
        f"/portForward/{world.namespace}/{taken[0]}?port={PORT}"
    ] * 3


def test_a_tiller_that_does_not_answer_fails_the_wait(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    unready = r"spec.template.metadata.annotations.test\.pilothouse/ready=false"
    world.node.kubelet.any_pod[PORT] = port
    scheduler = threading.Thread(target=world.node.take, args=(world.namespace, "app=helm,name=tiller"))
    scheduler.start()
    outcome = world.helm("init", "--skip-repos", "--wait", "--override", unready, "--tiller-connection-timeout", "60")
    scheduler.join()
    assert outcome.code == 1
    assert outcome.stderr.startswith("Error: could not ping Tiller: forwarding ports: error forwarding port 44134 ")
