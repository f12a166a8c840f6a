"""What plugins promise one another: the interfaces behind which engines, stores, clusters and services stand.

A protocol holds signatures and contracts only; behaviour lives with its implementers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from socket import socket

    from .model.capabilities import KubeVersion, TillerVersion
    from .model.chart import Chart
    from .model.command_plugin import CommandPlugin
    from .model.kube_object import ApiResource, KubeObject, KubeRequest, KubeResponse
    from .model.lint import LintOptions
    from .model.options import ChartLocation, Fetched, FetchOptions
    from .model.release import Release
    from .model.release_requests import (
        InstallRequest,
        ListRequest,
        ListResult,
        RecordPage,
        ReleaseSummary,
        RepairRequest,
        RepairResult,
        RollbackRequest,
        StatusResult,
        TestMessage,
        TestRequest,
        UninstallRequest,
        UninstallResult,
        UnlockRequest,
        UnlockResult,
        UpdateRequest,
    )
    from .model.render import RenderedFiles
    from .model.repository import (
        ChartDownload,
        ChartRow,
        ChartVersion,
        DownloadedChart,
        HomeSetup,
        IndexGeneration,
        RefreshResult,
        RepositoryEntry,
    )
    from .model.stored_record import RecordMetadata, StoredRecord
    from .model.value_use import ValueUse


class Getter(Protocol):
    """Fetches what is behind a URL of the scheme it is registered for."""

    def __call__(self, url: str, options: FetchOptions, kernel: KernelView) -> bytes | Fetched:
        """The content behind `url`, plain or with what its next fetch may ask with. May block on the network.

        Raises RepositoryError with Helm's sentence (``Failed to fetch URL : STATUS``) when there is none.
        """
        ...


class KernelView(Protocol):
    """What a plugin may ask of the kernel that calls it."""

    def first(self, hook: str, **arguments: Any) -> Any:
        """The first answer of a first-result extension point; PluginError when nobody answers."""
        ...

    def first_or_none(self, hook: str, **arguments: Any) -> Any:
        """As `first`, but None when nobody answers."""
        ...

    def collect(self, hook: str, **arguments: Any) -> list[Any]:
        """All answers of a collecting extension point, built-ins last."""
        ...

    def pipe(self, hook: str, name: str, value: Any, **arguments: Any) -> Any:
        """What is left of a value after all implementers of a piping extension point had it as argument `name`."""
        ...

    def tell(self, hook: str, **arguments: Any) -> None:
        """Inform all implementers; a failing one is reported and the others go on."""
        ...

    def registered(self, hook: str, name: str) -> Any:
        """What an entry of a collecting extension point stands for, imported; None when nobody has that name."""
        ...

    def registered_names(self, hook: str) -> list[str]:
        """The names of all entries of a collecting extension point, sorted."""
        ...

    def progress(self, text: str) -> None:
        """Show a line about what is being waited for in place of the one before; an empty text takes it away.

        Only a terminal shows it.
        """
        ...

    def warn(self, text: str) -> None:
        """Log a warning on standard error, in the form of Helm's log lines."""
        ...

    def conceal(self, secret: str) -> None:
        """Let nothing that this run prints show a text (of four characters at least), in whatever form."""
        ...

    def concealed(self, text: str) -> str:
        """A text without what is to be concealed, for what leaves the process by other ways than its output."""
        ...

    def defer(self, work: Callable[[], None]) -> None:
        """Do some work (filling a cache) when the output is out."""
        ...

    def fetch(self, url: str, options: FetchOptions) -> bytes:
        """The content behind `url`, through the getter for its scheme."""
        ...

    def fetch_changes(self, url: str, options: FetchOptions) -> Fetched:
        """As `fetch`; where the options have validators, the answer may be that nothing has changed."""
        ...

    def has_getter(self, scheme: str) -> bool:
        """Whether some plugin fetches URLs of that scheme."""
        ...

    def setting(self, name: str) -> str:
        """The effective text of a setting: flag, else environment variable, else default."""
        ...


class LintSubject(Protocol):
    """A chart while it is linted. What is read or rendered is so once, for all rules."""

    path: str
    """The absolute path of the chart's folder (that of an archive is a temporary one)."""

    options: LintOptions

    def chart(self) -> Chart:
        """The chart, requirements not applied. Raises ChartError."""
        ...

    def values(self) -> dict[str, Any]:
        """The table that templates see as `.Values`. Raises ChartError, ValuesError."""
        ...

    def rendered(self) -> RenderedFiles:
        """The texts of all templates by full name, a failed `required` passed over.

        Raises ChartError, ValuesError, TemplateError.
        """
        ...

    def value_uses(self) -> list[ValueUse] | None:
        """Where templates read values (`helm_find_value_uses`); None where nobody can tell.

        Raises ChartError, TemplateError.
        """
        ...


