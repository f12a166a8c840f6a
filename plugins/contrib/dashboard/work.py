"""Answering requests in threads: some side by side, each for a limited time.

A thread cannot be ended from outside. One that waits for a cluster which does not answer goes on until its own limits
are reached; whoever asked is told in time, and the others have their own threads.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, TypeVar

from ....core.errors import PilothouseError
from ....core.interruption import Stopped
from ....core.thread_stacks import prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    _Result = TypeVar("_Result")

MOST = 24
"""Pages that are made side by side."""

_PATIENCE = 5.0
"""Seconds for which a page waits for its turn."""


class TooSlowError(PilothouseError):
    """What a page is made from did not come in time."""


class BusyError(PilothouseError):
    """All threads wait for something."""


class Workers:
    """Does work in threads of their own, which do not keep the process from ending. `seconds` is the limit of each.

    `afterwards` is called behind each, once its result is out, by one thread at a time.
    """

    def __init__(self, seconds: float, afterwards: Callable[[], None]) -> None:
        self._seconds = seconds
        self._afterwards = afterwards
        self._is_tidying = threading.Lock()
        self._free = threading.BoundedSemaphore(MOST)
        prepare()

    async def do(self, work: Callable[[], _Result]) -> _Result:
        """What `work` gives, or raises. Raises TooSlowError, BusyError."""
        loop = asyncio.get_running_loop()
        await self._turn(loop.time() + _PATIENCE)
        outcome: asyncio.Future[_Result] = loop.create_future()

        def tell(result: Any, error: BaseException | None) -> None:
            if outcome.done():
                return
            if error is None:
                outcome.set_result(result)
            else:
                outcome.set_exception(error)

        def run() -> None:
            result: Any = None
            error: Exception | None = None
            try:
                result = work()
            except Stopped:
                error = TooSlowError("the server is ending")
            except Exception as raised:
                error = raised
            finally:
                self._free.release()
            try:
                loop.call_soon_threadsafe(tell, result, error)
            except RuntimeError:
                return  # the server has ended meanwhile
            self._tidy_up()

        threading.Thread(target=run, name="page", daemon=True).start()
        try:
            return await asyncio.wait_for(outcome, self._seconds)
        except TimeoutError:
            raise TooSlowError(
                f"there was no answer within {self._seconds:g} seconds",
                hint="--page-timeout gives pages more time; other pages are not held up by this one",
            ) from None

    def _tidy_up(self) -> None:
        """Do what is left to do, unless another thread is at it."""
        if self._is_tidying.acquire(blocking=False):
            try:
                self._afterwards()
            finally:
                self._is_tidying.release()

    async def _turn(self, end: float) -> None:
        loop = asyncio.get_running_loop()
        while not self._free.acquire(blocking=False):
            if loop.time() > end:
                raise BusyError(f"all {MOST} pages that are made at once wait for an answer of the cluster")
            await asyncio.sleep(0.05)
