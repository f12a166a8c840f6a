from __future__ import annotations

import subprocess
import sys

import pytest

START = """
import sys
from pilothouse.core.process_limits import limited
from pilothouse.core.settings import Settings
block = limited(Settings({"PILOTHOUSE_CPU_LIMIT": sys.argv[1], "PILOTHOUSE_MEMORY_LIMIT": sys.argv[2]}))
block.__enter__()
"""
TIME = "more than 1 seconds of processor time (PILOTHOUSE_CPU_LIMIT) are needed"
COMPUTE = "x = 0\nwhile x < 200_000_000: x += 1\n"
HOARD = "x = []\nwhile True: x.append(bytes(b'x' * 10_000_000))\n"
SWALLOW = """
for _ in range(2):
    try:
        while True:
            len("x")
    except Exception as error:
        print(error)
"""


def last_words(program: str, seconds: str, mebibytes: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START + program, seconds, mebibytes], capture_output=True, text=True, check=False
    )
    return (done.stdout or done.stderr).splitlines()[-1].rpartition(".")[2]


@pytest.mark.parametrize(
    ("program", "seconds", "mebibytes", "words"),
    [
        (COMPUTE, "1", "0", f"ProcessLimitError: {TIME}"),
        (HOARD, "0", "300", "ProcessLimitError: more than 300 MiB of memory (PILOTHOUSE_MEMORY_LIMIT) are needed"),
        (SWALLOW, "1", "0", TIME),
        ("x = 0\nwhile x < 9_000_000: x += 1\nprint('done')", "0", "0", "done"),
        ("x = 0\nwhile x < 9_000_000: x += 1\nprint('done')", "soon", "-5", "done"),
        ("import time\ntime.sleep(1.5)\nprint('done')", "1", "0", "done"),
    ],
)
def test_what_goes_past_a_limit_is_an_error(program: str, seconds: str, mebibytes: str, words: str) -> None:
    assert last_words(program, seconds, mebibytes) == words


def test_behind_the_block_there_is_no_limit_and_the_old_handler_is_back() -> None:
    program = (
        "import signal\nblock.__exit__()\n"
        "print(signal.getitimer(signal.ITIMER_PROF), signal.getsignal(signal.SIGPROF) is signal.SIG_DFL)"
    )
    assert last_words(program, "1", "0") == "0) True"


def test_other_threads_are_left_alone() -> None:
    program = (
        "block.__exit__()\nimport threading\n"
        "def work():\n    with limited(Settings({})): print('done')\n"
        "thread = threading.Thread(target=work); thread.start(); thread.join()"
    )
    assert last_words(program, "1", "0") == "done"
