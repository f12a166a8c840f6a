"""Whole revisions, as they are on the wire: which, in which order, in pages of which size, held for how long."""

from __future__ import annotations

import tracemalloc

import pytest
from pilothouse.core.errors import RecordNotFoundError, ReleaseError
from pilothouse.core.hapi.releases import decode_release, encode_release
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.release import Release, ReleaseInfo
from pilothouse.core.model.release_requests import ListRequest, RecordPage
from pilothouse.core.model.stored_record import StoredRecord
from pilothouse.plugins.builtin.releases import list_rows, record_pages
from pilothouse.plugins.builtin.storage.memory import Memory
from stand_ins.release_world import World

SECOND = 1_000_000_000


def stored(world: World, name: str, revision: int = 1, status: str = "DEPLOYED", **facts: object) -> bytes:
    """Put a record into the store; its message."""
    info = ReleaseInfo(status, last_deployed=int(str(facts.get("at", 5))) * SECOND)
    own = Chart(Metadata(str(facts.get("chart", "demo")), "1.0.0"), [File("templates/a.yaml", b"a: {{ .Values }}")])
    text = str(facts.get("text", ""))
    release = Release(name, str(facts.get("namespace", "apps")), revision, own, info=info, manifest=text)
    release.unknown = b"\xa2\x06\x03abc"
    from pilothouse.core.hapi import record

    labels = {"NAME": name, "OWNER": "TILLER", "STATUS": status, "VERSION": str(revision)}
    world.driver.create(release.key, record.pack(release), labels)
    return encode_release(release)


def pages(world: World, **request: object) -> list[RecordPage]:
    return list(world.service.list_records(ListRequest(**request)))  # type: ignore[arg-type]


def names(found: list[RecordPage]) -> list[str]:
    return [decode_release(message).key for page in found for message in page.records]


def test_they_are_the_bytes_of_the_records(world: World) -> None:
    first = stored(world, "a")
    stored(world, "b", 1, "SUPERSEDED")
    second = stored(world, "b", 2)
    assert pages(world) == [RecordPage((first, second), "", 2, 2)]


def test_nothing_is_no_page_at_all(world: World) -> None:
    assert pages(world) == []
    stored(world, "a", 1, "FAILED")
    assert pages(world, filter="a") == []


def test_they_are_filtered_sorted_and_cut_as_lists_are(world: World) -> None:
    for name, at in (("a", 40), ("b", 10), ("c", 30), ("d", 20)):
        stored(world, name, at=at, namespace="one" if name != "c" else "two")
    stored(world, "z", 1, "FAILED")
    for _ in range(2):  # the second time much is known of before
        assert names(pages(world, sort_by="LAST_RELEASED", descending=True)) == ["a.v1", "c.v1", "d.v1", "b.v1"]
        assert names(pages(world, namespace="one", sort_by="NAME")) == ["a.v1", "b.v1", "d.v1"]
        assert names(pages(world, filter="[bc]")) == ["b.v1", "c.v1"]
        assert names(pages(world, statuses=("FAILED", "DEPLOYED"), offset="d")) == ["d.v1", "z.v1"]
        cut = pages(world, sort_by="NAME", limit=2, offset="b")
        assert (names(cut), cut[0].next, cut[0].total, cut[0].count) == (["b.v1", "c.v1"], "d", 4, 2)


def test_damaged_records_are_left_out_and_not_counted(world: World) -> None:
    stored(world, "a")
    stored(world, "b")
    world.damage("a.v1")
    (page,) = pages(world, limit=1, sort_by="NAME")
    assert (names([page]), page.next, page.total, page.count) == (["b.v1"], "", 1, 1)
    assert len(world.service.history_records("b", 5)) == 1
    assert world.service.history_records("a", 5) == ()


def test_errors_come_before_the_first_page(world: World) -> None:
    stored(world, "a")
    with pytest.raises(ReleaseError, match='offset "x" not found'):
        world.service.list_records(ListRequest(offset="x"))
    with pytest.raises(ReleaseError, match="error parsing regexp"):
        world.service.list_records(ListRequest(filter="a("))
    with pytest.raises(ReleaseError, match="invalid limit -1"):
        world.service.list_records(ListRequest(limit=-1))


def framed(page: RecordPage) -> int:
    """The bytes of the message ListReleasesResponse that a page becomes."""
    size = 0
    for number in (page.count, page.total):
        size += 1 + max(1, -(-number.bit_length() // 7)) if number else 0
    size += 2 + len(page.next) if page.next else 0
    return size + sum(1 + max(1, -(-len(message).bit_length() // 7)) + len(message) for message in page.records)


@pytest.mark.parametrize("most", [64 + 2, 700, 1400, 1500, 3000, 100_000])
def test_pages_are_as_full_as_a_message_may_be(most: int, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_pages, "MOST_BYTES", most)
    messages = [stored(world, f"r{number:02}", text="x" * (number % 7) * 90) for number in range(20)]
    stored(world, "s")
    found = pages(world, limit=20)
    assert [message for page in found for message in page.records] == messages
    assert {(page.next, page.total, page.count) for page in found} == {("s", 21, 20)}
    for page, following in zip(found, [*found[1:], None], strict=True):
        assert framed(page) <= most or len(page.records) == 1
        if following is not None:
            assert framed(page) + len(following.records[0]) + 64 + 2 > most - 64


def test_a_record_that_has_gone_or_was_damaged_since_is_passed_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_rows, "MOST_KEPT", 0)
    for name in "abcd":
        stored(world, name)
    found = world.service.list_records(ListRequest())
    world.driver.delete("b.v1")
    world.damage("c.v1")
    (page,) = found
    assert names([page]) == ["a.v1", "d.v1"]


def test_big_releases_are_not_all_held_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies come from the store one by one, as from a database; here they take 20 MB unpacked, of which a part."""
    size = 1_000_000
    monkeypatch.setattr(record_pages, "MOST_BYTES", 2 * size)
    monkeypatch.setattr(list_rows, "MOST_KEPT", 20_000)
    for number in range(20):
        stored(world, f"r{number:02}", text=f"{number} " * (size // 3))
    tracemalloc.start()
    count = sum(len(page.records) for page in world.service.list_records(ListRequest()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20
    assert peak < 6 * size


def test_a_selective_list_reads_the_bodies_of_its_page_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        stored(world, name)
    pages(world)
    read: list[str] = []
    original = Memory.get

    def get(driver: Memory, key: str) -> StoredRecord:
        read.append(key)
        return original(driver, key)

    monkeypatch.setattr(Memory, "get", get)
    monkeypatch.setattr(Memory, "scan", None)
    assert names(pages(world, filter="b")) == ["b.v1"]
    assert read == ["b.v1"]


def test_a_history_is_the_newest_revisions(world: World) -> None:
    messages = [stored(world, "a", number, "SUPERSEDED") for number in (1, 2, 9, 10)]
    assert world.service.history_records("a", 2) == (messages[3], messages[2])
    assert world.service.history_records("a", 50) == tuple(messages[::-1])
    assert world.service.history_records("a", 0) == ()
    with pytest.raises(RecordNotFoundError, match='release: "b" not found'):
        world.service.history_records("b", 2)
    with pytest.raises(ReleaseError, match="invalid release name"):
        world.service.history_records("-", 2)
