"""What all operations of one service share: the kernel, the cluster, the store's driver, and what was read before."""

from __future__ import annotations

from _thread import RLock
from typing import TYPE_CHECKING

from ....core.cluster_choice import connect_cluster
from ....core.golib.strconv import NumError, atoi, quote
from ....core.storage_choice import make_storage_driver
from .record_bodies import RecordBodies

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import KubeClient, StorageDriver
    from .summary_cache import SummaryCache

_DEFAULT_NAMESPACE = "kube-system"


class Connections:
    """The cluster and the release store of one service, each connected when it is first needed, by one thread.

    It is the `StorageContext` that storage drivers are made from. `history_max` is how many revisions of a release are
    kept, 0 or less for all; it is known once the driver is made. Safe for several threads.
    """

    __slots__ = ("_driver", "_kube", "_lock", "_summaries", "bodies", "history_max", "kernel", "namespace")

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.namespace = kernel.setting("tiller-namespace") or _DEFAULT_NAMESPACE
        self.bodies = RecordBodies()
        self._lock = RLock()
        self._kube: KubeClient | None = None
        self._driver: StorageDriver | None = None
        self.history_max = 0
        self._summaries: SummaryCache | None = None

    def connect(self) -> KubeClient:
        """The cluster that the settings name. Raises KubeError."""
        if self._kube is None:
            with self._lock:
                if self._kube is None:
                    self._kube = connect_cluster(self.kernel)
        return self._kube

    @property
    def driver(self) -> StorageDriver:
        """The driver of the release store that the setting ``storage`` names.

        Raises StorageError for a name that no plugin registers: Tiller silently keeps such releases in memory.
        """
        if self._driver is None:
            with self._lock:
                if self._driver is None:
                    self._driver = self._make_driver()
        return self._driver

    @property
    def summaries(self) -> SummaryCache:
        """What lists show of records that were read before."""
        if self._summaries is None:
            from .summary_cache import SummaryCache

            with self._lock:
                if self._summaries is None:
                    self._summaries = SummaryCache(self)
        return self._summaries

    def _make_driver(self) -> StorageDriver:
        advice = "TILLER_STORAGE names the release store; without it records are kept in ConfigMaps"
        driver = make_storage_driver(self.kernel, self.kernel.setting("storage"), self, advice)
        self.history_max = self._read_history_max()
        return driver

    def _read_history_max(self) -> int:
        """What the setting says. Rule: cmd/tiller/tiller.go (historyMaxFromEnv)."""
        text = self.kernel.setting("history-max")
        if not text:
            return 0
        try:
            return atoi(text)
        except NumError:
            self.kernel.warn(f"Invalid max history {quote(text)}. Defaulting to 0.")
            return 0
