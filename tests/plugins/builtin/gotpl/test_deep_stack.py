from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from pilothouse.core.golib.limits import LimitError
from pilothouse.core.thread_stacks import highest_recursion_limit
from pilothouse.plugins.builtin.gotpl.deep_stack import Nesting, run_deep


def allowed(limit: int) -> tuple[int, int]:
    """The limit afterwards: what it was before, or what the stacks bear when threads of other tests still run."""
    return limit, highest_recursion_limit(max(limit, 5_000))


def test_deep_calls_run_in_a_thread_of_their_own_with_a_higher_limit() -> None:
    nesting = Nesting()
    limit = sys.getrecursionlimit()
    seen: list[object] = []

    def depth(count: int) -> int:
        return 1 + depth(count - 1) if count else 0

    run_deep(nesting, lambda: seen.extend((nesting.deep, threading.current_thread().name, depth(20_000))))
    assert seen == [True, "deep templates", 20_000]
    assert not nesting.deep
    assert sys.getrecursionlimit() in allowed(limit)


def test_errors_come_back_to_the_caller() -> None:
    limit = sys.getrecursionlimit()

    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        run_deep(Nesting(), fail)
    assert sys.getrecursionlimit() in allowed(limit)


def test_renderings_that_are_deep_at_once_restore_the_limit_in_the_end() -> None:
    limit = sys.getrecursionlimit()
    run_deep(Nesting(), lambda: run_deep(Nesting(), lambda: None))
    assert sys.getrecursionlimit() in allowed(limit)


def test_a_thread_that_is_deep_when_a_rendering_ends_goes_on_from_there() -> None:
    """Lowered under its feet, the limit would fail it, or end the process."""
    deep, ended, ends = threading.Event(), threading.Event(), list[object]()

    def descend(count: int) -> int:
        if count:
            return 1 + descend(count - 1)
        deep.set()
        ended.wait(30)
        return 0

    def work() -> None:
        try:
            ends.append(descend(5_500))
        except RecursionError as error:
            ends.append(error)

    def render() -> None:
        other = threading.Thread(target=work)

        def meanwhile() -> None:
            other.start()
            deep.wait(30)

        run_deep(Nesting(), meanwhile)
        ended.set()
        other.join()

    limit = sys.getrecursionlimit()
    renderer = threading.Thread(target=render)
    renderer.start()
    renderer.join()
    after = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    assert (ends, after) == ([5_500], highest_recursion_limit(5_000))


def test_no_thread_means_a_declared_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(LimitError, match=r"^templates are nested too deeply$"):
        run_deep(Nesting(), lambda: None)


SERVED = """
import json, sys, threading
from pilothouse.core import thread_stacks
from pilothouse.core.testkit import make_kernel
from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.capabilities import Capabilities, KubeVersion, TillerVersion
from pilothouse.core.model.render import ReleaseContext, RenderOptions, RenderValues

prepared = sys.argv[1] == "prepared"
if prepared:
    thread_stacks.prepare()
loop = b'{{ define "f" }}{{ include "f" . }}{{ end }}{{ include "f" . }}'
chart = Chart(Metadata("demo", "1.0.0"), [File("templates/a.yaml", loop)])
kernel = make_kernel()
ends, rendering = set(), [True]
bomb = "[" * 1_000_000

def render():
    for _ in range(6):
        about = Capabilities(frozenset(), KubeVersion(), TillerVersion("v2.17.0"))
        values = RenderValues({}, ReleaseContext("x", "y"), about)
        try:
            kernel.first("helm_render_chart", chart=chart, render_values=values, options=RenderOptions())
        except PilothouseError as error:
            text = error.message
            ends.add("nested" if "nested" in text else text[-200:])

def parse():
    while rendering:
        try:
            json.loads(bomb)
        except RecursionError:
            ends.add("parsed")

renderers = [threading.Thread(target=render) for _ in range(2)]
parsers = [threading.Thread(target=parse) for _ in range(2)]
for thread in renderers + parsers: thread.start()
for thread in renderers: thread.join()
rendering.clear()
for thread in parsers: thread.join()
print(sorted(ends), sys.getrecursionlimit() <= thread_stacks.highest_recursion_limit(5_000))
"""


@pytest.mark.parametrize("stacks", ["prepared", "usual"])
def test_no_other_thread_overruns_its_stack_meanwhile(stacks: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVED, stacks], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "['nested', 'parsed'] True\n", "")
