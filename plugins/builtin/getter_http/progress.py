"""The line about what is being downloaded, shared by all downloads that are under way."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....core.protocols import KernelView

_INTERVAL = 0.2
"""Seconds between two lines, and before the first one: what is done by then needs none."""


class ProgressLine:
    """Shows how far downloads are, as one line on a terminal. Any thread may report."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: dict[object, str] = {}
        self._next = 0.0
        self._shown = False

    def begin(self, download: object) -> None:
        """A download begins; `download` is what it is known by."""
        with self._lock:
            if not self._texts:
                self._next = time.monotonic() + _INTERVAL
            self._texts[download] = ""

    def report(self, kernel: KernelView, download: object, label: str, done: int, total: int | None) -> None:
        """So many bytes are there, of so many if that is known."""
        now = time.monotonic()
        with self._lock:
            if download not in self._texts or now < self._next:
                return
            self._next = now + _INTERVAL
            of = f" of {_size(total)}" if total is not None else ""
            self._texts[download] = f"{label}: {_size(done)}{of}"
            self._shown = True
            kernel.progress(", ".join(filter(None, self._texts.values())))

    def end(self, kernel: KernelView, download: object) -> None:
        """A download is over; with the last one the line goes."""
        with self._lock:
            self._texts.pop(download, None)
            if self._shown and not self._texts:
                self._shown = False
                kernel.progress("")


def _size(count: int) -> str:
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.0f} KiB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MiB"


line = ProgressLine()
"""That of this process's terminal."""
