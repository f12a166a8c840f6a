from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from jinja_charts import make_chart, make_kernel, render_chart
from pilothouse.core.errors import PilothouseError, TemplateError
from pilothouse.core.kernel import Kernel
from pilothouse.core.process_limits import ProcessLimitError
from pilothouse.plugins.contrib.jinja2 import process

FILE = "web/templates/a.j2"
NO_ANSWER = "the process that renders Jinja templates has given no answer"
FALSE_ANSWER = "the process that renders Jinja templates has given an answer that is none"


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, str]]:
    """Renders a chart by a process that runs the given code instead of ours."""

    def run(code: str, **flags: str) -> dict[str, str]:
        monkeypatch.setattr(process, "_BOOT", "import os, sys, json, time\nread = sys.stdin.buffer.read\n" + code)
        return render_chart(make_chart({"a.j2": "x"}), kernel=make_kernel(**flags))

    return run


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("read(); sys.exit(3)", f"{NO_ANSWER} (exit code 3)"),
        ("sys.exit(0)", f"{NO_ANSWER} (exit code 0)"),
        ("read(); os.kill(os.getpid(), 11)", f"{NO_ANSWER} (signal SIGSEGV)"),
        ("read(); os.kill(os.getpid(), 9)", f"{NO_ANSWER} (signal SIGKILL)"),
        ("read(); print('hello')", f"{NO_ANSWER} (exit code 0)"),
        ("read(); print('{' * 100000)", f"{NO_ANSWER} (exit code 0)"),
        ("read(); print('[' * 100000)", f"{NO_ANSWER} (exit code 0)"),
        ("read(); print('9' * 100000)", f"{NO_ANSWER} (exit code 0)"),
        ("read(); sys.stdout.buffer.write(b'\\xff')", f"{NO_ANSWER} (exit code 0)"),
        ("read(); print('[]')", FALSE_ANSWER),
        ("read(); print('{}')", FALSE_ANSWER),
        ("read(); print(json.dumps({'files': {'web/templates/a.j2': 1}, 'seconds': {}}))", FALSE_ANSWER),
        ("read(); print(json.dumps({'files': {'../../x': 'a'}, 'seconds': {}}))", FALSE_ANSWER),
        ("read(); print(json.dumps({'files': [], 'seconds': {}}))", FALSE_ANSWER),
        ("read(); print(json.dumps({'files': {}, 'seconds': {'web/templates/a.j2': float('inf')}}))", FALSE_ANSWER),
        ("read(); print(json.dumps({'files': {}, 'seconds': {'web/templates/a.j2': 10**4000}}))", FALSE_ANSWER),
        ("read(); print(json.dumps({'files': {}, 'seconds': {'x': 1}}))", FALSE_ANSWER),
        ("read(); print(json.dumps({'error': {}}))", "render error"),
        ("read(); print(json.dumps({'error': {'message': 5, 'line': 'x', 'include_stack': 7}}))", "render error"),
        (
            "read(); print(json.dumps({'error': {'message': 'm', 'line': -1, 'include_stack': [['a'], [1, 2], 3]}}))",
            "m",
        ),
    ],
)
def test_a_process_that_dies_or_lies_is_an_error(
    worker: Callable[..., dict[str, str]], code: str, message: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        worker(code)
    error = caught.value
    assert (error.message, error.line, error.include_stack) == (message, 0, ())


def test_a_true_answer_is_taken_and_what_is_no_text_in_it_replaced(worker: Callable[..., dict[str, str]]) -> None:
    told = {"files": {FILE: "a\ud800\udc80"}, "seconds": {FILE: 0.5}, "warnings": [3]}
    assert worker(f"read(); print(json.dumps({told!r}))") == {"web/templates/a": "a\U00010080"}
    told["files"] = {FILE: "a\ud800b\udcff"}
    assert worker(f"read(); print(json.dumps({told!r}))") == {"web/templates/a": "a\ufffdb\udcff"}


def test_an_answer_without_end_is_not_read_to_its_end(
    worker: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "MAX_ANSWER", 1000)
    with pytest.raises(ProcessLimitError, match="more than 1000 bytes of rendered text"):
        worker("read()\nwhile True: print('x' * 1000)")


def test_a_process_that_does_nothing_is_ended(
    worker: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_PATIENCE", 0)
    monkeypatch.setattr(process, "_START", 1)
    for code in ("read(); time.sleep(600)", "os.close(1); time.sleep(600)"):
        with pytest.raises(ProcessLimitError, match="processor time"):
            worker(code)


def test_what_functions_print_is_no_part_of_the_answer(tmp_path: Path) -> None:
    plugin = """
    import os
    from pilothouse.core.entries import TemplateFunctionEntry
    from pilothouse.hookspecs import hookimpl

    print("at import")

    @hookimpl
    def helm_register_template_functions():
        return [TemplateFunctionEntry("noisy", f"{__name__}:noisy")]

    def noisy():
        print("{}")
        os.write(1, b"{}")
        return "fine"
    """
    kernel = make_kernel(tmp_path, {"noisy": plugin})
    assert render_chart(make_chart({"a.j2": "{{ noisy() }}"}), kernel=kernel) == {"web/templates/a": "fine"}


def test_a_process_that_cannot_be_started_is_an_error(monkeypatch: pytest.MonkeyPatch, kernel: Kernel) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(TemplateError, match="cannot start the process that renders Jinja templates: No such file"):
        render_chart(make_chart({"a.j2": ""}), kernel=kernel)


def test_rendering_that_is_interrupted_leaves_no_process(
    monkeypatch: pytest.MonkeyPatch, worker: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    def interrupt(*_: object) -> None:
        raise PilothouseError("stop")

    before = signal.signal(signal.SIGALRM, interrupt)
    number = tmp_path / "pid"
    try:
        signal.setitimer(signal.ITIMER_REAL, 1)
        with pytest.raises(PilothouseError, match="stop"):
            worker(f"open({str(number)!r}, 'w').write(str(os.getpid())); read(); time.sleep(600)")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert not Path(f"/proc/{number.read_text()}").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends processes with their parents")
def test_a_program_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    loops = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("name: web\nversion: 1.0.0\nengine: jinja2\n")
    (tmp_path / "templates/a.j2").write_text(loops)
    program = subprocess.Popen([sys.executable, "-m", "pilothouse", "template", str(tmp_path)])
    children = Path(f"/proc/{program.pid}/task/{program.pid}/children")
    while not children.read_text().split():
        time.sleep(0.05)
    (child,) = children.read_text().split()
    while "NoNewPrivs:\t1" not in Path(f"/proc/{child}/status").read_text():
        time.sleep(0.05)
    program.kill()
    program.wait()
    while _is_at_work(child):
        time.sleep(0.05)


def _is_at_work(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_paths_of_modules_may_be_relative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    (tmp_path / "my_module.py").write_text("def f():\n    return 'found'\n")
    plugin = """
    from pilothouse.core.entries import TemplateFunctionEntry
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_register_template_functions():
        return [TemplateFunctionEntry("f", "my_module:f")]
    """
    kernel = make_kernel(tmp_path / "plugins", {"mine": plugin})
    assert render_chart(make_chart({"a.j2": "{{ f() }}"}), kernel=kernel) == {"web/templates/a": "found"}


def test_a_folder_that_has_the_home_folder_in_it_is_not_imported_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "my_other_module.py").write_text("def f():\n    return 'found'\n")
    plugin = """
    from pilothouse.core.entries import TemplateFunctionEntry
    from pilothouse.hookspecs import hookimpl

    @hookimpl
    def helm_register_template_functions():
        return [TemplateFunctionEntry("f", "my_other_module:f")]
    """
    kernel = make_kernel(tmp_path / "plugins", {"mine": plugin})
    chart = make_chart({"a.j2": "{{ f() }}"})
    monkeypatch.syspath_prepend(str(tmp_path))
    assert render_chart(chart, kernel=kernel) == {"web/templates/a": "found"}
    for home in (tmp_path, tmp_path / "home"):
        monkeypatch.setenv("HOME", str(home))
        with pytest.raises(TemplateError, match="ModuleNotFoundError: No module named 'my_other_module'"):
            render_chart(chart, kernel=kernel)


def test_charts_are_rendered_in_many_threads_at_once(kernel: Kernel) -> None:
    def render(number: int) -> dict[str, str]:
        return render_chart(make_chart({"a.j2": "{{ Values.n }}"}), {"n": float(number)}, kernel=kernel)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render, range(8))) == [{"web/templates/a": str(number)} for number in range(8)]


def test_dates_are_of_the_user_s_time_zone(monkeypatch: pytest.MonkeyPatch, kernel: Kernel) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    chart = make_chart({"a.j2": "{{ date('15:04 MST', 0) }}"})
    assert render_chart(chart, kernel=kernel) == {"web/templates/a": "09:00 JST"}
