"""Records as objects of the cluster: what the stores in ConfigMaps and in Secrets have in common.

The object of a record has the record's key for its name, the record under ``release`` in its data, and the labels NAME,
OWNER, STATUS and VERSION, with CREATED_AT when it was created and MODIFIED_AT when it was replaced: every write sends
the whole object anew, exactly as Tiller does. Taking a key is the creation of its object; a compare-and-swap is a
replacement that names the resourceVersion. Rules: pkg/storage/driver/cfgmaps.go, secrets.go.

A record that does not fit into one object is refused before anything is sent, or spread over several (`record_parts`)
where the setting ``record-chunks`` allows it. A record that is in parts already stays so whatever the setting says: its
release could not go on otherwise.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ....core.errors import (
    KubeStatusError,
    RecordConflictError,
    RecordExistsError,
    RecordNotFoundError,
    RecordTooLargeError,
    StorageError,
)
from ....core.golib.strconv import quote
from ....core.model.kube_object import ApiResource, KubeObject
from ....core.model.stored_record import RecordMetadata, StoredRecord
from ....core.settings import parse_bool
from .label_selector import selector
from .object_metadata import is_in_parts, record_metadata

if TYPE_CHECKING:
    from ....core.protocols import KubeClient, StorageContext
    from .record_parts import RecordParts

MAX_DATA = 1024 * 1024
"""Bytes of data that one ConfigMap or Secret holds. Rule: k8s.io/kubernetes pkg/apis/core MaxSecretSize"""

DATA_KEY = "release"

_NOT_FOUND = 404
_CONFLICT = 409
_TOO_LARGE = 413


class KubeRecords:
    """A StorageDriver over objects of one kind. Subclasses say which, and how a text stands in their data."""

    name: str
    resource: ApiResource

    def __init__(self, context: StorageContext) -> None:
        self._context = context
        self._namespace = context.namespace
        self._spreads = parse_bool(context.kernel.setting("record-chunks")) is True
        self._in_parts: dict[str, bool] = {}
        self.max_record_size = 0 if self._spreads else MAX_DATA

    # --- what differs between the kinds ---

    def wrapped(self, text: str) -> str:
        """A text as a value of the object's data."""
        return text

    def unwrapped(self, value: str) -> str:
        """The text behind a value of the object's data; what cannot be unwrapped is returned as it is."""
        return value

    def taken(self, key: str, labels: Mapping[str, str]) -> RecordExistsError:
        """The error for a key that exists already."""
        return RecordExistsError(f"release: {quote(key)} already exists")

    # --- StorageDriver ---

    def get(self, key: str) -> StoredRecord:
        """See StorageDriver."""
        return self._record(self._live(key))

    def create(self, key: str, body: str, labels: Mapping[str, str]) -> RecordMetadata:
        """See StorageDriver. Raises KubeError when the cluster refuses for other reasons."""
        self._check_size(key, body)
        stamped = {**labels, "CREATED_AT": str(int(time.time()))}
        try:
            if len(body) > MAX_DATA:
                return self._noted(self.parts().create(key, body, stamped))
            return self._noted(self.client.create(self.whole(key, body, stamped)))
        except KubeStatusError as error:
            if error.reason == "AlreadyExists":
                raise self.taken(key, labels) from None
            raise self._translated(error, key) from error

    def update(self, key: str, body: str, labels: Mapping[str, str], expected: str = "") -> RecordMetadata:
        """See StorageDriver. Raises KubeError when the cluster refuses for other reasons."""
        stamped = {**labels, "MODIFIED_AT": str(int(time.time()))}
        try:
            if self._in_parts.get(key) or len(body) > MAX_DATA:
                return self._update_parts(key, body, stamped, expected)
            return self._noted(self.client.replace(self.whole(key, body, stamped, expected)))
        except KubeStatusError as error:
            raise self._translated(error, key) from error

    def delete(self, key: str) -> None:
        """See StorageDriver. Whether there are parts is looked up, unless the record was seen before."""
        head = self._live(key) if self._in_parts.get(key) is not False else None
        try:
            self.client.delete(self.target(key), propagation="")
        except KubeStatusError as error:
            if error.code == _NOT_FOUND:
                raise _missing(key) from None
            raise
        finally:
            self._in_parts.pop(key, None)
        if head is not None and is_in_parts(head):
            self.parts().delete(head)

    def query(self, labels: Mapping[str, str]) -> list[StoredRecord]:
        """See StorageDriver. Raises StorageError for a value that no label can have."""
        found = self.client.list_objects(self.resource, self._namespace, labels=selector(labels))
        records = [self._record(live) for live in found if _has(self._noted(live), labels)]
        return sorted(records, key=lambda record: record.metadata.key)

    def scan(self, labels: Mapping[str, str]) -> Iterator[StoredRecord]:
        """See StorageDriver. Raises StorageError for a value that no label can have."""
        seen: set[str] = set()
        for live in self.client.each_object(self.resource, self._namespace, labels=selector(labels)):
            metadata = self._noted(live)
            if metadata.key not in seen and _has(metadata, labels):
                seen.add(metadata.key)
                yield self._record(live, metadata)

    def query_metadata(self, labels: Mapping[str, str]) -> list[RecordMetadata]:
        """See StorageDriver. Raises StorageError for a value that no label can have."""
        found = self.client.list_metadata(self.resource, self._namespace, labels=selector(labels))
        records = [metadata for metadata in map(self._noted, found) if _has(metadata, labels)]
        return sorted(records, key=lambda metadata: metadata.key)

    # --- objects ---

    @property
    def client(self) -> KubeClient:
        """The cluster; connected when it is first needed."""
        return self._context.connect()

    def target(self, name: str, content: dict[str, Any] | None = None) -> KubeObject:
        """An object of this store by its name."""
        return KubeObject(self.resource, self._namespace, name, content)

    def whole(self, key: str, body: str, labels: Mapping[str, str], expected: str = "") -> KubeObject:
        """The object that holds a record on its own."""
        return self.holding(key, {DATA_KEY: body}, labels, expected)

    def holding(self, name: str, data: Mapping[str, str], labels: Mapping[str, str], expected: str = "") -> KubeObject:
        """An object with some texts as its data; with `expected`, for replacing that version only."""
        metadata: dict[str, Any] = {"name": name}
        if expected:
            metadata["resourceVersion"] = expected
        metadata["labels"] = dict(sorted(labels.items()))
        content = {
            "kind": self.resource.kind,
            "apiVersion": self.resource.api_version,
            "metadata": metadata,
            "data": {key: self.wrapped(text) for key, text in data.items()},
        }
        return self.target(name, content)

    def text(self, live: Mapping[str, Any], key: str) -> str:
        """A text in the data of a live object; empty when it is not there."""
        data = live.get("data")
        value = data.get(key) if isinstance(data, dict) else None
        return self.unwrapped(value) if isinstance(value, str) else ""

    def parts(self) -> RecordParts:
        """What spreads records over several objects."""
        from .record_parts import RecordParts

        return RecordParts(self)

    def _live(self, key: str) -> dict[str, Any]:
        try:
            live = self.client.get(self.target(key))
        except KubeStatusError as error:
            if error.code == _NOT_FOUND:
                raise _missing(key) from None
            raise
        self._noted(live)
        return live

    def _record(self, live: dict[str, Any], metadata: RecordMetadata | None = None) -> StoredRecord:
        """The record of an object, whose `metadata` may be known already."""
        if is_in_parts(live):
            live, body = self.parts().read(live)
            return StoredRecord(record_metadata(live), body)
        return StoredRecord(metadata if metadata is not None else record_metadata(live), self.text(live, DATA_KEY))

    def _noted(self, live: Mapping[str, Any]) -> RecordMetadata:
        """The metadata of an object that was read or written; remembers whether it has parts. Raises StorageError."""
        if not (live.get("metadata") or {}).get("name"):
            raise StorageError("the server answered with an object that has no name")
        self._in_parts[live["metadata"]["name"]] = is_in_parts(live)
        return record_metadata(live)

    def _update_parts(self, key: str, body: str, labels: Mapping[str, str], expected: str) -> RecordMetadata:
        """Replace a record that is, or becomes, one in parts."""
        try:
            head = self._live(key)
        except RecordNotFoundError as error:
            message = f"{self.resource.plural} {quote(key)} not found"
            raise RecordNotFoundError(message, details=error.details) from None
        if not is_in_parts(head):
            self._check_size(key, body)
        return self._noted(self.parts().update(head, body, labels, expected))

    def _check_size(self, key: str, body: str) -> None:
        if self.max_record_size and len(body) > self.max_record_size:
            raise self._too_large(f"release: {quote(key)} has a record of {len(body)} characters", ())

    def _too_large(self, message: str, details: tuple[str, ...]) -> RecordTooLargeError:
        return RecordTooLargeError(
            message,
            details=(*details, f"A {self.resource.kind} holds {MAX_DATA} bytes at most."),
            hint="TILLER_STORAGE=sql keeps records of any size in a database, PILOTHOUSE_RECORD_CHUNKS=true spreads "
            f"large ones over several {self.resource.kind}s. Smaller charts have smaller records (.helmignore).",
        )

    def _translated(self, error: KubeStatusError, key: str) -> Exception:
        """The store's error for a write that the server refused."""
        if error.code == _NOT_FOUND and f"{self.resource.plural} {quote(key)}" in error.message:
            return RecordNotFoundError(error.message, details=error.details, hint=error.hint)
        if error.code == _CONFLICT:
            return RecordConflictError(error.message, details=error.details, hint=error.hint)
        if error.code == _TOO_LARGE:
            return self._too_large(error.message, error.details)
        if error.code == _NOT_FOUND and error.message.startswith("namespaces "):
            error.hint = (
                "the namespace of the records has to be there: `kubectl create namespace` makes it, "
                "TILLER_NAMESPACE or --tiller-namespace names another one"
            )
        return error


def _missing(key: str) -> RecordNotFoundError:
    return RecordNotFoundError(f"release: {quote(key)} not found")


def _has(metadata: RecordMetadata, labels: Mapping[str, str]) -> bool:
    own = dict(metadata.labels)
    return all(own.get(name) == value for name, value in labels.items())
