from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pilothouse.core.errors import ChartNotFoundError, PilothouseError, RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import ChartLocation
from pilothouse.core.model.repository import RepositoryEntry
from pilothouse.core.testkit import RecordingConsole, make_kernel
from stand_ins.chart_repository import ChartRepository, chart_archive
from stand_ins.http_server import Authority, HttpServer

if TYPE_CHECKING:
    from conftest import OpenHome

UPDATE = "(hint: running `helm repo update` may help)"


@pytest.fixture(autouse=True)
def home(open_home: OpenHome, repository: ChartRepository) -> None:
    service = open_home(("main", repository.url))
    list(service.refresh(service.entries()))


def locate(kernel: Kernel, reference: str, **fields: str | bool) -> str:
    answer: str = kernel.first("helm_locate_chart", location=ChartLocation(reference, **fields))
    return answer


def refusal(kernel: Kernel, reference: str, **fields: str | bool) -> PilothouseError:
    with pytest.raises(PilothouseError) as caught:
        locate(kernel, reference, **fields)
    return caught.value


def test_charts_are_downloaded_into_the_home(kernel: Kernel, repository: ChartRepository, tmp_path: Path) -> None:
    archive = tmp_path / "home/cache/archive"
    for reference, version, name in (
        (" main/alpha\n", "", "alpha-1.0.0.tgz"),
        ("main/alpha", " 0.1.0 ", "alpha-0.1.0.tgz"),
        (f"{repository.url}/alpha-1.1.0-beta.1.tgz", "", "alpha-1.1.0-beta.1.tgz"),
    ):
        assert locate(kernel, reference, version=version) == str(archive / name)
    assert (archive / "alpha-0.1.0.tgz").read_bytes() == chart_archive("alpha", "0.1.0")
    assert [path.stat().st_mode & 0o777 for path in (archive, archive.parent)] == [0o744, 0o744]


