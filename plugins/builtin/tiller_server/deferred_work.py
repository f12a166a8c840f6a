"""What calls have put off until their answer is out (filling caches), done by one thread behind all of them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.kernel import Kernel


class DeferredWork:
    """Does the deferred work of a kernel whenever it is woken. A failure is logged and costs a cache entry."""

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
        while not self._is_closed:
            self._wanted.wait()
            self._wanted.clear()
            try:
                self._kernel.catch_up()
            except Exception as error:
                self._kernel.warn(f"warning: {error}")
