"""An API server that fails at any request: a command ends well or says why not, and the next one mends the release."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster.control_plane import ControlPlane
from cluster.proxy import Fault, FaultyProxy
from faults.figures import Count
from faults.test_kills import broken, mend, undisturbed
from faults.world import World


def status(code: int, reason: str, message: str, **headers: str) -> Fault:
    """An error answer of the API server."""
    body = {
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": message, "reason": reason, "code": code,
    }  # fmt: skip
    return Fault(answer=(code, {"Content-Type": "application/json", **headers}, json.dumps(body).encode()))


FAULTS: dict[str, Fault] = {
    "409": status(409, "Conflict", "Operation cannot be fulfilled: the object has been modified"),
    "422": status(422, "Invalid", 'ConfigMap "x" is invalid: data: Invalid value: "y"'),
    "429": status(429, "TooManyRequests", "too many requests", **{"Retry-After": "1"}),
    "500": status(500, "InternalError", "etcdserver: leader changed"),
    "503": status(503, "ServiceUnavailable", "the server is currently unable to handle the request"),
    "401": status(401, "Unauthorized", "Unauthorized"),
    "full": status(500, "", "etcdserver: mvcc: database space exceeded"),
    "html": Fault(answer=(502, {"Content-Type": "text/html"}, b"<html>bad gateway</html>")),
    "lost request": Fault(cut="before"),
    "lost answer": Fault(cut="after"),
    "cut answer": Fault(cut="body"),
    "late answer": Fault(delay=1.5),
}
HARMLESS = {"429", "503", "lost answer", "cut answer", "late answer"}
"""What a command has to survive when it happens once."""


@pytest.fixture
def world(control_plane: ControlPlane, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    proxy = FaultyProxy(control_plane.port)
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.callspec.id.lower())
    world = World(control_plane, proxy, f"fault-{name}", tmp_path)
    world.extra = {"PILOTHOUSE_REQUEST_TIMEOUT": "10", "PILOTHOUSE_RETRY_DEADLINE": "10"}
    yield world
    proxy.close()


@pytest.mark.parametrize("verb", ["install", "upgrade"])
@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_at_any_request_is_survived_or_explained(
    verb: str, kind: str, world: World, count: Callable[[Count], None]
) -> None:
    steps = [world.install()] if verb == "upgrade" else []
    command = world.upgrade() if verb == "upgrade" else world.install()
    requests = undisturbed(world, steps, command)
    failures = []
    for number in range(1, requests + 1):
        world.forget()
        for step in steps:
            assert world.run(*step).code == 0
        history = world.statuses()

        def plan(current: int, method: str, path: str, wanted: int = number) -> Fault | None:
            return FAULTS[kind] if current == wanted else None

        world.proxy.reset(plan)
        finished = world.run(*command, proxied=True)
        seen = world.proxy.seen[number - 1] if len(world.proxy.seen) >= number else None
        world.proxy.reset()
        where = f"{kind} at request {number} ({seen and f'{seen.method} {seen.path}'})"
        if "Traceback" in finished.stderr or "internal error" in finished.stderr:
            failures.append(f"{where}: {finished.stderr}")
        elif finished.code != 0 and "Error: " not in finished.stderr:
            failures.append(f"{where}: says nothing: {finished}")
        elif finished.code != 0 and kind in HARMLESS:
            failures.append(f"{where}: not survived: {finished.stderr}")
        elif complaint := broken(world, history, verb) or mend(world, verb, command, history):
            failures.append(f"{where}: {complaint} (the command said {finished.code} {finished.stderr})")
        count(Count(faults=1, runs=1))
    assert not failures, "\n".join(failures)


def test_the_api_server_may_be_restarted_in_the_middle(control_plane: ControlPlane, tmp_path: Path) -> None:
    proxy = FaultyProxy(control_plane.port)
    world = World(control_plane, proxy, "restart", tmp_path)
    world.extra = {"PILOTHOUSE_RETRY_DEADLINE": "40"}
    try:
        assert world.run(*world.install()).code == 0
        history = world.statuses()

        def restart() -> None:
            control_plane.stop_program("kube-apiserver")
            control_plane.start_api_server()
            control_plane.api.close()  # this thread's own connection

        def plan(number: int, method: str, path: str) -> Fault | None:
            return Fault(before=restart) if number == 5 else None

        proxy.reset(plan)
        finished = world.run(*world.upgrade(), proxied=True)
        assert (broken(world, history, "upgrade"), finished.code) == ("", 0), finished
    finally:
        proxy.close()


def test_a_full_etcd_is_said_and_nothing_is_lost(control_plane: ControlPlane, tmp_path: Path) -> None:
    plane = ControlPlane(control_plane.assets, quota_bytes=16 * 1024 * 1024)
    proxy = FaultyProxy(plane.port)
    try:
        plane.start()
        world = World(plane, proxy, "full", tmp_path)
        world.extra = {"PILOTHOUSE_RETRY_DEADLINE": "3"}
        assert world.run(*world.install()).code == 0
        filler = {"metadata": {"generateName": "filler-"}, "data": {"text": "x" * 900_000}}
        while plane.api.request("POST", "/api/v1/namespaces/default/configmaps", filler)[0] == 201:
            pass
        finished = world.run(*world.upgrade())
        assert finished.code == 1
        assert "Error: UPGRADE FAILED: etcdserver: mvcc: database space exceeded" in finished.stderr
        assert (world.statuses(), set(world.objects().values())) == ({1: "DEPLOYED"}, {"one"})
    finally:
        proxy.close()
        plane.stop()
