"""One kernel that many threads ask at once, of which each may be the first."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pilothouse.core import testkit
from pilothouse.core.golib import unicode
from pilothouse.core.golib.rand import Rand
from pilothouse.core.kernel import build_kernel
from pilothouse.core.plugin_record import FILE_PLUGIN_PREFIX
from pilothouse.core.settings import Settings
from pilothouse.plugins.builtin.sandbox import kinds

MANY = 16


def at_once(work: Callable[[], Any]) -> list[Any]:
    """What some work gives in each of many threads that begin together."""
    found: list[Any] = []
    together = threading.Barrier(MANY)

    def run() -> None:
        together.wait()
        try:
            found.append(work())
        except Exception as error:
            found.append(error)

    threads = [threading.Thread(target=run) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture(autouse=True)
def hasty() -> Any:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_all_get_the_same_registry_and_the_same_manager() -> None:
    kernel = testkit.make_kernel()
    registries = at_once(lambda: kernel.registry("helm_register_template_functions"))
    managers = at_once(lambda: kernel.manager)
    assert {id(one) for one in registries} == {id(registries[0])}
    assert {id(one) for one in managers} == {id(managers[0])}


def test_a_plugin_in_a_file_is_imported_once_and_never_seen_half(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(
        "import time\n"
        "from pilothouse.hookspecs import hookimpl\n"
        "imports = []\n"
        "imports.append(1)\n"
        "time.sleep(0.05)\n"
        "@hookimpl\n"
        "def helm_error_hints(error):\n"
        "    return [str(len(imports))]\n"
    )
    kernel = build_kernel(Settings({"PILOTHOUSE_PLUGINS_DIR": str(tmp_path), "PILOTHOUSE_NO_CACHE": "1"}))
    sys.modules.pop(f"{FILE_PLUGIN_PREFIX}slow", None)
    from pilothouse.core.errors import PilothouseError

    answers = at_once(lambda: [hint for hint in kernel.hints(PilothouseError("x")) if hint == "1"])
    assert answers == [["1"]] * MANY


def test_what_a_record_names_is_loaded_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_target.py").write_text("import time\ntime.sleep(0.1)\ndef target():\n    return 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    from pilothouse.core.entries import GetterEntry
    from pilothouse.core.registry import Provided, load_target

    provided = Provided(GetterEntry("slow", "slow_target:target"), testkit.make_kernel().plugins[0])
    assert {one() for one in at_once(lambda: load_target(provided))} == {1}


def test_tables_that_are_made_when_first_needed_are_never_seen_half(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(20):
        monkeypatch.setattr(unicode, "_borders", [])
        assert at_once(lambda: [unicode.is_print(code) for code in (0xA1, 0x378, 0x4E00, 0xE0080)]) == [
            [True, False, True, False]
        ] * MANY
        monkeypatch.setattr(kinds, "_KINDS", [])
        assert set(at_once(lambda: len(kinds.built_in_kinds()))) == {len(kinds.ROWS)}


def test_numbers_drawn_by_many_threads_are_those_of_one_sequence() -> None:
    alone, shared = Rand(1), Rand(1)
    drawn = [number for numbers in at_once(lambda: [shared.uint64() for _ in range(200)]) for number in numbers]
    assert sorted(drawn) == sorted(alone.uint64() for _ in range(200 * MANY))
