"""The program ``pilothouse tiller`` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from pilothouse.core.hapi.calls import CALLS
from tiller_world import CLIENT, SECONDS

_LISTENING = re.compile(rb"GRPC listening on (\S+)\n")
_PROBES = re.compile(rb"Probes listening on (\S+)\n")
_READY = b"Max history per release is"


class TillerProcess:
    """A program that serves, once it does; `lines` is its log."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._read = b""

    def start(self) -> None:
        """Wait until it listens."""
        assert self.process.stderr is not None
        while _READY not in self._read:
            line = self.process.stderr.readline()
            assert line, self._read.decode()
            self._read += line

    @property
    def address(self) -> str:
        """Where it answers calls."""
        return self._find(_LISTENING)

    @property
    def probes(self) -> str:
        """Where it answers probes."""
        return self._find(_PROBES)

    def _find(self, pattern: re.Pattern[bytes]) -> str:
        found = pattern.search(self._read)
        assert found is not None
        return found[1].decode()

    def wait_for(self, text: str) -> None:
        """Wait until the log says something."""
        assert self.process.stderr is not None
        while text.encode() not in self._read:
            line = self.process.stderr.readline()
            assert line, self._read.decode()
            self._read += line

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for the end; the exit code."""
        _, rest = self.process.communicate(timeout=SECONDS)
        self._read += rest
        return self.process.returncode

    @property
    def log(self) -> list[str]:
        """The lines of the log, without their time and with PORT for what the system chose."""
        text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", self._read.decode())
        return [re.sub(r"^(\[\w+\]) \d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", r"\1 ", line) for line in text.splitlines()]

    def start_call(self, channel: grpc.Channel, name: str, request: Any = None) -> Any:
        """A call that is not waited for."""
        call = CALLS[name]
        if call.streams:
            stream = channel.unary_stream(call.path, call.encode_request, call.decode_response)
            return stream(request, metadata=CLIENT, timeout=SECONDS)
        unary = channel.unary_unary(call.path, call.encode_request, call.decode_response)
        return unary.future(request, metadata=CLIENT, timeout=SECONDS)

    def call(self, name: str, request: Any = None) -> Any:
        """The answer of a call, or the answers of a stream. Raises grpc.RpcError."""
        with grpc.insecure_channel(self.address) as channel:
            answer = self.start_call(channel, name, request)
            return list(answer) if CALLS[name].streams else answer.result()


@contextmanager
def tiller_process(home: Path, *words: str, **variables: str) -> Iterator[TillerProcess]:
    """Start the program on the embedded cluster in a folder; it is ended whatever happens."""
    environment = {**os.environ, "HOME": str(home), "PILOTHOUSE_CLUSTER": "sandbox", "PILOTHOUSE_HINTS": "never"}
    with subprocess.Popen(
        [sys.executable, "-m", "pilothouse", "tiller", "-listen=127.0.0.1:0", "-probe-listen=127.0.0.1:0", *words],
        cwd="/", env={**environment, **variables}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield TillerProcess(process)
        finally:
            process.kill()
