from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.repository import RepositoryEntry
from pilothouse.core.testkit import RecordingConsole
from pilothouse.plugins.builtin.repositories.service import Repositories
from stand_ins.chart_repository import ChartRepository
from stand_ins.http_server import Answer, HttpServer

if TYPE_CHECKING:
    from conftest import OpenHome


def refusal(service: Repositories, entry: RepositoryEntry, *, refuse_existing: bool = False) -> str:
    with pytest.raises(RepositoryError) as caught:
        service.add(entry, refuse_existing=refuse_existing)
    return caught.value.message


def test_a_repository_is_registered_with_its_index(
    open_home: OpenHome, repository: ChartRepository, tmp_path: Path
) -> None:
    service = open_home()
    service.add(RepositoryEntry("main", repository.url, username="me", password="secret"))
    path = tmp_path / "home/repository/cache/main-index.yaml"
    assert service.entries() == [RepositoryEntry("main", repository.url, str(path), username="me", password="secret")]
    assert service.index(service.entries()[0]).find("alpha", "").metadata.version == "1.0.0"
    assert path.stat().st_mode & 0o777 == 0o644


def test_who_can_read_a_password_is_said_where_somebody_reads_along(
    open_home: OpenHome, repository: ChartRepository, kernel: Kernel, tmp_path: Path
) -> None:
    service, path = open_home(), tmp_path / "home/repository/repositories.yaml"
    with_password = RepositoryEntry("main", repository.url, username="me", password="secret")
    path.chmod(0o644)
    service.add(RepositoryEntry("main", repository.url))
    assert shown(kernel) == ""
    service.add(with_password)
    assert shown(kernel) == f"hint: others on this machine can read the password in {path}: `chmod 600 {path}`\n"
    for mode, explains in ((0o600, True), (0o644, False)):
        path.chmod(mode)
        kernel.console.explains = explains
        service.add(with_password)
    assert shown(kernel).count("hint") == 1


def shown(kernel: Kernel) -> str:
    assert isinstance(kernel.console, RecordingConsole)
    return kernel.console.stderr


def test_nothing_is_registered_whose_index_cannot_be_had(
    open_home: OpenHome, server: HttpServer, tmp_path: Path
) -> None:
    service = open_home()
    server.put("/broken/index.yaml", b"a: [")
    server.answer("/error/index.yaml", Answer(b"x", 500))
    for path, reason in (
        ("none", f"Failed to fetch {server.url}/none/index.yaml : 404 Not Found"),
        ("error", f"Failed to fetch {server.url}/error/index.yaml : 500 Internal Server Error"),
        ("broken", "yaml: line 1: did not find expected node content"),
    ):
        assert refusal(service, RepositoryEntry("x", f"{server.url}/{path}")) == (
            f'Looks like "{server.url}/{path}" is not a valid chart repository or cannot be reached: {reason}'
        )
    assert service.entries() == []
    assert sorted(file.name for file in (tmp_path / "home/repository").rglob("*")) == ["cache", "repositories.yaml"]


def test_what_is_often_wrong_with_a_new_repository_is_said(open_home: OpenHome, repository: ChartRepository) -> None:
    service = open_home()
    for name, url, hint in (
        ("x", "charts", "an address begins with its scheme: https://…, http://… or file:///…"),
        ("x", "ftp://charts", "only a plugin with a downloader or a getter could fetch ftp://charts"),
        ("x", f"{repository.url}/index.yaml", "index.yaml is added to the address: leave it out"),
        ("a/b", repository.url, "the name of a repository has no slash"),
    ):
        with pytest.raises(RepositoryError) as caught:
            service.add(RepositoryEntry(name, url))
        assert caught.value.hint == hint


def test_a_name_is_taken_only_if_that_is_wanted(open_home: OpenHome, repository: ChartRepository) -> None:
    service = open_home(("main", "http://old"))
    entry = RepositoryEntry("main", repository.url)
    assert refusal(service, entry, refuse_existing=True) == (
        "repository name (main) already exists, please specify a different name"
    )
    service.add(entry)
    assert [one.url for one in service.entries()] == [repository.url]


