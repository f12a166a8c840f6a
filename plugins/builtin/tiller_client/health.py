"""The health of a Tiller: service ``grpc.health.v1.Health``. Rule: ping in pkg/helm/client.go."""

from __future__ import annotations

from ....core.errors import DamagedRecordError, TillerError
from ....core.hapi.wire import INT32, Field, Message, decode, encode

PATH = "/grpc.health.v1.Health/Check"

_REQUEST = Message("grpc.health.v1.HealthCheckRequest", (Field(1, "service"),))
_RESPONSE = Message("grpc.health.v1.HealthCheckResponse", (Field(1, "status", INT32),), partial=True)
_SERVING, _NOT_SERVING = 1, 2

REQUEST = encode({"service": "Tiller"}, _REQUEST)
"""The question whether Tiller serves."""


def check_answer(data: bytes) -> None:
    """Raise TillerError for an answer that says anything else than that Tiller serves."""
    try:
        status = decode(data, _RESPONSE).get("status", 0)
    except DamagedRecordError as error:
        raise TillerError(f"grpc: failed to unmarshal the received message {error.message}", code="Internal") from None
    if status == _NOT_SERVING:
        raise TillerError("tiller is not serving requests at this time, Please try again later")
    if status != _SERVING:
        raise TillerError("tiller healthcheck returned an unknown status")
