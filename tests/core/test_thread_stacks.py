from __future__ import annotations

import subprocess
import sys

PREPARED = """
import threading
from pilothouse.core import thread_stacks

before = thread_stacks.highest_recursion_limit(1000)
thread_stacks.prepare()
limits = [thread_stacks.highest_recursion_limit(least) for least in (1000, 60_000)]
print(before, limits, threading.stack_size() == thread_stacks.STACK)
"""


def test_the_limit_follows_the_stacks_and_asking_for_it_changes_none() -> None:
    done = subprocess.run([sys.executable, "-c", PREPARED], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("6452 [51622, 60000] True\n", "")
