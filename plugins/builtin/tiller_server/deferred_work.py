"""What calls have put off until their answer is out (filling caches), done by one thread behind all of them."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from .memory import give_back_memory

if TYPE_CHECKING:
    from ....core.kernel import Kernel

_QUIET_SECONDS = 1.0
_BUSY_SECONDS = 30.0
"""How long no call has to come, or calls have to go on coming, until memory is given back."""


class DeferredWork:
    """Does the deferred work of a kernel whenever it is woken. A failure is logged and costs a cache entry.

    Memory that calls no longer need is given back to the system once no call comes for a while.
    """

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._wanted = threading.Event()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="deferred work", daemon=True)

    def start(self) -> None:
        """Begin to do what is deferred."""
        self._thread.start()

    def wake(self) -> None:
        """Have done what was deferred by now. Does not wait."""
        self._wanted.set()

    def close(self) -> None:
        """Do what is left, and end."""
        self._is_closed = True
        self._wanted.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        busy_since: float | None = None
        while not self._is_closed:
            if self._wanted.wait(None if busy_since is None else _QUIET_SECONDS):
                self._wanted.clear()
                self._catch_up()
                now = time.monotonic()
                busy_since = now if busy_since is None else busy_since
                if now < busy_since + _BUSY_SECONDS:
                    continue
            give_back_memory()
            busy_since = None

    def _catch_up(self) -> None:
        try:
            self._kernel.catch_up()
        except Exception as error:
            self._kernel.warn(f"warning: {error}")
