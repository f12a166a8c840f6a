"""A served release service in this process, and what clients may do to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import grpc
from fake_release_service import FakeReleaseService
from pilothouse.core.hapi.calls import CALLS
from pilothouse.core.kernel import Kernel
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.tiller_server.console import TillerConsole
from pilothouse.plugins.builtin.tiller_server.server import TillerServer

CLIENT = (("x-helm-api-client", "v2.17.0"),)
"""The metadata of Helm's client."""

UNLIMITED = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.max_metadata_size", 8 * 1024 * 1024),
    ("grpc.absolute_max_metadata_size", 8 * 1024 * 1024),
)
SECONDS = 60
"""No call of a test takes as long."""


class Failure(NamedTuple):
    """How a call ended that was not answered."""

    code: grpc.StatusCode
    text: str


class World:
    """A server, the service behind it, and a channel to it."""

    def __init__(self, kernel: Kernel, service: FakeReleaseService, server: TillerServer, log: BytesIO) -> None:
        self.kernel = kernel
        self.service = service
        self.server = server
        self._log = log
        self.channel = grpc.insecure_channel(server.address, options=UNLIMITED)

    @property
    def log(self) -> list[str]:
        """The lines of the log, without their time."""
        lines = self._log.getvalue().decode().splitlines()
        return [" ".join(line.split(" ")[:1] + line.split(" ")[3:]) if line[:1] == "[" else line for line in lines]

    def call(self, name: str, request: Any = None, **how: Any) -> Any:
        """The answer of a call, or the list of answers of a stream. Raises grpc.RpcError."""
        answer = self.start(name, request, **how)
        return list(answer) if CALLS[name].streams else answer.result()

    def start(self, name: str, request: Any = None, **how: Any) -> Any:
        """A call that is not waited for."""
        call = CALLS[name]
        how = {"metadata": CLIENT, "timeout": SECONDS, **how}
        if call.streams:
            return self.channel.unary_stream(call.path, call.encode_request, call.decode_response)(request, **how)
        return self.channel.unary_unary(call.path, call.encode_request, call.decode_response).future(request, **how)

    def raw(self, path: str, request: bytes = b"", **how: Any) -> bytes:
        """The answer of a call as bytes. Raises grpc.RpcError."""
        answer: bytes = self.channel.unary_unary(path)(request, **{"metadata": CLIENT, "timeout": SECONDS, **how})
        return answer

    def failure(self, name: str, request: Any = None, **how: Any) -> Failure:
        """How a call fails."""
        try:
            answer = self.call(name, request, **how)
        except grpc.RpcError as error:
            return failure_of(error)
        raise AssertionError(f"{name} answered {answer!r}")


MakeWorld = Callable[..., World]


def failure_of(error: Any) -> Failure:
    """How a call failed."""
    return Failure(error.code(), error.details())


@contextmanager
def world(folder: Path, service: FakeReleaseService, plugins: dict[str, str]) -> Iterator[World]:
    """Serve a service with plugins, given as source text by name."""
    kernel = make_kernel(folder, plugins)
    log = BytesIO()
    console = TillerConsole(stderr=log)
    kernel.console = console
    server = TillerServer(kernel, service, console, "127.0.0.1:0")  # type: ignore[arg-type]  # a stand-in
    server.start()
    found = World(kernel, service, server, log)
    try:
        yield found
    finally:
        found.channel.close()
        server.stop()
