"""The sandbox behind the transport protocol: what carries requests to a server elsewhere answers them here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from ....core import interruption
from ....core.errors import KubeStatusError
from ....core.model.kube_object import KubeResponse
from .api import Answer, Api
from .cluster import Cluster
from .namespaces import ensure_namespaces
from .store import Store

if TYPE_CHECKING:
    from socket import socket

    from ....core.model.kube_object import KubeRequest
    from ....core.protocols import KubeStream
    from .kinds import Kind


class SandboxTransport:
    """Answers requests out of the file at `path`, which is made when it is missing. Raises KubeError.

    `clock` gives the time in seconds since 1970, `sleep` waits for some seconds.
    """

    def __init__(
        self, path: str, clock: Callable[[], float] = time.time, sleep: Callable[[float], None] = interruption.sleep
    ) -> None:
        self._store = Store(path)
        ensure_namespaces(self._store, clock())
        self._api = Api(self._store, clock)
        self._sleep = sleep
        self.server = f"sandbox://{path}#{self._store.identity()}"

    def request(self, request: KubeRequest) -> KubeResponse:
        """The answer to a request, of any status."""
        answer = self._api.answer(request)
        return KubeResponse(answer.status, {"content-type": answer.content_type}, answer.body)

    def stream(self, request: KubeRequest) -> KubeStream:
        """The answer to a request in pieces: the events of a watch, or what `request` answers."""
        if dict(request.query).get("watch", "").lower() in ("true", "1"):
            from .watch import watch

            return watch(self._api, request, self._sleep)
        return AnswerStream(self._api.answer(request))

    def connect_pod(self, namespace: str, name: str, port: int) -> socket:
        """Raises KubeStatusError: no program runs in the Pods of this cluster."""
        raise KubeStatusError(
            f"cannot connect to port {port} of Pod {name}",
            code=501,
            reason="NotImplemented",
            details=("no programs run in the Pods of the embedded cluster",),
            hint="without --cluster sandbox the cluster is that of the kubeconfig",
        )

    def kinds(self) -> list[Kind]:
        """All kinds that are served, built-in ones first."""
        from .crds import custom_kinds
        from .kinds import built_in_kinds

        with self._store.reading():
            return [*built_in_kinds(), *custom_kinds(Cluster(self._store, 0.0))]

    def close(self) -> None:
        """Close the file."""
        self._store.close()


class AnswerStream:
    """A whole answer as a stream."""

    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self.headers: Mapping[str, str] = {"content-type": answer.content_type}
        self._body = answer.body

    def lines(self) -> Iterator[bytes]:
        """The lines of the body, without their ends."""
        body, self._body = self._body, b""
        yield from body.splitlines()

    def read(self) -> bytes:
        """What is left of the body."""
        body, self._body = self._body, b""
        return body

    def close(self) -> None:
        """Nothing is held open."""
