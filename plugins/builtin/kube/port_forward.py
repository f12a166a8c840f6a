"""A port of a Pod, by way of the API server: the subresource ``portforward`` over WebSocket.

Each message begins with the number of its channel: 0 for data, 1 for what went wrong. The first message of the server
on each has the port (two bytes, the lower first). Rule: k8s.io/kubernetes pkg/kubelet/cri/streaming/portforward
(websocket.go). The protocol has no word for "nothing more comes from here": that a caller has shut down its writing is
not told to the Pod, and everything ends when the Pod or the caller closes the connection.
"""

from __future__ import annotations

import select
import socket
import time
from typing import TYPE_CHECKING

from ....core.errors import KubeError
from ....core.model.kube_object import KubeRequest
from .answers import check_namespace, check_segment
from .status_errors import upgrade_refusal
from .web_socket import BINARY, CLOSE, PING, PONG, MessageReader, Opening, WebSocketError, encode_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from typing_extensions import Buffer

PROTOCOL = "v4.channel.k8s.io"
CONNECT_SECONDS = 30.0

_DATA = b"\x00"
_PIECE = 32768
_MAX_REASON = 4096
_LINGER_SECONDS = 5.0
"""What a caller sent before it closed its end may take so long to go out."""
_MOST_WAITING = 8
"""Frames that wait to be sent: a server that pings and reads nothing gets no more."""
_LOST = "lost connection to pod"
_WANT_READ = "SSLWantReadError"
_WANT_WRITE = "SSLWantWriteError"
_NORMAL_CLOSURE = 1000


class PodSocket(socket.socket):
    """A connection to a port of a Pod.

    When it ends by nobody's wish, `failure` says why, and receiving raises ConnectionError with that.
    """

    failure = ""

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """As any socket's."""
        data = super().recv(size, flags)
        if not data and size and self.failure:
            raise ConnectionAbortedError(self.failure)
        return data

    def recv_into(self, buffer: Buffer, size: int = 0, flags: int = 0, /) -> int:
        """As any socket's."""
        count = super().recv_into(buffer, size, flags)
        if not count and self.failure:
            raise ConnectionAbortedError(self.failure)
        return count


class PortForward:
    """The request for a connection to a port of a Pod, and what becomes of its answer. Raises KubeError for names."""

    def __init__(self, namespace: str, name: str, port: int) -> None:
        check_namespace(namespace)
        check_segment("resource name", name)
        if not name:
            raise KubeError("resource name may not be empty")
        self._port = port
        self._opening = Opening(PROTOCOL)
        self.request = KubeRequest(
            "GET",
            f"/api/v1/namespaces/{namespace}/pods/{name}/portforward",
            query=(("ports", str(port)),),
            timeout=CONNECT_SECONDS,
        )
        self.headers = self._opening.headers

    def refusal(self, status: int, headers: Mapping[str, str], body: bytes) -> KubeError:
        """The error for an answer of another status than 101."""
        return upgrade_refusal(status, headers, body)

    def start(self, server: socket.socket, headers: Mapping[str, str], rest: bytes) -> PodSocket:
        """The connection behind an answer of status 101; `rest` is what came behind its head.

        Closes the connection to the server and raises KubeError when the answer is not one to this request.
        """
        import threading

        try:
            self._opening.check(headers)
        except WebSocketError as error:
            server.close()
            raise KubeError(f"unable to upgrade connection: {error}") from None
        near, far = socket.socketpair()
        pod = PodSocket(fileno=near.detach())

        def fail(reason: str) -> None:
            pod.failure = reason

        pump = _Pump(server, far, self._port, fail)
        pump.feed(rest)
        threading.Thread(target=pump.run, name=f"port-forward-{self._port}", daemon=True).start()
        return pod


