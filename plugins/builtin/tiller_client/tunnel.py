"""The tunnel to the Tiller of a cluster: for this process, and for programs beside it.

Rules: setupConnection in cmd/helm/helm.go, pkg/kube/tunnel.go. For this process there is no port on this machine: each
connection of its own leads into the Pod.
"""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from ....core.errors import KubeError, ReleaseError
from ....core.golib.oserrors import reason
from ....core.tiller_pods import PORT
from .connecting import Way
from .pods import TillerPod

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.service_target import ServiceTarget

_HOST = "127.0.0.1"
_PIECE = 65536
_LAST_WORDS_SECONDS = 10.0
"""So long the Pod may answer a caller that says nothing more: it does not learn of that, and would not hang up."""


def tunnel_way(target: ServiceTarget, kernel: Kernel) -> Way:
    """The way of this process into the Pod of a Tiller. Raises ReleaseError, KubeError."""
    pod = TillerPod(target, kernel)
    kernel.at_end(pod.close)
    if kernel.settings.enabled("debug"):
        kernel.console.line(f"[debug] Created tunnel to port '{PORT}' of Pod {pod.name}\n")
        kernel.console.line(f'[debug] SERVER: "{_HOST}:{PORT}"\n')
    latest: list[socket.socket] = []

    def reach(seconds: float) -> socket.socket:
        if latest and (failure := getattr(latest[0], "failure", "")):
            # What keeps a Pod from answering does not go away by asking again.
            raise KubeError(f"forwarding ports: {failure}")
        sock = pod.connect()
        sock.settimeout(seconds)
        latest[:] = [sock]
        return sock

    # To TLS and HTTP/2 the server is the one that Helm's client reaches: a port of its own machine.
    return Way(reach, f"Pod {pod.name} of namespace {pod.namespace}", f"{_HOST}:{PORT}", _HOST)


def open_tunnel(target: ServiceTarget, kernel: Kernel) -> LocalTunnel:
    """A port on this machine that leads to the Pod of a Tiller. Raises ReleaseError, KubeError."""
    pod = TillerPod(target, kernel)
    try:
        listener = socket.create_server((_HOST, 0))
    except OSError as error:
        pod.close()
        raise ReleaseError(f"could not find an available port: listen tcp {_HOST}:0: {reason(error)}") from None
    return LocalTunnel(pod, listener, kernel)


class LocalTunnel:
    """A Tunnel: each connection to `address` goes on to the Pod by one of its own."""

    def __init__(self, pod: TillerPod, listener: socket.socket, kernel: Kernel) -> None:
        port = listener.getsockname()[1]
        self.address = f"{_HOST}:{port}"
        self._place = f"{port} -> {PORT}"
        self._pod = pod
        self._listener = listener
        self._kernel = kernel
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._closed = False
        threading.Thread(target=self._accept, name=f"tunnel-{port}", daemon=True).start()

    def close(self) -> None:
        """Stop listening and end what goes through. Never raises."""
        with self._lock:
            self._closed = True
            going, self._open = self._open, set()
        for sock in (self._listener, *going):
            _hang_up(sock)
        self._listener.close()
        self._pod.close()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._lead, args=(caller,), name="tunnelled", daemon=True).start()

    def _lead(self, caller: socket.socket) -> None:
        """Lead a connection to the Pod and carry data until it ends."""
        with caller:
            try:
                pod = self._pod.connect()
            except KubeError as error:
                self._tell(error.message)
                return
            with pod:
                if self._keep(caller, pod):
                    back = threading.Thread(target=_carry, args=(pod, caller), name="tunnelled-back", daemon=True)
                    back.start()
                    _carry(caller, pod)
                    back.join(_LAST_WORDS_SECONDS)
                    _hang_up(pod)
                    back.join()
                    self._forget(caller, pod)
                failure = getattr(pod, "failure", "")
        if failure:
            self._tell(failure)

    def _keep(self, *socks: socket.socket) -> bool:
        """Note sockets that are to be ended with the tunnel; False when it has been closed already."""
        with self._lock:
            if not self._closed:
                self._open.update(socks)
            return not self._closed

    def _forget(self, *socks: socket.socket) -> None:
        with self._lock:
            self._open.difference_update(socks)

    def _tell(self, text: str) -> None:
        """Say what went wrong, as client-go does, unless the tunnel is no longer wanted."""
        if not self._closed:
            self._kernel.warn(f"an error occurred forwarding {self._place}: {text}")


def _carry(source: socket.socket, sink: socket.socket) -> None:
    """Carry data one way until its end, and tell the end."""
    try:
        while piece := source.recv(_PIECE):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        # One of the two is gone: neither is of use to the other.
        _hang_up(source)
        _hang_up(sink)


def _hang_up(sock: socket.socket) -> None:
    """Wake up whoever waits for a socket: nothing more comes or goes. Never raises."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
