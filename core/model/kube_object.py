"""Objects of a cluster as plain data, and where their kind is served."""

from __future__ import annotations

from typing import Any

from ..record import Record


class ApiResource(Record):
    """Where objects of a kind are served: the REST mapping of one kind in one API version.

    `plural` is the name in paths (``deployments``); `verbs` is what the server allows.
    """

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool
    verbs: tuple[str, ...] = ()

    @property
    def api_version(self) -> str:
        """``v1`` or ``apps/v1``."""
        return f"{self.group}/{self.version}" if self.group else self.version

    def path(self, namespace: str = "", name: str = "") -> str:
        """The path of the collection or, with a name, of one object. An empty namespace means all of them."""
        parts = ["/apis", self.group, self.version] if self.group else ["/api", self.version]
        if self.namespaced and namespace:
            parts += ["namespaces", namespace]
        parts.append(self.plural)
        if name:
            parts.append(name)
        return "/".join(parts)


class KubeObject:
    """An object to be created, compared or asked for.

    `content` is the object as plain data (the namespace filled in for namespaced kinds); it belongs to the holder.
    `namespace` is empty for kinds without one.
    """

    __slots__ = ("content", "name", "namespace", "resource")

    def __init__(self, resource: ApiResource, namespace: str, name: str, content: dict[str, Any] | None = None) -> None:
        self.resource = resource
        self.namespace = namespace if resource.namespaced else ""
        self.name = name
        self.content = content if content is not None else {}

    @property
    def kind(self) -> str:
        """The kind, such as ``Deployment``."""
        return self.resource.kind

    @property
    def path(self) -> str:
        """The path of the object on the API server."""
        return self.resource.path(self.namespace, self.name)

    @property
    def collection(self) -> str:
        """The path to which the object is posted."""
        return self.resource.path(self.namespace)

    def __repr__(self) -> str:
        return f"KubeObject({self.path})"


class KubeRequest(Record):
    """One request to an API server. `query` are decoded pairs; `timeout` is seconds for the whole exchange, 0 for none.

    `accept` is empty for JSON.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    content_type: str = ""
    accept: str = ""
    timeout: float = 0.0


class KubeResponse:
    """The whole answer to a request; header names are in lower case."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class ClusterTarget(Record):
    """Which cluster.

    `cluster` names a kind of cluster (empty: the one of a kubeconfig; ``sandbox``), `context` a context of the
    kubeconfig (empty: the current one), `kubeconfig` its path (empty: the usual places).
    """

    cluster: str = ""
    context: str = ""
    kubeconfig: str = ""


class ManifestChange(Record):
    """From which manifest text to which one the objects of a release shall go.

    `current` is None for an install, `wanted` is None for a delete; `namespace` is the release's and `release` its
    name. `prepared` are objects already built from `wanted`, so that they need not be built twice.
    """

    release: str
    namespace: str
    current: str | None
    wanted: str | None
    prepared: tuple[KubeObject, ...] = ()


class ApplyOptions(Record):
    """How to apply a change. `timeout` is seconds for waiting, 0 for ever. Rules: pkg/kube/client.go UpdateOptions."""

    strategy: str = "two-way"
    wait: bool = False
    timeout: int = 300
    force: bool = False
    recreate: bool = False
    cleanup_on_fail: bool = False


class ApplyReport(Record):
    """What a change did, as ``KIND/NAME``; for a delete, the text about `kept` objects.

    `errors` are those of objects that could not be deleted; of these `left` are the ones that may still be there.
    """

    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    kept: str = ""
    errors: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class ChartHookOptions(Record):
    """For which release an event's chart hooks run, and how many seconds each may take."""

    release: str
    namespace: str
    timeout: int = 300


class ChartHookReport(Record):
    """The names of the chart hooks that ran, in order."""

    ran: tuple[str, ...] = ()
