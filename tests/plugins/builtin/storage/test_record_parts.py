from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pilothouse.core.errors import (
    DamagedRecordError,
    KubeConnectionError,
    RecordConflictError,
    RecordExistsError,
    RecordNotFoundError,
    RecordTooLargeError,
)
from pilothouse.core.hapi import record
from pilothouse.core.storage_contract import labels_of
from pilothouse.plugins.builtin.storage import record_parts

if TYPE_CHECKING:
    from conftest import Stores

BODY = "".join(chr(ord("a") + number % 26) for number in range(1_100_000)) + "end"
OTHER = BODY[::-1]
STORES = [("configmap", "configmaps"), ("secret", "secrets")]
BOTH = pytest.mark.parametrize(("store", "plural"), STORES, ids=["configmap", "secret"])


class DyingError(BaseException):
    """Stands for a process that is gone."""


class Dying:
    """A client of a process that dies before, or after, its nth write."""

    def __init__(self, client: Any, writes: int, *, after: bool) -> None:
        self._client = client
        self._left = writes
        self._after = after
        self.transport = client.transport

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            if name in ("create", "replace", "delete"):
                self._left -= 1
                if self._left < 0 or (self._left == 0 and not self._after):
                    raise DyingError
            answer = getattr(self._client, name)(*arguments, **options)
            if name in ("create", "replace", "delete") and self._left == 0:
                raise DyingError
            return answer

        return call


def dying(stores: Stores, writes: int, *, after: bool) -> Any:
    return stores.make("configmap", chunks=True, wrap=lambda client: Dying(client, writes, after=after))  # type: ignore[arg-type, return-value]


def every_death(stores: Stores, work: Callable[[Any], None], check: Callable[[], None]) -> int:
    """Let a process die at every boundary of its writes; how many there are."""
    for writes in range(1, 50):
        for after in (False, True):
            try:
                work(dying(stores, writes, after=after))
            except DyingError:
                check()
            else:
                return writes
    raise AssertionError("endless")


@BOTH
def test_a_large_record_is_one_record_for_us(stores: Stores, store: str, plural: str) -> None:
    driver = stores.make(store, chunks=True)
    made = driver.create("web.v1", BODY, labels_of("web"))
    driver.create("web.v2", "small", labels_of("web", 2))
    for reader in (driver, stores.make(store)):
        assert reader.get("web.v1").body == BODY
        assert reader.get("web.v1").metadata == made
        for labels in ({"NAME": "web"}, {"NAME": "web", "OWNER": "TILLER"}, {"OWNER": "TILLER"}, {}):
            assert [each.body for each in reader.query(labels)] == [BODY, "small"]
            assert [each.key for each in reader.query_metadata(labels)] == ["web.v1", "web.v2"]
        assert reader.query({"OWNER": "PILOTHOUSE"}) == []
    assert made.label("OWNER") == "TILLER"


@BOTH
def test_old_readers_list_no_part_of_it_and_find_the_key_taken(stores: Stores, store: str, plural: str) -> None:
    stores.make(store, chunks=True).create("web.v1", BODY, labels_of("web"))
    api, path = stores.plane.api, f"/api/v1/namespaces/{stores.namespace}/{plural}"
    assert api.items(f"{path}?labelSelector=OWNER%3DTILLER") == []
    assert api.request("POST", path, {"metadata": {"name": "web.v1"}})[0] == 409
    text = stores.make(store).text(api.get(f"{path}/web.v1"), "release")  # type: ignore[attr-defined]
    with pytest.raises(DamagedRecordError, match="^illegal base64 data at input byte 0$"):
        record.unpack(text, "web.v1")


@BOTH
def test_a_key_of_a_large_record_is_taken_once(stores: Stores, store: str, plural: str) -> None:
    driver = stores.make(store, chunks=True)
    driver.create("web.v1", BODY, labels_of("web"))
    before = stores.names(plural)
    for body in (OTHER, "small"):
        with pytest.raises(RecordExistsError):
            driver.create("web.v1", body, labels_of("web"))
    assert stores.names(plural) == before
    assert driver.get("web.v1").body == BODY


@BOTH
def test_parts_go_with_their_record(stores: Stores, store: str, plural: str) -> None:
    driver = stores.make(store, chunks=True)
    driver.create("web.v1", BODY, labels_of("web"))
    assert len(stores.names(plural)) == 3
    first = driver.get("web.v1").metadata
    driver.update("web.v1", OTHER, labels_of("web"), first.version)
    assert len(stores.names(plural)) == 3
    assert driver.get("web.v1").body == OTHER
    driver.update("web.v1", "small", labels_of("web"))
    assert stores.names(plural) == ["web.v1"]
    driver.update("web.v1", BODY, labels_of("web"))
    assert driver.get("web.v1").body == BODY
    stores.make(store).delete("web.v1")
    assert stores.names(plural) == []


@BOTH
def test_a_lost_swap_leaves_nothing(stores: Stores, store: str, plural: str) -> None:
    driver = stores.make(store, chunks=True)
    old = driver.create("web.v1", "small", labels_of("web")).version
    driver.update("web.v1", BODY, labels_of("web"), old)
    before = stores.names(plural)
    with pytest.raises(RecordConflictError):
        driver.update("web.v1", OTHER, labels_of("web"), old)
    assert stores.names(plural) == before