@pytest.mark.parametrize("name", ["../x", "../../x", "a/../../x", "x\0y"])
def test_names_that_lead_out_of_the_cache_are_refused(
    name: str, open_home: OpenHome, repository: ChartRepository, tmp_path: Path
) -> None:
    assert "leads out of" in refusal(open_home(), RepositoryEntry(name, repository.url))
    assert list(tmp_path.rglob("*-index.yaml")) == []


@pytest.mark.parametrize(("name", "file"), [("..", "..-index.yaml"), ("/x", "x-index.yaml"), ("with space", None)])
def test_other_odd_names_are_helms_to_take(
    name: str, file: str | None, open_home: OpenHome, repository: ChartRepository, tmp_path: Path
) -> None:
    open_home().add(RepositoryEntry(name, repository.url))
    assert list(tmp_path.rglob("*-index.yaml")) == [tmp_path / "home/repository/cache" / (file or f"{name}-index.yaml")]


def test_names_of_folders_that_do_not_exist_are_refused(
    open_home: OpenHome, repository: ChartRepository, tmp_path: Path
) -> None:
    message = refusal(open_home(), RepositoryEntry("a/b", repository.url))
    path = tmp_path / "home/repository/cache/a/b-index.yaml"
    assert message.endswith(f"cannot be reached: open {path}: no such file or directory")


def test_a_password_in_a_url_is_in_no_message(open_home: OpenHome, server: HttpServer) -> None:
    address = f"http://me:hush@{server.origin}/none"
    message = refusal(open_home(), RepositoryEntry("x", address))
    assert "hush" not in message
    assert message.startswith(f'Looks like "http://me:***@{server.origin}/none" is not a valid chart repository')


def test_a_repository_is_forgotten_with_its_index(open_home: OpenHome, tmp_path: Path) -> None:
    service = open_home(("a", "http://a"), ("b", "http://b"))
    index = tmp_path / "home/repository/cache/a-index.yaml"
    index.touch()
    service.remove("a")
    assert ([entry.name for entry in service.entries()], index.exists()) == (["b"], False)
    with pytest.raises(RepositoryError) as caught:
        service.remove("a")
    assert caught.value.message == 'no repo named "a" found'
    assert sorted(path.name for path in (tmp_path / "home/repository").iterdir()) == ["cache", "repositories.yaml"]


def test_a_repository_is_forgotten_where_indexes_have_no_folder(open_home: OpenHome, tmp_path: Path) -> None:
    service = open_home(("a", "http://a"))
    cache = tmp_path / "home/repository/cache"
    cache.rmdir()
    cache.touch()
    service.remove("a")
    assert list(service.entries()) == []


def test_nothing_is_removed_outside_the_cache(open_home: OpenHome, tmp_path: Path) -> None:
    service = open_home(("../../x", "http://a"))
    outside = tmp_path / "home/x-index.yaml"
    outside.touch()
    with pytest.raises(RepositoryError, match="leads out of"):
        service.remove("../../x")
    assert outside.exists()


def test_only_what_the_cache_names_absolutely_is_elsewhere(
    open_home: OpenHome, repository: ChartRepository, tmp_path: Path
) -> None:
    service = open_home(("main", repository.url))
    entry = service.entries()[0]
    results = [
        *service.refresh([entry.replace(cache="../../evil.yaml")]),
        *service.refresh([entry.replace(cache=str(tmp_path / "chosen.yaml"))]),
    ]
    assert [bool(result.error) for result in results] == [True, False]
    assert sorted(path.name for path in tmp_path.rglob("*.yaml")) == ["chosen.yaml", "repositories.yaml"]


def test_the_link_to_the_index_of_this_machine_stays(
    open_home: OpenHome, repository: ChartRepository, tmp_path: Path
) -> None:
    service = open_home(("local", repository.url))
    (tmp_path / "home/repository/local").mkdir()
    own, link = tmp_path / "home/repository/local/index.yaml", tmp_path / "home/repository/cache/local-index.yaml"
    own.write_text("apiVersion: v1\n")
    link.symlink_to(own)
    assert [result.error for result in service.refresh(service.entries(), skip_local=False)] == [""]
    assert link.is_symlink()
    assert b"alpha" in own.read_bytes()
