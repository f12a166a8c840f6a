"""List, history, status, content: what is read and shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pilothouse.core.errors import DamagedRecordError, RecordNotFoundError, ReleaseError, StorageError
from pilothouse.core.hapi import record
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.release import Release, ReleaseInfo
from pilothouse.core.model.release_requests import ListRequest, ListResult, ReleaseSummary, RollbackRequest
from pilothouse.plugins.builtin.releases.store import ReleaseStore
from stand_ins.release_world import World

SECOND = 1_000_000_000


def store(world: World, name: str, revision: int = 1, status: str = "DEPLOYED", **facts: object) -> None:
    """Put a record into the store."""
    info = ReleaseInfo(status, last_deployed=int(str(facts.get("at", 5))) * SECOND, description="done")
    metadata = Metadata(str(facts.get("chart", "demo")), "1.0.0")
    metadata.app_version = "2"
    release = Release(name, str(facts.get("namespace", "apps")), revision, Chart(metadata), info=info)
    labels = {"NAME": name, "OWNER": "TILLER", "STATUS": status, "VERSION": str(revision)}
    world.driver.create(release.key, record.pack(release), labels)


def names(result: ListResult) -> list[str]:
    return [f"{release.name}.v{release.revision}" for release in result.releases]


class TestList:
    def test_has_the_deployed_revisions_in_the_order_of_the_store(self, world: World) -> None:
        store(world, "b")
        store(world, "a", 1, "SUPERSEDED")
        store(world, "a", 2)
        result = world.service.list(ListRequest())
        assert result == ListResult(
            (
                ReleaseSummary("a", 2, "DEPLOYED", 5 * SECOND, "demo", "1.0.0", "2", "apps", "done"),
                ReleaseSummary("b", 1, "DEPLOYED", 5 * SECOND, "demo", "1.0.0", "2", "apps", "done"),
            ),
            "",
            2,
        )

    def test_can_be_asked_for_other_states(self, world: World) -> None:
        store(world, "a", 1, "SUPERSEDED")
        store(world, "a", 2)
        store(world, "b", 1, "FAILED")
        assert names(world.service.list(ListRequest(statuses=("SUPERSEDED",)))) == ["a.v1"]
        assert names(world.service.list(ListRequest(statuses=("FAILED", "DEPLOYED")))) == ["a.v2", "b.v1"]

    def test_can_be_limited_to_a_namespace_and_to_names(self, world: World) -> None:
        store(world, "ab", namespace="one")
        store(world, "ac", namespace="two")
        store(world, "bc", namespace="two")
        assert names(world.service.list(ListRequest(namespace="two"))) == ["ac.v1", "bc.v1"]
        assert names(world.service.list(ListRequest(filter="^a", namespace="two"))) == ["ac.v1"]
        assert names(world.service.list(ListRequest(filter="c"))) == ["ac.v1", "bc.v1"]
        with pytest.raises(ReleaseError, match="error parsing regexp: missing closing"):
            world.service.list(ListRequest(filter="a("))

    @pytest.mark.parametrize(
        ("sort_by", "expected"),
        [("NAME", ["a", "b", "c"]), ("LAST_RELEASED", ["b", "c", "a"]), ("CHART_NAME", ["c", "a", "b"])],
    )
    def test_can_be_sorted_both_ways(self, sort_by: str, expected: list[str], world: World) -> None:
        for name, at, chart in (("a", 30, "m"), ("b", 10, "z"), ("c", 20, "d")):
            store(world, name, at=at, chart=chart)
        request = ListRequest(sort_by=sort_by)
        assert [row.name for row in world.service.list(request).releases] == expected
        request = request.replace(descending=True)
        assert [row.name for row in world.service.list(request).releases] == expected[::-1]

    def test_comes_in_pages(self, world: World) -> None:
        for name in "abcde":
            store(world, name)
        request = ListRequest(sort_by="NAME", limit=2)
        first = world.service.list(request)
        assert (names(first), first.next, first.total) == (["a.v1", "b.v1"], "c", 5)
        second = world.service.list(request.replace(offset="c"))
        assert (names(second), second.next, second.total) == (["c.v1", "d.v1"], "e", 5)
        with pytest.raises(ReleaseError, match='offset "nosuch" not found'):
            world.service.list(request.replace(offset="nosuch"))

    def test_has_512_rows_unless_told_otherwise(self, world: World) -> None:
        for number in range(513):
            store(world, f"r{number:03}")
        result = world.service.list(ListRequest(names_only=True))
        assert (len(result.releases), result.next, result.total) == (512, "r512", 513)

    def test_of_names_reads_no_records(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        store(world, "a")

        def never(*_: object) -> None:
            raise AssertionError("a body was read")

        monkeypatch.setattr(record, "unpack_summary", never)
        assert world.service.list(ListRequest(names_only=True)).releases == (ReleaseSummary("a", 1, "DEPLOYED"),)

    def test_shows_damaged_records_in_any_namespace(self, world: World) -> None:
        store(world, "a", namespace="one")
        store(world, "b", namespace="two")
        world.damage("b.v1")
        row = ReleaseSummary("b", 1, "DEPLOYED", damaged="illegal base64 data at input byte 0")
        assert world.service.list(ListRequest()).releases[1] == row
        assert world.service.list(ListRequest(namespace="one", sort_by="LAST_RELEASED")).releases[0] == row


class TestHistory:
    def test_is_newest_first_and_as_long_as_asked_for(self, world: World) -> None:
        for revision in range(1, 12):
            store(world, "a", revision, "SUPERSEDED")
        store(world, "other")
        for limit in (0, 1, 3, 4, 256):
            found = [row.revision for row in world.service.history("a", limit)]
            assert found == list(range(11, 0, -1))[:limit]

    def test_shows_damaged_records(self, world: World) -> None:
        store(world, "a", 1, "SUPERSEDED")
        store(world, "a", 2)
        world.damage("a.v2")
        for limit in (2, 256):
            rows = world.service.history("a", limit)
            assert rows[0] == ReleaseSummary("a", 2, "DEPLOYED", damaged="illegal base64 data at input byte 0")
            assert rows[1].damaged == ""

    @pytest.mark.parametrize("limit", [1, 256])
    def test_of_an_unknown_release_is_an_error(self, limit: int, world: World) -> None:
        with pytest.raises(RecordNotFoundError, match='release: "nosuch" not found'):
            world.service.history("nosuch", limit)


class TestStatus:
    def test_has_the_live_objects(self, world: World) -> None:
        store(world, "a")
        result = world.service.status("a")
        assert (result.name, result.namespace, result.revision) == ("a", "apps", 1)
        assert (result.info.status, result.info.resources) == ("DEPLOYED", "objects of apps\n")

    @pytest.mark.parametrize("status", ["DELETED", "FAILED"])
    def test_of_what_failed_or_is_gone_looks_for_no_objects(self, status: str, world: World) -> None:
        store(world, "a", 1, status)
        assert world.service.status("a").info.resources == ""

    def test_of_an_older_revision(self, world: World) -> None:
        store(world, "a", 1, "SUPERSEDED")
        store(world, "a", 2)
        assert world.service.status("a", 1).info.status == "SUPERSEDED"

    def test_says_what_is_not_there(self, world: World) -> None:
        store(world, "a")
        with pytest.raises(RecordNotFoundError) as caught:
            world.service.status("b")
        assert caught.value.message == 'getting deployed release "b": release: "b" not found'
        assert caught.value.details[0].startswith('looked for in the store "memory" (TILLER_STORAGE), namespace "rec')
        assert caught.value.hint == "`pilothouse list --all` shows the releases that there are"
        with pytest.raises(RecordNotFoundError) as caught:
            world.service.status("a", 7)
        assert caught.value.message == "getting release 'a' (v7): release: \"a.v7\" not found"
        assert caught.value.hint == "`pilothouse history a` shows the revisions that there are"

    def test_says_what_is_damaged(self, world: World) -> None:
        store(world, "a", 1)
        world.damage("a.v1")
        with pytest.raises(DamagedRecordError) as caught:
            world.service.status("a")
        assert caught.value.message == 'getting deployed release "a": no revision for release "a"'
        assert caught.value.details == ("the record a.v1 cannot be decoded: illegal base64 data at input byte 0",)
        with pytest.raises(DamagedRecordError) as caught:
            world.service.status("a", 1)
        assert caught.value.message == "getting release 'a' (v1): illegal base64 data at input byte 0"


def test_content_is_a_whole_revision(world: World) -> None:
    store(world, "a", 1, "SUPERSEDED")
    store(world, "a", 2)
    assert [world.service.content("a", revision).revision for revision in (-1, 0, 1, 2)] == [2, 2, 1, 2]


def test_the_version_is_that_of_tiller(world: World) -> None:
    assert world.service.version().sem_ver == "v2.17.0"


def test_an_unknown_store_is_an_error_that_names_the_known_ones(make_world: Callable[..., World]) -> None:
    world = make_world(TILLER_STORAGE="tape")
    with pytest.raises(StorageError) as caught:
        world.service.list(ListRequest())
    assert caught.value.message == 'unknown release store "tape"'
    assert caught.value.details == ("release stores: configmap, encrypted, memory, s3, secret, sql",)
    assert caught.value.hint == (
        "`pip install pilothouse-storage-tape` may provide it, if you trust that package; "
        "TILLER_STORAGE names the release store; without it records are kept in ConfigMaps"
    )


def test_no_package_is_named_for_a_store_whose_name_is_none_of_a_package(make_world: Callable[..., World]) -> None:
    with pytest.raises(StorageError) as caught:
        make_world(TILLER_STORAGE="tape; rm -rf").service.list(ListRequest())
    assert caught.value.hint == "TILLER_STORAGE names the release store; without it records are kept in ConfigMaps"


def test_a_history_limit_that_is_no_number_is_none(make_world: Callable[..., World]) -> None:
    world = make_world(TILLER_HISTORY_MAX="many")
    world.service.list(ListRequest())
    assert world.warnings == ['Invalid max history "many". Defaulting to 0.']


class TestRecordsThatSayTheyAreOthers:
    """Whoever went on with one would write over the record that it says it is."""

    def test_are_damaged(self, world: World) -> None:
        store(world, "victim")
        stored = world.driver.get("victim.v1")
        labels = {"NAME": "x", "OWNER": "TILLER", "STATUS": "DEPLOYED", "VERSION": "1"}
        world.driver.create("x.v1", stored.body, labels)
        with pytest.raises(DamagedRecordError, match='no revision for release "x"'):
            world.service.content("x", 0)
        (row,) = world.service.history("x", 5)
        assert (row.name, row.revision, row.damaged) == ("x", 1, 'it is the record of "victim.v1"')

    def test_have_the_revision_of_their_key_whatever_their_labels_say(self, world: World) -> None:
        store(world, "x", 7)
        stored = world.driver.get("x.v7")
        world.driver.update("x.v7", stored.body, {**dict(stored.metadata.labels), "VERSION": "1"})
        assert world.service.content("x", 0).revision == 7
        assert ReleaseStore(world.driver, 0, world.kernel).revisions("x").next == 8

    def test_with_the_highest_number_that_a_record_can_hold_have_no_successor(self, world: World) -> None:
        store(world, "x", 2**31 - 1)
        with pytest.raises(ReleaseError, match="no revision can come after 2147483647"):
            world.service.rollback(RollbackRequest("x", 2**31 - 1))
