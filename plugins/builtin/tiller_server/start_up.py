"""What has to be there before anything is served: a way to a cluster, a release store, and files for TLS.

Rules: start in cmd/tiller/tiller.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.cluster_choice import connect_cluster
from ....core.errors import PilothouseError, PluginError, SettingError
from ....core.storage_choice import make_storage_driver
from .tls_files import server_credentials

if TYPE_CHECKING:
    import grpc

    from ....core.kernel import Kernel
    from ....core.model.tiller_serving import TillerOptions
    from ....core.protocols import KubeClient

_NAMESPACE = "kube-system"
_SQL = "sql"


def check_plugins(kernel: Kernel) -> None:
    """Find out whether all plugins can take part: the one that cannot may be the one that refuses calls.

    Raises PluginError.
    """
    complaints = kernel.complaints()
    if complaints:
        raise PluginError(
            f"refusing to serve without a plugin that is to take part: {complaints[0]}",
            details=tuple(complaints[1:]),
            hint="`pilothouse -p no:NAME tiller` serves without it; `pilothouse plugins list` shows all plugins",
        )


def check_cluster(kernel: Kernel) -> None:
    """Find out whether there is a cluster to speak to; nothing is sent to it.

    Raises what connecting raises, as ``Cannot initialize Kubernetes connection: …``.
    """
    try:
        connect_cluster(kernel)
    except PilothouseError as error:
        error.message = f"Cannot initialize Kubernetes connection: {error.message}"
        raise


def storage_name(kernel: Kernel) -> str:
    """How the release store that the settings name calls itself.

    Raises StorageError for a store that nobody has, and for a database that cannot be used.
    """
    name = kernel.setting("storage")
    advice = "--storage names the release store (Helm would keep releases in memory, and say so in its log alone)"
    driver = make_storage_driver(kernel, name, _StartUp(kernel), advice)
    if name == _SQL:
        try:
            driver.query_metadata({"NAME": "", "OWNER": "TILLER"})
        except PilothouseError as error:
            error.message = f"Cannot initialize SQL storage driver: {error.message}"
            raise
    return driver.name


def credentials_of(options: TillerOptions) -> grpc.ServerCredentials | None:
    """What a server that serves TLS shows its clients. Raises SettingError."""
    try:
        return server_credentials(options)
    except SettingError as error:
        error.message = f"Could not create server TLS configuration: {error.message}"
        raise


class _StartUp:
    """`core.protocols.StorageContext` for a driver that is only to say what it is."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.namespace = kernel.setting("tiller-namespace") or _NAMESPACE

    def connect(self) -> KubeClient:
        """The cluster that the settings name."""
        return connect_cluster(self.kernel)
