"""Release records as objects of a bucket: PREFIX/NAMESPACE/KEY (see `record_object`).

Taking a key is a write that must find nothing there (If-None-Match: *), a compare-and-swap one that names the ETag
(If-Match). A listing that finds all label cards costs one request for about 500 records; a record without one costs one
more. A write is two requests, and one that removes the earlier card.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from ....core.errors import RecordConflictError, RecordExistsError, RecordNotFoundError, StorageError
from ....core.golib.strconv import quote
from ....core.model.stored_record import RecordMetadata, StoredRecord
from ....core.process_name import process_name
from . import conditional_writes, record_object
from .bucket import CONNECTIONS, ConditionError, MissingObjectError, S3Error, open_bucket

if TYPE_CHECKING:
    from ....core.protocols import StorageContext
    from .bucket import Bucket

_MOST_KNOWN = 10_000
_SWAPS = 100
"""So often an update without condition is tried when others write the record all the time."""

_Found = TypeVar("_Found")
_Asked = TypeVar("_Asked")


def connect(context: StorageContext) -> S3Records:
    """The store ``s3`` in the bucket that the settings name. Raises StorageError, MissingExtraError."""
    kernel = context.kernel
    name = kernel.setting("s3-bucket")
    if not name:
        raise StorageError("the store s3 needs a bucket", hint="PILOTHOUSE_S3_BUCKET names it")
    with _translated():
        bucket = open_bucket(kernel, name, "the store s3")
    return S3Records(bucket, kernel.setting("s3-prefix").strip("/"), context.namespace)


class S3Records:
    """A StorageDriver over a bucket, which is asked for when it is first needed."""

    name = "S3"
    max_record_size = 0

    def __init__(self, bucket: Bucket, prefix: str, namespace: str) -> None:
        self._bucket = bucket
        self._root = f"{prefix}/" if prefix else ""
        self._folder = f"{self._root}{record_object.object_name(namespace)}/"
        self._known: dict[str, RecordMetadata] = {}

    # --- StorageDriver ---

    def get(self, key: str) -> StoredRecord:
        """See StorageDriver. Raises StorageError when the server fails."""
        with _translated(key):
            data, etag = self._bucket.get(self._path(key))
        record = record_object.read(key, data, etag)
        self._note(record.metadata)
        return record

    def create(self, key: str, body: str, labels: Mapping[str, str]) -> RecordMetadata:
        """See StorageDriver. Raises StorageError when the server fails, or does not do conditional writes."""
        metadata = _signed(key, labels, os.urandom(16).hex())
        try:
            with _translated(key):
                return self._write(metadata, body, new=True)
        except ConditionError:
            raise RecordExistsError(f"release: {quote(key)} already exists") from None

    def update(self, key: str, body: str, labels: Mapping[str, str], expected: str = "") -> RecordMetadata:
        """See StorageDriver. Raises StorageError when the server fails, or does not do conditional writes."""
        for _ in range(1 if expected else _SWAPS):
            before = self._known.get(key)
            if before is None or before.version != expected:
                with _translated(key):
                    before = self._head(key)
            if expected and before.version != expected:
                break
            try:
                with _translated(key):
                    return self._write(_signed(key, labels, before.uid), body, before)
            except ConditionError:
                self._known.pop(key, None)
        raise RecordConflictError(f"release: {quote(key)} has been modified")

    def delete(self, key: str) -> None:
        """See StorageDriver. Its label cards, also those that were left behind, go after it."""
        path = self._path(key)
        self._known.pop(key, None)
        with _translated(key):
            found = [listed.key for listed in self._bucket.list(path)]
            if path not in found:
                raise MissingObjectError(path)
            self._bucket.delete(path)
            for name in found:
                if record_object.read_card(name)[0] == path and name != path:
                    self._bucket.delete(name)

    def query(self, labels: Mapping[str, str]) -> list[StoredRecord]:
        """See StorageDriver. Raises StorageError when the server fails."""
        return sorted(self.scan(labels), key=lambda record: record.metadata.key)

    def scan(self, labels: Mapping[str, str]) -> Iterator[StoredRecord]:
        """See StorageDriver; records are read ahead, eight at a time. Raises StorageError when the server fails."""
        keys = [metadata.key for metadata in self.query_metadata(labels)]
        for record in _side_by_side(self._get_if_there, keys):
            if record is not None and _has(record.metadata, labels):
                yield record

    def query_metadata(self, labels: Mapping[str, str]) -> list[RecordMetadata]:
        """See StorageDriver. Of a label NAME, only the objects of that release are listed."""
        with _translated():
            found, bare = self._listed(labels.get("NAME", ""))
            found += [metadata for metadata in _side_by_side(self._head_if_there, bare) if metadata is not None]
        self._known.update({metadata.key: metadata for metadata in found[:_MOST_KNOWN]})
        return sorted((one for one in found if _has(one, labels)), key=lambda metadata: metadata.key)

    # --- objects ---

    def _path(self, key: str) -> str:
        return self._folder + record_object.object_name(key)

    def _listed(self, name: str) -> tuple[list[RecordMetadata], list[str]]:
        """What a listing tells of the records (of one release, or of all), and the keys of which it does not."""
        prefix = self._folder + (f"{record_object.object_name(name)}.v" if name else "")
        etags: dict[str, str] = {}
        cards: dict[str, list[tuple[str, str]]] = {}
        for listed in self._bucket.list(prefix):
            first, mark, line = record_object.read_card(listed.key.removeprefix(self._folder))
            if mark:
                cards.setdefault(first, []).append((mark, line))
            elif ".v" in first and "/" not in first:
                etags[first] = listed.etag
        found, bare = [], []
        for first, etag in etags.items():
            key = record_object.record_key(first)
            lines = [line for mark, line in cards.get(first, ()) if record_object.is_card_of(mark, etag)]
            metadata = record_object.card_metadata(key, lines[0], etag) if lines else None
            if metadata is not None:
                found.append(metadata)
            else:
                bare.append(key)
        return found, bare

    def _head(self, key: str) -> RecordMetadata:
        """The metadata of a record, without its body. Raises MissingObjectError."""
        data, etag = self._beginning(key)
        metadata = record_object.read(key, data, etag).metadata
        self._note(metadata)
        return metadata

    def _beginning(self, key: str) -> tuple[bytes, str]:
        """An object up to the end of its line at least, and its ETag."""
        try:
            data, etag = self._bucket.get(self._path(key), first=record_object.HEAD)
            if b"\n" in data or len(data) < record_object.HEAD:
                return data, etag
        except S3Error as error:
            if error.status != _NO_SUCH_RANGE:
                raise
        return self._bucket.get(self._path(key))

    def _head_if_there(self, key: str) -> RecordMetadata | None:
        try:
            return self._head(key)
        except MissingObjectError:
            return None

    def _get_if_there(self, key: str) -> StoredRecord | None:
        try:
            return self.get(key)
        except RecordNotFoundError:
            return None

    def _write(
        self, metadata: RecordMetadata, body: str, before: RecordMetadata | None = None, *, new: bool = False
    ) -> RecordMetadata:
        """Write a record in place of `before`, or as a new one. Raises ConditionError, S3Error."""
        conditional_writes.check(self._bucket, self._root)
        path, nonce = self._path(metadata.key), os.urandom(16).hex()
        data = record_object.content(body, metadata, nonce)
        try:
            etag = self._bucket.put(path, data, new=new, expected=before.version if before is not None else "")
        except ConditionError as error:
            # A request whose answer was lost is sent again, and then meets its own work.
            try:
                there, etag = self._beginning(metadata.key)
            except MissingObjectError:
                raise error from None
            if record_object.nonce_of(there) != nonce:
                raise
        written = metadata.replace(version=etag)
        self._note(written)
        self._put_card(written, before)
        return written

    def _put_card(self, written: RecordMetadata, before: RecordMetadata | None) -> None:
        """Write a record's label card and remove the earlier one. Without it the record is as good: failures pass."""
        try:
            name = record_object.card_name(written)
            if name:
                self._bucket.put(self._folder + name, b"")
            earlier = record_object.card_name(before) if before is not None else ""
            if earlier:
                self._bucket.delete(self._folder + earlier)
        except S3Error:
            return

    def _note(self, metadata: RecordMetadata) -> None:
        if len(self._known) >= _MOST_KNOWN:
            self._known = {}
        self._known[metadata.key] = metadata


