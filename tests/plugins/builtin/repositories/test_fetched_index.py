from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pilothouse.core.model.repository import RepositoryEntry
from stand_ins.chart_repository import ChartRepository
from stand_ins.http_server import Answer, HttpServer

if TYPE_CHECKING:
    from conftest import OpenHome
    from pilothouse.plugins.builtin.repositories.service import Repositories


def refreshed(service: Repositories, server: HttpServer) -> list[tuple[str, bool]]:
    """Refresh; the paths that were asked for, and whether by a conditional request."""
    assert [result.error for result in service.refresh(service.entries())] == [""]
    return [(request.path, "if-none-match" in request.headers) for request in server.take()]


def versions(service: Repositories) -> list[str]:
    index = service.index(service.entries()[0])
    return [version.metadata.version for version in index.versions("alpha")]


def test_an_index_is_asked_for_again_only_if_it_has_changed(
    open_home: OpenHome, server: HttpServer, repository: ChartRepository
) -> None:
    service = open_home(("main", repository.url))
    assert refreshed(service, server) == [("/index.yaml", False)]
    assert refreshed(service, server) == [("/index.yaml", True)]
    assert versions(service) == ["1.1.0-beta.1", "1.0.0", "0.1.0"]
    repository.add("alpha", "2.0.0")
    assert refreshed(service, server) == [("/index.yaml", True)]
    assert versions(service)[0] == "2.0.0"


def test_a_file_that_was_changed_or_removed_since_is_fetched_as_a_whole(
    open_home: OpenHome, server: HttpServer, repository: ChartRepository, tmp_path: Path
) -> None:
    service = open_home(("main", repository.url))
    refreshed(service, server)
    file = tmp_path / "home/repository/cache/main-index.yaml"
    fetched = file.read_bytes()
    file.write_bytes(b"apiVersion: v1\nentries: {}\n")
    assert refreshed(service, server) == [("/index.yaml", False)]
    assert file.read_bytes() == fetched
    file.unlink()
    assert refreshed(service, server) == [("/index.yaml", False)]
    assert file.read_bytes() == fetched


def test_what_is_known_of_one_address_is_not_used_for_another(
    open_home: OpenHome, server: HttpServer, repository: ChartRepository, tmp_path: Path
) -> None:
    service = open_home(("main", repository.url))
    refreshed(service, server)
    entry = service.entries()[0]
    ChartRepository(server, "/moved").add("alpha", "3.0.0")
    service.add(RepositoryEntry("main", f"{server.url}/moved"))
    assert [(request.path, "if-none-match" in request.headers) for request in server.take()] == [
        ("/moved/index.yaml", False)
    ]
    assert versions(service) == ["3.0.0"]
    assert [result.error for result in service.refresh([entry])] == [""]
    assert ["if-none-match" in request.headers for request in server.take()] == [False]
    assert versions(service)[0] == "1.1.0-beta.1"


def test_nothing_of_ours_is_kept_in_the_home(
    open_home: OpenHome, server: HttpServer, repository: ChartRepository, tmp_path: Path
) -> None:
    service = open_home(("main", repository.url))
    refreshed(service, server)
    assert sorted(str(path.relative_to(tmp_path / "home")) for path in (tmp_path / "home").rglob("*")) == [
        "repository",
        "repository/cache",
        "repository/cache/main-index.yaml",
        "repository/repositories.yaml",
    ]


def test_an_index_that_is_broken_leaves_the_earlier_one(
    open_home: OpenHome, server: HttpServer, repository: ChartRepository
) -> None:
    service = open_home(("main", repository.url))
    refreshed(service, server)
    server.put("/index.yaml", b"apiVersion: v1\nentries: [")
    [result] = service.refresh(service.entries())
    assert result.error == "yaml: line 2: did not find expected node content"
    assert versions(service)[0] == "1.1.0-beta.1"


def test_an_index_that_is_cut_short_leaves_the_earlier_one(
    open_home: OpenHome, server: HttpServer, repository: ChartRepository
) -> None:
    service = open_home(("main", repository.url))
    refreshed(service, server)
    repository.add("alpha", "2.0.0")
    server.answer("/index.yaml", Answer(b"apiVersion: v1\nentries: {}\n", length=5000))
    [result] = service.refresh(service.entries())
    assert "unexpected EOF" in result.error
    assert versions(service)[0] == "1.1.0-beta.1"
