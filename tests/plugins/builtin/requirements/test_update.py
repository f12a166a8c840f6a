from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest
from stand_ins.chart_repository import ChartRepository, chart_archive
from stand_ins.http_server import HttpServer
from worlds import ASSUMED, REFRESHED, RESTORED, SAVED, Done, World, entry, names, write_chart


@pytest.fixture
def alone(tmp_path: Path) -> World:
    """A home directory that knows no repository."""
    return World(tmp_path)


@pytest.fixture
def sub(tmp_path: Path) -> Path:
    return write_chart(tmp_path / "sub", "1.2.0")


def test_a_chart_in_a_folder_becomes_an_archive_and_a_line_of_the_lock(alone: World, sub: Path) -> None:
    main = write_chart(alone.folder / "main", requirements=entry("sub", "1.x", "file://../sub"))
    assert alone.update(main) == Done(SAVED.format(1), "")
    assert names(main / "charts") == ["sub-1.2.0.tgz"]
    with tarfile.open(main / "charts" / "sub-1.2.0.tgz") as archive:
        assert archive.getnames() == ["sub/Chart.yaml"]
    lock = (main / "requirements.lock").read_text()
    assert lock.startswith("dependencies:\n- name: sub\n  repository: file://../sub\n  version: 1.2.0\ndigest: sha256:")


def test_an_archive_of_a_folder_is_the_same_each_time(alone: World, sub: Path) -> None:
    main = write_chart(alone.folder / "main", requirements=entry("sub", "1.x", f"file://{sub}"))
    alone.update(main)
    before = (main / "charts" / "sub-1.2.0.tgz").read_bytes()
    os.utime(sub / "Chart.yaml", (1, 1))
    alone.update(main)
    assert (main / "charts" / "sub-1.2.0.tgz").read_bytes() == before


def test_a_chart_of_a_registered_repository_is_downloaded(
    world: World, repository: ChartRepository, server: HttpServer
) -> None:
    main = write_chart(world.folder / "main", requirements=entry("alpha", "~0.1", repository.url))
    printed = f"Saving 1 charts\nDownloading alpha from repo {repository.url}\nDeleting outdated charts\n"
    assert world.update(main) == Done(REFRESHED + printed, "")
    assert server.paths == ["/index.yaml", "/alpha-0.1.1.tgz"]
    assert (main / "charts" / "alpha-0.1.1.tgz").read_bytes() == chart_archive("alpha", "0.1.1")
    lock = (main / "requirements.lock").read_text()
    assert lock.startswith(f"dependencies:\n- name: alpha\n  repository: {repository.url}\n  version: 0.1.1\ndigest: ")


@pytest.mark.parametrize("by_name", [True, False])
def test_a_registered_repository_may_be_a_folder_of_this_machine(tmp_path: Path, by_name: bool) -> None:
    charts = tmp_path / "served"
    charts.mkdir()
    (charts / "alpha-1.0.0.tgz").write_bytes(chart_archive("alpha", "1.0.0"))
    version = "{apiVersion: v1, name: alpha, version: 1.0.0, urls: [alpha-1.0.0.tgz]}"
    (charts / "index.yaml").write_text(f"apiVersion: v1\nentries: {{alpha: [{version}]}}\n")
    world = World(tmp_path, ("main", f"file://{charts}"))
    main = write_chart(tmp_path / "main", requirements=entry("alpha", "1.x", "@main" if by_name else f"file://{charts}"))
    assert world.update(main).error == ""
    assert f"repository: file://{charts}\n  version: 1.0.0\n" in (main / "requirements.lock").read_text()
    assert world.update(main, locked=True).error == ""
    assert names(main / "charts") == ["alpha-1.0.0.tgz"]


@pytest.mark.parametrize("alias", ["@main", "alias:main"])
def test_an_alias_becomes_the_address_of_its_repository(world: World, repository: ChartRepository, alias: str) -> None:
    main = write_chart(world.folder / "main", requirements=entry("alpha", "1.0.0", alias))
    assert world.update(main).error == ""
    assert f"repository: {repository.url}\n" in (main / "requirements.lock").read_text()
    assert world.update(main, locked=True).error == ""


