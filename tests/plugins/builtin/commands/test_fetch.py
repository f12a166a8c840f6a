from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pilothouse.core import testkit
from stand_ins.archives import tgz
from stand_ins.chart_repository import ChartRepository, write_home
from stand_ins.http_server import HttpServer


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


@pytest.fixture
def repository(server: HttpServer) -> ChartRepository:
    repository = ChartRepository(server)
    for version in ("1.1.0-beta.1", "1.0.0", "0.1.0"):
        repository.add("alpha", version)
    return repository


@pytest.fixture
def helm(tmp_path: Path, repository: ChartRepository, monkeypatch: pytest.MonkeyPatch) -> Helm:
    """Runs the program in an empty folder, with a home that knows the repository as `main`."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    helm = Helm(write_home(tmp_path / "home", ("main", repository.url)), folder)
    assert helm("repo", "update").code == 0
    return helm


class Helm:
    """Runs the program and looks at the folder that it ran in."""

    def __init__(self, home: Path, folder: Path) -> None:
        self._home = home
        self.folder = folder

    def __call__(self, *args: str) -> testkit.Outcome:
        return testkit.run(args, environment={"HELM_HOME": str(self._home), "PILOTHOUSE_HINTS": "never"})

    @property
    def files(self) -> list[str]:
        """Files, and folders that are empty."""
        return sorted(
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if path.is_file() or not any(path.iterdir())
        )


def test_archives_come_into_the_folder(helm: Helm, repository: ChartRepository) -> None:
    (helm.folder / "out").mkdir()
    for args in (
        ("main/alpha",),
        ("main/alpha", "--devel"),
        ("main/alpha", "--version", "0.1.0", "-d", "out"),
        ("alpha", "--repo", repository.url, "-d", "out"),
    ):
        assert helm("fetch", *args) == (0, "", "")
    assert helm.files == ["alpha-1.0.0.tgz", "alpha-1.1.0-beta.1.tgz", "out/alpha-0.1.0.tgz", "out/alpha-1.0.0.tgz"]


def test_several_charts_are_fetched_up_to_the_first_that_is_not_there(helm: Helm) -> None:
    assert helm("fetch", "main/alpha", "main/zzz", "main/none").stderr == (
        'Error: chart "zzz" matching version "" not found in main index. (try \'helm repo update\'). '
        "no chart name found\n"
    )
    assert helm.files == ["alpha-1.0.0.tgz"]
    assert helm("fetch") == (1, "", "Error: need at least one argument, url or repo/name of the chart\n")


def test_a_chart_is_unpacked_where_nothing_is(helm: Helm) -> None:
    assert helm("fetch", "main/alpha", "--untar") == (0, "", "")
    assert helm("fetch", "main/alpha", "--untar", "--untardir", "sub/deep") == (0, "", "")
    assert helm("fetch", "main/alpha", "--untar", "-d", "out", "--untardir", "sub") == (0, "", "")
    assert helm.files == ["alpha/Chart.yaml", "out/sub/alpha/Chart.yaml", "sub/deep/alpha/Chart.yaml"]
    for args, name in (((), "alpha"), (("--untardir", "sub/deep"), "sub/deep/alpha")):
        assert helm("fetch", "main/alpha", "--untar", *args) == (
            1,
            "",
            f"Error: Failed to untar: a file or directory with the name {name} already exists\n",
        )


def test_a_chart_from_a_url_leaves_an_empty_folder_named_as_the_archive(
    helm: Helm, repository: ChartRepository
) -> None:
    assert helm("fetch", f"{repository.url}/alpha-1.0.0.tgz", "--untar") == (0, "", "")
    assert (
        helm("fetch", "alpha", "--repo", repository.url, "--version", "0.1.0", "--untar", "--untardir", "o").code == 0
    )
    assert helm.files == ["alpha-1.0.0.tgz", "alpha/Chart.yaml", "o/alpha-0.1.0.tgz", "o/alpha/Chart.yaml"]


def test_a_chart_is_not_unpacked_over_another(helm: Helm, repository: ChartRepository) -> None:
    (helm.folder / "alpha").mkdir()
    (helm.folder / "alpha/mine").touch()
    assert helm("fetch", f"{repository.url}/alpha-1.0.0.tgz", "--untar").stderr == (
        "Error: mkdir alpha: directory not empty\n"
    )
    assert helm.files == ["alpha-1.0.0.tgz", "alpha/mine"]


@pytest.mark.parametrize(
    "files",
    [
        [("x/Chart.yaml", b"name: ../evil\nversion: 1.0.0\n")],
        [("x/Chart.yaml", b'name: ".."\nversion: 1.0.0\n')],
        [("x/Chart.yaml", b"name: alpha\nversion: 1.0.0\n"), ("x/../../evil", b"")],
        [("x/Chart.yaml", b"name: alpha\nversion: 1.0.0\n"), ("x//tmp/evil", b"")],
    ],
)
def test_nothing_is_written_outside_the_folder(
    files: list[tuple[str, bytes | str]], helm: Helm, repository: ChartRepository
) -> None:
    """CVE-2019-1000008, CVE-2024-25620."""
    repository.add("hostile", "1.0.0", content=tgz(files))
    helm("repo", "update")
    assert helm("fetch", "main/hostile", "--untar").code == 1
    assert helm.files == ["hostile"]
    assert not list(helm.folder.parent.glob("**/evil*"))


def test_a_link_that_waits_in_the_folder_is_not_followed(helm: Helm, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (helm.folder / "alpha").symlink_to(tmp_path / "elsewhere")
    assert helm("fetch", "main/alpha", "--untar").code == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_is_no_chart_is_not_unpacked(helm: Helm, server: HttpServer) -> None:
    server.put("/plain.txt", b"hello, this is no archive\n")
    assert helm("fetch", f"{server.url}/plain.txt", "--untar") == (1, "", "Error: gzip: invalid header\n")
    assert helm.files == ["plain.txt"]
    assert (helm.folder / "plain.txt").is_dir()


def test_an_empty_key_ring_is_taken_at_its_word(helm: Helm, server: HttpServer, repository: ChartRepository) -> None:
    server.put("/alpha-1.0.0.tgz.prov", b"signature")
    for ring, path in (("", ""), ("none.gpg", "none.gpg")):
        assert helm("fetch", "main/alpha", "--verify", "--keyring", ring) == (
            1,
            "",
            f"Error: failed to load keyring: open {path}: no such file or directory\n",
        )


def test_a_file_in_the_way_of_folders_is_named(helm: Helm) -> None:
    (helm.folder / "file").touch()
    assert helm("fetch", "main/alpha", "--untar", "--untardir", "file") == (
        1,
        "",
        "Error: Failed to untar (mkdir): mkdir file: not a directory\n",
    )


def test_signatures_are_fetched_on_request_and_wanted_by_verify(helm: Helm, server: HttpServer) -> None:
    url = f"{server.url}/alpha-1.0.0.tgz.prov"
    assert helm("fetch", "main/alpha", "--prov") == (
        0,
        f"WARNING: Verification not found for main/alpha: Failed to fetch {url} : 404 Not Found\n",
        "",
    )
    assert helm("fetch", "main/alpha", "--prov", "--verify") == (1, "", f'Error: Failed to fetch provenance "{url}"\n')
    server.put("/alpha-1.0.0.tgz.prov", b"signed?")
    assert helm("fetch", "main/alpha", "--prov") == (0, "", "")
    assert helm.files == ["alpha-1.0.0.tgz", "alpha-1.0.0.tgz.prov"]
    assert helm("fetch", "main/alpha", "--verify", "--untar").code == 1
    assert helm.files == ["alpha-1.0.0.tgz", "alpha-1.0.0.tgz.prov"]
