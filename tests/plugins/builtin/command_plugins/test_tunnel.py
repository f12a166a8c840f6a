from __future__ import annotations

import json
from typing import Any

import pytest
from pilothouse.core import testkit
from stand_ins.plugin_world import PluginWorld

MANIFEST = 'name: tunnel\nuseTunnel: true\ncommand: "echo host is $TILLER_HOST"\n'

CLUSTER = """
import json
from pilothouse.core.model.kube_object import KubeResponse
from pilothouse.hookspecs import hookimpl

class Transport:
    def request(self, request):
        assert (request.method, request.path) == ("GET", "/api/v1/namespaces/tn/pods"), request
        assert request.query == (("labelSelector", "app=helm,name=tiller"),), request
        return KubeResponse({status}, {{}}, {body!r})

class Kube:
    transport = Transport()

@hookimpl
def helm_connect_kube(target):
    return Kube() if target.context == "mine" else None
"""

TUNNEL = """
import os
from pilothouse.hookspecs import hookimpl

class Tunnel:
    address = "127.0.0.1:4242"

    def close(self):
        os.write(1, b"closed\\n")

@hookimpl
def helm_open_tunnel(target):
    assert (target.host, target.tunnel, target.tls) == ("", True, None)
    os.write(1, f"opened for {target.namespace} {target.timeout}\\n".encode())
    return Tunnel()
"""


def pod(name: str, ready: str) -> str:
    conditions = [{"type": "Ready", "status": ready}]
    return json.dumps({"metadata": {"name": name}, "status": {"conditions": conditions}})


def run(world: PluginWorld, body: str, status: int = 200, **variables: Any) -> str:
    folder = world.folder / f"mine-{len(body)}-{status}"
    testkit.write_plugins(folder, {"cluster": CLUSTER.format(status=status, body=body.encode())})
    outcome = world.run(
        "tunnel", "--tiller-namespace", "tn", "--kube-context", "mine", PILOTHOUSE_PLUGINS_DIR=str(folder), **variables
    )
    assert (outcome.code, outcome.stdout) == (1, "")
    return outcome.stderr


@pytest.fixture(autouse=True)
def plugin(world: PluginWorld) -> None:
    world.write("tunnel", MANIFEST)


def test_the_host_that_the_user_names_is_the_tunnel(world: PluginWorld, capfd: pytest.CaptureFixture[str]) -> None:
    assert world.run("tunnel", "--host", "h:1").code == 0
    assert world.run("tunnel", HELM_HOST="h:2").code == 0
    assert world.run("tunnel", "--debug", "--host=h:3").stdout == '[debug] SERVER: "h:3"\n\n'
    assert capfd.readouterr().out == "host is h:1\nhost is h:2\nhost is h:3\n"


def test_without_a_cluster_the_error_is_that_of_asking_it(world: PluginWorld) -> None:
    outcome = world.run("tunnel")
    assert outcome.code == 1
    assert outcome.stderr.startswith(
        'Error: Get "http://localhost:8080/api/v1/namespaces/kube-system/pods'
        '?labelSelector=app%3Dhelm%2Cname%3Dtiller": dial tcp '
    )


def test_a_cluster_without_a_tiller_is_an_error(world: PluginWorld) -> None:
    assert run(world, '{"items": []}') == "Error: could not find tiller\n"
    assert run(world, f'{{"items": [{pod("t-1", "False")}]}}') == "Error: could not find a ready tiller pod\n"
    assert run(world, '{"kind": "Status", "message": "pods is forbidden"}', status=403) == "Error: pods is forbidden\n"
    assert run(world, "<html>", status=502) == "Error: the server answered with status 502\n"
    assert run(world, "[]") == "Error: could not find tiller\n"


def test_a_plugin_is_given_the_tunnel_as_long_as_it_runs(world: PluginWorld, capfd: pytest.CaptureFixture[str]) -> None:
    folder = world.folder / "mine"
    testkit.write_plugins(folder, {"tunnel": TUNNEL})
    outcome = world.run(
        "tunnel", "--tiller-namespace", "tn", "--debug", PILOTHOUSE_PLUGINS_DIR=str(folder),
    )  # fmt: skip
    assert outcome == (
        0,
        "[debug] Created tunnel using local port: '4242'\n\n[debug] SERVER: \"127.0.0.1:4242\"\n\n",
        "",
    )
    assert capfd.readouterr().out.splitlines() == ["opened for tn 300", "host is 127.0.0.1:4242", "closed"]


@pytest.mark.parametrize("command", ["false", "no-such-program-at-all"])
def test_the_tunnel_is_closed_after_a_plugin_that_failed(
    world: PluginWorld, capfd: pytest.CaptureFixture[str], command: str
) -> None:
    folder = world.folder / "mine"
    testkit.write_plugins(folder, {"tunnel": TUNNEL})
    world.write("broken", f"name: broken\nuseTunnel: true\ncommand: {command}\n")
    assert world.run("broken", PILOTHOUSE_PLUGINS_DIR=str(folder)).code == 1
    assert capfd.readouterr().out.splitlines() == ["opened for kube-system 300", "closed"]


def test_without_anybody_who_opens_tunnels_the_error_says_so(world: PluginWorld) -> None:
    outcome = world.run("-p", "no:tiller_client", "tunnel", PILOTHOUSE_HINTS="always")
    assert outcome == (
        1,
        "",
        'Error: plugin "tunnel" needs a tunnel to Tiller, and none can be opened\n'
        "  no installed plugin opens one\n"
        "hint: --host names the address of a Tiller\n",
    )
