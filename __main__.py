"""The console script and ``python -m pilothouse``."""

from __future__ import annotations

import gc
import os
import signal
import sys

_TILLER = "tiller"
"""The name of the command that a link of the same name stands for, as in Tiller's image."""


def _terminate(*_: object) -> None:
    from .core.run import Termination

    raise Termination


def main() -> None:
    """Run the command line of this process and end the process with its exit code.

    Collecting garbage costs a short-lived process more than it frees, and tearing down modules takes milliseconds: the
    one is switched off, the other skipped once everything is flushed.
    """
    gc.disable()
    from .core.quick import run

    signal.signal(signal.SIGTERM, _terminate)
    program = os.path.basename(sys.argv[0])
    words = sys.argv[1:]
    if program == _TILLER:
        program, words = "", [_TILLER, *words]
    os._exit(run(words, program="pilothouse" if program in ("__main__.py", "") else program))


if __name__ == "__main__":
    main()
