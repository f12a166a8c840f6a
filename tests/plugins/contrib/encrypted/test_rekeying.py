from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping

import pytest
from pilothouse.core.errors import RecordNotFoundError
from pilothouse.core.model.stored_record import RecordMetadata, StoredRecord
from pilothouse.core.protocols import StorageDriver
from pilothouse.core.storage_contract import fresh_name, labels_of
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.contrib.encrypted.keys import Key, Keys
from pilothouse.plugins.contrib.encrypted.records import EncryptedRecords
from pilothouse.plugins.contrib.encrypted.rekeying import rekey

OLD, NEW = Key(b"o" * 32), Key(b"n" * 32)
BODY = b64encode(b"body").decode()


class Context:
    def __init__(self) -> None:
        self.kernel = make_kernel()
        self.namespace = fresh_name("rekeying")


class Meddled:
    """A store in which something happens after the next reading of a record."""

    name = "Meddled"
    max_record_size = 0

    def __init__(self, inner: StorageDriver) -> None:
        self.inner = inner
        self.next: Callable[[], object] | None = None
        self.query_metadata = inner.query_metadata
        self.create = inner.create

    def get(self, key: str) -> StoredRecord:
        found = self.inner.get(key)
        if self.next is not None:
            meddle, self.next = self.next, None
            meddle()
        return found

    def update(self, key: str, body: str, labels: Mapping[str, str], expected: str = "") -> RecordMetadata:
        return self.inner.update(key, body, labels, expected)


@pytest.fixture
def store() -> Meddled:
    context = Context()
    return Meddled(context.kernel.registered("helm_register_storage_drivers", "memory")(context))


def around(store: Meddled, *keys: Key) -> EncryptedRecords:
    return EncryptedRecords(store, Keys(list(keys)), make_kernel(), reads_plain=False)  # type: ignore[arg-type]


def test_a_record_that_is_written_meanwhile_is_read_again_and_keeps_what_was_written(store: Meddled) -> None:
    around(store, OLD).create("web.v1", BODY, labels_of("web", status="DEPLOYED"))
    newer = b64encode(b"newer").decode()
    store.next = lambda: around(store, OLD).update("web.v1", newer, labels_of("web", status="SUPERSEDED"))
    said: list[str] = []
    result = rekey(around(store, NEW, OLD), said.append, dry_run=False)
    assert (result.rewritten, result.current, result.left) == (1, 0, [])
    assert said == [f"web.v1: key {OLD.id}, now has key {NEW.id}"]
    found = around(store, NEW).get("web.v1")
    assert (found.body, found.metadata.label("STATUS")) == (newer, "SUPERSEDED")


def test_a_record_that_is_deleted_meanwhile_stays_so(store: Meddled) -> None:
    driver = around(store, OLD)
    for name in ("one", "two"):
        driver.create(f"{name}.v1", BODY, labels_of(name))
    store.next = lambda: store.inner.delete("one.v1")
    result = rekey(around(store, NEW, OLD), lambda line: None, dry_run=False)
    assert (result.rewritten, result.left) == (1, [])
    with pytest.raises(RecordNotFoundError):
        driver.get("one.v1")


def test_what_was_stopped_goes_on_where_it_was(store: Meddled) -> None:
    driver = around(store, OLD)
    for number in (1, 2, 3):
        driver.create(f"web.v{number}", BODY, labels_of("web", number))

    def stop() -> None:
        store.next = halt

    def halt() -> None:
        raise KeyboardInterrupt

    store.next = stop
    with pytest.raises(KeyboardInterrupt):
        rekey(around(store, NEW, OLD), lambda line: None, dry_run=False)
    result = rekey(around(store, NEW, OLD), lambda line: None, dry_run=False)
    assert (result.rewritten, result.current, result.left) == (2, 1, [])


def test_a_record_that_is_written_all_the_time_is_left(store: Meddled) -> None:
    around(store, OLD).create("web.v1", BODY, labels_of("web"))

    def write() -> None:
        around(store, OLD).update("web.v1", BODY, labels_of("web"))
        store.next = write

    store.next = write
    result = rekey(around(store, NEW, OLD), lambda line: None, dry_run=False)
    assert result.left == [("web.v1", "others write it all the time")]


def test_a_rewritten_record_has_another_version_and_the_same_body(store: Meddled) -> None:
    before = around(store, NEW, OLD)
    made = around(store, OLD).create("web.v1", BODY, labels_of("web"))
    rekey(before, lambda line: None, dry_run=False)
    assert before.get("web.v1").metadata.version != made.version
    assert before.get("web.v1").body == BODY
