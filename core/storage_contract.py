"""The tests that every release store passes: what the release service relies on.

A store's own tests inherit them and say how to make a driver::

    class TestMine(StorageContract):
        def make_driver(self):
            return MyDriver(...)

`make_driver` is called at the beginning of each test and once more in each thread and process that a test starts; all
drivers of one test must work on the same store. Records of other tests may be in it: every test uses names of its own.
Nothing but the standard library is needed, whatever runs the tests.
"""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .errors import (
    PilothouseError,
    RecordConflictError,
    RecordExistsError,
    RecordNotFoundError,
    RecordTooLargeError,
)
from .golib.strconv import quote

if TYPE_CHECKING:
    from .model.stored_record import RecordMetadata, StoredRecord
    from .protocols import StorageDriver

_LIMIT = 60.0
_WON, _LOST, _BROKEN = 0, 1, 2


def fresh_name(prefix: str) -> str:
    """A release name that no other test uses."""
    return f"{prefix}-{os.getpid()}-{time.monotonic_ns()}"


def labels_of(name: str, revision: int = 1, status: str = "DEPLOYED") -> dict[str, str]:
    """The labels of a record."""
    return {"NAME": name, "OWNER": "TILLER", "STATUS": status, "VERSION": str(revision)}


class StorageContract:
    """Inherit, and define `make_driver`. The other attributes say what a store cannot do or does otherwise."""

    shared_between_processes = True
    """Whether drivers in several processes see one store."""

    writers = 4
    """How many threads or processes compete for a record."""

    def make_driver(self) -> StorageDriver:
        """A driver of the store under test: what each subclass has to give."""
        raise NotImplementedError  # abstract

    # --- one after the other ---

    def test_a_record_is_found_as_it_was_stored(self) -> None:
        """Body and labels come back, and the metadata of both calls is the same."""
        driver, name = self.make_driver(), fresh_name("plain")
        key, labels = f"{name}.v1", labels_of(name)
        made = driver.create(key, "body", labels)
        found = driver.get(key)
        assert (found.metadata.key, found.body) == (key, "body")
        assert _has(found.metadata, labels)
        assert found.metadata == made

    def test_a_driver_has_a_name_and_a_limit(self) -> None:
        """Both are plain attributes."""
        driver = self.make_driver()
        assert driver.name
        assert driver.max_record_size >= 0

    def test_a_missing_record_is_an_error_with_helms_sentence(self) -> None:
        """For reading and for deleting."""
        driver, key = self.make_driver(), f"{fresh_name('missing')}.v1"
        for failure in (_failure(lambda: driver.get(key)), _failure(lambda: driver.delete(key))):
            assert type(failure) is RecordNotFoundError
            assert failure.message == f"release: {quote(key)} not found"

    def test_a_key_is_taken_once(self) -> None:
        """The sentence names the key, or (Helm's store in Secrets) the release; the record stays as it was."""
        driver, name = self.make_driver(), fresh_name("taken")
        key = f"{name}.v1"
        driver.create(key, "first", labels_of(name))
        failure = _failure(lambda: driver.create(key, "second", labels_of(name, status="FAILED")))
        assert type(failure) is RecordExistsError
        assert failure.message in {f"release: {quote(each)} already exists" for each in (key, name)}
        found = driver.get(key)
        assert found.body == "first"
        assert found.metadata.label("STATUS") == "DEPLOYED"

    def test_an_update_replaces_body_and_labels(self) -> None:
        """Another version, the same record."""
        driver, name = self.make_driver(), fresh_name("update")
        key = f"{name}.v1"
        made = driver.create(key, "first", labels_of(name, status="PENDING_INSTALL"))
        changed = driver.update(key, "second", labels_of(name))
        found = driver.get(key)
        assert (found.body, found.metadata) == ("second", changed)
        assert found.metadata.label("STATUS") == "DEPLOYED"
        assert found.metadata.uid == made.uid
        if made.version:
            assert changed.version != made.version

    def test_the_update_of_a_missing_record_is_an_error_and_stores_nothing(self) -> None:
        """It would bring back what somebody else has deleted."""
        driver, name = self.make_driver(), fresh_name("gone")
        key = f"{name}.v1"
        driver.create(key, "body", labels_of(name))
        driver.delete(key)
        assert type(_failure(lambda: driver.update(key, "again", labels_of(name)))) is RecordNotFoundError
        assert type(_failure(lambda: driver.get(key))) is RecordNotFoundError

    def test_an_update_of_another_version_is_refused(self) -> None:
        """Compare-and-swap."""
        driver, name = self.make_driver(), fresh_name("swap")
        key = f"{name}.v1"
        first = driver.create(key, "first", labels_of(name)).version
        second = driver.update(key, "second", labels_of(name), first).version
        failure = _failure(lambda: driver.update(key, "third", labels_of(name), first))
        assert type(failure) is RecordConflictError
        assert driver.get(key).body == "second"
        driver.update(key, "third", labels_of(name), second)
        assert driver.get(key).body == "third"

    def test_a_record_made_anew_is_another_one(self) -> None:
        """Its version is no version of the old one, and its uid tells them apart."""
        driver, name = self.make_driver(), fresh_name("anew")
        key = f"{name}.v1"
        old = driver.create(key, "body", labels_of(name))
        driver.delete(key)
        new = driver.create(key, "body", labels_of(name))
        assert old.uid != new.uid
        assert type(_failure(lambda: driver.update(key, "x", labels_of(name), old.version))) is RecordConflictError

    def test_who_wrote_a_record_and_when_is_known(self) -> None:
        """Or nothing is said about it."""
        driver, name = self.make_driver(), fresh_name("writer")
        before = time.time_ns()
        made = driver.create(f"{name}.v1", "body", labels_of(name))
        assert made.writer == "" or made.writer.endswith(f"/{os.getpid()}")
        assert made.written is None or abs(made.written - before) < 60 * 1_000_000_000

    # --- queries ---

    def test_records_are_found_by_all_of_some_labels_in_the_order_of_their_keys(self) -> None:
        """Of this release and of no other one."""
        driver, name = self.make_driver(), fresh_name("query")
        other = f"{name}-other"
        for revision, status in ((1, "SUPERSEDED"), (10, "DEPLOYED"), (2, "SUPERSEDED")):
            driver.create(f"{name}.v{revision}", f"body {revision}", labels_of(name, revision, status))
        driver.create(f"{other}.v1", "other", labels_of(other))
        for labels, expected in (
            ({"NAME": name}, [1, 10, 2]),
            ({"NAME": name, "OWNER": "TILLER"}, [1, 10, 2]),
            ({"NAME": name, "STATUS": "SUPERSEDED"}, [1, 2]),
            ({"OWNER": "TILLER", "STATUS": "DEPLOYED", "NAME": name}, [10]),
            ({"NAME": name, "VERSION": "2"}, [2]),
            ({"NAME": name, "STATUS": "FAILED"}, []),
            ({"NAME": name, "OWNER": "NOBODY"}, []),
        ):
            found = driver.query(labels)
            assert [(record.metadata.key, record.body) for record in found] == [
                (f"{name}.v{revision}", f"body {revision}") for revision in expected
            ]
            assert driver.query_metadata(labels) == [record.metadata for record in found]
            assert sorted(driver.scan(labels), key=lambda record: record.metadata.key) == found

    def test_labels_are_those_of_the_last_writing(self) -> None:
        """A record is not found by what it was."""
        driver, name = self.make_driver(), fresh_name("labels")
        driver.create(f"{name}.v1", "body", labels_of(name, status="PENDING_INSTALL"))
        driver.update(f"{name}.v1", "body", labels_of(name, status="FAILED"))
        assert driver.query_metadata({"NAME": name, "STATUS": "PENDING_INSTALL"}) == []
        assert [each.label("STATUS") for each in driver.query_metadata({"NAME": name})] == ["FAILED"]

    def test_a_deleted_record_is_not_found(self) -> None:
        """And the others are."""
        driver, name = self.make_driver(), fresh_name("deleted")
        for revision in (1, 2):
            driver.create(f"{name}.v{revision}", "body", labels_of(name, revision))
        driver.delete(f"{name}.v1")
        assert [each.key for each in driver.query_metadata({"NAME": name})] == [f"{name}.v2"]

    def test_nothing_is_found_where_nothing_is(self) -> None:
        """An empty list, no error."""
        driver, labels = self.make_driver(), {"NAME": fresh_name("nothing"), "OWNER": "TILLER"}
        assert driver.query(labels) == []
        assert driver.query_metadata(labels) == []
        assert list(driver.scan(labels)) == []

    # --- bodies and names ---

    def test_bodies_are_kept_to_the_letter(self) -> None:
        """Whatever they are: a driver looks into none of them, so that damaged ones stay visible."""
        driver, name = self.make_driver(), fresh_name("bodies")
        bodies = ["", "!!!", "H4sIAAAA", "line\nline\r\n", " blank ", "päckchen ☸ 🚢", "'\"\\%:{}", "x" * 300_000]
        for revision, body in enumerate(bodies, 1):
            driver.create(f"{name}.v{revision}", "first", labels_of(name, revision))
            driver.update(f"{name}.v{revision}", body, labels_of(name, revision))
            assert driver.get(f"{name}.v{revision}").body == body
        found = {record.metadata.key: record.body for record in driver.query({"NAME": name})}
        assert found == {f"{name}.v{revision}": body for revision, body in enumerate(bodies, 1)}

    def test_names_may_be_as_odd_as_releases_are_called(self) -> None:
        """Dots, digits, and what looks like a part of another key."""
        driver = self.make_driver()
        base = fresh_name("odd")
        for name in (f"{base}.x", f"{base}.1", f"0{base}", f"{base}-v1"):
            driver.create(f"{name}.v1", name, labels_of(name))
            assert driver.get(f"{name}.v1").body == name
            assert [record.body for record in driver.query({"NAME": name})] == [name]
            driver.delete(f"{name}.v1")

    def test_a_record_over_the_limit_is_refused_and_nothing_is_stored(self) -> None:
        """Before it is sent anywhere; one of just that size is stored."""
        driver, name = self.make_driver(), fresh_name("large")
        limit, key = driver.max_record_size, f"{name}.v1"
        if not limit:
            limit = 3_000_000
            assert driver.create(key, "x" * limit, labels_of(name)).key == key
            assert len(driver.get(key).body) == limit
            driver.delete(key)
            return
        assert type(_failure(lambda: driver.create(key, "x" * (limit + 1), labels_of(name)))) is RecordTooLargeError
        assert driver.query({"NAME": name}) == []
        driver.create(key, "x" * limit, labels_of(name))
        assert len(driver.get(key).body) == limit
        assert type(_failure(lambda: driver.update(key, "x" * (limit + 1), labels_of(name)))) is RecordTooLargeError
        assert len(driver.get(key).body) == limit
        driver.delete(key)

    # --- at the same time ---

    def test_of_several_threads_that_take_a_key_one_gets_it(self) -> None:
        """The others are told that it exists; the record is the winner's."""
        name = fresh_name("race")
        outcomes = self.in_threads(lambda number: self.take(name, number))
        self._check_race(name, outcomes)

    def test_of_several_processes_that_take_a_key_one_gets_it(self) -> None:
        """As with threads."""
        if not self.shared_between_processes:
            return
        name = fresh_name("race")
        outcomes = self.in_processes(lambda number: self.take(name, number))
        self._check_race(name, outcomes)

    def test_of_several_threads_that_replace_a_version_one_does(self) -> None:
        """The others are told of the conflict."""
        name = fresh_name("swaps")
        version = self.make_driver().create(f"{name}.v1", "before", labels_of(name)).version
        outcomes = self.in_threads(lambda number: self.swap(name, version, number))
        self._check_race(name, outcomes)

    def test_of_several_processes_that_replace_a_version_one_does(self) -> None:
        """As with threads."""
        if not self.shared_between_processes:
            return
        name = fresh_name("swaps")
        version = self.make_driver().create(f"{name}.v1", "before", labels_of(name)).version
        outcomes = self.in_processes(lambda number: self.swap(name, version, number))
        self._check_race(name, outcomes)

    def test_no_increment_is_lost(self) -> None:
        """Everybody adds one several times, again after each conflict."""
        name, rounds = fresh_name("count"), 3
        key = f"{name}.v1"
        self.make_driver().create(key, "0", labels_of(name))

        def add(_: int) -> int:
            driver = self.make_driver()
            done = 0
            while done < rounds:
                found = driver.get(key)
                try:
                    driver.update(key, str(int(found.body) + 1), labels_of(name), found.metadata.version)
                except RecordConflictError:
                    continue
                done += 1
            return _WON

        assert self.in_threads(add) == [_WON] * self.writers
        assert self.make_driver().get(key).body == str(self.writers * rounds)

    def test_one_driver_serves_several_threads(self) -> None:
        """As in a process that serves releases: everybody works on records of their own, and lists them all."""
        driver, name, rounds = self.make_driver(), fresh_name("shared"), 4

        def work(number: int) -> int:
            for revision in range(rounds):
                key = f"{name}.v{number * rounds + revision + 1}"
                made = driver.create(key, "first", labels_of(name, status="PENDING_INSTALL"))
                driver.update(key, f"{number}", labels_of(name), made.version)
                if driver.get(key).body != f"{number}" or key not in {one.key for one in _listed(driver, name)}:
                    return _LOST
                if revision % 2:
                    driver.delete(key)
            return _WON

        assert self.in_threads(work) == [_WON] * self.writers
        kept = [f"{name}.v{number * rounds + revision + 1}" for number in range(self.writers) for revision in (0, 2)]
        assert sorted(one.key for one in _listed(driver, name)) == sorted(kept)

    # --- tools ---

    def take(self, name: str, number: int) -> int:
        """Try to take a key: 0 for having it, 1 for being told that it exists."""
        try:
            self.make_driver().create(f"{name}.v1", str(number), labels_of(name))
        except RecordExistsError:
            return _LOST
        return _WON

    def swap(self, name: str, version: str, number: int) -> int:
        """Try to replace a version: 0 for having done so, 1 for being told that it is another one."""
        try:
            self.make_driver().update(f"{name}.v1", str(number), labels_of(name), version)
        except RecordConflictError:
            return _LOST
        return _WON

    def in_threads(self, work: Callable[[int], int]) -> list[int]:
        """What pieces of work that run side by side return, by their numbers; 2 for one that fails."""
        outcomes = [_BROKEN] * self.writers
        start = threading.Barrier(self.writers)

        def run(number: int) -> None:
            start.wait(_LIMIT)
            outcomes[number] = work(number)

        threads = [threading.Thread(target=run, args=(number,)) for number in range(self.writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(_LIMIT)
        return outcomes

    def in_processes(self, work: Callable[[int], int]) -> list[int]:
        """As `in_threads`, in processes; they are copies of this one that end when the work does."""
        gate, opener = os.pipe()
        children = []
        for number in range(self.writers):
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore", DeprecationWarning
                )  # of forking beside threads, which nothing here uses
                child = os.fork()
            if child == 0:
                outcome = _BROKEN
                try:
                    os.close(opener)
                    os.read(gate, 1)
                    outcome = work(number)
                finally:
                    os._exit(outcome)
            children.append(child)
        os.close(gate)
        os.close(opener)
        return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

    def _check_race(self, name: str, outcomes: list[int]) -> None:
        assert sorted(outcomes) == [_WON] + [_LOST] * (self.writers - 1)
        found: StoredRecord = self.make_driver().get(f"{name}.v1")
        assert found.body == str(outcomes.index(_WON))


def _has(metadata: RecordMetadata, labels: Mapping[str, str]) -> bool:
    return all(metadata.label(name) == value for name, value in labels.items())


def _listed(driver: StorageDriver, name: str) -> list[RecordMetadata]:
    return driver.query_metadata({"NAME": name, "OWNER": "TILLER"})


def _failure(work: Callable[[], object]) -> PilothouseError:
    """The error that some work ends in. Raises AssertionError when it ends in none."""
    try:
        work()
    except PilothouseError as error:
        return error
    raise AssertionError("no error")
