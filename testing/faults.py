"""Fault injection: an object in front of a store, a getter or a transport whose calls fail where a test says so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

_T = TypeVar("_T")


class Fault:
    """What happens at a call.

    `call` is the number of the call (from 1) from which on it happens, `times` how often (0: from then on always);
    `method` limits it to, and counts, the calls of one method. `error` is raised: before the call has any effect, or
    `after` it, when only the answer is lost. `delay` seconds pass before either. Without an error the call is slow,
    no more.
    """

    __slots__ = ("after", "call", "delay", "error", "method", "times")

    def __init__(
        self,
        error: BaseException | None = None,
        *,
        call: int = 1,
        times: int = 1,
        method: str = "",
        after: bool = False,
        delay: float = 0.0,
    ) -> None:
        self.error = error
        self.call = call
        self.times = times
        self.method = method
        self.after = after
        self.delay = delay

    def is_due(self, number: int) -> bool:
        """Whether it happens at the call of that number."""
        return number >= self.call and (not self.times or number < self.call + self.times)


class Faults:
    """Faults, and the calls that were made: ``driver = faults.around(driver)``.

    What is wrapped is used as before: methods and plain calls are counted, attributes passed through. One `Faults` may
    be around several objects, whose calls it counts together. Safe for several threads.

    ::

        faults = Faults(Fault(StorageError("the disk is full"), method="update"))
        driver = faults.around(driver)
        …
        assert faults.calls == ["create", "update"]
    """

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        self.calls: list[str] = []
        self._lock = threading.Lock()

    def around(self, wrapped: _T) -> _T:
        """`wrapped` with the faults in front of it; a function is called ``call``."""
        return cast("_T", _Front(wrapped, self))

    def carry_out(self, method: str, work: Callable[[], Any]) -> Any:
        """Do the work of a call, with what is due at it."""
        with self._lock:
            self.calls.append(method)
            number, of_method = len(self.calls), self.calls.count(method)
        due = [
            fault
            for fault in self.faults
            if fault.method in ("", method) and fault.is_due(of_method if fault.method else number)
        ]
        for fault in due:
            time.sleep(fault.delay)
            if fault.error is not None and not fault.after:
                raise fault.error
        answer = work()
        for fault in due:
            if fault.error is not None:
                raise fault.error
        return answer


class _Front:
    """Stands in front of an object."""

    def __init__(self, wrapped: Any, faults: Faults) -> None:
        self._wrapped = wrapped
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._wrapped, name)
        if not callable(found):
            return found
        return lambda *values, **named: self._faults.carry_out(name, lambda: found(*values, **named))

    def __call__(self, *values: Any, **named: Any) -> Any:
        return self._faults.carry_out("call", lambda: self._wrapped(*values, **named))
