"""The cluster in which every write is a dry run of the server's: nothing is kept, so nothing needs to be found again.

Servers before Kubernetes 1.13 take no notice of ``dryRun`` and would do what they are asked: whoever rehearses looks at
the version first (`helm_rehearse_writes`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError
from ....core.golib.json import encode
from ....core.kube_paths import READS, goes_on
from ....core.model.kube_object import KubeRequest
from .answers import check_live, check_namespace, decoded, refused
from .retries import Sender
from .writes import JSON, Writer, body_of, unversioned

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket

    from kubernetes.client import ApiClient

    from ....core.model.kube_object import KubeObject, KubeResponse
    from ....core.protocols import KubeStream, KubeTransport

_NO_PODS = "a rehearsal connects to no Pods"


class RehearsedTransport:
    """A transport that asks for a dry run with every request that is not a read; whatever a request says of it."""

    def __init__(self, transport: KubeTransport) -> None:
        self._transport = transport
        self.server = transport.server

    def request(self, request: KubeRequest) -> KubeResponse:
        """See KubeTransport."""
        return self._transport.request(_rehearsed(request))

    def stream(self, request: KubeRequest) -> KubeStream:
        """See KubeTransport."""
        return self._transport.stream(_rehearsed(request))

    def connect_pod(self, namespace: str, name: str, port: int) -> socket:
        """Refused: what is said to a Pod cannot be rehearsed. Raises KubeStatusError."""
        raise KubeStatusError(_NO_PODS, code=501, reason="NotImplemented")

    def api_client(self) -> ApiClient:
        """A client of the `kubernetes` package whose writes are dry runs. Raises KubeError where there is none."""
        from .rehearsed_package import rehearsed_client

        made: Callable[[], ApiClient] | None = getattr(self._transport, "api_client", None)
        if made is None:
            raise KubeError("this cluster has no client of the kubernetes package")
        return rehearsed_client(made())

    def close(self) -> None:
        """Nothing: the connections are those of the cluster itself."""


def _rehearsed(request: KubeRequest) -> KubeRequest:
    """The request as a dry run. Raises KubeStatusError for what goes on to a Pod: no dry run keeps that from it."""
    check_path(request.method, request.path)
    if request.method in READS:
        return request
    query = (*(pair for pair in request.query if pair[0] != "dryRun"), ("dryRun", "All"))
    if request.method == "DELETE" and request.body.strip():
        return request.replace(query=query, body=_rehearsed_options(request))
    return request.replace(query=query)


def check_path(method: str, path: str) -> None:
    """Raise KubeStatusError for a request that goes on to a Pod."""
    if goes_on(method, path):
        raise KubeStatusError(_NO_PODS, code=501, reason="NotImplemented")


def _rehearsed_options(request: KubeRequest) -> bytes:
    """The options of a deletion; where they are in the body, servers take no notice of parameters.

    Raises KubeStatusError where they cannot be read.
    """
    from json import loads

    try:
        options = loads(request.body)
    except (ValueError, RecursionError):
        options = None
    if not isinstance(options, dict):
        raise KubeStatusError(f"no options of a deletion: DELETE {request.path}", code=400, reason="BadRequest")
    return encode({**options, "dryRun": ["All"]}).encode()


class RehearsedSender(Sender):
    """Sends every request as often as it takes: none leaves anything behind, and no end of one is unclear."""

    def send(self, request: KubeRequest, *, repeatable: bool = True, patient: bool = True) -> tuple[KubeResponse, bool]:
        """See Sender; an earlier attempt never counts as carried out."""
        response, _ = super().send(request, repeatable=True, patient=patient)
        return response, False


class RehearsedWriter(Writer):
    """Writes that come to nothing: what a creation answers is remembered nowhere, and not looked for."""

    __slots__ = ()

    def create(self, target: KubeObject) -> dict[str, Any]:
        """Ask what creating an object would make of it. Raises as KubeClient says."""
        check_namespace(target.namespace)
        request = KubeRequest("POST", target.collection, self.managed(()), body_of(unversioned(target.content)), JSON)
        response, _ = self._sender.send(request)
        if not 200 <= response.status < 300:
            raise refused(response, "POST", target.resource)
        live = decoded(response, "POST", target.collection)
        return check_live(live, f"POST {target.collection}", named=False)
