from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core.errors import ChartError, RepositoryError
from pilothouse.core.home import HelmHome
from pilothouse.core.kernel import Kernel
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.repositories import index_file, local_repository
from pilothouse.plugins.builtin.repositories.local_repository import save_locally
from stand_ins.chart_repository import chart_archive

NOW = "2020-02-02T00:00:00Z"
EMPTY = 'apiVersion: v1\nentries: {}\ngenerated: "2020-01-01T00:00:00Z"\n'


@pytest.fixture
def kernel() -> Kernel:
    return make_kernel()


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (local_repository, index_file):
        monkeypatch.setattr(module, "timestamp", lambda: NOW)


@pytest.fixture
def home(tmp_path: Path) -> HelmHome:
    home = HelmHome(str(tmp_path / "home"))
    Path(home.local_repository).mkdir(parents=True)
    index_of(home).write_text(EMPTY)
    return home


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "alpha-1.0.0.tgz"
    path.write_bytes(chart_archive("alpha", "1.0.0"))
    return path


def index_of(home: HelmHome) -> Path:
    return Path(home.local_repository, "index.yaml")


def entry(digest: str) -> str:
    return (
        "  - apiVersion: v1\n"
        f'    created: "{NOW}"\n'
        f"    digest: sha256:{digest}\n"
        "    name: alpha\n"
        "    urls:\n"
        "    - http://127.0.0.1:8879/charts/alpha-1.0.0.tgz\n"
        "    version: 1.0.0\n"
    )


def listing(*entries: str) -> str:
    return "apiVersion: v1\nentries:\n  alpha:\n" + "".join(entries) + 'generated: "2020-01-01T00:00:00Z"\n'


def test_an_archive_is_copied_and_listed_with_the_digest_of_the_index_before(
    home: HelmHome, archive: Path, kernel: Kernel
) -> None:
    save_locally(str(archive), home, kernel)
    assert Path(home.local_repository, archive.name).read_bytes() == archive.read_bytes()
    first = entry(hashlib.sha256(EMPTY.encode()).hexdigest())
    assert index_of(home).read_text() == listing(first)
    save_locally(str(archive), home, kernel)
    second = entry(hashlib.sha256(listing(first).encode()).hexdigest())
    assert index_of(home).read_text() == listing(first, second)


def test_a_chart_that_has_the_name_of_the_archive_keeps_it_from_being_listed(
    home: HelmHome, archive: Path, kernel: Kernel
) -> None:
    content = "apiVersion: v1\nentries: {alpha-1.0.0: []}\n"
    index_of(home).write_text(content)
    save_locally(str(archive), home, kernel)
    assert index_of(home).read_text() == content


def test_only_the_archive_and_the_index_are_left_behind(home: HelmHome, archive: Path, kernel: Kernel) -> None:
    save_locally(str(archive), home, kernel)
    assert sorted(path.name for path in Path(home.path).rglob("*") if path.is_file()) == [archive.name, "index.yaml"]


def test_what_is_missing_is_told_in_helms_words(tmp_path: Path, home: HelmHome, archive: Path, kernel: Kernel) -> None:
    index_of(home).unlink()
    with pytest.raises(RepositoryError) as failure:
        save_locally(str(archive), home, kernel)
    assert failure.value.message == f"open {index_of(home)}: no such file or directory"
    assert "--save=false" in failure.value.hint
    nowhere = HelmHome(str(tmp_path / "none"))
    with pytest.raises(RepositoryError) as failure:
        save_locally(str(archive), nowhere, kernel)
    assert failure.value.message == f"stat {nowhere.local_repository}: no such file or directory"
    file = HelmHome(str(tmp_path / "other"))
    Path(file.path, "repository").mkdir(parents=True)
    Path(file.local_repository).write_text("")
    with pytest.raises(RepositoryError) as failure:
        save_locally(str(archive), file, kernel)
    assert failure.value.message == f"location {file.local_repository} is not a directory"


def test_what_is_no_chart_is_not_saved(tmp_path: Path, home: HelmHome, kernel: Kernel) -> None:
    (tmp_path / "text.tgz").write_text("text")
    with pytest.raises(ChartError):
        save_locally(str(tmp_path / "text.tgz"), home, kernel)
    assert index_of(home).read_text() == EMPTY


def test_an_index_that_is_a_link_to_elsewhere_is_replaced(
    tmp_path: Path, home: HelmHome, archive: Path, kernel: Kernel
) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(EMPTY)
    index_of(home).unlink()
    index_of(home).symlink_to(outside)
    save_locally(str(archive), home, kernel)
    assert outside.read_text() == EMPTY
    assert "alpha-1.0.0.tgz" in index_of(home).read_text()


SAVE = """
import sys
from pilothouse.core.home import HelmHome
from pilothouse.core.testkit import make_kernel
from pilothouse.plugins.builtin.repositories.local_repository import save_locally

for _ in range(5):
    save_locally(sys.argv[1], HelmHome(sys.argv[2]), make_kernel())
"""


def test_several_processes_lose_nothing(home: HelmHome, archive: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", SAVE, str(archive), home.path]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert index_of(home).read_text().count("name: alpha\n") == 15
