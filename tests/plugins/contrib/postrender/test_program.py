from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.errors import PilothouseError
from pilothouse.plugins.contrib.postrender import program
from pilothouse.plugins.contrib.postrender.program import find_program, run_program


def script(folder: Path, body: str, name: str = "change") -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def run(path: str, *arguments: str, stream: str = "a: b\n", seconds: int = 20) -> str:
    return run_program(path, list(arguments), stream, seconds, testkit.make_kernel())


def refuse(path: str, seconds: int = 20) -> str:
    with pytest.raises(PilothouseError) as caught:
        run(path, seconds=seconds)
    return caught.value.message


def test_a_program_gets_the_stream_and_its_arguments_as_they_are(tmp_path: Path) -> None:
    assert run(script(tmp_path, 'printf "<%s>" "$@"; cat'), "a,b", 'c"d', "", "e\nf") == '<a,b><c"d><><e\nf>a: b\n'


def test_bytes_that_are_no_utf8_and_streams_of_any_size_go_through(tmp_path: Path) -> None:
    stream = "x: \udcff\n" + "# much\n" * 100_000
    assert run(script(tmp_path, "cat"), stream=stream) == stream


def test_a_program_need_not_read_what_it_is_given(tmp_path: Path) -> None:
    assert run(script(tmp_path, "echo a: 1"), stream="# much\n" * 100_000) == "a: 1\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "echo no such field >&2; exit 3",
            "error while running command {}. error output:\nno such field\n: exit status 3",
        ),
        ("kill -9 $$", "error while running command {}. error output:\n: signal: killed"),
        ("cat >/dev/null; echo; echo '  '", 'post-renderer "{}" produced empty output'),
    ],
)
def test_a_program_that_fails_says_why(tmp_path: Path, body: str, message: str) -> None:
    path = script(tmp_path, body)
    assert refuse(path) == "error while running post render on files: " + message.format(path)


def test_a_file_that_is_no_program_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\x7fELF nothing")
    path.chmod(0o755)
    assert refuse(str(path)) == (
        f"error while running post render on files: error while running command {path}. error output:\n"
        f": fork/exec {path}: exec format error"
    )


def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    path = script(tmp_path, f"sleep 1000 & echo $! > {tmp_path}/child; wait")
    assert refuse(path, seconds=1) == (
        f'error while running post render on files: post-renderer "{path}" did not end within 1 seconds'
    )
    assert_gone(int((tmp_path / "child").read_text()))


def test_a_program_that_prints_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "MAX_OUTPUT", 100_000)
    path = script(tmp_path, "yes a: b")
    assert refuse(path) == (
        f'error while running post render on files: post-renderer "{path}" printed more than 100000 bytes'
    )


def test_of_endless_complaints_the_last_ones_are_told(tmp_path: Path) -> None:
    message = refuse(script(tmp_path, "i=0; while [ $i -lt 4000 ]; do echo line $i >&2; i=$((i+1)); done; exit 1"))
    assert (len(message) < 17_000, "line 3999\n: exit status 1" in message, "line 1\n" in message) == (
        True,
        True,
        False,
    )


def test_an_interrupt_ends_the_program(tmp_path: Path) -> None:
    path = script(tmp_path, f"echo $$ > {tmp_path}/pid; sleep 1000")

    def interrupt() -> None:
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            threading.Event().wait(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        run(path)
    thread.join()
    assert_gone(int((tmp_path / "pid").read_text()))


def assert_gone(pid: int) -> None:
    """Fail unless a process has ended; whoever inherits it may take a moment to notice."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return
        threading.Event().wait(0.02)
    pytest.fail("the process still runs")


def test_a_name_is_looked_up_in_whole_folders_of_the_path_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "chart").mkdir()
    script(tmp_path / "chart", "echo from the chart: 1")
    wanted = script(tmp_path / "bin", "cat")
    monkeypatch.chdir(tmp_path / "chart")
    monkeypatch.setenv("PATH", f":.:chart:{tmp_path / 'bin'}:/bin")
    assert find_program("change") == wanted
    assert find_program("./change") == str(tmp_path / "chart" / "change")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere", "executable file not found in $PATH"),
        ("./nowhere", "stat ./nowhere: no such file or directory"),
        ("./plain", "permission denied"),
        ("./folder", "permission denied"),
    ],
)
def test_a_program_that_is_not_there_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(PilothouseError) as caught:
        find_program(name)
    assert caught.value.message == f'unable to find binary at {name}: exec: "{name}": {reason}'
