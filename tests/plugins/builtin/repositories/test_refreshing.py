from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pilothouse.core import testkit
from pilothouse.core.errors import RepositoryError
from pilothouse.core.model.repository import RepositoryEntry
from pilothouse.plugins.builtin.repositories.service import Repositories
from stand_ins.chart_repository import ChartRepository, write_home
from stand_ins.http_server import Answer, HttpServer, Request

if TYPE_CHECKING:
    from conftest import OpenHome

INDEX = b"apiVersion: v1\nentries: {}\n"


def test_results_come_in_the_order_of_the_entries(open_home: OpenHome, server: HttpServer) -> None:
    names = [f"r{number}" for number in range(12)]
    for name in names:
        server.put(f"/{name}/index.yaml", INDEX)
    server.answer("/r0/index.yaml", Answer(INDEX, delay=0.2))
    server.answer("/r3/index.yaml", Answer(status=404))
    service = open_home(*((name, f"{server.url}/{name}") for name in names), ("local", "http://127.0.0.1:1"))
    results = list(service.refresh(service.entries()))
    assert [(result.entry.name, result.error, result.skipped) for result in results] == [
        *((name, f"Failed to fetch {server.url}/r3/index.yaml : 404 Not Found" if name == "r3" else "", False)
          for name in names),
        ("local", "", True),
    ]  # fmt: skip


def test_indexes_are_fetched_side_by_side(open_home: OpenHome, server: HttpServer, other_server: HttpServer) -> None:
    together = threading.Barrier(2, timeout=20)

    def meet(request: Request) -> Answer:
        together.wait()
        return Answer(INDEX)

    server.answer("/index.yaml", meet)
    other_server.answer("/index.yaml", meet)
    service = open_home(("a", server.url), ("b", other_server.url))
    assert [result.error for result in service.refresh(service.entries())] == ["", ""]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (RepositoryEntry("x", ""), "Could not find protocol handler for: "),
        (RepositoryEntry("x", "ftp://h"), "Could not find protocol handler for: ftp"),
        (RepositoryEntry("local", "ftp://h"), "Could not find protocol handler for: ftp"),
        (RepositoryEntry("x", "http://bad host"), "invalid chart URL format: http://bad host"),
        (
            RepositoryEntry("x", "https://127.0.0.1:1", ca_file="/none/ca.pem"),
            "Could not construct protocol handler for: https error: can't create TLS config: "
            "can't create cert pool from file /none/ca.pem: open /none/ca.pem: no such file or directory",
        ),
    ],
)
def test_a_repository_that_cannot_be_asked_fails_all_before_anything_is_fetched(
    entry: RepositoryEntry, message: str, open_home: OpenHome, server: HttpServer, repository: ChartRepository
) -> None:
    service = open_home()
    with pytest.raises(RepositoryError) as caught:
        service.refresh([RepositoryEntry("good", repository.url), entry])
    assert caught.value.message.startswith(message.partition(": can't create cert pool")[0])
    assert server.asked == []


def test_another_plugin_answers_for_repositories_of_its_own_kind(tmp_path: Path) -> None:
    source = """
        from pilothouse.core.errors import RepositoryError
        from pilothouse.hookspecs import hookimpl

        @hookimpl
        def helm_fetch_repository_index(entry, path):
            if not entry.url.startswith("bucket://"):
                return None
            if entry.name == "gone":
                raise RepositoryError("no such bucket")
            return object()
    """
    kernel = testkit.make_kernel(tmp_path / "plugins", {"buckets": source}, flags={"home": str(tmp_path / "home")})
    write_home(tmp_path / "home", ("a", "bucket://a"), ("gone", "bucket://gone"))
    service = Repositories(kernel)
    assert [(one.entry.name, one.error) for one in service.refresh(service.entries())] == [
        ("a", ""),
        ("gone", "no such bucket"),
    ]
    service.add(RepositoryEntry("b", "bucket://b"))
    assert [entry.name for entry in service.entries()] == ["a", "gone", "b"]
