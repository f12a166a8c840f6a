"""What a storage driver is made from, for tests of drivers."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.errors import KubeError
from ..core.kernel import Kernel
from ..core.protocols import KubeClient, StorageDriver
from ..core.testkit import make_kernel


class StorageWorld:
    """A `StorageContext`: a kernel with settings by variable or name, a namespace, and a cluster if one is given.

    ::

        class TestMine(StorageContract):
            def make_driver(self):
                return StorageWorld(environment={"MY_FILE": self.path}).driver("mine")
    """

    def __init__(
        self,
        *,
        namespace: str = "kube-system",
        environment: Mapping[str, str] | None = None,
        kernel: Kernel | None = None,
        cluster: KubeClient | None = None,
        flags: Mapping[str, str] | None = None,
    ) -> None:
        self.kernel = kernel if kernel is not None else make_kernel(environment=environment, flags=flags)
        self.namespace = namespace
        self._cluster = cluster

    def connect(self) -> KubeClient:
        """The cluster. Raises KubeError when the test has none: a store that needs none does not ask."""
        if self._cluster is None:
            raise KubeError("this test has no cluster")
        return self._cluster

    def driver(self, name: str) -> StorageDriver:
        """The driver that plugins register under a name."""
        factory = self.kernel.registered("helm_register_storage_drivers", name)
        if factory is None:
            raise AssertionError(f"nobody registers the store {name!r}: {self.kernel.complaints()}")
        driver: StorageDriver = factory(self)
        return driver
