"""A cluster in which writes are rehearsed: what reads see of them, what is noted, what is never sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pilothouse.core.errors import KubeError, KubeStatusError, KubeTimeoutError
from pilothouse.core.model.kube_object import KubeObject, KubeRequest
from pilothouse.core.model.preview import ObjectPreview
from pilothouse.core.rehearsal_protocol import Rehearsal
from stand_ins.previewed_world import PreviewedWorld, is_dry_run

MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"
MANAGED = (("fieldManager", "test"), ("force", "true"))


class Rehearsed:
    """A rehearsal, and its objects by name."""

    def __init__(self, world: PreviewedWorld) -> None:
        self.world = world
        self.kube: Rehearsal = world.kernel.first("helm_rehearse_writes", kube=world.kube)
        self.maps = world.kube.resource("v1", "ConfigMap")

    def map(self, name: str, labels: dict[str, str] | None = None, **data: str) -> KubeObject:
        metadata = {"name": name, "namespace": self.world.namespace, **({"labels": labels} if labels else {})}
        content = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}
        return KubeObject(self.maps, self.world.namespace, name, content)

    def names(self, **selectors: str) -> list[str]:
        return [each["metadata"]["name"] for each in self.list(**selectors)]

    def list(self, **selectors: str) -> list[dict[str, Any]]:
        found = self.kube.list_objects(self.maps, self.world.namespace, **selectors)
        return [each for each in found if each["metadata"]["name"] != "kube-root-ca.crt"]

    def done(self) -> list[str]:
        return [f"{each.action} {each.name}" for each in self.kube.objects()]

    def only(self) -> ObjectPreview:
        (found,) = self.kube.objects()
        return found


@pytest.fixture
def rehearsed(world: PreviewedWorld) -> Iterator[Rehearsed]:
    """A rehearsal after which nothing has changed and nothing but dry runs was asked for."""
    rehearsed = Rehearsed(world)
    for name in ("one", "two"):
        world.kube.create(rehearsed.map(name, {"app": name}, text=name))
    before = world.everything()
    world.recorder.writes.clear()
    yield rehearsed
    assert [write for write in world.recorder.writes if not is_dry_run(write)] == []
    assert world.everything() == before


def test_reads_see_what_writes_would_have_left(rehearsed: Rehearsed) -> None:
    kube = rehearsed.kube
    kube.create(rehearsed.map("new", {"app": "new"}, text="new"))
    kube.patch(rehearsed.map("one"), {"data": {"text": "changed"}, "metadata": {"labels": {"app": "x"}}}, MERGE)
    kube.delete(rehearsed.map("two"))
    assert kube.get(rehearsed.map("new"))["data"] == {"text": "new"}
    assert kube.get(rehearsed.map("one"))["data"] == {"text": "changed"}
    with pytest.raises(KubeStatusError) as caught:
        kube.get(rehearsed.map("two"))
    assert (caught.value.code, caught.value.message) == (404, 'configmaps "two" not found')
    assert rehearsed.names() == ["one", "new"]
    assert rehearsed.names(labels="app=new") == ["new"]
    assert rehearsed.names(labels="app=one") == []
    assert rehearsed.names(labels="app in (x, new)") == ["new", "one"]  # the server's list has neither
    assert rehearsed.names(fields="metadata.name!=new") == ["one"]
    assert rehearsed.done() == ["create new", "change one", "delete two"]


def test_lists_of_all_kinds_see_them(rehearsed: Rehearsed) -> None:
    kube, maps, namespace = rehearsed.kube, rehearsed.maps, rehearsed.world.namespace
    assert kube.list_table(maps, namespace)["kind"] == "Table"
    assert kube.get_table(rehearsed.map("one"))["kind"] == "Table"
    kube.create(rehearsed.map("new"))
    assert kube.list_table(maps, namespace)["kind"] == "ConfigMapList"
    assert kube.get_table(rehearsed.map("new"))["kind"] == "ConfigMap"
    for items in (kube.each_object(maps, namespace), kube.list_metadata(maps, namespace)):
        names = {each["metadata"]["name"] for each in items}
        assert names - {"kube-root-ca.crt"} == {"one", "two", "new"}


def test_a_second_write_goes_on_from_the_first(rehearsed: Rehearsed) -> None:
    kube = rehearsed.kube
    kube.patch(rehearsed.map("one"), {"data": {"a": "1"}}, MERGE)
    kube.patch(rehearsed.map("one"), {"data": {"b": "2", "text": None}}, STRATEGIC)
    assert rehearsed.only().after is not None
    assert rehearsed.only().after["data"] == {"a": "1", "b": "2"}
    kube.replace(rehearsed.map("one", c="3"))
    assert (rehearsed.only().after or {})["data"] == {"c": "3"}
    kube.patch(rehearsed.map("one"), [{"op": "add", "path": "/data/d", "value": "4"}], "application/json-patch+json")  # type: ignore[arg-type]
    assert (rehearsed.only().after or {})["data"] == {"c": "3", "d": "4"}
    assert (rehearsed.only().estimated, rehearsed.done()) == ("", ["change one"])


def test_what_was_created_is_changed_and_deleted(rehearsed: Rehearsed) -> None:
    kube = rehearsed.kube
    kube.create(rehearsed.map("new", a="1"))
    kube.patch(rehearsed.map("new"), {"data": {"b": "2"}}, STRATEGIC)
    assert (rehearsed.only().action, (rehearsed.only().after or {})["data"]) == ("create", {"a": "1", "b": "2"})
    with pytest.raises(KubeStatusError, match="already exists"):
        kube.create(rehearsed.map("new"))
    kube.delete(rehearsed.map("new"))
    assert rehearsed.kube.objects() == ()
    with pytest.raises(KubeStatusError, match='configmaps "new" not found'):
        kube.delete(rehearsed.map("new"))


def test_what_was_deleted_is_created_anew(rehearsed: Rehearsed) -> None:
    kube = rehearsed.kube
    kube.delete(rehearsed.map("one"))
    kube.create(rehearsed.map("one", fresh="yes"))
    found = rehearsed.only()
    assert (found.action, (found.after or {})["data"], (found.after or {})["metadata"]["name"]) == (
        "recreate", {"fresh": "yes"}, "one"
    )  # fmt: skip
    assert found.estimated != ""
    kube.patch(rehearsed.map("one"), {"data": {"more": "2"}}, MERGE)
    assert (rehearsed.only().after or {})["data"] == {"fresh": "yes", "more": "2"}
    assert rehearsed.only().estimated != ""


def test_server_side_apply_creates_changes_and_creates_anew(rehearsed: Rehearsed) -> None:
    kube = rehearsed.kube
    for name in ("new", "one"):
        target = rehearsed.map(name, applied="yes")
        kube.patch(target, target.content, APPLY, query=MANAGED)
    kube.delete(rehearsed.map("two"))
    target = rehearsed.map("two", applied="yes")
    kube.patch(target, target.content, APPLY, query=MANAGED)
    assert rehearsed.done() == ["create new", "change one", "recreate two"]
    assert [(each.after or {})["data"]["applied"] for each in kube.objects()] == ["yes"] * 3


def test_refusals_are_noted_and_raised(rehearsed: Rehearsed) -> None:
    kube = rehearsed.kube
    for attempt in (
        lambda: kube.create(rehearsed.map("one")),
        lambda: kube.patch(rehearsed.map("two"), {"metadata": {"labels": {"a b": "c"}}}, MERGE),
        lambda: kube.create(rehearsed.map("Not_a_name")),
        lambda: kube.replace(rehearsed.map("missing")),
        lambda: kube.delete(rehearsed.map("also-missing")),
    ):
        with pytest.raises(KubeStatusError):
            attempt()
    found = kube.objects()
    assert [(each.action, each.name) for each in found] == [
        ("create", "one"), ("change", "two"), ("create", "Not_a_name"), ("change", "missing")
    ]  # fmt: skip
    assert found[0].error == 'configmaps "one" already exists'
    assert found[1].error.startswith('ConfigMap "two" is invalid: metadata.labels: Invalid value: "a b"')
    assert found[1].after == found[1].live
    assert found[2].error.startswith('ConfigMap "Not_a_name" is invalid: metadata.name')
    assert (found[3].error, found[3].live, found[3].after) == ('configmaps "missing" not found', None, None)


def test_a_write_after_a_refusal_counts(rehearsed: Rehearsed) -> None:
    with pytest.raises(KubeStatusError):
        rehearsed.kube.patch(rehearsed.map("two"), {"metadata": {"labels": {"a b": "c"}}}, MERGE)
    rehearsed.kube.patch(rehearsed.map("two"), {"data": {"x": "y"}}, MERGE)
    assert (rehearsed.only().action, rehearsed.only().error) == ("change", "")


def test_a_write_that_changes_nothing_is_none(rehearsed: Rehearsed) -> None:
    rehearsed.kube.patch(rehearsed.map("one"), {"data": {"text": "one"}}, STRATEGIC)
    assert rehearsed.done() == ["none one"]


def test_what_is_handed_out_is_not_what_is_noted(rehearsed: Rehearsed) -> None:
    live = rehearsed.kube.get(rehearsed.map("one"))
    changed = rehearsed.kube.patch(rehearsed.map("one"), {"data": {"a": "1"}}, MERGE)
    for handed in (live, changed):
        handed["data"].clear()
    assert (rehearsed.only().live or {})["data"] == {"text": "one"}
    assert (rehearsed.only().after or {})["data"] == {"text": "one", "a": "1"}


def test_nothing_is_waited_for(rehearsed: Rehearsed) -> None:
    kube, namespace = rehearsed.kube, rehearsed.world.namespace
    kube.create(rehearsed.map("new"))
    kube.patch(rehearsed.map("one"), {"data": {"a": "1"}}, MERGE)
    kube.delete(rehearsed.map("two"))
    seen = []
    with pytest.raises(KubeTimeoutError, match="nothing more happens to configmaps in a rehearsal"):
        for event, content in kube.watch(rehearsed.maps, namespace):
            seen.append((event, content["metadata"]["name"]))
    assert seen == [("ADDED", "new"), ("MODIFIED", "one"), ("DELETED", "two")]
    with pytest.raises(KubeTimeoutError):
        assert list(kube.watch(rehearsed.maps, namespace, fields="metadata.name=other")) == []


def test_objects_are_noted_in_the_order_of_the_work_however_threads_run(rehearsed: Rehearsed) -> None:
    def create(number: int) -> Callable[[], None]:
        return lambda: [rehearsed.kube.create(rehearsed.map(f"{word}-{number:02}")) for word in "ab"] and None

    rehearsed.kube.get(rehearsed.map("one"))
    rehearsed.kube.in_parallel([create(number) for number in range(12)])
    rehearsed.kube.get(rehearsed.map("two"))
    created = [f"create {word}-{number:02}" for number in range(12) for word in "ab"]
    assert rehearsed.done() == ["none one", *created, "none two"]


def test_the_first_failure_of_work_side_by_side_is_raised(rehearsed: Rehearsed) -> None:
    def fail(text: str) -> Callable[[], None]:
        def work() -> None:
            raise KubeError(text)

        return work

    with pytest.raises(KubeError, match="first"):
        rehearsed.kube.in_parallel([fail("first"), fail("second")])


def test_what_is_sent_past_it_is_a_dry_run_too(rehearsed: Rehearsed) -> None:
    path = rehearsed.maps.path(rehearsed.world.namespace, "one")
    assert rehearsed.kube.transport.request(KubeRequest("DELETE", path, timeout=5.0)).status == 200
    assert rehearsed.kube.transport.server == rehearsed.world.recorder.server
    with pytest.raises(KubeStatusError, match="a rehearsal connects to no Pods"):
        rehearsed.kube.transport.connect_pod("n", "p", 80)
