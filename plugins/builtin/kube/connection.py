"""One open connection: sending, and reading with limits on time."""

from __future__ import annotations

import socket
import time

_PIECE = 65536


class DeadlineError(Exception):
    """The time for the whole exchange is over."""


class SilenceError(Exception):
    """The server said nothing for longer than it may."""


class Connection:
    """A socket with what was read from it and not yet used. For one thread at a time.

    `deadline` (of time.monotonic) bounds everything, `silence` (seconds) each single wait; None for no bound. `reused`
    says whether an exchange has been completed on it, `idle_since` when (of time.monotonic). Methods raise OSError,
    DeadlineError and SilenceError.
    """

    __slots__ = ("buffer", "deadline", "idle_since", "received", "reused", "silence", "sock")

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.buffer = b""
        self.deadline: float | None = None
        self.silence: float | None = None
        self.reused = False
        self.received = 0
        self.idle_since = 0.0

    def begin(self, deadline: float | None, silence: float | None) -> None:
        """Set the limits of the next exchange."""
        self.deadline = deadline
        self.silence = silence
        self.received = 0

    def send(self, data: bytes) -> None:
        """Send everything."""
        self._arm()
        try:
            self.sock.sendall(data)
        except TimeoutError:
            raise self._too_late() from None

    def receive(self) -> bytes:
        """What comes next: what is left over, else the next piece from the network; empty at the end."""
        if self.buffer:
            piece, self.buffer = self.buffer, b""
            return piece
        self._arm()
        try:
            piece = self.sock.recv(_PIECE)
        except TimeoutError:
            raise self._too_late() from None
        self.received += len(piece)
        return piece

    def _arm(self) -> None:
        """Bound the next wait."""
        limit = self.silence
        if self.deadline is not None:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise DeadlineError
            limit = left if limit is None or left < limit else limit
        self.sock.settimeout(limit)

    def _too_late(self) -> Exception:
        over = self.deadline is not None and time.monotonic() >= self.deadline
        return DeadlineError() if over else SilenceError()

    def is_open(self) -> bool:
        """Whether an idle connection can be used again: the server neither closed it nor said anything unasked."""
        try:
            self.sock.settimeout(0)
            self.sock.recv(1)
        except BlockingIOError:
            return True
        except OSError as error:
            # TLS has records of its own (tickets): where there was nothing else, reading ends with a wish for more.
            return type(error).__name__ == "SSLWantReadError"
        return False

    def break_off(self) -> None:
        """End what another thread reads from it. Never raises."""
        break_off(self.sock)

    def close(self) -> None:
        """Close the socket. Never raises."""
        try:
            self.sock.close()
        except OSError:
            return


def break_off(sock: socket.socket) -> None:
    """Let whoever waits for a socket in another thread see the end of it. Never raises."""
    try:
        # Not the method of TLS sockets, which would take TLS from under the one who reads.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return
