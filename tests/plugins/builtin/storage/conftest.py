from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.kube_object import ClusterTarget
from pilothouse.core.protocols import KubeClient, StorageDriver
from pilothouse.core.testkit import make_kernel

Wrap = Callable[[KubeClient], KubeClient]


class Context:
    """A StorageContext: a namespace of a cluster, reached with a client of its own."""

    def __init__(self, kernel: Kernel, namespace: str, wrap: Wrap | None = None) -> None:
        self.kernel = kernel
        self.namespace = namespace
        self._wrap = wrap
        self._client: KubeClient | None = None

    def connect(self) -> KubeClient:
        if self._client is None:
            target = ClusterTarget(kubeconfig=self.kernel.setting("kubeconfig"))
            client: KubeClient = self.kernel.first("helm_connect_kube", target=target)
            self._client = self._wrap(client) if self._wrap else client
        return self._client

    def close(self) -> None:
        if self._client is not None:
            self._client.transport.close()


class Stores:
    """Makes drivers of the built-in stores on a control plane, all in one namespace."""

    def __init__(self, plane: ControlPlane, namespace: str) -> None:
        self.plane = plane
        self.namespace = namespace
        self._contexts: list[Context] = []

    def make(self, store: str, *, chunks: bool = False, wrap: Wrap | None = None) -> StorageDriver:
        flags = {"kubeconfig": str(self.plane.kubeconfig), "record-chunks": str(chunks).lower()}
        kernel = make_kernel(flags=flags)
        context = Context(kernel, self.namespace, wrap)
        self._contexts.append(context)
        driver: StorageDriver = kernel.registered("helm_register_storage_drivers", store)(context)
        return driver

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def names(self, plural: str) -> list[str]:
        """The objects of a kind, besides what Kubernetes puts into every namespace."""
        path = f"/api/v1/namespaces/{self.namespace}/{plural}"
        names = [item["metadata"]["name"] for item in self.plane.api.items(path)]
        return sorted(name for name in names if name != "kube-root-ca.crt" and not name.startswith("default-token"))


@pytest.fixture
def stores(control_plane: ControlPlane, request: pytest.FixtureRequest) -> Iterator[Stores]:
    """Stores in a namespace of this test's own."""
    namespace = f"stores-{abs(hash(request.node.nodeid)):x}"
    control_plane.api.request("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
    made = Stores(control_plane, namespace)
    yield made
    made.close()
    control_plane.api.request("DELETE", f"/api/v1/namespaces/{namespace}")
