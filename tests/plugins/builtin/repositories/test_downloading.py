from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pilothouse.core.errors import PilothouseError, ProvenanceError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.options import ChartLocation
from pilothouse.core.model.repository import ALWAYS, IF_POSSIBLE, LATER
from pilothouse.core.testkit import RecordingConsole
from stand_ins.chart_repository import ChartRepository, chart_archive
from stand_ins.http_server import Answer, HttpServer

if TYPE_CHECKING:
    from conftest import OpenHome
    from pilothouse.plugins.builtin.repositories.service import Repositories


@pytest.fixture
def service(open_home: OpenHome, repository: ChartRepository) -> Repositories:
    service = open_home(("main", repository.url))
    list(service.refresh(service.entries()))
    return service


def refusal(service: Repositories, reference: str, folder: Path, verification: str = "never") -> PilothouseError:
    with pytest.raises(PilothouseError) as caught:
        service.download(ChartLocation(reference), str(folder), verification=verification)
    return caught.value


def test_an_archive_is_written_under_its_own_name(service: Repositories, tmp_path: Path) -> None:
    chart = service.download(ChartLocation("main/alpha"), str(tmp_path))
    assert chart.path == str(tmp_path / "alpha-1.0.0.tgz")
    assert (tmp_path / "alpha-1.0.0.tgz").read_bytes() == chart_archive("alpha", "1.0.0")
    assert (tmp_path / "alpha-1.0.0.tgz").stat().st_mode & 0o777 == 0o644


def test_the_name_is_that_of_the_url_without_its_query(
    service: Repositories, server: HttpServer, tmp_path: Path
) -> None:
    server.put("/a b.tgz", b"x")
    server.answer("/a%20b.tgz", Answer(b"x"))
    assert service.download(ChartLocation(f"{server.url}/a%20b.tgz?x=/y"), str(tmp_path)).path == str(
        tmp_path / "a b.tgz"
    )


@pytest.mark.parametrize("name", [".bashrc", ".ssh%2F.x", "a%1b[2J.tgz", "a%00.tgz", "a%0a"])
def test_names_that_are_hidden_or_cannot_be_printed_are_refused(
    name: str, service: Repositories, server: HttpServer, tmp_path: Path
) -> None:
    server.answer(f"/{name}", Answer(b"x"))
    folder = tmp_path / "here"
    folder.mkdir()
    assert "is not one for an archive of a chart" in refusal(service, f"{server.url}/{name}", folder).message
    assert list(folder.iterdir()) == []


def test_an_index_plants_no_files_that_are_no_archives(
    open_home: OpenHome, repository: ChartRepository, server: HttpServer, tmp_path: Path
) -> None:
    for name, content in (("Makefile", b"all:\n"), ("download", chart_archive("alpha", "1.0.0")), ("x.tgz", b"x")):
        repository.add(name.lower(), "1.0.0", urls=[f"{server.url}/{name}"])
        server.answer(f"/{name}", Answer(content))
    service = open_home(("main", repository.url))
    list(service.refresh(service.entries()))
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "Makefile").write_text("mine")
    for location in (ChartLocation("main/makefile"), ChartLocation("makefile", repository=repository.url)):
        with pytest.raises(PilothouseError, match='"Makefile", is not one for an archive of a chart'):
            service.download(location, str(folder))
    assert service.download(ChartLocation("main/download"), str(folder)).path == str(folder / "download")
    assert service.download(ChartLocation("main/x.tgz"), str(folder)).path == str(folder / "x.tgz")
    assert (folder / "Makefile").read_text() == "mine"
    service.download(ChartLocation(f"{server.url}/Makefile"), str(folder))
    assert (folder / "Makefile").read_bytes() == b"all:\n"


@pytest.mark.parametrize("path", ["/", "/x/%2e", "/x/.."])
def test_urls_of_folders_have_no_name(path: str, service: Repositories, server: HttpServer, tmp_path: Path) -> None:
    server.answer(path, Answer(b"x"))
    folder = tmp_path / "here"
    folder.mkdir()
    refusal(service, f"{server.url}{path}", folder)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["caches", "here", "home"]


def test_a_file_is_replaced_and_a_link_is_not_followed(service: Repositories, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "alpha-1.0.0.tgz").symlink_to("mine")
    service.download(ChartLocation("main/alpha"), str(tmp_path))
    assert (tmp_path / "mine").read_text() == "mine"
    assert (tmp_path / "alpha-1.0.0.tgz").read_bytes() == chart_archive("alpha", "1.0.0")


