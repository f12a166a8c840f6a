"""A release store around another one, which gets bodies that are encrypted; keys and labels stay as they are.

A record that cannot be opened with its key was changed, or put in the place of another: its text is handed on as it
is, so that it counts as damaged wherever releases are read, and `release repair` can put it aside. A key that is not
here is an error at once: with it, everything would be readable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from ....core.errors import DamagedRecordError, RecordTooLargeError, StorageError
from ....core.golib.strconv import quote
from ....core.model.stored_record import RecordMetadata, StoredRecord
from ....core.settings import parse_bool
from ....core.storage_choice import make_storage_driver
from . import envelope
from .keys import Keys, load_keys

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import KernelView, StorageContext, StorageDriver

NAME = "encrypted"
_ADVICE = "PILOTHOUSE_ENCRYPTED_STORAGE names the store that the encrypted one fills"


def connect(context: StorageContext) -> EncryptedRecords:
    """The store ``encrypted`` around the one that the settings name. Raises StorageError and what that one raises."""
    kernel = cast("Kernel", context.kernel)
    name = kernel.setting("encrypted-storage")
    if name == NAME:
        raise StorageError("the store encrypted cannot fill itself", hint=_ADVICE)
    keys = load_keys(kernel)
    inner = make_storage_driver(kernel, name, context, _ADVICE)
    return EncryptedRecords(inner, keys, kernel, reads_plain=parse_bool(kernel.setting("encrypted-plain")) is True)


class EncryptedRecords:
    """A StorageDriver around another one, `inner`. With `reads_plain`, what is read need not be encrypted."""

    def __init__(self, inner: StorageDriver, keys: Keys, kernel: KernelView, *, reads_plain: bool) -> None:
        self.inner = inner
        self.keys = keys
        self._kernel = kernel
        self.reads_plain = reads_plain
        self._told: set[str] = set()
        self.name = f"encrypted {inner.name}"
        limit = inner.max_record_size
        self.max_record_size = max(limit - envelope.OVERHEAD, 0) // 4 * 4 if limit else 0

    def get(self, key: str) -> StoredRecord:
        """See StorageDriver. Raises StorageError for a key that is not here, and for a record that is not encrypted."""
        return self._opened(self.inner.get(key))

    def create(self, key: str, body: str, labels: Mapping[str, str]) -> RecordMetadata:
        """See StorageDriver."""
        return self.inner.create(key, self._sealed(key, body), labels)

    def update(self, key: str, body: str, labels: Mapping[str, str], expected: str = "") -> RecordMetadata:
        """See StorageDriver. A damaged text that was handed on is stored as it is: repairing keeps it."""
        text = body if body.startswith(envelope.MARK) else self._sealed(key, body)
        return self.inner.update(key, text, labels, expected)

    def delete(self, key: str) -> None:
        """See StorageDriver."""
        self.inner.delete(key)

    def query(self, labels: Mapping[str, str]) -> list[StoredRecord]:
        """See StorageDriver. Raises StorageError as `get`."""
        return list(map(self._opened, self.inner.query(labels)))

    def query_metadata(self, labels: Mapping[str, str]) -> list[RecordMetadata]:
        """See StorageDriver."""
        return self.inner.query_metadata(labels)

    def scan(self, labels: Mapping[str, str]) -> Iterator[StoredRecord]:
        """See StorageDriver. Raises StorageError as `get`."""
        return map(self._opened, self.inner.scan(labels))

    def opened(self, stored: StoredRecord) -> str:
        """The body of a record of the inner store.

        Raises DamagedRecordError for one that its key does not open, StorageError for a key that is not here, and for
        a record that is not encrypted where that is not allowed.
        """
        key, text = stored.metadata.key, stored.body
        try:
            found = envelope.parse(text)
            if found is not None:
                return envelope.open_envelope(found, self.keys.find(found.key_id, key), key)
        except envelope.DamagedEnvelopeError as error:
            raise DamagedRecordError(f"the record {key} cannot be decrypted: {error}", key=key) from None
        if not self.reads_plain and _is_release(text, key):
            raise StorageError(
                f"the record {key} is not encrypted",
                hint="`PILOTHOUSE_ENCRYPTED_PLAIN=true pilothouse encryption rekey` encrypts such records; whoever may "
                "write records could have put it there",
            )
        return text

    def _opened(self, stored: StoredRecord) -> StoredRecord:
        try:
            return StoredRecord(stored.metadata, self.opened(stored))
        except DamagedRecordError as error:
            if error.key not in self._told:
                self._told.add(error.key)
                self._kernel.warn(f"warning: {error.message}")
            return stored

    def _sealed(self, key: str, body: str) -> str:
        if self.max_record_size and len(body) > self.max_record_size:
            raise RecordTooLargeError(
                f"release: {quote(key)} has a record of {len(body)} characters",
                details=(f"The {self.name} store takes {self.max_record_size} at most.",),
            )
        return envelope.seal(self.keys.newest, key, body)


def _is_release(text: str, key: str) -> bool:
    """Whether somebody who reads this text as a record would find a release in it."""
    from ....core.hapi import record

    try:
        record.unpack(text, key)
    except DamagedRecordError:
        return False
    return True