def test_paths_come_first_and_then_what_is_below_the_home(
    kernel: Kernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home/repository/main").mkdir()
    (tmp_path / "home/repository/main/alpha").mkdir()
    monkeypatch.chdir(tmp_path)
    assert locate(kernel, "main/alpha") == str(tmp_path / "home/repository/main/alpha")
    (tmp_path / "main/alpha").mkdir(parents=True)
    assert locate(kernel, "main/alpha") == str(tmp_path / "main/alpha")
    assert refusal(kernel, "./none/alpha").message == 'path "./none/alpha" not found'


def test_a_failing_download_is_one_sentence_with_the_reason_in_the_details(
    kernel: Kernel, repository: ChartRepository
) -> None:
    for reference, reason in (
        ("alpha", "Non-absolute URLs should be in form of repo_name/path_to_chart, got: alpha"),
        ("none/alpha", "repo none not found"),
        (f"{repository.url}/none.tgz", f"Failed to fetch {repository.url}/none.tgz : 404 Not Found"),
    ):
        error = refusal(kernel, reference)
        assert (type(error), error.message, error.details) == (
            ChartNotFoundError,
            f'failed to download "{reference}" {UPDATE}',
            (reason,),
        )


def test_with_debug_the_reason_itself_is_the_error(kernel: Kernel) -> None:
    kernel.settings.flags["debug"] = "true"
    assert refusal(kernel, "none/alpha").message == "repo none not found"
    path = locate(kernel, "main/alpha")
    assert isinstance(kernel.console, RecordingConsole)
    assert kernel.console.stdout == f"[debug] Fetched main/alpha to {path}\n\n"


def test_a_password_in_the_url_of_a_repository_is_not_said(kernel: Kernel, repository: ChartRepository) -> None:
    kernel.settings.flags["debug"] = "true"
    locate(kernel, "alpha", repository=repository.url.replace("//", "//me:canary@"))
    assert isinstance(kernel.console, RecordingConsole)
    assert "//me:***@" in kernel.console.stdout
    assert "canary" not in kernel.console.stdout + kernel.console.stderr


def test_a_chart_of_a_repository_that_is_named_by_its_url(
    kernel: Kernel, repository: ChartRepository, server: HttpServer, tmp_path: Path
) -> None:
    assert locate(kernel, "alpha", repository=repository.url) == str(tmp_path / "home/cache/archive/alpha-1.0.0.tgz")
    error = refusal(kernel, "none", repository=repository.url)
    assert (type(error), error.message) == (RepositoryError, f'chart "none" not found in {repository.url} repository')
    repository.add("gone", "1.0.0", urls=["gone.tgz"])
    assert refusal(kernel, "gone", repository=repository.url).message == (
        f'failed to download "{repository.url}/gone.tgz" {UPDATE}'
    )


def test_credentials_for_a_repository_do_not_follow_its_index_elsewhere(
    kernel: Kernel, repository: ChartRepository, server: HttpServer, other_server: HttpServer
) -> None:
    """CVE-2021-32690."""
    other_server.put("/away.tgz", b"x")
    repository.add("away", "1.0.0", urls=[f"{other_server.url}/away.tgz"])
    server.take()
    for name in ("alpha", "away"):
        locate(kernel, name, repository=repository.url, username="me", password="secret")
    assert [request.authorization for request in server.take()] == ["Basic bWU6c2VjcmV0"] * 3
    assert [request.authorization for request in other_server.take()] == [None]


def test_a_chart_to_be_verified_needs_its_signature(kernel: Kernel, repository: ChartRepository) -> None:
    error = refusal(kernel, "main/alpha", verify=True)
    url = f"{repository.url}/alpha-1.0.0.tgz.prov"
    assert (error.message, error.details) == (
        f'failed to download "main/alpha" {UPDATE}',
        (f'Failed to fetch provenance "{url}"', f"Failed to fetch {url} : 404 Not Found"),
    )


def test_a_password_in_a_url_is_in_no_message(kernel: Kernel, server: HttpServer) -> None:
    error = refusal(kernel, f"http://me:hush@{server.origin}/none.tgz")
    assert "hush" not in error.message + "".join(error.details)


def test_who_wants_local_charts_alone_gets_no_others(kernel: Kernel) -> None:
    assert refusal(kernel, "main/alpha", local_only=True).message == "stat main/alpha: no such file or directory"


def test_files_for_tls_are_for_the_index_of_an_unregistered_repository_alone(kernel: Kernel, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with HttpServer(identity=authority.issue("127.0.0.1")) as server:
        repository = ChartRepository(server)
        repository.add("alpha", "1.0.0")
        error = refusal(kernel, "alpha", repository=server.url, ca_file=str(authority.certificate))
    assert server.paths == ["/index.yaml"]
    assert error.message == f'failed to download "{server.url}/alpha-1.0.0.tgz" {UPDATE}'
    assert error.hint


def test_a_registered_repository_has_its_files_for_tls_for_all(kernel: Kernel, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    client = authority.issue("me")
    with HttpServer(identity=authority.issue("127.0.0.1"), client_authority=authority) as server:
        ChartRepository(server).add("alpha", "1.0.0")
        service = kernel.first("helm_open_repositories")
        entry = RepositoryEntry(
            "tls",
            server.url,
            cert_file=str(client.certificate),
            key_file=str(client.key),
            ca_file=str(authority.certificate),
        )
        service.add(entry)
        assert [result.error for result in service.refresh(service.entries()[1:])] == [""]
        assert locate(kernel, "tls/alpha").endswith("/alpha-1.0.0.tgz")
        with pytest.raises(ChartNotFoundError):
            locate(kernel, f"{server.url}/alpha-1.0.0.tgz")


def test_a_home_that_is_a_relative_path_is_below_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: ChartRepository
) -> None:
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository/repositories.yaml").write_text("apiVersion: v1\nrepositories: []\n")
    monkeypatch.chdir(tmp_path)
    kernel = make_kernel(flags={"home": ""})
    address = f"{repository.url}/alpha-0.1.0.tgz"
    assert locate(kernel, address) == str(tmp_path / "cache/archive/alpha-0.1.0.tgz")
