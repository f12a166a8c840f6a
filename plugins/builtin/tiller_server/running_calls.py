"""The calls that are being answered: which there are, and waiting for their end."""

from __future__ import annotations

import threading
import time

_LONGEST_WAIT = 3600.0


class RunningCall:
    """One call that is being answered; `title` says which, to people."""

    __slots__ = ("title",)

    def __init__(self, title: str) -> None:
        self.title = title


class RunningCalls:
    """All calls that are being answered. Safe for several threads."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._calls: set[RunningCall] = set()
        self._is_closed = False

    def enter(self, call: RunningCall) -> bool:
        """Note a call that begins; False once no more calls are taken."""
        with self._condition:
            if not self._is_closed:
                self._calls.add(call)
            return not self._is_closed

    def leave(self, call: RunningCall) -> None:
        """Note that a call has ended."""
        with self._condition:
            self._calls.discard(call)
            self._condition.notify_all()

    def close(self) -> None:
        """Take no more calls."""
        with self._condition:
            self._is_closed = True

    def titles(self) -> list[str]:
        """What is being answered, sorted."""
        with self._condition:
            return sorted(call.title for call in self._calls)

    def wait(self, seconds: float) -> bool:
        """Wait until no call is left, so many seconds at most; whether that is so."""
        end = time.monotonic() + min(seconds, _LONGEST_WAIT)
        with self._condition:
            while self._calls:
                left = end - time.monotonic()
                if left <= 0:
                    return False
                self._condition.wait(left)
            return True
