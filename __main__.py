"""The console script and ``python -m pilothouse``."""

from __future__ import annotations

import gc
import os
import signal
import sys


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
    os._exit(run(sys.argv[1:], program="pilothouse" if program in ("__main__.py", "") else program))


if __name__ == "__main__":
    main()
