"""What plugins promise one another: the interfaces behind which engines, stores, clusters and services stand.

A protocol holds signatures and contracts only; behaviour lives with its implementers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .model.options import FetchOptions


class Getter(Protocol):
    """Fetches what is behind a URL of the scheme it is registered for."""

    def __call__(self, url: str, options: FetchOptions, kernel: KernelView) -> bytes:
        """The content behind `url`. May block on the network.

        Raises RepositoryError with Helm's sentence (``Failed to fetch URL : STATUS``) when there is none.
        """
        ...


class KernelView(Protocol):
    """What a plugin may ask of the kernel that calls it."""

    def first(self, hook: str, **arguments: Any) -> Any:
        """The first answer of a first-result extension point; PluginError when nobody answers."""
        ...

    def collect(self, hook: str, **arguments: Any) -> list[Any]:
        """All answers of a collecting extension point, built-ins last."""
        ...

    def warn(self, text: str) -> None:
        """Log a warning on standard error, in the form of Helm's log lines."""
        ...

    def defer(self, work: Callable[[], None]) -> None:
        """Do some work (filling a cache) when the output is out."""
        ...

    def fetch(self, url: str, options: FetchOptions) -> bytes:
        """The content behind `url`, through the getter registered for its scheme."""
        ...

    def has_getter(self, scheme: str) -> bool:
        """Whether some plugin fetches URLs of that scheme."""
        ...

    def setting(self, name: str) -> str:
        """The effective text of a setting: flag, else environment variable, else default."""
        ...


class KubeClient(Protocol):
    """A cluster, as far as releases need one. Objects are plain mappings as the API server speaks them."""

    def api_versions(self) -> frozenset[str]:
        """Every ``group/version`` and ``group/version/Kind`` that the server offers."""
        ...

    def get(self, reference: Mapping[str, Any], namespace: str) -> Mapping[str, Any] | None:
        """The live object that `reference` (apiVersion, kind, metadata.name) names, or None."""
        ...


class StorageDriver(Protocol):
    """A release store. Keys are ``name.vN``; every call is atomic; drivers raise StorageError."""

    name: str

    def get(self, key: str) -> bytes:
        """The record stored under `key`. StorageError when there is none."""
        ...

    def create(self, key: str, record: bytes, labels: Mapping[str, str]) -> None:
        """Store a record under a key that must not exist yet (the pessimistic lock of a release)."""
        ...

    def update(self, key: str, record: bytes, labels: Mapping[str, str]) -> None:
        """Replace the record under an existing key."""
        ...

    def delete(self, key: str) -> bytes:
        """Remove a record and return it."""
        ...

    def query(self, labels: Mapping[str, str]) -> Iterable[tuple[str, bytes]]:
        """Keys and records whose labels include all of `labels`."""
        ...


class ReleaseService(Protocol):
    """The operations of Tiller, free of any transport."""

    def version(self) -> str:
        """The SemVer text of the service."""
        ...


Warn = Callable[[str], None]
"""Takes the text of a warning."""