def test_without_a_refresh_no_index_is_fetched(world: World, repository: ChartRepository, server: HttpServer) -> None:
    main = write_chart(world.folder / "main", requirements=entry("alpha", "1.0.0", "@main"))
    world.update(main)
    server.take()
    printed = f"Saving 1 charts\nDownloading alpha from repo {repository.url}\nDeleting outdated charts\n"
    assert world.update(main, skip_refresh=True) == Done(printed, "")
    assert server.paths == ["/alpha-1.0.0.tgz"]


def test_the_index_of_a_repository_that_is_not_registered_is_fetched_for_each_chart(
    alone: World, repository: ChartRepository, server: HttpServer
) -> None:
    lines = entry("alpha", "~0.1.0", repository.url) + entry("beta", "2.0.0", repository.url)
    main = write_chart(alone.folder / "main", requirements=lines)
    assert alone.update(main).error == ""
    assert server.paths == ["/index.yaml", "/alpha-0.1.1.tgz", "/index.yaml", "/beta-2.0.0.tgz"]
    assert "  version: ~0.1.0\n" in (main / "requirements.lock").read_text()


def test_a_chart_that_is_required_twice_is_fetched_twice(world: World, server: HttpServer) -> None:
    main = write_chart(world.folder / "main", requirements=entry("alpha", "0.1.0", "@main") * 2)
    assert world.update(main).error == ""
    assert server.paths == ["/index.yaml", "/alpha-0.1.0.tgz", "/alpha-0.1.0.tgz"]
    assert names(main / "charts") == ["alpha-0.1.0.tgz"]


def test_the_lock_stays_as_long_as_the_requirements_do(alone: World, sub: Path) -> None:
    main = write_chart(alone.folder / "main", requirements=entry("sub", "1.x", "file://../sub"))
    alone.update(main)
    before = (main / "requirements.lock").read_text()
    write_chart(sub, "1.3.0")
    assert alone.update(main) == Done(SAVED.format(1), "")
    assert (main / "requirements.lock").read_text() == before
    write_chart(main, requirements=entry("sub", "1.3.x", "file://../sub"))
    alone.update(main)
    assert "version: 1.3.0" in (main / "requirements.lock").read_text()


@pytest.mark.parametrize("lock", ["a: [", "dependencies: [null]\n", "generated: today\n", "digest: []\n"])
def test_a_lock_that_cannot_be_read_is_replaced(alone: World, sub: Path, lock: str) -> None:
    main = write_chart(alone.folder / "main", requirements=entry("sub", "1.x", "file://../sub"))
    (main / "requirements.lock").write_text(lock)
    assert alone.update(main).error == ""
    assert "version: 1.2.0" in (main / "requirements.lock").read_text()


def test_a_chart_in_the_charts_folder_stays_there(alone: World) -> None:
    main = write_chart(alone.folder / "main", requirements=entry("here", "1.x"))
    write_chart(main / "charts" / "here", "1.5.0")
    assert alone.update(main) == Done("Saving 1 charts\n" + ASSUMED.format("here") + "Deleting outdated charts\n", "")
    assert names(main / "charts") == ["here"]
    assert '- name: here\n  repository: ""\n  version: 1.x\n' in (main / "requirements.lock").read_text()


def test_a_chart_without_requirements_is_left_alone(alone: World) -> None:
    main = write_chart(alone.folder / "main")
    assert alone.update(main) == Done(f"No requirements found in {main}/charts.\n", "")
    assert names(main) == ["Chart.yaml"]


def test_who_looks_for_mistakes_hears_of_folders(alone: World, sub: Path) -> None:
    main = write_chart(alone.folder / "main", requirements=entry("sub", "1.x", "file://../sub"))
    printed = "Repository from local path: file://../sub\nSaving 1 charts\nArchiving sub from repo file://../sub\n"
    assert alone.update(main, debug=True).stdout == printed + "Deleting outdated charts\n"
    assert alone.update(main, debug=True, locked=True).stdout == SAVED.format(1)


