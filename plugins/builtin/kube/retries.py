"""Sending requests again when the trouble is likely to pass, as far as that cannot do anything twice.

What the server refused before it did anything (429, 503 with Retry-After, a connection that never came about) is
repeated for every request; what may have been carried out (other 5xx, a broken connection) only for requests that may
be repeated: reads, replacements, merge patches, deletions. Between attempts there is a pause that doubles, spread at
random, or what the server asks for; a deadline bounds the whole. A server that never answered at all gets no patience,
so that a wrong address is reported at once.
"""

from __future__ import annotations

import os
from time import monotonic
from typing import TYPE_CHECKING

from ....core import interruption
from ....core.errors import KubeConnectionError, KubeTimeoutError
from .status_errors import retry_after

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ....core.model.kube_object import KubeRequest, KubeResponse
    from ....core.protocols import KubeStream, KubeTransport

_UNSURE = frozenset((500, 502, 503, 504))
"""Answers after which it is open whether a request was carried out."""

_FEW = 3
"""So often a request is repeated after what is rarely gone by waiting: a 500, a server that never answered yet."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_MARK = "x-kubernetes-pf-flowschema-uid"


class Patience:
    """How long to go on with one piece of work: pauses that grow, up to a deadline after the first trouble."""

    __slots__ = ("_clock", "_deadline", "_end", "_few", "_pause")

    def __init__(self, clock: Clock, deadline: float) -> None:
        self._clock = clock
        self._deadline = deadline
        self._end = 0.0
        self._few = _FEW
        self._pause = _FIRST_PAUSE

    def wait(self, why: str, seconds: float = 0, *, few: bool = False, limit: float = 0) -> bool:
        """Pause before the next attempt; False when there shall be none. `seconds` is what the server asks for.

        `few` is for trouble for which the deadline is too long; with a `limit` the pause is no longer than that.
        """
        now = self._clock.now()
        if not self._end:
            self._end = now + self._deadline
        if few:
            self._few -= 1
        pause = seconds or self._pause * (0.5 + int.from_bytes(os.urandom(2), "big") / 0x10000)
        if limit:
            pause = min(pause, limit)
        if self._few < 0 or now + pause > self._end:
            return False
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        self._clock.report(f"{why}; trying again")
        self._clock.sleep(pause)
        return True

    def over(self) -> None:
        """Take back what was reported."""
        if self._end:
            self._clock.report("")


class Clock:
    """The time, waiting, and who is told what is waited for (an empty text when that is over)."""

    __slots__ = ("now", "report", "sleep")

    def __init__(
        self,
        report: Callable[[str], None] = lambda _: None,
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], None] = interruption.sleep,
    ) -> None:
        self.report = report
        self.now = now
        self.sleep = sleep


class Sender:
    """Sends requests over a transport: `timeout` seconds for an attempt, `deadline` for all repetitions of one."""

    __slots__ = ("_answered", "clock", "deadline", "marks", "timeout", "transport")

    def __init__(self, transport: KubeTransport, timeout: float, deadline: float, clock: Clock) -> None:
        self.transport = transport
        self.timeout = timeout
        self.deadline = deadline
        self.clock = clock
        self.marks: set[str] = set()
        """What stood in headers of answers so far that no other cluster writes: identifiers of its flow schemas."""
        self._answered = False

    def send(self, request: KubeRequest, *, repeatable: bool = True, patient: bool = True) -> tuple[KubeResponse, bool]:
        """The last answer, of any status, and whether an earlier attempt may have been carried out.

        `repeatable` says that doing it twice does no harm; without `patient` trouble is taken as it comes.
        Raises KubeConnectionError, KubeTimeoutError; Stopped when the process is to end.
        """
        interruption.check()
        if not request.timeout:
            request = request.replace(timeout=self.timeout)
        patience = Patience(self.clock, self.deadline if patient else 0)
        unsure = False
        try:
            while True:
                try:
                    response = self.transport.request(request)
                except (KubeConnectionError, KubeTimeoutError) as error:
                    arrived = isinstance(error, KubeTimeoutError) or error.may_have_arrived
                    if (arrived and not repeatable) or not self._bears(error.message, arrived, patience):
                        raise
                    unsure = unsure or arrived
                    continue
                refused = self._is_refusal(response.status, response.headers)
                if not refused and not (repeatable and response.status in _UNSURE):
                    return response, unsure
                if not self._outlasts(response.status, response.headers, patience):
                    return response, unsure
                unsure = unsure or not refused
        finally:
            patience.over()

    def open(self, request: KubeRequest, limit: float) -> KubeStream:
        """The answer to a read, of any status, its body yet to come, within `limit` seconds. Raises as `send`."""
        interruption.check()
        patience = Patience(self.clock, min(self.deadline, limit))
        try:
            while True:
                try:
                    stream = self.transport.stream(request)
                except KubeConnectionError as error:
                    if not self._bears(error.message, error.may_have_arrived, patience):
                        raise
                    continue
                refused = self._is_refusal(stream.status, stream.headers)
                if not refused and stream.status not in _UNSURE:
                    return stream
                if not self._outlasts(stream.status, stream.headers, patience):
                    return stream
                stream.close()
        finally:
            patience.over()

    def _bears(self, why: str, arrived: bool, patience: Patience) -> bool:
        """Wait after a request without an answer; False to give up."""
        if not self._answered and not arrived:
            return False
        return patience.wait(why, few=not self._answered)

    def _is_refusal(self, status: int, headers: Mapping[str, str]) -> bool:
        """Whether the server says that it did nothing yet and wants to be asked again. Notes who answered."""
        self._answered = True
        mark = headers.get(_MARK)
        if mark:
            self.marks.add(mark)
        return status == 429 or (status == 503 and retry_after(headers) > 0)

    def _outlasts(self, status: int, headers: Mapping[str, str], patience: Patience) -> bool:
        """Wait after an error answer; False to take it as it is."""
        wait = retry_after(headers)
        return patience.wait(f"the server answers with {status}", wait, few=status == 500 and not wait)
