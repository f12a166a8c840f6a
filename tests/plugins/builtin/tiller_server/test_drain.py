from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import grpc
from fake_release_service import FakeReleaseService, make_release
from pilothouse.core import interruption
from pilothouse.core.errors import ReleaseError
from pilothouse.core.model.release_requests import RevisionRequest, RollbackRequest
from tiller_world import SECONDS, Failure, MakeWorld, World


class Held:
    """An operation that waits for a test."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, *_: Any) -> Any:
        self.began.set()
        assert self.go_on.wait(SECONDS)
        return make_release("web")


def drain(world: World, seconds: float = SECONDS) -> Callable[[], None]:
    """Begin to drain in a thread; the answer waits for its end."""
    thread = threading.Thread(target=world.server.drain, args=(seconds,))
    thread.start()
    return thread.join


def test_running_operations_come_to_their_end_and_no_new_ones_begin(make_world: MakeWorld) -> None:
    held = Held()
    world = make_world(FakeReleaseService(rollback=held, content=make_release()))
    running = world.start("RollbackRelease", RollbackRequest("web"))
    assert held.began.wait(SECONDS)
    wait = drain(world)
    expected = Failure(grpc.StatusCode.UNAVAILABLE, "Tiller is shutting down")
    while world.server.is_serving():
        pass
    while (failed := world_failure(world)) != expected:
        assert failed is None
    held.go_on.set()
    assert running.result().name == "web"
    wait()
    assert '[main] Waiting up to 60 s for RollbackRelease "web"' in world.log


def world_failure(world: World) -> Failure | None:
    """How a call fails now; None while calls are still taken."""
    try:
        world.call("GetReleaseContent", RevisionRequest("a"))
    except grpc.RpcError as error:
        found: Any = error
        return Failure(found.code(), found.details())
    return None


def test_what_takes_too_long_is_broken_off_and_its_client_told(make_world: MakeWorld) -> None:
    recorded = []

    def rollback(_: RollbackRequest) -> Any:
        try:
            interruption.sleep(SECONDS)
        except KeyboardInterrupt:
            recorded.append("FAILED")
            raise ReleaseError("Tiller was stopped") from None

    world = make_world(FakeReleaseService(rollback=rollback))
    running = world.start("RollbackRelease", RollbackRequest("web"))
    while not running_calls(world):
        pass
    world.server.drain(0)
    assert recorded == ["FAILED"]
    assert (running.code(), running.details()) == (grpc.StatusCode.UNKNOWN, "Tiller was stopped")
    assert '[main] Breaking off RollbackRelease "web"' in world.log


def running_calls(world: World) -> list[str]:
    return [name for name, *_ in world.service.asked if name == "rollback"]


def test_what_is_broken_off_without_an_error_of_its_own_is_told_as_well(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(rollback=lambda _: interruption.sleep(SECONDS)))
    running = world.start("RollbackRelease", RollbackRequest("web"))
    while not running_calls(world):
        pass
    world.server.drain(0)
    assert (running.code(), running.details()) == (grpc.StatusCode.UNKNOWN, interruption.REASON)


def test_a_server_without_work_is_drained_at_once(make_world: MakeWorld) -> None:
    world = make_world()
    world.call("GetVersion")
    world.server.drain(SECONDS)
    assert world.log == []
    assert not world.server.is_serving()
