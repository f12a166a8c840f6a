from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core import shared_files
from stand_ins.chart_repository import ChartRepository, chart_archive
from worlds import World, entry, names, write_chart


@pytest.fixture
def main(world: World) -> Path:
    """A chart that requires alpha 1.0.0 and has a charts folder."""
    main = write_chart(world.folder / "main", requirements=entry("alpha", "1.0.0", "@main"))
    (main / "charts").mkdir()
    return main


def test_other_archives_of_a_chart_go_and_all_else_stays(world: World, main: Path) -> None:
    charts = main / "charts"
    for name, version in (("alpha", "0.1.0"), ("alpha", "2.0.0"), ("alpha-other", "0.1.0"), ("beta", "1.0.0")):
        (charts / f"{name}-{version}.tgz").write_bytes(chart_archive(name, version))
    (charts / "alpha-copy.tgz").write_bytes(chart_archive("alpha", "0.5.0"))
    (charts / "alpha-0.1.0.tgz.prov").write_text("signature")
    write_chart(charts / "kept")
    assert world.update(main).error == ""
    assert names(charts) == [
        *("alpha-0.1.0.tgz.prov", "alpha-1.0.0.tgz", "alpha-other-0.1.0.tgz", "beta-1.0.0.tgz", "kept"),
    ]


def test_files_are_for_everybody_to_read(world: World, main: Path) -> None:
    old = os.umask(0o022)
    try:
        world.update(main)
    finally:
        os.umask(old)
    modes = [path.stat().st_mode & 0o777 for path in (main / "charts" / "alpha-1.0.0.tgz", main / "requirements.lock")]
    assert modes == [0o644, 0o644]


def test_an_archive_that_cannot_be_read_stays(world: World, main: Path) -> None:
    write_chart(main, requirements=entry("_sub", "1.0.0", "file://../sub"))
    write_chart(world.folder / "sub", name="_sub")
    broken = main / "charts" / "_sub-0.1.0.tgz"
    broken.write_bytes(b"x")
    done = world.update(main)
    why = f"file '{broken}' does not appear to be a gzipped archive; got 'application/octet-stream'"
    assert done.stdout.endswith(f"Deleting outdated charts\nCould not verify {broken} for deletion: {why} (Skipping)")
    assert names(main / "charts") == ["_sub-0.1.0.tgz", "_sub-1.0.0.tgz"]


def test_an_archive_that_cannot_be_removed_stays(world: World, main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = main / "charts" / "alpha-0.1.0.tgz"
    old.write_bytes(chart_archive("alpha", "0.1.0"))
    remove = os.remove

    def refuse(path: str) -> None:
        if path == str(old):
            raise PermissionError(13, "Permission denied")
        remove(path)

    monkeypatch.setattr(os, "remove", refuse)
    done = world.update(main)
    assert done.error == ""
    assert done.stdout.endswith(f"Could not delete {old}: remove {old}: permission denied (Skipping)")


def test_a_name_that_is_a_broken_pattern_changes_nothing(world: World, main: Path) -> None:
    write_chart(main, requirements=entry("[", "1.0.0", "file://../sub"))
    write_chart(world.folder / "sub")
    write_chart(main / "charts" / "other")
    assert world.update(main).error == "syntax error in pattern"
    assert names(main / "charts") == ["other"]


def test_a_charts_folder_that_is_a_file_is_an_error(
    world: World, main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (main / "charts").rmdir()
    (main / "charts").write_text("")
    assert world.update(main).error == f'"{main}/charts" is not a directory'
    monkeypatch.chdir(main)
    assert world.update(Path("."), skip_refresh=True).error == '"charts" is not a directory'


@pytest.mark.parametrize("inside", [True, False])
def test_nothing_is_written_through_a_charts_folder_that_is_a_link(world: World, main: Path, inside: bool) -> None:
    target = (main if inside else world.folder) / "_elsewhere"
    target.mkdir()
    (main / "charts").rmdir()
    (main / "charts").symlink_to(target)
    assert world.update(main).error != ""
    assert names(target) == []
    assert not (main / "requirements.lock").exists()


def test_a_charts_folder_that_is_a_link_to_nothing_is_an_error(world: World, main: Path) -> None:
    (main / ".helmignore").write_text("charts\n")
    (main / "charts").rmdir()
    (main / "charts").symlink_to(world.folder / "gone")
    assert world.update(main).error != ""
    assert not (world.folder / "gone").exists()


@pytest.mark.parametrize("inside", [True, False])
def test_a_lock_is_never_written_through_a_link(world: World, main: Path, inside: bool) -> None:
    target = (main if inside else world.folder) / "victim"
    target.write_text("echo hello\n")
    (main / "requirements.lock").symlink_to(target)
    world.update(main)
    assert target.read_text() == "echo hello\n"


def test_an_ignored_lock_that_is_a_link_is_replaced(world: World, main: Path) -> None:
    target = world.folder / "victim"
    target.write_text("echo hello\n")
    (main / ".helmignore").write_text("requirements.lock\n")
    (main / "requirements.lock").symlink_to(target)
    assert world.update(main).error == ""
    assert target.read_text() == "echo hello\n"
    assert not (main / "requirements.lock").is_symlink()


def test_an_archive_is_never_written_through_a_link(world: World, main: Path) -> None:
    target = world.folder / "victim"
    target.write_bytes(chart_archive("alpha", "0.0.1"))
    (main / ".helmignore").write_text("charts/*\n")
    (main / "charts" / "alpha-1.0.0.tgz").symlink_to(target)
    (main / "charts" / "alpha-0.1.0.tgz").symlink_to(target)
    assert world.update(main).error == ""
    assert target.read_bytes() == chart_archive("alpha", "0.0.1")
    assert names(main / "charts") == ["alpha-1.0.0.tgz"]
    assert (main / "charts" / "alpha-1.0.0.tgz").read_bytes() == chart_archive("alpha", "1.0.0")


def test_a_folder_in_the_place_of_an_archive_stops_everything(
    world: World, main: Path, repository: ChartRepository
) -> None:
    (main / ".helmignore").write_text("charts/*\n")
    place = main / "charts" / "alpha-1.0.0.tgz"
    place.mkdir()
    write_chart(main, requirements=entry("alpha", "1.0.0", "@main") + entry("beta", "2.0.0", "@main"))
    assert world.update(main).error == f"open {place}: is a directory"
    assert names(main / "charts") == ["alpha-1.0.0.tgz"]


def test_what_cannot_be_put_in_place_leaves_no_file_behind(
    world: World, main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def refuse(source: str, target: str) -> None:
        if target.startswith(str(main)):
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(shared_files.os, "replace", refuse)
    place = main / "charts" / "alpha-1.0.0.tgz"
    assert world.update(main).error == f"open {place}: permission denied"
    assert names(main / "charts") == []
