"""``sandbox reset``: an empty sandbox."""

from __future__ import annotations

import os

from ....core.command import command
from ....core.errors import PilothouseError, UsageError
from ....core.kernel import Kernel
from .location import sandbox_path


@command("reset")
def reset(kernel: Kernel, args: tuple[str, ...]) -> None:
    """Forget everything in the sandbox: all objects and all releases.

    The next command that uses it begins with an empty one.
    """
    if args:
        raise UsageError("This command takes no arguments")
    path = sandbox_path(kernel)
    for ending in ("", "-wal", "-shm"):
        try:
            os.unlink(path + ending)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise PilothouseError(f"{path + ending}: {error.strerror}") from error
    kernel.console.line("The sandbox is empty.")
