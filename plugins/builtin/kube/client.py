"""A cluster behind any transport: what releases need of an API server.

The parts: `discovery` knows where kinds are served, `object_builder` makes objects of manifests, `paging` and `watch`
read collections, `writes` changes objects, `retries` carries requests with patience, `status_errors` words refusals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import SettingError
from ....core.model.kube_object import KubeRequest
from ....core.process_name import process_name
from .answers import check_live, check_name, check_namespace, check_segment, decoded, metadata_of, refused
from .discovery import LIFETIME, Discovery
from .discovery_cache import DiscoveryCache
from .parallel import in_parallel
from .retries import Clock, Sender
from .writes import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ....core.kernel import Kernel
    from ....core.model.capabilities import KubeVersion
    from ....core.model.kube_object import ApiResource, KubeObject
    from ....core.protocols import KubeTransport

    Query = tuple[tuple[str, str], ...]

TABLES = (
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
)
"""What Tiller accepts for tables. Rule: pkg/kube/client.go (transformRequests)."""

METADATA = (
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,"
    "application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io,application/json"
)

def connect(transport: KubeTransport, kernel: Kernel) -> Client:
    """A client over a transport, as the settings want it. Raises SettingError."""
    sender = Sender(
        transport,
        _seconds(kernel, "request-timeout"),
        _seconds(kernel, "retry-deadline"),
        Clock(report=kernel.progress),
    )
    return Client(sender, kernel.settings.cache_directory(), process_name())


class Client:
    """A KubeClient. `field_manager` is the name under which the server notes what this client writes."""

    def __init__(self, sender: Sender, cache_directory: str, manager: str) -> None:
        self.transport = sender.transport
        self.field_manager = manager
        self._sender = sender
        self._cache_directory = cache_directory
        cache = DiscoveryCache(cache_directory, sender.transport.server, LIFETIME, sender.marks)
        self._discovery = Discovery(sender, cache, in_parallel)
        self._writer = Writer(sender, manager, self.get)

    def rehearsed(self) -> Client:
        """The same cluster, in which every write is a dry run of the server's."""
        from .rehearsed import RehearsedSender, RehearsedTransport, RehearsedWriter

        own = self._sender
        sender = RehearsedSender(RehearsedTransport(own.transport), own.timeout, own.deadline, own.clock)
        twin = Client(sender, self._cache_directory, self.field_manager)
        twin._discovery = self._discovery
        twin._writer = RehearsedWriter(sender, self.field_manager, twin.get)
        return twin

    def server_version(self) -> KubeVersion:
        """The version of Kubernetes."""
        return self._discovery.server_version()

    def api_versions(self) -> frozenset[str]:
        """Every ``group/version`` and ``group/version/Kind`` that the server offers."""
        return self._discovery.api_versions()

    def resource(self, api_version: str, kind: str) -> ApiResource:
        """Where a kind is served. Raises UnknownKindError (``no matches for kind …``)."""
        return self._discovery.resource(api_version, kind)

    def build(self, text: str, namespace: str) -> list[KubeObject]:
        """The objects of a manifest."""
        from .object_builder import build_objects

        return build_objects(text, namespace, self._discovery.resource, self._discovery.versions_of)

    def get(self, target: KubeObject) -> dict[str, Any]:
        """The live object."""
        return check_live(self._read_object(target, ""), f"GET {target.path}")

    def get_table(self, target: KubeObject) -> dict[str, Any]:
        """The live object as a table, or plain where the server has no tables."""
        return self._read_object(target, TABLES)

    def list_objects(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> list[dict[str, Any]]:
        """All objects of a kind that match; each says what it is, which the server's lists leave out."""
        items = self._read_live(resource, namespace, labels, fields, "")
        kind = resource.kind.removesuffix("List") if resource.kind != "List" else resource.kind
        for item in items:
            item.setdefault("apiVersion", resource.api_version)
            item.setdefault("kind", kind)
        return items

    def each_object(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> Iterator[dict[str, Any]]:
        """As `list_objects`, but only one page is held at a time; after a page that came too late items come again."""
        from .paging import each_page

        place = f"GET {resource.path(namespace)}"
        for items in each_page(self._page_reader(resource, namespace, labels, fields, "")):
            for item in items:
                yield check_live(item, place)

    def list_metadata(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> list[dict[str, Any]]:
        """The metadata of all objects of a kind that match, each as an object that has nothing else."""
        items = self._read_live(resource, namespace, labels, fields, METADATA)
        return [{"metadata": metadata_of(item)} for item in items]

    def list_table(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> dict[str, Any]:
        """All objects of a kind that match as one table, or as a plain list where the server has no tables."""
        return self._read_collection(resource, namespace, labels, fields, TABLES)

    def create(self, target: KubeObject) -> dict[str, Any]:
        """Create an object."""
        return self._writer.create(target)

    def replace(self, target: KubeObject) -> dict[str, Any]:
        """Put an object in the place of the live one."""
        return self._writer.replace(target)

    def patch(
        self, target: KubeObject, patch: dict[str, Any], content_type: str, *, query: Query = ()
    ) -> dict[str, Any]:
        """Send a patch."""
        return self._writer.patch(target, patch, content_type, query)

    def delete(self, target: KubeObject, *, propagation: str = "Background", uid: str = "") -> None:
        """Delete an object."""
        self._writer.delete(target, propagation, uid)

    def watch(
        self, resource: ApiResource, namespace: str, *, fields: str = "", resource_version: str = "", timeout: float = 0
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Events of a collection; see `watch`."""
        from .watch import watch_collection

        check_namespace(namespace)
        return watch_collection(self._sender, resource, namespace, fields, resource_version, timeout)

    def pod_logs(self, namespace: str, name: str) -> str:
        """The log of a Pod's only container."""
        check_namespace(namespace)
        check_segment("resource name", name)
        pods = self._discovery.resource("v1", "Pod")
        response, _ = self._sender.send(KubeRequest("GET", f"{pods.path(namespace, name)}/log", accept="*/*"))
        if not 200 <= response.status < 300:
            raise refused(response, "GET", pods, name)
        return response.body.decode("utf-8", "surrogateescape")

    def in_parallel(self, work: Sequence[Callable[[], None]]) -> None:
        """Do independent pieces of work side by side."""
        in_parallel(work)

    def _read_object(self, target: KubeObject, accept: str) -> dict[str, Any]:
        check_name(target)
        response, _ = self._sender.send(KubeRequest("GET", target.path, accept=accept))
        if not 200 <= response.status < 300:
            raise refused(response, "GET", target.resource, target.name)
        return decoded(response, "GET", target.path)

    def _read_live(
        self, resource: ApiResource, namespace: str, labels: str, fields: str, accept: str
    ) -> list[dict[str, Any]]:
        """The objects of a collection. Nothing is left out: who counts revisions has to see all of them."""
        place = f"GET {resource.path(namespace)}"
        page = self._read_collection(resource, namespace, labels, fields, accept)
        return [check_live(item, place) for item in page.get("items", ())]

    def _read_collection(
        self, resource: ApiResource, namespace: str, labels: str, fields: str, accept: str
    ) -> dict[str, Any]:
        from .paging import read_pages

        return read_pages(self._page_reader(resource, namespace, labels, fields, accept))

    def _page_reader(
        self, resource: ApiResource, namespace: str, labels: str, fields: str, accept: str
    ) -> _PageReader:
        """What reads one page of a collection."""
        check_namespace(namespace)
        selectors = tuple([pair for pair in (("fieldSelector", fields), ("labelSelector", labels)) if pair[1]])
        return _PageReader(self._sender, resource, resource.path(namespace), selectors, accept)


class _PageReader:
    """Reads pages of a collection. `size` is how many bytes the last one had."""

    __slots__ = ("_accept", "_path", "_resource", "_selectors", "_sender", "size")

    def __init__(self, sender: Sender, resource: ApiResource, path: str, selectors: Query, accept: str) -> None:
        self._sender = sender
        self._resource = resource
        self._path = path
        self._selectors = selectors
        self._accept = accept
        self.size = 0

    def __call__(self, page: Query) -> dict[str, Any]:
        request = KubeRequest("GET", self._path, self._selectors + page, accept=self._accept)
        response, _ = self._sender.send(request)
        if not 200 <= response.status < 300:
            raise refused(response, "GET", self._resource)
        self.size = len(response.body)
        return decoded(response, "GET", self._path)


def _seconds(kernel: Kernel, name: str) -> float:
    text = kernel.setting(name)
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 1e9:
        raise SettingError(f"setting {name} is no number of seconds: {text!r}")
    return seconds