def test_a_record_in_parts_can_be_changed_without_the_setting_but_none_becomes_one(stores: Stores) -> None:
    stores.make("configmap", chunks=True).create("web.v1", BODY, labels_of("web"))
    driver = stores.make("configmap")
    driver.update("web.v1", OTHER, labels_of("web", status="SUPERSEDED"))
    assert driver.get("web.v1").body == OTHER
    driver.create("web.v2", "small", labels_of("web", 2))
    with pytest.raises(RecordTooLargeError):
        driver.update("web.v2", BODY, labels_of("web", 2))
    with pytest.raises(RecordTooLargeError):
        driver.create("web.v3", BODY, labels_of("web", 3))
    with pytest.raises(RecordNotFoundError, match='^configmaps "web.v3" not found$'):
        driver.update("web.v3", BODY, labels_of("web", 3))


def test_a_process_that_dies_while_it_creates_leaves_nothing_or_the_record(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_parts, "_ABANDONED", -1)
    reader = stores.make("configmap", chunks=True)

    def check() -> None:
        found = reader.query({"NAME": "web"})
        assert [each.body for each in found] in ([], [BODY])
        if found:
            reader.delete("web.v1")
        reader.create("web.v1", OTHER, labels_of("web"))
        assert reader.get("web.v1").body == OTHER
        assert len(stores.names("configmaps")) == 3
        reader.delete("web.v1")
        assert stores.names("configmaps") == []

    assert every_death(stores, lambda driver: driver.create("web.v1", BODY, labels_of("web")), check) == 4


def test_a_process_that_dies_while_it_replaces_leaves_the_old_or_the_new_record(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_parts, "_ABANDONED", -1)
    reader = stores.make("configmap", chunks=True)
    reader.create("web.v1", OTHER, labels_of("web"))

    def check() -> None:
        assert reader.get("web.v1").body in (BODY, OTHER)
        reader.update("web.v1", OTHER, labels_of("web"))
        assert reader.get("web.v1").body == OTHER
        assert len(stores.names("configmaps")) == 3

    assert every_death(stores, lambda driver: driver.update("web.v1", BODY, labels_of("web")), check) == 6


def test_parts_of_somebody_who_is_just_writing_are_left_alone(stores: Stores) -> None:
    with pytest.raises(DyingError):
        dying(stores, 2, after=True).create("web.v1", OTHER, labels_of("web"))
    stores.make("configmap", chunks=True).create("web.v1", BODY, labels_of("web"))
    assert len(stores.names("configmaps")) == 2 + 3


def test_a_record_without_one_of_its_parts_is_damaged_and_can_be_removed(stores: Stores) -> None:
    driver = stores.make("configmap", chunks=True)
    driver.create("web.v1", BODY, labels_of("web"))
    part = stores.names("configmaps")[-1]
    stores.plane.api.request("DELETE", f"/api/v1/namespaces/{stores.namespace}/configmaps/{part}")
    found = driver.query({"NAME": "web"})
    assert [(each.metadata.key, each.body) for each in found] == [("web.v1", f"! part {part} is missing")]
    with pytest.raises(DamagedRecordError):
        record.unpack(found[0].body, "web.v1")
    driver.delete("web.v1")
    assert stores.names("configmaps") == []


@pytest.mark.parametrize(
    "data", [{}, {"parts": "x", "generation": "g"}, {"parts": "999999999", "generation": "g"}, None]
)
def test_a_head_that_names_no_parts_is_damaged(stores: Stores, data: dict[str, str] | None) -> None:
    content = {"metadata": {"name": "web.v1", "labels": {"OWNER": "PILOTHOUSE", "NAME": "web"}}, "data": data}
    stores.plane.api.request("POST", f"/api/v1/namespaces/{stores.namespace}/configmaps", content)
    driver = stores.make("configmap")
    assert driver.get("web.v1").body == record_parts.HEAD_TEXT
    driver.delete("web.v1")
    assert stores.names("configmaps") == []


class Meanwhile:
    """A client that lets something happen before the first part is read."""

    def __init__(self, client: Any, event: Callable[[], object]) -> None:
        self._client = client
        self._event: Callable[[], object] | None = event
        self.transport = client.transport

    def get(self, target: Any) -> Any:
        if target.name != "web.v1" and self._event is not None:
            event, self._event = self._event, None
            event()
        return self._client.get(target)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


def interrupted(stores: Stores, event: Callable[[], object]) -> Any:
    return stores.make("configmap", wrap=lambda client: Meanwhile(client, event))  # type: ignore[arg-type, return-value]


def test_a_record_that_is_replaced_while_it_is_read_is_read_again(stores: Stores) -> None:
    driver = stores.make("configmap", chunks=True)
    driver.create("web.v1", BODY, labels_of("web"))
    reader = interrupted(stores, lambda: driver.update("web.v1", OTHER, labels_of("web", status="FAILED")))
    found = reader.get("web.v1")
    assert (found.body, found.metadata) == (OTHER, driver.get("web.v1").metadata)
    reader = interrupted(stores, lambda: driver.update("web.v1", "small", labels_of("web")))
    assert reader.get("web.v1").body == "small"


def test_a_server_that_is_away_is_no_damage(stores: Stores) -> None:
    driver = stores.make("configmap", chunks=True)
    driver.create("web.v1", BODY, labels_of("web"))

    def fail() -> None:
        raise KubeConnectionError("away")

    with pytest.raises(KubeConnectionError):
        interrupted(stores, fail).get("web.v1")


def test_writers_who_know_nothing_of_each_other_leave_a_whole_record(stores: Stores) -> None:
    driver = stores.make("configmap", chunks=True)
    driver.create("web.v1", BODY, labels_of("web"))
    stale = driver.client.get(driver.target("web.v1"))  # type: ignore[attr-defined]
    driver.update("web.v1", OTHER, labels_of("web"))
    parts = driver.parts()  # type: ignore[attr-defined]
    parts.update(stale, BODY, {"NAME": "web", "OWNER": "TILLER"}, "")
    assert driver.get("web.v1").body == BODY
    assert len(stores.names("configmaps")) == 3
