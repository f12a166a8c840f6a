"""The health service of gRPC: whether calls are taken. Rule: grpc/health/v1/health.proto, cmd/tiller/tiller.go.

``Tiller`` and the empty name, the server as a whole, are known. Whoever watches holds no thread.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import grpc

from ....core.errors import DamagedRecordError
from ....core.hapi.wire import INT32, Field, Message, decode, encode
from .failures import abort, undecodable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.kernel import Kernel
    from .serving import Serving

HEALTH_SERVICE = "grpc.health.v1.Health"

SERVING = 1
NOT_SERVING = 2
SERVICE_UNKNOWN = 3
"""Numbers of HealthCheckResponse.ServingStatus."""

_KNOWN = ("", "Tiller")
_REQUEST = Message("grpc.health.v1.HealthCheckRequest", (Field(1, "service"),))
_RESPONSE = Message("grpc.health.v1.HealthCheckResponse", (Field(1, "status", INT32),))


def add_health_service(serving: Serving, kernel: Kernel) -> None:
    """Answer ``Check`` and ``Watch``."""
    health = _Health(serving)
    handlers = {
        "Check": grpc.unary_unary_rpc_method_handler(health.check),
        "Watch": grpc.unary_stream_rpc_method_handler(health.watch),
    }
    serving.server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(HEALTH_SERVICE, handlers),))
    serving.watch(health.tell)


class _Health:
    """Answers from what a server says of itself, and tells those who watch it when that changes."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._lock = threading.Lock()
        self._watchers: set[Callable[[bytes], None]] = set()

    def check(self, request: bytes, context: grpc.ServicerContext) -> bytes:
        """The state of a service now."""
        if _service(request, context) not in _KNOWN:
            context.abort(grpc.StatusCode.NOT_FOUND, "unknown service")
        return self._state()

    def watch(self, request: bytes, context: grpc.ServicerContext, send: Callable[[bytes | None], None]) -> None:
        """The state of a service now and whenever it changes, until the client has enough."""
        if _service(request, context) not in _KNOWN:
            send(encode({"status": SERVICE_UNKNOWN}, _RESPONSE))
            return
        with self._lock:
            if context.add_callback(lambda: self._forget(send)):
                self._watchers.add(send)
            send(self._state())

    watch.experimental_non_blocking = True  # type: ignore[attr-defined]  # how grpcio asks for this form of a method

    def tell(self) -> None:
        """Tell everybody who watches what the state is now; who does not listen holds up nobody else."""
        with self._lock:
            watchers = list(self._watchers)
        for send in watchers:
            threading.Thread(target=send, args=(self._state(),), name="health", daemon=True).start()

    def _forget(self, send: Callable[[bytes], None]) -> None:
        with self._lock:
            self._watchers.discard(send)

    def _state(self) -> bytes:
        return encode({"status": SERVING if self._serving.is_serving() else NOT_SERVING}, _RESPONSE)


def _service(request: bytes, context: grpc.ServicerContext) -> Any:
    try:
        return decode(request, _REQUEST).get("service", "")
    except DamagedRecordError as error:
        abort(context, undecodable(error))
