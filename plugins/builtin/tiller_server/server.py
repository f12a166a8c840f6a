"""A gRPC server with Tiller's limits, from the moment it listens until it has drained.

Rules: start in cmd/tiller/tiller.go, DefaultServerOpts in pkg/tiller/server.go.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import grpc

from ....core import interruption
from ....core.errors import ReleaseError
from .call_border import CallBorder
from .deferred_work import DeferredWork
from .exposure import bound_address
from .failures import MAX_MESSAGE_SIZE
from .guarded_call import Guard
from .metrics import CallMetrics
from .running_calls import RunningCalls
from .serving import Serving

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import ReleaseService
    from .console import TillerConsole

_MOST_CALLS = 256
"""Calls that are answered side by side, a thread each while it lasts; most of them wait for the cluster."""

_OPTIONS = (
    ("grpc.max_receive_message_length", MAX_MESSAGE_SIZE),
    ("grpc.max_send_message_length", MAX_MESSAGE_SIZE),
    ("grpc.max_concurrent_streams", 1000),
    ("grpc.max_connection_idle_ms", 10 * 60 * 1000),
    # A client that has vanished without a word keeps no thread.
    ("grpc.keepalive_time_ms", 60 * 1000),
    ("grpc.keepalive_timeout_ms", 20 * 1000),
    ("grpc.http2.min_ping_interval_without_data_ms", 20 * 1000),
    ("grpc.keepalive_permit_without_calls", 1),
    # A second server on a port has to fail, not to take half of the calls.
    ("grpc.so_reuseport", 0),
    # Tiller's clients do not compress; a small message that becomes a huge one is nothing to wait for.
    ("grpc.compression_enabled_algorithms_bitset", 1),
)

_RECORDING_SECONDS = 4.0
"""How long operations that are broken off may take to record that: a container is killed 30 s after it was told."""

_LAST_ANSWERS_SECONDS = 1.0


class TillerServer:
    """Serves a release service and whatever `helm_register_grpc_services` adds beside it.

    It listens once it is made (`address` has the port that was chosen for port 0) and answers once it is started.
    Raises ReleaseError for an address that cannot be used, PluginError for a service that cannot be added.
    """

    def __init__(
        self,
        kernel: Kernel,
        releases: ReleaseService,
        console: TillerConsole,
        address: str,
        credentials: grpc.ServerCredentials | None = None,
    ) -> None:
        self._console = console
        self._calls = RunningCalls()
        self._deferred = DeferredWork(kernel)
        self.metrics = CallMetrics()
        guard = Guard(releases.version().sem_ver, kernel, console, self._calls, self.metrics, self._deferred)
        self._server = grpc.server(
            ThreadPoolExecutor(_MOST_CALLS, thread_name_prefix="call"),
            interceptors=(CallBorder(guard),),
            options=_OPTIONS,
        )
        self._serving = Serving(self._server, releases)
        for name in kernel.registered_names("helm_register_grpc_services"):
            kernel.registered("helm_register_grpc_services", name)(self._serving, kernel)
        port = self._listen(address, credentials)
        self.address = f"{address.rpartition(':')[0]}:{port}"

    def _listen(self, address: str, credentials: grpc.ServerCredentials | None) -> int:
        place = bound_address(address)
        try:
            port: int = (
                self._server.add_secure_port(place, credentials)
                if credentials is not None
                else self._server.add_insecure_port(place)
            )
        except RuntimeError as error:
            raise ReleaseError(f"Server died: listen tcp {address}: {error}") from error
        return port

    def is_serving(self) -> bool:
        """Whether calls are taken."""
        return self._serving.is_serving()

    def start(self) -> None:
        """Answer calls."""
        self._deferred.start()
        self._server.start()
        self._serving.set_serving(True)

    def drain(self, seconds: float) -> None:
        """Take no more calls, let those that run come to an end, and break off what is left after so many seconds.

        What works on a release then records that it was broken off. Health is answered until the end.
        """
        self._serving.set_serving(False)
        self._calls.close()
        running = self._calls.titles()
        if running:
            self._console.main(f"Waiting up to {seconds:g} s for {', '.join(running)}")
        if not self._calls.wait(seconds):
            self._console.main(f"Breaking off {', '.join(self._calls.titles())}")
            interruption.stop_all()
            if not self._calls.wait(_RECORDING_SECONDS):
                self._console.main(f"Left in the middle: {', '.join(self._calls.titles())}")
        self.stop(_LAST_ANSWERS_SECONDS)

    def stop(self, seconds: float = 0.0) -> None:
        """Close all connections, those that are still being written to after so many seconds."""
        self._serving.set_serving(False)
        self._calls.close()
        self._server.stop(seconds).wait()
        self._deferred.close()
