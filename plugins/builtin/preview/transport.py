"""The way to a cluster within a rehearsal: what is sent past the client is a read, or a dry run too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError
from ....core.kube_paths import goes_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket

    from ....core.model.kube_object import KubeRequest, KubeResponse
    from ....core.protocols import KubeClient, KubeStream, KubeTransport


class RehearsalTransport:
    """A transport that hands requests to that of the twin whose writes are dry runs.

    Where there is no such twin, a write is refused before it is sent.
    """

    def __init__(self, transport: KubeTransport, twin: Callable[[], KubeClient | None]) -> None:
        self._transport = transport
        self._twin = twin
        self.server = transport.server

    def request(self, request: KubeRequest) -> KubeResponse:
        """See KubeTransport. Raises KubeStatusError for a write that cannot be rehearsed."""
        return self._fitting(request).request(request)

    def stream(self, request: KubeRequest) -> KubeStream:
        """See KubeTransport. Raises KubeStatusError for a write that cannot be rehearsed."""
        return self._fitting(request).stream(request)

    def connect_pod(self, namespace: str, name: str, port: int) -> socket:
        """Refused: what is said to a Pod cannot be rehearsed. Raises KubeStatusError."""
        raise KubeStatusError("a rehearsal connects to no Pods", code=501, reason="NotImplemented")

    def api_client(self) -> Any:
        """A client of the `kubernetes` package whose writes are dry runs. Raises KubeError where there is none."""
        twin = self._twin()
        made = getattr(twin.transport, "api_client", None) if twin is not None else None
        if made is None:
            raise KubeError("in this cluster no client of the kubernetes package can rehearse")
        return made()

    def close(self) -> None:
        """Nothing: the connections are those of the cluster itself."""

    def _fitting(self, request: KubeRequest) -> KubeTransport:
        twin = self._twin()
        if twin is not None:
            return twin.transport
        if request.method != "GET" or goes_on(request.method, request.path):
            what = f"{request.method} {request.path}"
            raise KubeStatusError(f"{what} cannot be rehearsed", code=405, reason="MethodNotAllowed")
        return self._transport
