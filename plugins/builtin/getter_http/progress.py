"""The line about what is being downloaded, shared by all downloads that are under way."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from ....core.protocols import KernelView

_INTERVAL = 0.2
"""Seconds between two lines, and before the first one: what is done by then needs none."""


class ProgressLine:
    """The line, made of what each download says of itself. Any thread may change it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: dict[Progress, str] = {}
        self._next = 0.0
        self._is_shown = False

    def begin(self, download: Progress) -> None:
        """A download begins."""
        with self._lock:
            if not self._texts:
                self._next = time.monotonic() + _INTERVAL
            self._texts[download] = ""

    def is_due(self) -> bool:
        """Whether the line has stood for long enough."""
        return time.monotonic() >= self._next

    def show(self, kernel: KernelView, download: Progress, text: str) -> None:
        """Say this of a download, beside what is said of others."""
        with self._lock:
            self._next = time.monotonic() + _INTERVAL
            self._texts[download] = text
            self._is_shown = True
            kernel.progress(", ".join(filter(None, self._texts.values())))

    def end(self, kernel: KernelView, download: Progress) -> None:
        """A download is over; with the last one the line goes."""
        with self._lock:
            self._texts.pop(download, None)
            if self._is_shown and not self._texts:
                self._is_shown = False
                kernel.progress("")


_line = ProgressLine()
"""That of this process's terminal."""


class Progress:
    """What one download says of itself, while it is entered as a context."""

    def __init__(self, kernel: KernelView, label: str, line: ProgressLine = _line) -> None:
        self._kernel = kernel
        self._label = label
        self._line = line

    def __enter__(self) -> Self:
        self._line.begin(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._line.end(self._kernel, self)

    def arrived(self, done: int, total: int | None) -> None:
        """So many bytes are there, of so many if that is known."""
        if self._line.is_due():
            of = f" of {_size(total)}" if total is not None else ""
            self._line.show(self._kernel, self, f"{self._label}: {_size(done)}{of}")

    def waits(self, seconds: float) -> None:
        """The next attempt comes after a pause."""
        if seconds >= 1:
            self._line.show(self._kernel, self, f"{self._label}: trying again in {seconds:.0f} s")


def _size(count: int) -> str:
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.0f} KiB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MiB"
