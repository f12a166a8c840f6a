from __future__ import annotations

import json
import marshal
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from distributions import announce, engine, install
from pilothouse.core import discovery, private_files
from pilothouse.core.plugin_index import PluginSources, load_index
from pilothouse.core.plugin_record import FILE_PLUGIN_PREFIX, PluginRecord

LONG_AGO = time.time() - 3600


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    """A folder with a one-file plugin that was not touched for an hour."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    write(folder / "upper.py", engine("upper"))
    age(folder)
    return folder


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the plugins that were imported to be examined."""
    names: list[str] = []
    examine = discovery.examine

    def note(record: PluginRecord) -> PluginRecord:
        names.append(record.name)
        return examine(record)

    monkeypatch.setattr(discovery, "examine", note)
    return names


@pytest.fixture(autouse=True)
def quiet_import_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An import path of folders that nobody else changes meanwhile, and no compiled files beside plugins."""
    site = tmp_path / "site"
    site.mkdir()
    age(site)
    library = [path for path in sys.path if "/lib/python" in path]
    monkeypatch.setattr(sys, "path", [str(site), *library])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return site


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (LONG_AGO, LONG_AGO))


def age(path: Path, moment: float = LONG_AGO) -> None:
    os.utime(path, (moment, moment))


def load(cache: Path | str, *folders: Path, **choice: Any) -> dict[str, PluginRecord]:
    """The plugins by name, as a new process would find them."""
    for name in [name for name in sys.modules if name.startswith(("indexed_", FILE_PLUGIN_PREFIX))]:
        del sys.modules[name]
    sources = PluginSources((), (), tuple(map(str, folders)), **choice)
    return {record.name: record for record in load_index(sources, str(cache))}


def engines(records: dict[str, PluginRecord]) -> list[str]:
    return [fields[0] for record in records.values() for _, fields in record.entries]


def test_a_second_start_imports_nothing(cache: Path, plugins: Path, examined: list[str]) -> None:
    first = load(cache, plugins)
    second = load(cache, plugins)
    assert examined == ["upper"]
    assert second == first
    assert type(second["upper"].hooks[0]).__name__ == "HookRecord"


def test_without_a_cache_directory_nothing_is_kept(cache: Path, plugins: Path, examined: list[str]) -> None:
    load("", plugins)
    load("", plugins)
    assert examined == ["upper", "upper"]


def test_a_changed_plugin_is_examined_again(cache: Path, plugins: Path) -> None:
    load(cache, plugins)
    write(plugins / "upper.py", engine("lowercase"))
    age(plugins)
    assert engines(load(cache, plugins)) == ["lowercase"]


def test_a_new_modification_time_alone_is_enough(cache: Path, plugins: Path, examined: list[str]) -> None:
    load(cache, plugins)
    age(plugins / "upper.py", LONG_AGO + 1)
    load(cache, plugins)
    assert examined == ["upper", "upper"]


def test_a_plugin_that_comes_or_goes_is_noticed(cache: Path, plugins: Path) -> None:
    load(cache, plugins)
    write(plugins / "lower.py", engine("lower"))
    assert engines(load(cache, plugins)) == ["lower", "upper"]
    (plugins / "upper.py").unlink()
    assert engines(load(cache, plugins)) == ["lower"]


def test_a_distribution_that_comes_or_goes_is_noticed(cache: Path, quiet_import_path: Path) -> None:
    assert load(cache) == {}
    metadata = install(quiet_import_path, "dist-x", {"indexed_x": engine("x")}, announce(x="indexed_x"))
    assert engines(load(cache)) == ["x"]
    age(quiet_import_path, LONG_AGO + 5)
    assert engines(load(cache)) == ["x"]
    shutil.rmtree(metadata)
    assert load(cache) == {}


def test_a_module_beside_a_plugin_counts_as_part_of_it(cache: Path, quiet_import_path: Path) -> None:
    plugin = "from .table import *\n"
    modules = {"indexed_package.__init__": "", "indexed_package.plugin": plugin, "indexed_package.table": engine("a")}
    install(quiet_import_path, "dist-y", modules, announce(y="indexed_package.plugin"))
    for path in [quiet_import_path, *quiet_import_path.rglob("*.py")]:
        age(path)
    assert engines(load(cache)) == ["a"]
    write(quiet_import_path / "indexed_package" / "table.py", engine("changed"))
    assert engines(load(cache)) == ["changed"]


def test_an_index_made_while_something_changed_is_not_kept(cache: Path, plugins: Path, examined: list[str]) -> None:
    age(plugins / "upper.py", time.time())
    load(cache, plugins)
    load(cache, plugins)
    assert examined == ["upper", "upper"]
    assert not cache.exists()


def test_times_in_the_far_future_do_not_prevent_caching(cache: Path, plugins: Path, examined: list[str]) -> None:
    age(plugins / "upper.py", time.time() + 10_000)
    load(cache, plugins)
    load(cache, plugins)
    assert examined == ["upper"]


def test_a_broken_plugin_is_tried_again_each_time_and_the_others_are_not(
    cache: Path, plugins: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(plugins / "moody.py", "import os\nif 'MOOD' not in os.environ: raise OSError('bad mood')\n" + engine("moody"))
    age(plugins)
    for _ in range(2):
        assert load(cache, plugins)["moody"].broken == "OSError: bad mood"
    assert examined == ["moody", "upper", "moody"]
    monkeypatch.setenv("MOOD", "good")
    assert engines(load(cache, plugins)) == ["moody", "upper"]


@pytest.mark.parametrize("choice", [{"blocked": frozenset(("upper",))}, {"allowed": frozenset()}])
def test_a_plugin_that_is_left_out_is_not_imported_even_to_be_examined(
    cache: Path, plugins: Path, examined: list[str], choice: dict[str, object]
) -> None:
    write(plugins / "upper.py", "raise SystemExit('imported')\n")
    records = load(cache, plugins, **choice)
    assert examined == []
    assert (records["upper"].hooks, records["upper"].broken) == ((), "")


def test_each_choice_of_plugins_has_an_index_of_its_own(cache: Path, plugins: Path, examined: list[str]) -> None:
    for _ in range(2):
        assert engines(load(cache, plugins)) == ["upper"]
        assert engines(load(cache, plugins, blocked=frozenset(("upper",)))) == []
        assert engines(load(cache, plugins, allowed=frozenset(("upper",)))) == ["upper"]
    assert examined == ["upper", "upper"]
    assert len(os.listdir(cache)) == 3


def test_another_import_path_makes_another_index(cache: Path, plugins: Path, examined: list[str]) -> None:
    load(cache, plugins)
    sys.path.append("/nowhere")
    load(cache, plugins)
    assert examined == ["upper", "upper"]
    assert len(os.listdir(cache)) == 1


def rewrite(path: Path, position: int, value: object) -> None:
    """Replace the key (0), the fingerprint (1) or the records (2) of an index."""
    content = list(marshal.loads(private_files.read(str(path)) or b""))
    content[position] = value
    private_files.write(str(path), marshal.dumps(tuple(content)))


TAMPERINGS: dict[str, Callable[[Path], object]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-10]),
    "overwritten": lambda path: path.write_bytes(b"garbage" * 100),
    "writable by others": lambda path: path.chmod(0o666),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a link": lambda path: (path.rename(path.with_suffix(".real")), path.symlink_to(path.with_suffix(".real"))),
    "no index": lambda path: private_files.write(str(path), b"no index"),
    "another structure": lambda path: private_files.write(str(path), marshal.dumps(("key", (), ()))),
    "another key": lambda path: rewrite(path, 0, ("x",)),
    "another fingerprint": lambda path: rewrite(path, 1, ((str(path), 1, 1),)),
    "a fingerprint of another shape": lambda path: rewrite(path, 1, 5),
    "records of another shape": lambda path: rewrite(path, 2, (("a", "b", "c", 1, 2, 3, 4, 5, 6, 7, 8, 9),)),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_an_index_that_was_tampered_with_is_made_anew(
    cache: Path, plugins: Path, examined: list[str], tampering: str
) -> None:
    load(cache, plugins)
    (path,) = cache.iterdir()
    TAMPERINGS[tampering](path)
    assert engines(load(cache, plugins)) == ["upper"]
    assert examined == ["upper", "upper"]


def test_an_index_of_somebody_else_is_not_believed(
    cache: Path, plugins: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(cache, plugins)
    monkeypatch.setattr(os, "getuid", lambda: os.stat(cache).st_uid + 1)
    assert engines(load(cache, plugins)) == ["upper"]
    assert examined == ["upper", "upper"]


def test_a_cache_directory_that_cannot_be_used_costs_time_only(tmp_path: Path, plugins: Path) -> None:
    (tmp_path / "file").write_text("")
    assert engines(load(tmp_path / "file" / "cache", plugins)) == ["upper"]


def test_processes_that_start_at_once_all_get_a_whole_index(cache: Path, plugins: Path) -> None:
    script = (
        "import json, sys\n"
        "sys.path[:] = json.loads(sys.argv[1])\n"
        "from pilothouse.core.plugin_index import PluginSources, load_index\n"
        "for _ in range(30):\n"
        "    (record,) = load_index(PluginSources((), (), (sys.argv[2],)), sys.argv[3])\n"
        "    assert record.entries[0][1][0] == 'upper', record\n"
    )
    words = [sys.executable, "-B", "-c", script, json.dumps(sys.path), str(plugins), str(cache)]
    started = [subprocess.Popen(words) for _ in range(3)]
    for _ in range(20):
        for path in list(cache.glob("*.marshal")):
            path.unlink(missing_ok=True)
        time.sleep(0.01)
    assert [process.wait() for process in started] == [0, 0, 0]
