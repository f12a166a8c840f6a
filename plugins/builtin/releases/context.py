"""What every operation on releases works with: the kernel, the cluster, the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import StorageError
from ....core.golib.strconv import NumError, atoi, quote
from ....core.model.kube_object import ClusterTarget
from .store import ReleaseStore

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import KubeClient, StorageDriver

_DEFAULT_NAMESPACE = "kube-system"
_DRIVERS = "helm_register_storage_drivers"


class ServiceContext:
    """The kernel with the cluster and the store of one service, each connected when it is first needed.

    It is the `StorageContext` that storage drivers are made from.
    """

    __slots__ = ("_kube", "_store", "kernel", "namespace")

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.namespace = kernel.setting("tiller-namespace") or _DEFAULT_NAMESPACE
        self._kube: KubeClient | None = None
        self._store: ReleaseStore | None = None

    def connect(self) -> KubeClient:
        """The cluster that the settings name. Raises KubeError."""
        if self._kube is None:
            kernel = self.kernel
            target = ClusterTarget(
                kernel.setting("cluster"), kernel.setting("kube-context"), kernel.setting("kubeconfig")
            )
            self._kube = kernel.first("helm_connect_kube", target=target)
        return self._kube

    @property
    def kube(self) -> KubeClient:
        """The cluster (see `connect`)."""
        return self.connect()

    @property
    def store(self) -> ReleaseStore:
        """The release store that the setting ``storage`` names.

        Raises StorageError for a name that no plugin registers: Tiller silently keeps such releases in memory.
        """
        if self._store is None:
            self._store = ReleaseStore(self._driver(), self._history_max(), self.kernel)
        return self._store

    def _driver(self) -> StorageDriver:
        name = self.kernel.setting("storage")
        make = self.kernel.registered(_DRIVERS, name)
        if make is None:
            known = ", ".join(self.kernel.registered_names(_DRIVERS))
            raise StorageError(
                f"unknown release store {quote(name)}",
                details=(f"release stores: {known or 'none'}",),
                hint="TILLER_STORAGE names the release store; without it records are kept in ConfigMaps",
            )
        driver: StorageDriver = make(self)
        return driver

    def _history_max(self) -> int:
        """How many revisions are kept; 0 or less for all. Rule: cmd/tiller/tiller.go (historyMaxFromEnv)."""
        text = self.kernel.setting("history-max")
        if not text:
            return 0
        try:
            return atoi(text)
        except NumError:
            self.kernel.warn(f"Invalid max history {quote(text)}. Defaulting to 0.")
            return 0
