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


def test_a_tiller_that_cannot_be_reached_is_an_error_that_says_how_to_reach_it(world: PluginWorld) -> None:
    pods = f'{{"items": [{pod("t-1", "False")}, {pod("t-2", "True")}]}}'
    assert run(world, pods, PILOTHOUSE_HINTS="always") == (
        'Error: plugin "tunnel" needs a tunnel to Tiller, and none can be opened\n'
        "  Tiller runs in Pod t-2 of namespace tn\n"
        "hint: `kubectl -n tn port-forward t-2 44134` in another terminal, and --host 127.0.0.1:44134 here\n"
    )
