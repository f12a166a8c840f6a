from __future__ import annotations

import threading
from typing import Any

import grpc
import pytest
from fake_release_service import FakeReleaseService, make_release
from pilothouse.core.model.release_requests import RevisionRequest
from tiller_world import SECONDS, Failure, MakeWorld, World, failure_of

CHECK = "/grpc.health.v1.Health/Check"
WATCH = "/grpc.health.v1.Health/Watch"
TILLER = b"\x0a\x06Tiller"
SERVING, NOT_SERVING, UNKNOWN = b"\x08\x01", b"\x08\x02", b"\x08\x03"


def check_failure(world: World, request: bytes) -> Failure:
    with pytest.raises(grpc.RpcError) as caught:
        world.raw(CHECK, request)
    return failure_of(caught.value)


def watch(world: World, request: bytes = TILLER) -> Any:
    return world.channel.unary_stream(WATCH)(request, timeout=SECONDS)


def test_a_server_that_takes_calls_is_healthy_to_everybody(make_world: MakeWorld) -> None:
    world = make_world(guard="from pilothouse.hookspecs import hookimpl\n\n"
                       "@hookimpl\ndef helm_call_refusals(call):\n    return ['no']")  # fmt: skip
    assert [world.raw(CHECK, request, metadata=()) for request in (TILLER, b"")] == [SERVING, SERVING]


def test_services_that_nobody_knows_have_no_health(make_world: MakeWorld) -> None:
    world = make_world()
    assert check_failure(world, b"\x0a\x05other") == Failure(grpc.StatusCode.NOT_FOUND, "unknown service")
    assert check_failure(world, b"\x0a\x05oth").code is grpc.StatusCode.INTERNAL
    assert next(watch(world, b"\x0a\x05other")) == UNKNOWN


def test_a_server_that_drains_says_so_until_the_end(make_world: MakeWorld) -> None:
    began, go_on = threading.Event(), threading.Event()

    def content(*_: Any) -> Any:
        began.set()
        assert go_on.wait(SECONDS)
        return make_release()

    world = make_world(FakeReleaseService(content=content))
    watched = watch(world)
    assert next(watched) == SERVING
    running = world.start("GetReleaseContent", RevisionRequest("a"))
    assert began.wait(SECONDS)
    draining = threading.Thread(target=world.server.drain, args=(SECONDS,))
    draining.start()
    assert next(watched) == NOT_SERVING
    assert world.raw(CHECK, TILLER) == NOT_SERVING
    go_on.set()
    assert running.result().name == "a"
    draining.join()


def test_whoever_watches_holds_no_thread(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(content=make_release()))
    watchers = [watch(world) for _ in range(300)]
    assert [next(one) for one in watchers] == [SERVING] * 300
    assert world.call("GetReleaseContent", RevisionRequest("a")).name == "a"
    for one in watchers:
        one.cancel()