_NO_SUCH_RANGE = 416


def _signed(key: str, labels: Mapping[str, str], uid: str) -> RecordMetadata:
    """The metadata of a record that this process writes now."""
    return RecordMetadata(key, record_object.sorted_labels(labels), "", uid, process_name(), time.time_ns())


def _has(metadata: RecordMetadata, labels: Mapping[str, str]) -> bool:
    return labels.items() <= dict(metadata.labels).items()


def _side_by_side(ask: Callable[[_Asked], _Found], questions: list[_Asked]) -> Iterator[_Found]:
    """Answers in the order of the questions, of which a few are asked at the same time."""
    if len(questions) < 2:
        yield from map(ask, questions)
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        waiting: deque[Future[_Found]] = deque()
        try:
            for question in questions:
                waiting.append(pool.submit(ask, question))
                if len(waiting) == CONNECTIONS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def _translated(key: str = "") -> Iterator[None]:
    """Errors of S3 as those of stores; `key` is the record that is meant. ConditionError is left to the caller."""
    try:
        yield
    except ConditionError:
        raise
    except MissingObjectError as error:
        if not key:
            raise StorageError(f"S3: {error}", hint=error.hint) from None
        raise RecordNotFoundError(f"release: {quote(key)} not found") from None
    except S3Error as error:
        raise StorageError(f"S3: {error}", hint=error.hint or _HINT) from None


_HINT = "PILOTHOUSE_S3_BUCKET and PILOTHOUSE_S3_ENDPOINT say where the records are"