def test_a_folder_that_is_not_there_is_an_error_in_gos_words(service: Repositories, tmp_path: Path) -> None:
    path = tmp_path / "none/alpha-1.0.0.tgz"
    assert refusal(service, "main/alpha", tmp_path / "none/").message == f"open {path}: no such file or directory"


def test_a_folder_of_the_name_of_the_archive_is_an_error_in_gos_words(service: Repositories, tmp_path: Path) -> None:
    path = tmp_path / "alpha-1.0.0.tgz"
    path.mkdir()
    assert refusal(service, "main/alpha", tmp_path).message == f"open {path}: is a directory"


def test_an_archive_that_is_cut_short_is_not_written(service: Repositories, server: HttpServer, tmp_path: Path) -> None:
    archive = chart_archive("alpha", "1.0.0")
    server.answer("/alpha-1.0.0.tgz", Answer(archive[:50], length=len(archive)))
    refusal(service, "main/alpha", tmp_path)
    assert list(tmp_path.glob("*.tgz")) == []


def test_another_digest_than_the_promised_one_is_told_to_who_reads_along(
    service: Repositories, server: HttpServer, kernel: Kernel, tmp_path: Path
) -> None:
    server.put("/alpha-1.0.0.tgz", chart_archive("alpha", "1.0.0", values_yaml="evil: true\n"))
    console = kernel.console
    assert isinstance(console, RecordingConsole)
    console.explains = False
    service.download(ChartLocation("main/alpha"), str(tmp_path))
    assert console.stderr == ""
    console.explains = True
    service.download(ChartLocation("main/alpha"), str(tmp_path))
    assert console.stderr.startswith(f"WARNING: {server.url}/alpha-1.0.0.tgz has the SHA-256 ")
    service.download(ChartLocation("main/alpha", "0.1.0"), str(tmp_path))
    assert console.stderr.count("WARNING") == 1


def test_a_missing_signature_fails_only_where_one_is_wanted_always(
    service: Repositories, server: HttpServer, kernel: Kernel, tmp_path: Path
) -> None:
    error = refusal(service, "main/alpha", tmp_path, ALWAYS)
    url = f"{server.url}/alpha-1.0.0.tgz.prov"
    assert (error.message, error.details) == (
        f'Failed to fetch provenance "{url}"',
        (f"Failed to fetch {url} : 404 Not Found",),
    )
    assert (tmp_path / "alpha-1.0.0.tgz").exists()
    for strategy in (IF_POSSIBLE, LATER):
        service.download(ChartLocation("main/alpha"), str(tmp_path), verification=strategy)
    assert isinstance(kernel.console, RecordingConsole)
    assert kernel.console.stdout == (
        f"WARNING: Verification not found for main/alpha: Failed to fetch {url} : 404 Not Found\n" * 2
    )


def test_a_signature_is_kept_for_later_or_has_to_be_good(
    service: Repositories, server: HttpServer, tmp_path: Path
) -> None:
    server.put("/alpha-1.0.0.tgz.prov", b"no signature at all")
    service.download(ChartLocation("main/alpha"), str(tmp_path), verification=LATER)
    assert (tmp_path / "alpha-1.0.0.tgz.prov").read_bytes() == b"no signature at all"
    for strategy in (IF_POSSIBLE, ALWAYS):
        assert isinstance(refusal(service, "main/alpha", tmp_path, strategy), ProvenanceError)
    assert (tmp_path / "alpha-1.0.0.tgz").exists()


def test_credentials_are_sent_to_the_repository_and_to_nobody_else(
    open_home: OpenHome, repository: ChartRepository, server: HttpServer, other_server: HttpServer, tmp_path: Path
) -> None:
    """CVE-2021-32690."""
    other_server.put("/away-1.0.0.tgz", b"x")
    other_server.put("/away-1.0.0.tgz.prov", b"x")
    repository.add("away", "1.0.0", urls=[f"{other_server.url}/away-1.0.0.tgz"])
    server.credentials = "me:secret"
    service = open_home(("main", repository.url), username="me", password="secret")
    list(service.refresh(service.entries()))
    server.take()
    service.download(ChartLocation("main/alpha"), str(tmp_path))
    service.download(ChartLocation("main/away"), str(tmp_path), verification=LATER)
    service.download(ChartLocation("main/away", username="me", password="secret"), str(tmp_path))
    assert [request.authorization for request in server.take()] == ["Basic bWU6c2VjcmV0"]
    assert [request.authorization for request in other_server.take()] == [None, None, None]
