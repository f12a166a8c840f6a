from __future__ import annotations

import socket
from contextlib import suppress

from pilothouse.plugins.builtin.kube.port_forward import _MOST_WAITING, _Pump


def test_a_server_that_pings_and_reads_nothing_fills_no_memory() -> None:
    server, other_server = socket.socketpair()
    caller, other_caller = socket.socketpair()
    with server, other_server, caller, other_caller:
        pump = _Pump(server, caller, 44134, lambda _: None)
        with suppress(BlockingIOError):
            while True:
                server.send(b"x" * 65536)
        with suppress(BlockingIOError):
            while True:
                server.send(b"x")
        pump.feed(b"\x89\x04ping" * 1000)
        while pump._move():
            continue
        assert len(pump._to_server) == _MOST_WAITING
