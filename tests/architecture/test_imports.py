"""Every module can be imported first, before any other, and warns about nothing."""

from __future__ import annotations

import json
import subprocess
import sys

from architecture.source_tree import modules

# One bare interpreter forks for every module: each import starts from nothing, and no start-up is paid for twice.
FORK_AND_IMPORT = """
import os, sys
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            __import__(name)
        except BaseException as error:
            import json
            print(json.dumps([name, type(error).__name__ + ": " + str(error)]), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


def test_every_module_imports_alone_without_a_warning() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORK_AND_IMPORT, *modules()], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line) for line in done.stdout.splitlines()] == []
