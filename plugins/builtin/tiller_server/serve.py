"""Serving until the program is told to stop: start-up in Tiller's order and words, signals, and the end.

Rules: start and main in cmd/tiller/tiller.go.
"""

from __future__ import annotations

import os

# What gRPC itself has to say about its sockets is said better by whoever finds out that they do not work.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import gc
import logging
import signal
import threading
from typing import TYPE_CHECKING

from ....core import thread_stacks
from ....core.kernel import Kernel, build_kernel
from ....core.model.service_target import ServiceTarget
from .console import LogLines, TillerConsole
from .exposure import listen_address
from .probes import ProbeServer
from .server import TillerServer
from .start_up import check_cluster, check_plugins, credentials_of, storage_name

if TYPE_CHECKING:
    from types import FrameType

    from ....core.model.tiller_serving import TillerOptions
    from ....core.protocols import ReleaseService


def serve(options: TillerOptions, kernel: Kernel) -> None:
    """Serve until SIGTERM or SIGINT, then drain; a second signal ends the process at once.

    Raises ReleaseError, SettingError, StorageError, KubeError, PluginError for what cannot be served.
    """
    console = TillerConsole()
    console.explains = kernel.console.explains
    own = build_kernel(kernel.settings, console)
    lines = LogLines(console)
    logging.getLogger().addHandler(lines)
    try:
        check_plugins(own)
        check_cluster(own)
        storage = storage_name(own)
        address = listen_address(options, own.settings.environment)
        credentials = credentials_of(options)
        releases: ReleaseService = own.first("helm_connect_release_service", target=ServiceTarget())
        server = TillerServer(own, releases, console, address, credentials)
        registry = server.metrics.registry
        probes = ProbeServer(options.probe_listen, registry, server.is_serving) if options.probe else None
        stop = _StopSignals()
        console.main(f"Starting Tiller {releases.version().sem_ver} (tls={'false' if credentials is None else 'true'})")
        console.main(f"GRPC listening on {server.address}")
        if probes is not None:
            console.main(f"Probes listening on {probes.address}")
        console.main(f"Storage driver is {storage}")
        console.main(f"Max history per release is {own.setting('history-max')}")
        _serve_until_stopped(server, probes, stop, options.drain_timeout)
    finally:
        logging.getLogger().removeHandler(lines)
        own.finish()


def _serve_until_stopped(
    server: TillerServer, probes: ProbeServer | None, stop: _StopSignals, drain_timeout: float
) -> None:
    # The command line goes without collecting garbage, since it ends soon. What is here by now stays.
    gc.freeze()
    gc.enable()
    thread_stacks.prepare()
    if probes is not None:
        probes.start()
    server.start()
    try:
        stop.wait()
        server.drain(drain_timeout)
    finally:
        if probes is not None:
            probes.close()


class _StopSignals:
    """SIGTERM and SIGINT: the first one is noted, the second one ends the process as if nobody handled it."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def wait(self) -> None:
        """Wait for the first signal."""
        self._stopped.wait()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self._stopped.is_set():
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self._stopped.set()
