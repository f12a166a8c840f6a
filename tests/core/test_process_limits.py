from __future__ import annotations

import ast
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


THREADS = """
import sys, threading, time
from pilothouse.core.process_limits import ProcessLimitError, run_limited
from pilothouse.core.settings import Settings
settings = Settings({"PILOTHOUSE_CPU_LIMIT": sys.argv[1], "PILOTHOUSE_MEMORY_LIMIT": sys.argv[2]})
ends = {}
def watched(name, work):
    def run():
        try:
            ends[name] = run_limited(settings, work)
        except BaseException as error:
            ends[name] = f"{type(error).__name__}: {error}"
    thread = threading.Thread(target=run)
    thread.start()
    return thread
def endless():
    while True:
        pass
def short():
    for _ in range(20):
        time.sleep(0.1)
    return "done"
def hoard():
    x = []
    while True:
        x.append(bytes(b"x" * 1_000_000))
        time.sleep(0.001)
def swallow():
    try:
        endless()
    except BaseException:
        return "swallowed"
def nested():
    try:
        return run_limited(settings, endless)
    except ProcessLimitError as error:
        return "inside " + str(error)
"""


def ends(program: str, seconds: str = "1", mebibytes: str = "0") -> dict[str, str]:
    """How the work in each thread of a program has ended."""
    done = subprocess.run(
        [sys.executable, "-c", f"{THREADS}{program}\nprint(ends)", seconds, mebibytes],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    found: dict[str, str] = ast.literal_eval(done.stdout)
    return found


def test_in_threads_each_has_its_own_time() -> None:
    program = "a, b, c = watched('a', endless), watched('b', short), watched('c', endless)\nfor t in a, b, c: t.join()"
    error = f"ProcessLimitError: {TIME}"
    assert ends(program) == {"a": error, "b": "done", "c": error}


def test_in_threads_memory_is_put_down_to_whoever_computes_while_it_grows() -> None:
    program = "a, b = watched('a', hoard), watched('b', short)\nfor t in a, b: t.join()"
    words = "ProcessLimitError: more than 300 MiB of memory (PILOTHOUSE_MEMORY_LIMIT) are needed"
    assert ends(program, "0", "300") == {"a": words, "b": "done"}


def test_what_is_over_in_a_thread_is_never_ended_afterwards() -> None:
    program = (
        "import random\nfrom pilothouse.core import thread_limits\nthread_limits._INTERVAL = 0.001\n"
        "from pilothouse.core.thread_limits import Excess, _Block, run_watched\n"
        "def spin(seconds):\n"
        "    end = time.thread_time() + seconds\n"
        "    while time.thread_time() < end: pass\n"
        "class Hasty(_Block):\n"
        "    is_over_time = property(lambda block: block._used > 0.002)\n"
        "thread_limits._Block = Hasty\n"
        "def work():\n"
        "    ended = 0\n"
        "    for _ in range(400):\n"
        "        try: run_watched(1, 0, lambda: spin(random.random() * 0.004))\n"
        "        except Excess: ended += 1\n"
        "        spin(0.0005)\n"
        "    return 0 < ended < 400\n"
        "def plain(name):\n"
        "    try: ends[name] = work()\n"
        "    except BaseException as error: ends[name] = repr(error)\n"
        "threads = [threading.Thread(target=plain, args=(n,)) for n in 'abcd']\n"
        "for t in threads: t.start()\n"
        "for t in threads: t.join()\n"
        "assert thread_limits._blocks == {}"
    )
    assert ends(program) == {"a": True, "b": True, "c": True, "d": True}


def test_in_threads_the_end_comes_through_whatever_catches_errors() -> None:
    assert ends("watched('a', swallow).join()\nwatched('b', nested).join()") == {
        "a": "swallowed",
        "b": f"inside {TIME}",
    }


def test_watched_work_stays_watched_where_it_goes_on_in_another_thread() -> None:
    program = (
        "from pilothouse.core.thread_limits import Transfer\n"
        "def moves():\n"
        "    transfer, errors = Transfer(), []\n"
        "    def run():\n"
        "        try: transfer.run(endless)\n"
        "        except BaseException as error: errors.append(error)\n"
        "    thread = threading.Thread(target=run)\n"
        "    thread.start(); thread.join(); transfer.over()\n"
        "    raise errors[0]\n"
        "watched('a', moves).join()\n"
        "from pilothouse.core import thread_limits\nassert thread_limits._blocks == {}"
    )
    assert ends(program) == {"a": f"ProcessLimitError: {TIME}"}
