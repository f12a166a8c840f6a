"""A Tiller for tests, on grpcio: each call answers as the test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from pilothouse.core.hapi.calls import CALLS
from pilothouse.core.model.capabilities import TillerVersion
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.release import DEPLOYED, Release, ReleaseInfo

Behaviour = Callable[[Any, grpc.ServicerContext], Any]

MOMENT = 1_136_214_245_000_000_007
VERSION = TillerVersion("v2.17.0", "a690bad98af45b015bd3da1a41f6218b1a451dbe", "clean")
"""What most tests have a Tiller answer."""

_LIMITS = [("grpc.max_receive_message_length", 20 * 1024 * 1024), ("grpc.max_send_message_length", -1)]


class GrpcTiller:
    """A server on a port of this machine. `calls` are behaviours by the name of the call.

    A behaviour gets the request as a model and gives the answer as one (an iterator of them for streams), or bytes that
    are sent as they are. `metadata` is sent first with every answer. `seen` are the calls that came: name, request,
    metadata.
    """

    def __init__(
        self,
        calls: dict[str, Behaviour],
        *,
        metadata: tuple[tuple[str, str], ...] = (),
        credentials: grpc.ServerCredentials | None = None,
        options: tuple[tuple[str, Any], ...] = (),
        address: str = "127.0.0.1:0",
    ) -> None:
        self._calls = calls
        self._metadata = metadata
        self.seen: list[tuple[str, Any, dict[str, Any]]] = []
        limits = {**dict(_LIMITS), **dict(options)}
        self._server = grpc.server(
            ThreadPoolExecutor(8), handlers=[_Handler(self._find)], options=list(limits.items())
        )
        if credentials is None:
            self.port = self._server.add_insecure_port(address)
        else:
            self.port = self._server.add_secure_port(address, credentials)
        self._server.start()

    @property
    def host(self) -> str:
        """The server's address."""
        return f"127.0.0.1:{self.port}"

    def stop(self, grace: float | None = None) -> Any:
        """Stop; with `grace`, calls that run may end within so many seconds. Returns what can be waited for."""
        return self._server.stop(grace)

    def _find(self, path: str) -> grpc.RpcMethodHandler | None:
        name = path.rpartition("/")[2]
        behaviour = self._calls.get(name)
        if behaviour is None:
            return None
        call = CALLS.get(name)

        def prepare(data: bytes, context: grpc.ServicerContext) -> Any:
            request = data if call is None else call.decode_request(data)
            self.seen.append((name, request, dict(context.invocation_metadata())))
            if self._metadata:
                context.send_initial_metadata(self._metadata)
            return request

        def encoded(answer: Any) -> bytes:
            return answer if isinstance(answer, bytes) or call is None else call.encode_response(answer)

        def answer_one(data: bytes, context: grpc.ServicerContext) -> bytes:
            return encoded(behaviour(prepare(data, context), context))

        def answer_many(data: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
            for answer in behaviour(prepare(data, context), context):
                yield encoded(answer)

        if call is not None and call.streams:
            return grpc.unary_stream_rpc_method_handler(answer_many)
        return grpc.unary_unary_rpc_method_handler(answer_one)


class _Handler(grpc.GenericRpcHandler):
    def __init__(self, find: Callable[[str], grpc.RpcMethodHandler | None]) -> None:
        self._find = find

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        return self._find(details.method)


class ProgressView:
    """The part of a kernel that the client asks for; `shown` are the lines that a terminal would have shown."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def progress(self, text: str) -> None:
        self.shown.append(text)


def release(name: str = "web", revision: int = 1, status: str = DEPLOYED) -> Release:
    info = ReleaseInfo(status, first_deployed=MOMENT, last_deployed=MOMENT, description="Install complete")
    metadata = Metadata("tiny", "0.1.0")
    metadata.app_version = "1.0"
    return Release(name, "default", revision, Chart(metadata), info=info, manifest="kind: ConfigMap\n")


def big_chart(size: int) -> Chart:
    chart = Chart(Metadata("big", "1.0.0"))
    chart.files = [File("big.bin", b"x" * size)]
    return chart


def give(answer):
    return lambda request, context: answer