class KubeStream(Protocol):
    """The answer to a request whose body comes in pieces over time."""

    status: int
    headers: Mapping[str, str]

    def lines(self) -> Iterator[bytes]:
        """The lines of the body as they arrive, without their ends.

        Raises KubeConnectionError when the stream breaks, KubeTimeoutError when the request's timeout is over.
        """
        ...

    def read(self) -> bytes:
        """What is left of the body, as a whole (for error answers)."""
        ...

    def close(self) -> None:
        """Give up the stream. Never raises."""
        ...


class KubeTransport(Protocol):
    """Carries requests to one API server and answers back, whatever their meaning. Safe for several threads.

    It authenticates, keeps connections open, and never retries but for a kept connection that the server had closed
    before it could read the request.
    """

    server: str
    """The address in messages and in the key of caches, such as ``https://127.0.0.1:6443``."""

    def request(self, request: KubeRequest) -> KubeResponse:
        """Send a request and wait for the whole answer, of any status.

        Raises KubeConnectionError or KubeTimeoutError.
        """
        ...

    def stream(self, request: KubeRequest) -> KubeStream:
        """Send a request and return when the head of the answer is there. Raises as `request` does."""
        ...

    def connect_pod(self, namespace: str, name: str, port: int) -> socket:
        """A connection to a port of a Pod, by way of the API server (``portforward``); the caller closes it.

        That nobody listens on the port is found out later: the connection ends then, and a text in an attribute
        `failure` of the socket says why where that is known. Raises KubeStatusError where the server refuses (code 501
        for a cluster whose Pods nobody can reach), KubeConnectionError.
        """
        ...

    def close(self) -> None:
        """Close all connections. Never raises."""
        ...


