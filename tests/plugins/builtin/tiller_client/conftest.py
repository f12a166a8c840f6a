from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from grpc_tiller import GrpcTiller, ProgressView
from pilothouse.core.model.service_target import ServiceTarget
from pilothouse.plugins.builtin.tiller_client.connect import connect_tiller
from pilothouse.plugins.builtin.tiller_client.service import TillerService
from raw_server import Peer, RawServer


@pytest.fixture
def cleanup() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def tiller(cleanup: ExitStack) -> Callable[..., GrpcTiller]:
    """Starts a Tiller on grpcio."""

    def start(calls: dict[str, Any], **options: Any) -> GrpcTiller:
        server = GrpcTiller(calls, **options)
        cleanup.callback(lambda: server.stop(0).wait())
        return server

    return start


@pytest.fixture
def raw(cleanup: ExitStack) -> Callable[[Callable[[Peer], None]], RawServer]:
    """Starts a server that does as a script says."""

    def start(script: Callable[[Peer], None]) -> RawServer:
        server = RawServer(script)
        cleanup.callback(server.close)
        return server

    return start


@pytest.fixture
def client(cleanup: ExitStack, monkeypatch: pytest.MonkeyPatch) -> Callable[..., TillerService]:
    """The client's service for an address."""
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)

    def connect(host: str, *, kernel: Any = None, **target: Any) -> TillerService:
        service = connect_tiller(ServiceTarget(host=host, **target), kernel or ProgressView())
        cleanup.callback(service.close)
        return service

    return connect
