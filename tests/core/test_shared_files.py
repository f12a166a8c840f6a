from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core.shared_files import locked, make_folders, replace

COUNT = """
import sys
from pilothouse.core.shared_files import locked, replace
path = sys.argv[1]
for _ in range(20):
    with locked(path + ".lock", keep=sys.argv[2] == "keep"):
        number = int(open(path).read())
        replace(path, str(number + 1).encode())
"""


def test_a_file_is_replaced_and_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "file").symlink_to("mine")
    replace(str(tmp_path / "file"), b"new", 0o600)
    assert (tmp_path / "mine").read_text() == "mine"
    assert ((tmp_path / "file").read_text(), (tmp_path / "file").is_symlink()) == ("new", False)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(tmp_path)) == ["file", "mine"]


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "file"
    replace(str(file), b"new", 0o640)
    file.chmod(0o666)
    replace(str(file), b"newer")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("newer", 0o666)


def test_folders_are_made_with_those_above_them(tmp_path: Path) -> None:
    make_folders(str(tmp_path / "a" / "b" / "c") + "/")
    make_folders(str(tmp_path / "a" / "b"))
    assert (tmp_path / "a" / "b" / "c").is_dir()


def test_folders_are_made_below_one_of_a_single_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_folders("a/b")
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize(
    ("path", "failed", "reason"),
    [
        ("file", "file", "Not a directory"),
        ("file/below/it", "file", "Not a directory"),
        ("dangling/below", "dangling", "File exists"),
    ],
)
def test_the_folder_that_cannot_be_made_is_named(tmp_path: Path, path: str, failed: str, reason: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(OSError) as caught:
        make_folders(str(tmp_path / path))
    assert (caught.value.filename, caught.value.strerror) == (str(tmp_path / failed), reason)


def test_nothing_is_left_of_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        replace(str(tmp_path / "folder"), b"new")
    assert os.listdir(tmp_path) == ["folder"]


def test_a_lock_that_is_held_is_waited_for_and_then_given_up(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    with locked(path), pytest.raises(TimeoutError, match="held by another process"), locked(path, seconds=0.1):
        pass
    with locked(path, seconds=0.1):
        pass


def test_a_lock_file_goes_only_if_it_was_not_there_before(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locked(str(path), keep=False):
        assert path.exists()
    assert not path.exists()
    path.touch()
    with locked(str(path), keep=False):
        pass
    assert path.exists()


def test_a_link_in_place_of_a_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to("elsewhere")
    with pytest.raises(OSError, match="symbolic link"), locked(str(tmp_path / "lock")):
        pass
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("keep", [["keep"] * 4, ["drop"] * 4, ["keep", "drop"] * 2])
def test_processes_take_turns_whether_lock_files_stay_or_go(keep: list[str], tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_text("0")
    processes = [subprocess.Popen([sys.executable, "-c", COUNT, str(path), one]) for one in keep]
    assert [process.wait(60) for process in processes] == [0] * 4
    assert path.read_text() == "80"
