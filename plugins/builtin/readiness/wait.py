"""The loop of ``--wait``."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from ....core import interruption
from ....core.errors import KubeTimeoutError
from ....core.golib import wait
from .rules import Waited, waited_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KernelView, KubeClient

INTERVAL = 2
"""Seconds between two looks; the first comes after as many, when controllers had time to make Pods."""

_FEW = 8
"""Up to so many objects are looked at one after the other: opening more connections would take longer."""


def wait_until_ready(objects: list[KubeObject], timeout: int, kube: KubeClient, kernel: KernelView) -> None:
    """Return when all objects that have a rule are ready at the same time.

    `timeout` is in seconds, 0 for no limit. Raises KubeTimeoutError with a line for each object that is not ready, and
    KubeError at once when an object cannot be read. Rule: pkg/kube/wait.go waitForResources
    """
    waited = waited_for(objects, kernel)
    if not waited:
        return
    round_ = _Round(waited, timeout, kube, kernel)
    try:
        round_.show()
        in_time = wait.poll(INTERVAL, timeout, round_, pause=interruption.sleep)
    finally:
        kernel.progress("")
    if not in_time:
        from .explain import explain

        raise KubeTimeoutError(wait.TIMED_OUT, details=tuple(explain(round_.missing, kube)))


class _Round:
    """One look at all objects, every time it is called. `missing` are those that were not ready at the last one."""

    def __init__(self, waited: list[Waited], timeout: int, kube: KubeClient, kernel: KernelView) -> None:
        self.missing = waited
        self._all = waited
        self._timeout = timeout
        self._kube = kube
        self._kernel = kernel
        self._start = monotonic()

    def __call__(self) -> bool:
        """Look again at what was not ready, and when all of that is, at the others: they have to be ready still."""
        looked_at = self.missing
        self._look(looked_at)
        if not any(one.why for one in looked_at):
            self._look([one for one in self._all if one not in looked_at])
        self.missing = [one for one in self._all if one.why]
        if not self.missing:
            return True
        self.show()
        return False

    def show(self) -> None:
        """Show for how long how many objects are waited for, and the first of them; what is long comes last."""
        first = self.missing[0]
        elapsed = f"{monotonic() - self._start:.0f}s" + (f" of {self._timeout}s" if self._timeout else "")
        count = f"{len(self.missing)} of {len(self._all)} objects"
        self._kernel.progress(f"waiting {elapsed} for {count}: {first} {first.why}")

    def _look(self, waited: list[Waited]) -> None:
        work = [self._looking(one) for one in waited]
        if len(work) > _FEW:
            self._kube.in_parallel(work)
            return
        for look in work:
            look()

    def _looking(self, one: Waited) -> Callable[[], None]:
        return lambda: one.look(self._kube)
