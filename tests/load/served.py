"""Our Tiller as a process of its own, and a light client of it: bytes by the package's own codec, sent by grpcio."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import grpc
from cluster.control_plane import free_ports, wait_until
from pilothouse.core.hapi.calls import CALLS

VERSION = ("x-helm-api-client", "v2.17.0")
LARGEST = 20 * 1024 * 1024
PATIENCE = 120.0
REST = 2.0
_CHANNEL = [
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 250),
    ("grpc.max_receive_message_length", LARGEST),
]


class ServedTiller:
    """A Tiller that keeps its address over restarts. `namespace` is where it keeps its records."""

    def __init__(self, kubeconfig: Path, namespace: str, home: Path, command: Iterable[str] = ()) -> None:
        """`command` is another program to serve with; none for ours."""
        self.namespace = namespace
        self.log = home / "tiller.log"
        self._command = list(command) or [str(Path(sys.executable).with_name("pilothouse")), "tiller"]
        port, probe = free_ports(2)
        self.address = f"127.0.0.1:{port}"
        self._probe = f"127.0.0.1:{probe}"
        self._environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home),
            "KUBECONFIG": str(kubeconfig),
            "TILLER_NAMESPACE": namespace,
            "PILOTHOUSE_CACHE_DIR": str(home / "tiller-cache"),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it serves."""
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                [*self._command, "--listen", self.address, "--probe-listen", self._probe],
                env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        connection = Connection(self.address)
        try:
            wait_until(lambda: self._answers(connection), "Tiller did not answer", 30)
        finally:
            connection.close()

    def _answers(self, connection: Connection) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise RuntimeError(f"Tiller has ended: {self.log.read_text(encoding='utf-8')[-4000:]}")
        try:
            return bool(connection.call("GetVersion", None, timeout=5, wait=False))
        except grpc.RpcError:
            return False

    def end(self, with_signal: int = signal.SIGTERM) -> int:
        """End it by a signal and wait until it is gone; its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(with_signal)
        try:
            return process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError("Tiller did not end when it was told to") from None

    def memory_at_rest(self) -> float:
        """What it holds in memory once nothing is asked of it for a while, in MiB."""
        assert self._process is not None
        time.sleep(REST)
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024


class Connection:
    """A connection of its own to a Tiller."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.insecure_channel(address, options=_CHANNEL)
        self._methods: dict[str, Any] = {}

    def call(self, name: str, request: Any, *, timeout: float = PATIENCE, wait: bool = True) -> Any:
        """The answer to a call, a list of them where it streams; with `wait`, a server is waited for.

        Raises RpcError.
        """
        call = CALLS[name]
        method = self._methods.get(name)
        if method is None:
            make = self._channel.unary_stream if call.streams else self._channel.unary_unary
            method = make(call.path, call.encode_request, call.decode_response)
            self._methods[name] = method
        answer = method(request, timeout=timeout, wait_for_ready=wait, metadata=(VERSION,))
        return list(answer) if call.streams else answer

    def close(self) -> None:
        """Close it."""
        self._channel.close()
