from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.plugins.builtin.repositories import index_cache
from pilothouse.plugins.builtin.repositories.index_cache import IndexCache
from pilothouse.plugins.builtin.repositories.index_lookup import PackedIndex, pack


def index(name: str = "alpha") -> PackedIndex:
    return pack([(name, [{"name": name, "version": "1.0.0"}])])


def files(folder: Path) -> list[Path]:
    return sorted((folder / "indexes").iterdir())


def test_an_index_is_found_again_by_its_digest(tmp_path: Path) -> None:
    IndexCache(str(tmp_path)).store("d1", index())
    found = IndexCache(str(tmp_path)).load("d1")
    assert found is not None
    assert found.names() == ["alpha"]
    assert IndexCache(str(tmp_path)).load("d2") is None


def test_without_a_directory_nothing_is_kept() -> None:
    cache = IndexCache("")
    cache.store("d1", index())
    assert (cache.load("d1"), cache.is_open) == (None, False)


def test_a_damaged_file_counts_as_absent(tmp_path: Path) -> None:
    cache = IndexCache(str(tmp_path))
    cache.store("d1", index())
    [file] = files(tmp_path)
    content = file.read_bytes()
    for damaged in (b"", content[:-1], content[:20], b"x" * 50, content[:8] + b"x" + content[9:]):
        file.write_bytes(damaged)
        assert cache.load("d1") is None


def test_a_file_that_others_could_have_written_counts_as_absent(tmp_path: Path) -> None:
    cache = IndexCache(str(tmp_path))
    cache.store("d1", index())
    [file] = files(tmp_path)
    file.chmod(0o666)
    assert cache.load("d1") is None


def test_the_oldest_files_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_cache, "_MAX_FILES", 2)
    cache = IndexCache(str(tmp_path))
    for number in range(3):
        cache.store(f"d{number}", index())
        for age, file in enumerate(files(tmp_path)):
            os.utime(file, (age, age))
    cache.store("d3", index())
    assert [cache.load(f"d{number}") is not None for number in range(4)] == [False, False, True, True]
