from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core.errors import RepositoryError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.repository import HomeSetup, RepositoryEntry
from pilothouse.core.testkit import RecordingConsole
from pilothouse.plugins.builtin.repositories.service import Repositories
from stand_ins.chart_repository import ChartRepository

LOCAL = "http://127.0.0.1:8879/charts"


@pytest.fixture
def service(kernel: Kernel) -> Repositories:
    return Repositories(kernel)


def printed(kernel: Kernel) -> list[str]:
    assert isinstance(kernel.console, RecordingConsole)
    return kernel.console.stdout.splitlines()


def setup(stable: str = "https://charts.helm.sh/stable", *, skip_refresh: bool = True, **fields: bool) -> HomeSetup:
    return HomeSetup(stable, LOCAL, skip_refresh=skip_refresh, **fields)


def test_a_home_is_laid_out(service: Repositories, kernel: Kernel, repository: ChartRepository, tmp_path: Path) -> None:
    service.initialise(setup(repository.url, skip_refresh=False))
    home = tmp_path / "home"
    cache = home / "repository/cache"
    assert printed(kernel) == [
        f"Creating {home} ",
        f"Creating {home}/repository ",
        f"Creating {cache} ",
        f"Creating {home}/repository/local ",
        f"Creating {home}/plugins ",
        f"Creating {home}/starters ",
        f"Creating {home}/cache/archive ",
        f"Creating {home}/repository/repositories.yaml ",
        f"Adding stable repo with URL: {repository.url} ",
        f"Adding local repo with URL: {LOCAL} ",
    ]
    assert service.entries() == [
        RepositoryEntry("stable", repository.url, str(cache / "stable-index.yaml")),
        RepositoryEntry("local", LOCAL, str(cache / "local-index.yaml")),
    ]
    assert os.readlink(cache / "local-index.yaml") == str(home / "repository/local/index.yaml")
    assert service.index(service.entries()[1]).names() == []
    assert service.index(service.entries()[0]).names() == ["alpha"]
    assert sorted(path.name for path in (home / "repository").iterdir()) == ["cache", "local", "repositories.yaml"]


def test_who_cannot_reach_the_stable_repository_is_told_what_does_without_it(service: Repositories) -> None:
    with pytest.raises(RepositoryError) as caught:
        service.initialise(setup("http://127.0.0.1:1", skip_refresh=False))
    assert caught.value.hint.startswith("--skip-refresh asks no server")


def test_what_is_there_stays_as_it_is(service: Repositories, kernel: Kernel, tmp_path: Path) -> None:
    service.initialise(setup())
    file = tmp_path / "home/repository/repositories.yaml"
    before = file.read_bytes()
    lines = len(printed(kernel))
    service.initialise(setup("http://other.example"))
    assert (file.read_bytes(), len(printed(kernel))) == (before, lines)


def test_without_repositories_the_list_is_empty(service: Repositories, tmp_path: Path) -> None:
    service.initialise(setup(skip_repositories=True))
    assert service.entries() == []
    assert list((tmp_path / "home/repository/local").iterdir()) == []


def test_a_list_in_the_old_form_is_written_anew(service: Repositories, kernel: Kernel, tmp_path: Path) -> None:
    service.initialise(setup())
    (tmp_path / "home/repository/repositories.yaml").write_text("stable: http://old.example\n")
    service.initialise(setup())
    assert printed(kernel)[-1] == "Updating repository file format..."
    assert service.entries() == [RepositoryEntry("stable", "http://old.example", "stable-index.yaml")]


def test_a_broken_list_is_left_alone(service: Repositories, tmp_path: Path) -> None:
    file = tmp_path / "home/repository/repositories.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("repositories: nonsense\n")
    service.initialise(setup())
    assert file.read_text() == "repositories: nonsense\n"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("home", "{home} must be a directory"),
        ("home/plugins", "{home}/plugins must be a directory"),
    ],
)
def test_files_in_the_place_of_folders_are_refused(
    file: str, message: str, service: Repositories, tmp_path: Path
) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).touch()
    with pytest.raises(RepositoryError) as caught:
        service.initialise(setup())
    assert caught.value.message == message.format(home=tmp_path / "home")


@pytest.mark.parametrize("folder", ["repository/repositories.yaml", "repository/local/index.yaml"])
def test_folders_in_the_place_of_files_are_refused(folder: str, service: Repositories, tmp_path: Path) -> None:
    (tmp_path / "home" / folder).mkdir(parents=True)
    with pytest.raises(RepositoryError) as caught:
        service.initialise(setup())
    assert caught.value.message == f"{tmp_path}/home/{folder} must be a file, not a directory"


def test_nothing_is_registered_when_the_stable_repository_cannot_be_had(
    service: Repositories, repository: ChartRepository, tmp_path: Path
) -> None:
    with pytest.raises(RepositoryError) as caught:
        service.initialise(setup(f"{repository.url}/none", skip_refresh=False))
    assert caught.value.message == (
        f'Looks like "{repository.url}/none" is not a valid chart repository or cannot be reached: '
        f"Failed to fetch {repository.url}/none/index.yaml : 404 Not Found"
    )
    assert not (tmp_path / "home/repository/repositories.yaml").exists()
