"""What the system still lets a process do that has given up its rights, whatever code runs in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

_NATIVE_CODE = """
import ctypes, json, os, sys
from pilothouse.plugins.contrib.jinja2.kernel_rights import give_up_rights

done = give_up_rights(["/usr/lib"])
library = ctypes.CDLL(None, use_errno=True)
path, parent = os.fsencode(sys.argv[1]), os.getppid()
calls = {
    "chmod": (path, 0o777), "chown": (path, os.getuid(), os.getgid()), "utime": (path, None),
    "setxattr": (path, b"user.a", b"x", 1, 0), "removexattr": (path, b"user.a"), "kill": (parent, 0),
    "sigqueue": (parent, 0, None), "prlimit": (parent, 0, None, (ctypes.c_ulong * 2)()),
    "setpriority": (0, parent, 0), "sched_setaffinity": (parent, 8, (ctypes.c_ulong * 1)(1)),
    "shmget": (0, 4096, 0o600), "semget": (0, 1, 0o600), "msgget": (0, 0o600),
    "socket": (1, 1, 0), "fork": (), "truncate": (path, 0), "unlink": (path,), "open": (path, 0),
}
answers = {}
for name, arguments in calls.items():
    ctypes.set_errno(0)
    answers[name] = [getattr(library, name)(*arguments), os.strerror(ctypes.get_errno())]
sys.stdout.write(json.dumps([done, answers]))
"""


def test_native_code_reaches_no_file_and_no_process(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    before = file.stat()
    program = [sys.executable, "-c", _NATIVE_CODE, str(file)]
    done, answers = json.loads(subprocess.run(program, capture_output=True, check=True).stdout)
    if done != ["landlock", "seccomp"]:
        pytest.skip("this system knows neither Landlock nor seccomp, or not both")
    refused = "Operation not permitted"
    by_landlock = {"truncate", "unlink", "open"}
    assert answers == {name: [-1, "Permission denied" if name in by_landlock else refused] for name in answers}
    assert file.stat() == before
