"""A clock that stands still until somebody sleeps."""

from __future__ import annotations

import pytest


class Clock:
    """`now` is in seconds; `sleep` lets that much time go by, and `slept` is how often and how long somebody did."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def install(self, patch: pytest.MonkeyPatch, *modules: str) -> None:
        """Give modules, and whoever waits until it is stopped, this clock in the place of the functions of `time`."""
        for module in ("pilothouse.core.interruption", *modules):
            for name in ("monotonic", "sleep"):
                patch.setattr(f"{module}.{name}", getattr(self, name), raising=False)
