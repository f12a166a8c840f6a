"""What one operation on releases works with: the kernel, the cluster, the store as this operation has seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import ReleaseError
from ....core.interruption import REASON, Stopped
from .store import ReleaseStore

if TYPE_CHECKING:
    from typing import Self

    from ....core.kernel import Kernel
    from ....core.protocols import KubeClient, StorageDriver
    from .connections import Connections
    from .summary_cache import SummaryCache


class ServiceContext:
    """One operation: it shares the connections with all others, and remembers alone which records it has seen.

    A context manager: at the end the revisions that the operation has made are let go of. An operation that was ended
    because the process is to stop raises ReleaseError then; `left` is what there is to say about what it has left.
    """

    __slots__ = ("_connections", "_store", "kernel", "left", "namespace")

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._store: ReleaseStore | None = None
        self.kernel: Kernel = connections.kernel
        self.namespace = connections.namespace
        self.left: tuple[str, str] = ("", "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        if self._store is not None:
            self._store.let_go()
        if isinstance(error, Stopped):
            state, hint = self.left
            raise ReleaseError(
                "the operation was interrupted", details=(REASON, *((state,) if state else ())), hint=hint
            ) from None

    @property
    def shared(self) -> Connections:
        """What this operation shares with all others."""
        return self._connections

    @property
    def kube(self) -> KubeClient:
        """The cluster that the settings name; connected when it is first needed. Raises KubeError."""
        return self._connections.connect()

    @property
    def driver(self) -> StorageDriver:
        """The driver of the release store (see `Connections.driver`). Raises StorageError."""
        return self._connections.driver

    @property
    def summaries(self) -> SummaryCache:
        """What lists show of records that were read before."""
        return self._connections.summaries

    @property
    def store(self) -> ReleaseStore:
        """The releases behind the driver, as this operation has seen them. Raises StorageError as `driver`."""
        if self._store is None:
            connections = self._connections
            self._store = ReleaseStore(
                connections.driver, connections.history_max, connections.kernel, connections.bodies
            )
        return self._store
