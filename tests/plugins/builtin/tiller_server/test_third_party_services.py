from __future__ import annotations

from typing import Any

import grpc
import pytest
from fake_release_service import VERSION, FakeReleaseService
from pilothouse.core.errors import PluginError
from prometheus_client import generate_latest
from tiller_world import CLIENT, SECONDS, Failure, MakeWorld, World, failure_of

SERVICE = """
import grpc
from pilothouse.core.entries import GrpcServiceEntry
from pilothouse.core.errors import ReleaseError
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_grpc_services():
    return [GrpcServiceEntry("greeting", f"{__name__}:add")]

@hookimpl
def helm_call_refusals(call):
    return ["go away"] if call.client_version == "v2.0.0" else None

def add(serving, kernel):
    def greet(request, context):
        if request == b"abort":
            context.abort(grpc.StatusCode.DATA_LOSS, "gone")
        if request == b"fail":
            raise ReleaseError("failed")
        if request == b"odd":
            raise KeyError("odd")
        context.send_initial_metadata((("a", "b"),))
        return request + serving.releases.version().sem_ver.encode() + str(serving.is_serving()).encode()

    def count(request, context):
        yield from (b"1", b"2")

    def total(requests, context):
        return b"+".join(requests)

    def echo(requests, context):
        yield from requests

    serving.server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("Greeting", {
        "Greet": grpc.unary_unary_rpc_method_handler(greet),
        "Count": grpc.unary_stream_rpc_method_handler(count),
        "GetVersion": grpc.unary_unary_rpc_method_handler(greet),
        "Total": grpc.stream_unary_rpc_method_handler(total),
        "Echo": grpc.stream_stream_rpc_method_handler(echo),
    }),))
"""


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world(FakeReleaseService(version=VERSION), greeting=SERVICE)


def failed(world: World, request: bytes, **how: Any) -> Failure:
    with pytest.raises(grpc.RpcError) as caught:
        world.raw("/Greeting/Greet", request, **how)
    return failure_of(caught.value)


def test_services_of_third_parties_are_served_beside_tillers(world: World) -> None:
    assert world.raw("/Greeting/Greet", b"hello ") == b"hello v2.17.0True"
    assert world.call("GetVersion").sem_ver == "v2.17.0"


def test_all_kinds_of_streams_pass(world: World) -> None:
    how: Any = {"metadata": CLIENT, "timeout": SECONDS}
    assert list(world.channel.unary_stream("/Greeting/Count")(b"", **how)) == [b"1", b"2"]
    assert world.channel.stream_unary("/Greeting/Total")(iter((b"1", b"2")), **how) == b"1+2"
    assert list(world.channel.stream_stream("/Greeting/Echo")(iter((b"1", b"2")), **how)) == [b"1", b"2"]


def test_they_pass_the_version_gate_and_authorization(world: World) -> None:
    assert failed(world, b"", metadata=()).text == "incompatible versions client[] server[v2.17.0]"
    metadata = (("x-helm-api-client", "v2.0.0"),)
    assert failed(world, b"", metadata=metadata) == Failure(grpc.StatusCode.PERMISSION_DENIED, "go away")


def test_one_of_theirs_is_not_free_because_of_its_name(world: World) -> None:
    for metadata, text in (((), "incompatible versions"), ((("x-helm-api-client", "v2.0.0"),), "go away")):
        with pytest.raises(grpc.RpcError) as caught:
            world.raw("/Greeting/GetVersion", metadata=metadata)
        assert failure_of(caught.value).text.startswith(text)


def test_their_errors_are_theirs_and_ours_are_ours(world: World) -> None:
    assert failed(world, b"abort") == Failure(grpc.StatusCode.DATA_LOSS, "gone")
    assert failed(world, b"fail") == Failure(grpc.StatusCode.UNKNOWN, "failed")
    assert failed(world, b"odd") == Failure(
        grpc.StatusCode.INTERNAL, "internal error: KeyError; the log of Tiller says more"
    )


def test_they_are_counted(world: World) -> None:
    world.raw("/Greeting/Greet")
    failed(world, b"abort")
    failed(world, b"fail", metadata=())
    text = generate_latest(world.server.metrics.registry).decode()
    prefix, labels = "grpc_server_handled_total", 'grpc_method="Greet",grpc_service="Greeting",grpc_type="unary"'
    counted = {line for line in text.splitlines() if line.startswith(prefix) and "Greeting" in line}
    assert counted == {
        f'{prefix}{{grpc_code="{code}",{labels}}} 1.0' for code in ("OK", "DataLoss", "Unknown")
    }


def test_one_that_cannot_be_added_keeps_the_server_from_starting(make_world: MakeWorld) -> None:
    broken = (
        "from pilothouse.core.entries import GrpcServiceEntry\nfrom pilothouse.hookspecs import hookimpl\n\n"
        "@hookimpl\ndef helm_register_grpc_services():\n    return [GrpcServiceEntry('x', 'nowhere:add')]"
    )
    with pytest.raises(PluginError):
        make_world(FakeReleaseService(version=VERSION), broken=broken)
