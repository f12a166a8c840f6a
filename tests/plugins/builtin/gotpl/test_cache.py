from __future__ import annotations

import marshal
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core import private_files
from pilothouse.plugins.builtin.gotpl.cache import TreeCache
from pilothouse.plugins.builtin.gotpl.parser import Actions, parse

FUNCTIONS = ("print", "upper")
SOURCES = {"a": "{{ .x }}é{{ if .y }}1{{ print 2 }}3{{ print 4 }}5{{ end }}", "b": "{{ upper .z }}"}


def trees(sources: dict[str, str]) -> dict[str, tuple[object, ...]]:
    return {name: parse(name, source, Actions(FUNCTIONS)) for name, source in sources.items()}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def cache(directory: Path) -> TreeCache:
    made = TreeCache(str(directory), FUNCTIONS)
    made.store(SOURCES, trees(SOURCES))
    return made


def file_of(directory: Path) -> Path:
    (found,) = directory.iterdir()
    return found


def test_what_was_kept_is_found_for_the_same_texts(cache: TreeCache) -> None:
    found = cache.load(SOURCES)
    assert sorted(found) == ["a", "b"]
    assert found["b"] == trees(SOURCES)["b"]
    assert found["a"][0][:3] == ("a", 0, False)


def test_only_the_user_can_get_at_the_files(cache: TreeCache, directory: Path) -> None:
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE(file_of(directory).stat().st_mode) == 0o600


def test_a_changed_text_costs_its_own_trees_only(cache: TreeCache) -> None:
    assert sorted(cache.load({**SOURCES, "b": "{{ upper .other }}"})) == ["a"]


def test_other_names_and_other_functions_have_nothing(cache: TreeCache, directory: Path) -> None:
    assert cache.load({"c": SOURCES["a"]}) == {}
    assert TreeCache(str(directory), ("print",)).load(SOURCES) == {}


def test_nothing_is_found_where_nothing_was_kept(tmp_path: Path) -> None:
    assert TreeCache(str(tmp_path / "none"), FUNCTIONS).load(SOURCES) == {}


def test_damaged_files_count_as_absent(cache: TreeCache, directory: Path) -> None:
    path = file_of(directory)
    whole = path.read_bytes()
    for position in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        path.write_bytes(bytes(damaged))
        assert cache.load(SOURCES) == {}
    for length in range(0, len(whole), 11):
        path.write_bytes(whole[:length])
        assert cache.load(SOURCES) == {}
    private_files.write(str(path), (5).to_bytes(4, "little") + marshal.dumps(1))
    assert cache.load(SOURCES) == {}


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs owners and modes")
def test_files_and_directories_that_others_can_write_are_left_alone(cache: TreeCache, directory: Path) -> None:
    path = file_of(directory)
    path.chmod(0o666)
    assert cache.load(SOURCES) == {}
    path.chmod(0o600)
    directory.chmod(0o770)
    assert cache.load(SOURCES) == {}
    before = path.read_bytes()
    cache.store({"a": "x", "b": "y"}, trees({"a": "x", "b": "y"}))
    assert path.read_bytes() == before
    directory.chmod(0o700)
    assert sorted(cache.load(SOURCES)) == ["a", "b"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_links_are_not_followed(cache: TreeCache, directory: Path, tmp_path: Path) -> None:
    path = file_of(directory)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert cache.load(SOURCES) == {}
    linked = tmp_path / "link"
    linked.symlink_to(directory)
    assert TreeCache(str(linked), FUNCTIONS).load(SOURCES) == {}


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = TreeCache(str(tmp_path / "file" / "cache"), FUNCTIONS)
    cache.store(SOURCES, trees(SOURCES))
    assert cache.load(SOURCES) == {}


def test_the_directory_stays_small(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilothouse.plugins.builtin.gotpl.cache._MAX_FILES", 3)
    cache = TreeCache(str(directory), FUNCTIONS)
    for number in range(6):
        sources = {f"t{number}": "{{ .x }}"}
        cache.store(sources, trees(sources))
        for age, path in enumerate(sorted(directory.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)):
            os.utime(path, (1_000_000 - age, 1_000_000 - age))
    assert len(list(directory.iterdir())) == 3
    assert cache.load({"t5": "{{ .x }}"})
    assert not cache.load({"t0": "{{ .x }}"})


def test_processes_that_store_and_load_at_once_see_whole_files_only(directory: Path) -> None:
    program = """
import sys
from pilothouse.core import private_files
from pilothouse.plugins.builtin.gotpl.cache import TreeCache
from pilothouse.plugins.builtin.gotpl.parser import Actions, parse
cache = TreeCache(sys.argv[1], ("print",))
sources = {"a": "{{ .x }}" * int(sys.argv[2]), "b": "{{ print 1 }}"}
trees = {name: parse(name, source, Actions(("print",))) for name, source in sources.items()}
for _ in range(60):
    cache.store(sources, trees)
    found = cache.load(sources)
    assert found.get("b", trees["b"]) == trees["b"]
    assert found.get("a", trees["a"]) == trees["a"], found
"""
    running = [subprocess.Popen([sys.executable, "-c", program, str(directory), size]) for size in ("1", "300")]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    assert [path.suffix for path in directory.iterdir()] == [".trees"]
