"""What a list reads: everything the first time, afterwards only what has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from pilothouse.core.hapi import record
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.release import Release, ReleaseInfo
from pilothouse.core.model.release_requests import ListRequest
from pilothouse.core.model.stored_record import RecordMetadata, StoredRecord
from pilothouse.plugins.builtin.releases.connections import Connections
from stand_ins.release_world import World


class Watched:
    """A store that counts whose bodies are read; records have the uid and version that a real one gives."""

    name = "Watched"
    max_record_size = 0

    def __init__(self) -> None:
        self.records: dict[str, StoredRecord] = {}
        self.read: list[str] = []

    def put(self, name: str, chart: str, status: str = "DEPLOYED") -> None:
        release = Release(name, "apps", 1, Chart(Metadata(chart, "1.0.0")), info=ReleaseInfo(status, last_deployed=5))
        labels = (("NAME", name), ("OWNER", "TILLER"), ("STATUS", status), ("VERSION", "1"))
        metadata = RecordMetadata(release.key, labels, version=f"{len(self.records)}-{chart}", uid=f"uid-{name}")
        self.records[release.key] = StoredRecord(metadata, record.pack(release))

    def get(self, key: str) -> StoredRecord:
        self.read.append(key)
        return self.records[key]

    def scan(self, labels: Mapping[str, str]) -> Iterator[StoredRecord]:
        for key, stored in self.records.items():
            if labels.items() <= dict(stored.metadata.labels).items():
                self.read.append(key)
                yield stored

    def query_metadata(self, labels: Mapping[str, str]) -> list[RecordMetadata]:
        found = [stored.metadata for stored in self.records.values()]
        return [one for one in found if labels.items() <= dict(one.labels).items()]


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def listed(
    make_world: Callable[..., World], tmp_path: Path, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[tuple[str, str]]]:
    """Lists as a new process does; gives names and charts."""

    def run(**request: object) -> list[tuple[str, str]]:
        world = make_world(PILOTHOUSE_CACHE_DIR=str(tmp_path / "cache"), PILOTHOUSE_NO_CACHE="0", TILLER_NAMESPACE="x")
        monkeypatch.setattr(Connections, "driver", watched)
        watched.read.clear()
        result = world.service.list(ListRequest(**request))  # type: ignore[arg-type]
        world.kernel.finish()
        return [(row.name, row.chart_name) for row in result.releases]

    return run


def test_the_second_list_reads_no_record(watched: Watched, listed: Callable[..., list[tuple[str, str]]]) -> None:
    for name in ("a", "b", "c"):
        watched.put(name, f"chart-of-{name}")
    everything = [("a", "chart-of-a"), ("b", "chart-of-b"), ("c", "chart-of-c")]
    assert (listed(), watched.read) == (everything, ["a.v1", "b.v1", "c.v1"])
    assert (listed(sort_by="CHART_NAME"), watched.read) == (everything, [])


def test_only_what_has_changed_is_read_again(watched: Watched, listed: Callable[..., list[tuple[str, str]]]) -> None:
    for name in ("a", "b"):
        watched.put(name, "old")
    listed()
    watched.put("b", "new")
    watched.put("d", "fresh")
    assert (listed(), watched.read) == ([("a", "old"), ("b", "new"), ("d", "fresh")], ["b.v1", "d.v1"])


def test_what_is_not_on_the_page_is_not_read(watched: Watched, listed: Callable[..., list[tuple[str, str]]]) -> None:
    watched.put("a", "one")
    listed()
    for name in ("b", "c", "d"):
        watched.put(name, "two")
    assert (listed(sort_by="NAME", limit=2), watched.read) == ([("a", "one"), ("b", "two")], ["b.v1"])


def test_names_alone_are_read_from_labels(watched: Watched, listed: Callable[..., list[tuple[str, str]]]) -> None:
    watched.put("a", "one")
    assert (listed(names_only=True, sort_by="NAME"), watched.read) == ([("a", "")], [])


def test_a_cache_that_cannot_be_understood_is_no_cache(
    watched: Watched, listed: Callable[..., list[tuple[str, str]]], tmp_path: Path
) -> None:
    watched.put("a", "one")
    listed()
    (kept,) = (tmp_path / "cache" / "releases").iterdir()
    kept.write_bytes(b"[1, {")
    assert (listed(), watched.read) == ([("a", "one")], ["a.v1"])