@pytest.mark.parametrize(
    ("requirements", "printed", "message"),
    [
        (entry("a", "1", "@nope"), "", "no repository definition for @nope. Please add them via 'helm repo add'"),
        (
            entry("a", "1", "@a") + entry("b", "1", "%zz://x"),
            "",
            "no repository definition for @a, %zz://x. Please add them via 'helm repo add'",
        ),
        (
            entry("a", "1", "stable"),
            "",
            "no repository definition for stable. Please add them via 'helm repo add'\n"
            "Note that repositories must be URLs or aliases. For example, to refer to the stable\n"
            'repository, use "https://charts.helm.sh/stable" or "@stable" instead of\n'
            "\"stable\". Don't forget to add the repo, too ('helm repo add').",
        ),
        (entry("a", "1", "file://../nosuch"), "", "directory {tmp}/nosuch not found"),
        (entry("here", "1"), "", "directory {tmp}/main/charts/here not found"),
        (
            entry("a", "!", "http://x"),
            "",
            'dependency "a" has an invalid version/constraint format: improper constraint: !',
        ),
        (
            entry("a", "1", "http://127.0.0.1:9/"),
            "Saving 1 charts\nDownloading a from repo http://127.0.0.1:9/\n"
            "Save error occurred:  could not find : chart a not found in http://127.0.0.1:9/\n" + RESTORED,
            "could not find : chart a not found in http://127.0.0.1:9/",
        ),
        (
            entry("sub", "2", "file://../sub"),
            "Saving 1 charts\nSave error occurred:  can't get a valid version for dependency sub\n" + RESTORED,
            "can't get a valid version for dependency sub",
        ),
        (
            entry("sub", "!", "file://../sub"),
            "Saving 1 charts\n"
            "Save error occurred:  dependency sub has an invalid version/constraint format: improper constraint: !\n"
            + RESTORED,
            "dependency sub has an invalid version/constraint format: improper constraint: !",
        ),
        (
            entry("sub", "1", "file://../main/templates"),
            "Saving 1 charts\nSave error occurred:  chart metadata (Chart.yaml) missing\n" + RESTORED,
            "chart metadata (Chart.yaml) missing",
        ),
        (
            entry("sub", "1", "file://../sub/Chart.yaml"),
            "Saving 1 charts\nSave error occurred:  chart metadata (Chart.yaml) missing\n" + RESTORED,
            "chart metadata (Chart.yaml) missing",
        ),
    ],
)
def test_what_cannot_be_had_is_an_error_and_changes_nothing(
    alone: World, sub: Path, requirements: str, printed: str, message: str
) -> None:
    main = write_chart(alone.folder / "main", requirements=requirements)
    (main / "templates").mkdir()
    tmp = str(alone.folder)
    assert alone.update(main) == Done(printed.replace("{tmp}", tmp), message.replace("{tmp}", tmp))
    assert not (main / "requirements.lock").exists()
    assert not list(main.glob("charts/*"))


def test_a_download_that_fails_leaves_everything_as_it_was(
    world: World, repository: ChartRepository, server: HttpServer
) -> None:
    repository.add("gone", "1.0.0", urls=["nowhere.tgz"])
    main = write_chart(
        world.folder / "main", requirements=entry("alpha", "0.1.0", "@main") + entry("gone", "1", "@main")
    )
    (main / "charts").mkdir()
    (main / "charts" / "alpha-0.2.0.tgz").write_bytes(chart_archive("alpha", "0.2.0"))
    url = f"{repository.url}/nowhere.tgz"
    sentence = f"could not download {url}: Failed to fetch {url} : 404 Not Found"
    done = world.update(main)
    assert done.error == sentence
    assert done.stdout.endswith(f"Save error occurred:  {sentence}\n{RESTORED}")
    assert names(main / "charts") == ["alpha-0.2.0.tgz"]
    assert names(main) == ["Chart.yaml", "charts", "requirements.yaml"]


def test_a_chart_in_the_charts_folder_has_to_be_of_the_right_version(alone: World) -> None:
    main = write_chart(alone.folder / "main", requirements=entry("here", "2"))
    write_chart(main / "charts" / "here", "1.0.0")
    sentence = "Dependency here at version 1.0.0 does not satisfy the constraint 2"
    printed = f"Saving 1 charts\n{ASSUMED.format('here')}Save error occurred:  {sentence}\n{RESTORED}"
    assert alone.update(main) == Done(printed, sentence)
    assert names(main / "charts") == ["here"]


def test_only_folders_are_updated(alone: World) -> None:
    archive = alone.folder / "a.tgz"
    archive.write_bytes(b"")
    assert alone.update(archive) == Done("", "only unpacked charts can be updated")
    nowhere = alone.folder / "nowhere"
    assert alone.update(nowhere) == Done("", f"could not find {nowhere}: stat {nowhere}: no such file or directory")
    (alone.folder / "empty").mkdir()
    assert alone.update(alone.folder / "empty") == Done("", "chart metadata (Chart.yaml) missing")


