"""Running programs for plugins, with this process's streams, and Go's words for programs that cannot be run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ....core.errors import PluginError
from ....core.golib import oserrors
from ....core.golib.strconv import quote
from ....core.run import Termination

if TYPE_CHECKING:
    import subprocess


def look_up(program: str, environment: Mapping[str, str]) -> str:
    """The path of a program: as it is when it has a slash or is empty, else from PATH.

    Raises PluginError with the words of os/exec (``exec: "x": executable file not found in $PATH``).
    """
    if not program or "/" in program:
        return program
    for folder in environment.get("PATH", "").split(os.pathsep):
        path = os.path.join(folder or ".", program)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise PluginError(f"exec: {quote(program)}: executable file not found in $PATH")


def start(
    words: Sequence[str], environment: Mapping[str, str], *, stdin: int | None = None, stdout: int | None = None
) -> subprocess.Popen[bytes]:
    """Start a program. `stdin` and `stdout` are as for subprocess; None is this process's own.

    Raises PluginError with the words of os/exec (``fork/exec /x: no such file or directory``).
    """
    import subprocess

    path = look_up(words[0], environment)
    try:
        if not path:
            raise FileNotFoundError(2, "")
        return subprocess.Popen(  # noqa: S603 - the program that the user's plugin names
            words, executable=path, env=environment, stdin=stdin, stdout=stdout
        )
    except OSError as error:
        raise PluginError(f"fork/exec {path}: {oserrors.reason(error)}") from None
    except ValueError as error:
        raise PluginError(f"fork/exec {quote(path)}: invalid argument", details=(str(error),)) from None


def wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for a program and return its exit code; 255 when a signal ended it, as Helm's exit code says then.

    An interrupt from the terminal reaches the program too, which decides what becomes of it; a request to end this
    process is passed on. Raises the KeyboardInterrupt when the program has failed after one.
    """
    stop: KeyboardInterrupt | None = None
    while True:
        try:
            _wait_for_end(process)
            break
        except Termination as request:
            stop = request
            process.terminate()
        except KeyboardInterrupt as request:
            stop = request
    code = process.wait()
    if stop is not None and code != 0:
        raise stop
    return code if code >= 0 else 255


def _wait_for_end(process: subprocess.Popen[bytes]) -> None:
    """Wait until a program has ended and leave it to be asked for its exit code.

    An interrupt that comes together with the end would take an exit code that is already fetched with it.
    """
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    else:
        process.wait()
