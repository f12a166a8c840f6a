from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core import private_files


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "cache" / "file")


def test_what_was_written_is_read_back(path: str) -> None:
    assert private_files.write(path, b"content")
    assert private_files.read(path) == b"content"
    assert os.listdir(os.path.dirname(path)) == ["file"]


def test_empty_content_is_content(path: str) -> None:
    assert private_files.write(path, b"")
    assert private_files.read(path) == b""


def test_files_and_their_directory_are_for_their_owner_only(path: str) -> None:
    private_files.write(path, b"content")
    modes = [stat.S_IMODE(os.stat(name).st_mode) for name in (os.path.dirname(path), path)]
    assert modes == [0o700, 0o600]


def test_parents_that_are_made_are_for_their_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert private_files.write(str(tmp_path / "one" / "two" / "file"), b"content")
    finally:
        os.umask(before)
    assert [stat.S_IMODE(os.stat(tmp_path / name).st_mode) for name in ("one", "one/two")] == [0o700, 0o700]


def test_a_file_that_is_not_there_reads_as_absent(path: str) -> None:
    assert private_files.read(path) is None


@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_a_file_that_others_may_write_reads_as_absent(path: str, mode: int) -> None:
    private_files.write(path, b"content")
    os.chmod(path, mode)
    assert private_files.read(path) is None


def test_a_file_of_somebody_else_reads_as_absent(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    private_files.write(path, b"content")
    monkeypatch.setattr(os, "getuid", lambda: os.stat(path).st_uid + 1)
    assert private_files.read(path) is None


def test_a_symbolic_link_reads_as_absent(path: str) -> None:
    private_files.write(path, b"content")
    os.symlink(path, path + ".link")
    assert private_files.read(path + ".link") is None


def test_a_directory_reads_as_absent(tmp_path: Path) -> None:
    assert private_files.read(str(tmp_path)) is None


def test_a_named_pipe_reads_as_absent_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert private_files.read(str(tmp_path / "pipe")) is None


def test_a_file_that_is_too_large_reads_as_absent(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    private_files.write(path, b"content")
    monkeypatch.setattr(private_files, "MAX_SIZE", 5)
    assert private_files.read(path) is None


@pytest.mark.parametrize("damage", [lambda raw: raw[:-1], lambda raw: raw[:3], lambda raw: b"", lambda raw: raw + b"x"])
def test_a_damaged_file_reads_as_absent(path: str, damage: object) -> None:
    private_files.write(path, b"content")
    raw = Path(path).read_bytes()
    Path(path).write_bytes(damage(raw))  # type: ignore[operator]
    assert private_files.read(path) is None


def test_every_flipped_bit_is_noticed(path: str) -> None:
    private_files.write(path, b"content")
    raw = Path(path).read_bytes()
    for position in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[position // 8] ^= 1 << position % 8
        Path(path).write_bytes(flipped)
        assert private_files.read(path) is None


def test_writing_replaces_a_planted_link_and_not_what_it_points_to(path: str, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    os.makedirs(os.path.dirname(path), 0o700)
    os.symlink(victim, path)
    assert private_files.write(path, b"content")
    assert victim.read_text() == "precious"
    assert private_files.read(path) == b"content"


def test_nothing_is_written_into_a_directory_that_others_may_write(path: str) -> None:
    os.makedirs(os.path.dirname(path))
    os.chmod(os.path.dirname(path), 0o777)
    assert not private_files.write(path, b"content")
    assert os.listdir(os.path.dirname(path)) == []


def test_nothing_is_written_where_there_can_be_no_directory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not private_files.write(str(tmp_path / "file" / "cache" / "x"), b"content")


def test_a_write_that_fails_leaves_the_old_content_and_no_litter(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    private_files.write(path, b"old")

    def replace(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", replace)
    assert not private_files.write(path, b"new")
    assert private_files.read(path) == b"old"
    assert os.listdir(os.path.dirname(path)) == ["file"]


def test_an_interrupted_write_leaves_no_litter(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def replace(source: str, target: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        private_files.write(path, b"new")
    assert os.listdir(os.path.dirname(path)) == []


def test_processes_that_write_at_once_leave_one_whole_content(path: str) -> None:
    script = (
        "import sys; from pilothouse.core import private_files as files; letter = sys.argv[2].encode()\n"
        "for _ in range(200):\n"
        "    assert files.write(sys.argv[1], letter * 10000)\n"
        "    content = files.read(sys.argv[1])\n"
        "    assert content is not None and len(content) == 10000 and len(set(content)) == 1\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", script, path, letter]) for letter in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert os.listdir(os.path.dirname(path)) == ["file"]


def test_removing_what_is_not_there_is_no_error(path: str) -> None:
    private_files.remove(path)


def test_of_too_many_files_those_written_last_are_left(tmp_path: Path) -> None:
    for age in range(5):
        file = tmp_path / f"{age}.kept"
        file.write_bytes(b"12345678")
        os.utime(file, (1000 - age, 1000 - age))
    (tmp_path / "other").write_bytes(b"x" * 100)
    private_files.prune(str(tmp_path), ".kept", 4, 1000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.kept", "1.kept", "2.kept", "3.kept", "other"]
    private_files.prune(str(tmp_path), ".kept", 4, 17)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.kept", "1.kept", "other"]
    private_files.prune(str(tmp_path / "nowhere"), ".kept", 0, 0)