class _Pump:
    """Carries data between the connection to an API server and the far end of a pair of sockets.

    No more is held than one message of the server and one piece of the caller: who does not read slows the other down.
    """

    def __init__(self, server: socket.socket, caller: socket.socket, port: int, fail: Callable[[str], None]) -> None:
        server.setblocking(False)
        caller.setblocking(False)
        self._server = server
        self._caller = caller
        self._greeting = port.to_bytes(2, "little")
        self._greeted = [False, False]
        self._fail = fail
        self._reader = MessageReader()
        self._to_server: list[bytes] = []
        self._to_caller = memoryview(b"")
        self._send_needs = select.POLLOUT
        self._receive_needs = select.POLLIN
        self._server_ended = False
        self._caller_ended = False
        self._caller_gone = False
        self._poll = select.poll()

    def feed(self, data: bytes) -> None:
        """Take what the server has sent already."""
        self._reader.feed(data)

    def run(self) -> None:
        """Carry data until one end closes. Never raises; what went wrong is told."""
        try:
            self._run()
        except WebSocketError as error:
            self._fail(f"{_LOST}: {error}")
        except OSError:
            # Broken off by the server, or by what lies between.
            self._fail(_LOST)
        finally:
            self._close()

    def _run(self) -> None:
        self._poll.register(self._caller, 0)
        self._poll.register(self._server, 0)
        deadline = 0.0
        while not (self._server_ended and not self._to_caller):
            if self._caller_gone:
                deadline = deadline or time.monotonic() + _LINGER_SECONDS
                if (self._caller_ended and not self._to_server) or time.monotonic() > deadline:
                    return
            if not self._move():
                self._wait(deadline)

    def _move(self) -> bool:
        """Do what can be done without waiting; whether that was anything."""
        moved = bool(self._to_server) and self._send()
        if not self._to_caller and not self._server_ended:
            moved = self._receive() or moved
        if not self._to_server and not self._caller_ended:
            moved = self._read_caller() or moved
        if self._to_caller:
            moved = self._write_caller() or moved
        return moved

    def _wait(self, deadline: float) -> None:
        """Wait until something can be done."""
        server = self._send_needs if self._to_server else 0
        if not self._to_caller and not self._server_ended:
            server |= self._receive_needs
        if not self._server_ended:
            self._poll.modify(self._server, server)
        if not self._caller_gone:
            caller = select.POLLOUT if self._to_caller else 0
            if not self._to_server and not self._caller_ended:
                caller |= select.POLLIN
            self._poll.modify(self._caller, caller)
        limit = max(deadline - time.monotonic(), 0) * 1000 if deadline else None
        for number, event in self._poll.poll(limit):
            if number == self._caller.fileno() and event & (select.POLLHUP | select.POLLERR):
                self._caller_gone = True
                self._to_caller = memoryview(b"")
                self._poll.unregister(self._caller)
            elif event & (select.POLLHUP | select.POLLERR) and not event & server:
                # Broken off while the caller has not taken yet what came before.
                self._fail(_LOST)
                self._end_server()

    def _send(self) -> bool:
        """Send to the server."""
        frame = self._to_server[0]
        try:
            sent = self._server.send(frame)
        except OSError as error:
            self._send_needs = _needs(error, select.POLLOUT)
            return False
        if sent < len(frame):
            self._to_server[0] = frame[sent:]
        else:
            del self._to_server[0]
        return True

    def _receive(self) -> bool:
        """Take the next message of the server, reading more where it is not whole yet."""
        message = self._reader.message()
        if message is None:
            try:
                piece = self._server.recv(_PIECE)
            except OSError as error:
                self._receive_needs = _needs(error, select.POLLIN)
                return False
            if not piece:
                raise ConnectionResetError
            self._reader.feed(piece)
            return True
        opcode, payload = message
        if opcode == BINARY:
            self._take(payload[:1], payload[1:])
        elif opcode == PING:
            # Of pings that a server does not wait for answers to, only some are answered (RFC 6455, section 5.5.3).
            if len(self._to_server) < _MOST_WAITING:
                self._to_server.append(encode_frame(PONG, payload))
        elif opcode == CLOSE:
            self._end_server()
            code, reason = int.from_bytes(payload[:2], "big"), payload[2:]
            if reason and code != _NORMAL_CLOSURE:
                self._fail(_shown(reason))
        elif opcode != PONG:
            raise WebSocketError("a message is text")
        return True

    def _take(self, channel: bytes, content: bytes) -> None:
        """Take a message of a channel. Raises WebSocketError."""
        number = channel[0] if channel else -1
        if number not in (0, 1):
            raise WebSocketError(f"a message is for channel {number}")
        if not self._greeted[number]:
            if content != self._greeting:
                raise WebSocketError("the first message is for another port")
            self._greeted[number] = True
        elif number == 0:
            self._to_caller = memoryview(content)
        elif content:
            self._fail(_shown(content))
            self._end_server()

    def _end_server(self) -> None:
        """Nothing more comes from the server."""
        self._server_ended = True
        self._to_server.clear()
        self._poll.unregister(self._server)

    def _read_caller(self) -> bool:
        """Take what the caller sends."""
        try:
            piece = self._caller.recv(_PIECE)
        except BlockingIOError:
            return False
        except OSError:
            piece = b""
        if piece:
            self._to_server.append(encode_frame(BINARY, _DATA + piece))
        else:
            self._caller_ended = True
        return True

    def _write_caller(self) -> bool:
        """Give the caller what came for it."""
        try:
            sent = self._caller.send(self._to_caller)
        except BlockingIOError:
            return False
        except OSError:
            # Nobody reads any more.
            sent = len(self._to_caller)
        self._to_caller = self._to_caller[sent:]
        return True

    def _close(self) -> None:
        """Take leave and close both ends."""
        try:
            if not self._to_server:
                self._server.send(encode_frame(CLOSE, _NORMAL_CLOSURE.to_bytes(2, "big")))
        except OSError:
            pass  # it is gone already, or does not listen
        self._server.close()
        try:
            # What was sent and is not taken would turn the end of the connection into an error for the caller.
            self._caller.shutdown(socket.SHUT_WR)
            while self._caller.recv(_PIECE):
                continue
        except OSError:
            pass
        self._caller.close()


def _needs(error: OSError, usual: int) -> int:
    """What has to be waited for before something is tried again. Raises the error where waiting does not help."""
    name = type(error).__name__
    if name == _WANT_READ:
        return select.POLLIN
    if name == _WANT_WRITE:
        return select.POLLOUT
    if isinstance(error, BlockingIOError):
        return usual
    raise error


def _shown(data: bytes) -> str:
    """A text of the server in one line."""
    return " ".join(data[:_MAX_REASON].decode("utf-8", "replace").split())
