"""The release store of the settings, for what no release service offers: records written as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.cluster_choice import connect_cluster
from ....core.errors import ReleaseError
from ....core.storage_choice import make_storage_driver

if TYPE_CHECKING:
    from ....core.client_protocol import Client
    from ....core.kernel import Kernel
    from ....core.model.release import Release
    from ....core.model.stored_record import RecordMetadata
    from ....core.protocols import KernelView, KubeClient, ReleaseService, StorageDriver

OWNER = "TILLER"
_NAMESPACE = "kube-system"


class _Context:
    """`core.protocols.StorageContext` for the store of the settings."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.kernel: KernelView = kernel
        self.namespace = kernel.setting("tiller-namespace") or _NAMESPACE
        self._client: KubeClient | None = None

    def connect(self) -> KubeClient:
        """The cluster that the settings name; connected once."""
        if self._client is None:
            self._client = connect_cluster(self._kernel)
        return self._client


def open_release_service(kernel: Kernel) -> ReleaseService:
    """The service that the settings mean, here or in a Tiller. Raises ReleaseError, SettingError."""
    client: Client = kernel.first("helm_open_client")
    return client.connect(client.service_target(None))


def open_release_store(kernel: Kernel) -> StorageDriver:
    """The store in which this process keeps releases. Raises ReleaseError where a Tiller does, StorageError."""
    client: Client = kernel.first("helm_open_client")
    if not client.service_target(None).is_here:
        raise ReleaseError(
            "a Tiller takes no records from others",
            hint="work on its store without it: leave out --host and --tiller (--tiller none), name the store with "
            "TILLER_STORAGE and its namespace with TILLER_NAMESPACE",
        )
    return make_storage_driver(kernel, kernel.setting("storage"), _Context(kernel), "TILLER_STORAGE names the store")


def labels_in(metadata: RecordMetadata) -> dict[str, str]:
    """The labels with which a record was written, without those that its store adds."""
    return {name: metadata.label(name) for name in ("NAME", "OWNER", "STATUS", "VERSION")}


def record_labels(release: Release) -> dict[str, str]:
    """The labels of a revision's record. Rule: pkg/storage/driver/cfgmaps.go."""
    return {"NAME": release.name, "OWNER": OWNER, "STATUS": release.info.status, "VERSION": str(release.revision)}
