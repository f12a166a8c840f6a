"""What every call passes: admission, version gate, authorization, metrics, and what becomes of its errors.

Health and the server's version are asked for by whoever wants to know whether anything else makes sense: health passes
untouched, ``GetVersion`` without gate and authorization. Rules: newUnaryInterceptor, newStreamInterceptor in
pkg/tiller/server.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc

from ....core.hapi.calls import CARE_SERVICE, RELEASE_SERVICE
from .guarded_call import GuardedCall
from .health import HEALTH_SERVICE

if TYPE_CHECKING:
    from collections.abc import Callable

    from .guarded_call import Guard

_CLIENT_VERSION = "x-helm-api-client"
_OWN_SERVICES = (RELEASE_SERVICE, CARE_SERVICE)

_KINDS = {
    (False, False): "unary",
    (False, True): "server_stream",
    (True, False): "client_stream",
    (True, True): "bidi_stream",
}
_MAKERS = {
    (False, False): grpc.unary_unary_rpc_method_handler,
    (False, True): grpc.unary_stream_rpc_method_handler,
    (True, False): grpc.stream_unary_rpc_method_handler,
    (True, True): grpc.stream_stream_rpc_method_handler,
}


class CallBorder(grpc.ServerInterceptor):  # type: ignore[misc]  # grpc comes without types
    """Surrounds the handlers of all services, those of third parties too."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], grpc.RpcMethodHandler | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler | None:
        """The handler of a call, surrounded. Called by the thread that all calls come through, so it does not work."""
        handler = continuation(handler_call_details)
        service, _, method = handler_call_details.method.lstrip("/").partition("/")
        if handler is None or service == HEALTH_SERVICE:
            return handler
        streams = handler.request_streaming, handler.response_streaming
        call = GuardedCall(
            self._guard,
            service,
            method,
            _KINDS[streams],
            handler.unary_unary or handler.unary_stream or handler.stream_unary or handler.stream_stream,
            _client_version(handler_call_details.invocation_metadata),
            is_own=service in _OWN_SERVICES,
        )
        answer = call.answer_stream if handler.response_streaming else call.answer
        return _MAKERS[streams](answer, handler.request_deserializer, handler.response_serializer)


def _client_version(metadata: Any) -> str:
    """The version that a client says it has: the first one, as Tiller takes it; empty for none."""
    for key, value in metadata or ():
        if key == _CLIENT_VERSION:
            return value if isinstance(value, str) else ""
    return ""