class KubeClient(Protocol):
    """A cluster, as far as releases need one. Objects are plain mappings as the API server speaks them.

    Every method raises KubeStatusError with the server's own message, KubeConnectionError, KubeTimeoutError, or
    UnknownKindError. Reads and idempotent writes are retried inside a deadline; a create is never repeated blindly.
    Safe for several threads.
    """

    transport: KubeTransport

    def server_version(self) -> KubeVersion:
        """The version of Kubernetes (from a cache with a short life)."""
        ...

    def api_versions(self) -> frozenset[str]:
        """Every ``group/version`` and ``group/version/Kind`` that the server offers (from a cache)."""
        ...

    def resource(self, api_version: str, kind: str) -> ApiResource:
        """Where a kind is served. A kind missing in the cache is looked for on the server before UnknownKindError."""
        ...

    def build(self, text: str, namespace: str) -> list[KubeObject]:
        """The objects of a stream of YAML or JSON documents, in order, lists taken apart, namespaces filled in.

        Raises KubeError with the messages of all documents that cannot be built (as client-go's resource builder
        joins them). Nothing is checked against schemas.
        """
        ...

    def get(self, target: KubeObject) -> dict[str, Any]:
        """The live object. KubeStatusError with code 404 when there is none."""
        ...

    def get_table(self, target: KubeObject) -> dict[str, Any]:
        """The live object as the server prints it (meta.k8s.io Table), or plain where the server has no tables."""
        ...

    def list_objects(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> list[dict[str, Any]]:
        """All objects of a kind that match the selectors, read in pages."""
        ...

    def each_object(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> Iterator[dict[str, Any]]:
        """As `list_objects`, holding one page at a time. An object may come twice when the server loses its place."""
        ...

    def list_metadata(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> list[dict[str, Any]]:
        """As `list_objects`, but each object is its metadata only (meta.k8s.io PartialObjectMetadata)."""
        ...

    def list_table(
        self, resource: ApiResource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> dict[str, Any]:
        """As `list_objects`, in the form in which the server prints it."""
        ...

    def create(self, target: KubeObject) -> dict[str, Any]:
        """Create an object as it is and return what the server made of it."""
        ...

    def replace(self, target: KubeObject) -> dict[str, Any]:
        """Put an object in the place of the live one (its resourceVersion, where given, has to be the live one's)."""
        ...

    def patch(
        self, target: KubeObject, patch: dict[str, Any], content_type: str, *, query: tuple[tuple[str, str], ...] = ()
    ) -> dict[str, Any]:
        """Send a patch, such as one of type ``application/strategic-merge-patch+json``."""
        ...

    def delete(self, target: KubeObject, *, propagation: str = "Background", uid: str = "") -> None:
        """Delete an object. `propagation` empty leaves the choice to the server; `uid` is a precondition."""
        ...

    def watch(
        self, resource: ApiResource, namespace: str, *, fields: str = "", resource_version: str = "", timeout: float = 0
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Events (``ADDED``, ``MODIFIED``, ``DELETED``, ``ERROR``, ``BOOKMARK``) with their object.

        They come until `timeout` seconds are over (KubeTimeoutError; 0: never) or the caller closes the generator. A
        stream that the server ends is taken up again where it was.
        """
        ...

    def pod_logs(self, namespace: str, name: str) -> str:
        """The log of a Pod's only container."""
        ...

    def in_parallel(self, work: Sequence[Callable[[], None]]) -> None:
        """Do independent pieces of work side by side (bounded) and wait for all; raise the first failure in order."""
        ...


class StorageDriver(Protocol):
    """A release store. Keys are ``NAME.vREVISION``; every call is atomic and safe for several processes.

    Labels are NAME, OWNER, STATUS, VERSION (texts); a driver adds its own such as CREATED_AT. A driver never looks into
    a body and never skips a record. Drivers raise StorageError and its subclasses, with Helm's sentences:
    ``release: "KEY" not found``, ``release: "KEY" already exists``.
    """

    name: str
    """As Tiller names it in its log: ``ConfigMap``."""

    max_record_size: int
    """The longest body in characters; 0 for any."""

    def get(self, key: str) -> StoredRecord:
        """The record of a key. Raises RecordNotFoundError."""
        ...

    def create(self, key: str, body: str, labels: Mapping[str, str]) -> RecordMetadata:
        """Store a record whose key must not exist: the lock of a release.

        Raises RecordExistsError, RecordTooLargeError.
        """
        ...

    def update(self, key: str, body: str, labels: Mapping[str, str], expected: str = "") -> RecordMetadata:
        """Replace an existing record; with `expected`, only if that is still its version.

        Raises RecordNotFoundError, RecordConflictError, RecordTooLargeError.
        """
        ...

    def delete(self, key: str) -> None:
        """Remove a record. Raises RecordNotFoundError."""
        ...

    def query(self, labels: Mapping[str, str]) -> list[StoredRecord]:
        """The records whose labels include all of `labels`, by key; damaged ones too."""
        ...

    def query_metadata(self, labels: Mapping[str, str]) -> list[RecordMetadata]:
        """As `query`, without reading bodies where the store can do so."""
        ...

    def scan(self, labels: Mapping[str, str]) -> Iterator[StoredRecord]:
        """As `query`, record by record, holding as few of them as the store can; the order is the store's own."""
        ...


class StorageContext(Protocol):
    """What a storage driver is made from."""

    kernel: KernelView
    namespace: str
    """The namespace of the records, where a store has namespaces (Tiller's)."""

    def connect(self) -> KubeClient:
        """The cluster that the service works on; connects when first called."""
        ...


class ReleaseService(Protocol):
    """The operations of Tiller, and some of ours, free of any transport.

    Errors are those of `core.errors` with Tiller's sentences: ReleaseError, StorageError, KubeError, ChartError,
    TemplateError and so on.
    """

    def version(self) -> TillerVersion:
        """The version that the service has for its clients."""
        ...

    def install(self, request: InstallRequest) -> Release:
        """Install a chart; a failed install is recorded and raised."""
        ...

    def update(self, request: UpdateRequest) -> Release:
        """Upgrade a release."""
        ...

    def rollback(self, request: RollbackRequest) -> Release:
        """Go back to an earlier revision."""
        ...

    def uninstall(self, request: UninstallRequest) -> UninstallResult:
        """Delete a release."""
        ...

    def list(self, request: ListRequest) -> ListResult:
        """One page of the releases that match."""
        ...

    def status(self, name: str, revision: int = 0) -> StatusResult:
        """The state of a revision (0: the newest) with its live objects."""
        ...

    def content(self, name: str, revision: int = 0) -> Release:
        """A revision as it is recorded (0: the newest)."""
        ...

    def history(self, name: str, limit: int) -> tuple[ReleaseSummary, ...]:
        """The newest `limit` revisions, newest first, damaged ones included."""
        ...

    def list_records(self, request: ListRequest) -> Iterator[RecordPage]:
        """As `list`, whole revisions as on the wire, in pages that fit a message; damaged records are left out.

        Errors come before the first page. No page at all when nothing matches.
        """
        ...

    def history_records(self, name: str, limit: int) -> tuple[bytes, ...]:
        """As `history`, whole revisions as on the wire; damaged records are left out."""
        ...

    def run_tests(self, request: TestRequest) -> Iterator[TestMessage]:
        """Run the tests of a release and report as they go."""
        ...

    def unlock(self, request: UnlockRequest) -> UnlockResult:
        """Clear a pending revision whose operation is gone."""
        ...

    def repair(self, request: RepairRequest) -> RepairResult:
        """Put damaged records out of the way."""
        ...


class Tunnel(Protocol):
    """A way to a Tiller in a cluster: whoever connects to `address` on this machine speaks to it."""

    address: str
    """``127.0.0.1:PORT``."""

    def close(self) -> None:
        """Stop listening and end what goes through. Never raises."""
        ...


class GrpcServing(Protocol):
    """What a gRPC service is given when it is added to the server of ``tiller``."""

    server: Any
    """The `grpc.Server` that handlers are added to; each call passes the version gate, authorization and metrics."""

    releases: ReleaseService

    def is_serving(self) -> bool:
        """Whether calls are taken: not before everything is there, and not once the server is told to stop."""
        ...


class RepositoryIndex(Protocol):
    """Which charts and versions a repository has. May read lazily: one chart's versions at a time."""

    def names(self) -> Sequence[str]:
        """The names of all charts, sorted."""
        ...

    def versions(self, name: str) -> Sequence[ChartVersion]:
        """All versions of a chart, newest first, those without a readable version last; empty for an unknown chart."""
        ...

    def find(self, name: str, version: str) -> ChartVersion:
        """The version of exactly that text, else the newest that satisfies it as a constraint (empty: any release).

        Raises RepositoryError: ``no chart name found``, ``No chart version found for NAME-VERSION``, …
        """
        ...

    def rows(self) -> Iterator[ChartRow]:
        """What a search needs of every version of every chart: charts by name, versions newest first."""
        ...


class RepositoryService(Protocol):
    """The chart repositories that a user has registered, their indexes, and what is downloaded from them.

    All methods raise RepositoryError with Helm's sentences; `download` and `resolve` also ProvenanceError.
    """

    def entries(self) -> Sequence[RepositoryEntry]:
        """All registered repositories, in the order of the file."""
        ...

    def add(self, entry: RepositoryEntry, *, refuse_existing: bool = False) -> None:
        """Fetch a repository's index and register it, in place of another of its name unless that is refused."""
        ...

    def remove(self, name: str) -> None:
        """Forget a repository and what is kept of its index."""
        ...

    def refresh(self, entries: Sequence[RepositoryEntry], *, skip_local: bool = True) -> Iterator[RefreshResult]:
        """Fetch the indexes of registered repositories side by side; results come in the order of `entries`.

        With `skip_local` the repository of this machine is left out, as ``repo update`` does.
        """
        ...

    def index(self, entry: RepositoryEntry) -> RepositoryIndex:
        """What the index of a registered repository said when it was last fetched."""
        ...

    def index_at(self, location: ChartLocation) -> RepositoryIndex:
        """The index, fetched now, of the repository at ``location.repository``, with the location's credentials."""
        ...

    def resolve(self, location: ChartLocation) -> ChartDownload:
        """Where the archive is that a reference names (``repository/chart``, a URL, or a chart of ``--repo``)."""
        ...

    def download(
        self, location: ChartLocation, destination: str, *, verification: str = "never"
    ) -> DownloadedChart:
        """Download an archive into an existing folder, under its own name.

        `verification` is one of ``core.model.repository``'s words; the location has the key ring. The archive stays
        where it is when its verification fails.
        """
        ...

    def initialise(self, setup: HomeSetup) -> None:
        """Lay out the home directory and its first repositories, saying what is made."""
        ...

    def generate(self, generation: IndexGeneration) -> None:
        """Write the index.yaml of a folder of archives."""
        ...

    def save_locally(self, archive: str) -> None:
        """Copy an archive into the repository of this machine and add it to that one's index."""
        ...


class CommandPluginService(Protocol):
    """The command plugins of a user. All methods raise PluginError with Helm's sentences."""

    def installed(self) -> Sequence[CommandPlugin]:
        """All plugins, in the order in which they are found."""
        ...

    def install(self, source: str, version: str) -> CommandPlugin:
        """Install the plugin at a path or URL, at a version or constraint (empty: any), and run its install script."""
        ...

    def remove(self, plugin: CommandPlugin) -> None:
        """Remove a plugin and run its delete script."""
        ...

    def update(self, plugin: CommandPlugin) -> None:
        """Bring a plugin up to date and run its update script."""
        ...


Warn = Callable[[str], None]
"""Takes the text of a warning."""