def test_an_index_that_was_never_fetched_is_an_error_before_anything_is_made(
    world: World, repository: ChartRepository
) -> None:
    index = world.home / "repository" / "cache" / "main-index.yaml"
    missing = f"open {index}: no such file or directory"
    main = write_chart(world.folder / "main", requirements=entry("alpha", "1", "@main"))
    expected = f"no cached repo found. (try 'helm repo update'). {missing}"
    assert world.update(main, skip_refresh=True) == Done("", expected)
    write_chart(main, requirements=entry("alpha", "1", repository.url + "/elsewhere"))
    assert world.update(main, skip_refresh=True) == Done("", missing)
    assert names(main) == ["Chart.yaml", "requirements.yaml"]


def test_a_lock_is_followed_to_the_letter(world: World, repository: ChartRepository, server: HttpServer) -> None:
    main = write_chart(world.folder / "main", requirements=entry("alpha", "~0.1", "@main"))
    world.update(main)
    lock = (main / "requirements.lock").read_text()
    repository.add("alpha", "0.1.2")
    (main / "charts" / "alpha-0.1.1.tgz").unlink()
    server.take()
    printed = f"Saving 1 charts\nDownloading alpha from repo {repository.url}\nDeleting outdated charts\n"
    assert world.update(main, locked=True) == Done(REFRESHED + printed, "")
    assert names(main / "charts") == ["alpha-0.1.1.tgz"]
    assert (main / "requirements.lock").read_text() == lock
    assert server.paths == ["/index.yaml", "/alpha-0.1.1.tgz"]


def test_a_lock_of_other_requirements_is_refused(world: World) -> None:
    main = write_chart(world.folder / "main", requirements=entry("alpha", "~0.1", "@main"))
    world.update(main)
    write_chart(main, requirements=entry("alpha", "~0.2", "@main"))
    assert world.update(main, locked=True) == Done("", "requirements.lock is out of sync with requirements.yaml")


def test_a_lock_wants_requirements(world: World) -> None:
    main = write_chart(world.folder / "main")
    (main / "requirements.lock").write_text("dependencies: []\n")
    expected = "requirements.yaml cannot be opened: requirements.yaml not found"
    assert world.update(main, locked=True) == Done("", expected)
    (main / "requirements.yaml").write_text("a: [")
    assert world.update(main, locked=True).error.startswith("requirements.yaml cannot be opened: error converting YAML")


def test_a_lock_names_registered_repositories_only(world: World, repository: ChartRepository) -> None:
    other = repository.url.replace("127.0.0.1", "localhost")
    main = write_chart(world.folder / "main", requirements=entry("alpha", "1.0.0", other) + entry("here", "1"))
    write_chart(main / "charts" / "here")
    assert world.update(main).error == ""
    expected = f"no repository definition for {other}. Please add the missing repos via 'helm repo add'"
    assert world.update(main, locked=True) == Done("", expected)


@pytest.mark.parametrize("lock", ["", "a: [", "generated: 5\n"])
def test_without_a_lock_that_can_be_read_the_requirements_decide(world: World, lock: str) -> None:
    main = write_chart(world.folder / "main", requirements=entry("alpha", "~0.1", "@main"))
    (main / "requirements.lock").write_text(lock)
    assert world.update(main, locked=True).error == ""
    assert "version: 0.1.1" in (main / "requirements.lock").read_text()


def test_null_entries_of_a_lock_are_an_error(world: World) -> None:
    main = write_chart(world.folder / "main", requirements=entry("alpha", "~0.1", "@main"))
    (main / "requirements.lock").write_text("dependencies: [null]\n")
    assert world.update(main, locked=True) == Done("", "dependencies must not contain null")


def test_without_a_place_for_downloads_nothing_is_fetched(
    world: World, server: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: str) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    main = write_chart(world.folder / "main", requirements=entry("alpha", "~0.1", "@main"))
    monkeypatch.setattr("tempfile.TemporaryDirectory", refuse)
    assert world.update(main).error == "cannot make a folder for downloads: no such file or directory"
    assert server.paths == ["/index.yaml"]
