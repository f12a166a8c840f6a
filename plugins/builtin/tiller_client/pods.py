"""The ready Pod of a Tiller, and connections to it. Rules: setupConnection in cmd/helm/helm.go, pkg/kube/tunnel.go."""

from __future__ import annotations

from _thread import allocate_lock
from typing import TYPE_CHECKING

from ....core.cluster_choice import connect_cluster
from ....core.errors import KubeConnectionError, KubeError, KubeStatusError
from ....core.tiller_pods import PORT, first_ready, tiller_pods

if TYPE_CHECKING:
    import socket

    from ....core.kernel import Kernel
    from ....core.model.service_target import ServiceTarget

_FORBIDDEN = 403
_RIGHTS = 'a tunnel needs the right to "get" pods/portforward; for Helm\'s it is "create"'


class TillerPod:
    """The first Pod of a Tiller that is ready, with one connection to it, made at once: it can be reached.

    Raises ReleaseError (``could not find tiller``, ``could not find a ready tiller pod``) and KubeError with Helm's
    sentences. As in Helm, nobody waits for a Pod to become ready.
    """

    def __init__(self, target: ServiceTarget, kernel: Kernel) -> None:
        kube = connect_cluster(kernel)
        self.namespace = target.namespace
        pod = first_ready(tiller_pods(kube, target.namespace), target.namespace)
        self.name = str(pod["metadata"]["name"])
        self._transport = kube.transport
        self._lock = allocate_lock()
        self._first: socket.socket | None = self._open()

    def connect(self) -> socket.socket:
        """A connection to Tiller: the one made in the beginning, then others. Raises KubeError."""
        with self._lock:
            first, self._first = self._first, None
        if first is not None:
            if _is_open(first):
                return first
            first.close()
        return self._open()

    def close(self) -> None:
        """Close the first connection where nobody has asked for it. Never raises."""
        with self._lock:
            first, self._first = self._first, None
        if first is not None:
            first.close()

    def _open(self) -> socket.socket:
        try:
            return self._transport.connect_pod(self.namespace, self.name, PORT)
        except KubeError as error:
            error.message = f"forwarding ports: {_place(error)}{error.message}"
            if isinstance(error, KubeStatusError) and error.code == _FORBIDDEN:
                error.hint = error.hint or _RIGHTS
            raise


def _place(error: KubeError) -> str:
    """What was being done. Rule: client-go tools/portforward, transport/spdy."""
    if isinstance(error, KubeConnectionError):
        return "error upgrading connection: error sending request: "
    return "error upgrading connection: " if isinstance(error, KubeStatusError) else ""


def _is_open(sock: socket.socket) -> bool:
    """Whether a connection that nobody has used yet has not been ended by the other side."""
    import socket

    try:
        return bool(sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except BlockingIOError:
        return True
    except OSError:
        return False
