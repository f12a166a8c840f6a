"""Listening on a port of this machine, a thread for each connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable


class Listener:
    """Calls `talk` with each connection and its number (from 1), in a thread; the connection ends with the call."""

    def __init__(self, talk: Callable[[socket.socket, int], None]) -> None:
        self.connections = 0
        self._talk = talk
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def took_over(self, sock: socket.socket) -> None:
        """Hear that a socket of TLS has taken the place of a connection's."""
        self._open.append(sock)

    def join(self) -> None:
        """Wait until nobody talks any more."""
        for thread in self._threads[1:]:
            thread.join()

    def close(self) -> None:
        """Stop listening and break all connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        for sock in self._open:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(sock)
            thread = threading.Thread(target=self._run, args=(sock, self.connections), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self, sock: socket.socket, number: int) -> None:
        with sock:
            with contextlib.suppress(OSError, EOFError, ValueError):
                self._talk(sock, number)
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
