"""Waits for the objects of a chart hook: Jobs until they end, anything else until it is there.

Rules: pkg/kube/client.go watchUntilReady, waitForJob. What Helm lists first is for a Job what the server answered when
it created it, so that a watch begins right after that; anything else is read once, before the next chart hook begins.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeConnectionError, KubeError, KubeStatusError, KubeTimeoutError, ReleaseError
from ....core.golib.wait import TIMED_OUT
from ....core.interruption import sleep
from .conversion import check_convertible

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KernelView, KubeClient

_NOT_FOUND = 404

_PAUSE = 1
"""Seconds before a watch that broke is begun anew."""


def wait_until_ready(
    objects: list[KubeObject], created: list[dict[str, Any]], timeout: int, kube: KubeClient, kernel: KernelView
) -> None:
    """Wait for `objects`, of which `created` is what the server made of them, for `timeout` seconds (0: no limit).

    Raises ReleaseError for a Job that failed, KubeTimeoutError, and KubeError when the watch fails for good.
    """
    deadline = monotonic() + timeout if timeout > 0 else 0.0
    for target, live in zip(objects, created, strict=True):
        if target.kind == "Job":
            _JobWatch(target, deadline, kube, kernel).wait(live)
        else:
            _look_at(target, kube)


def _look_at(target: KubeObject, kube: KubeClient) -> None:
    """Read an object that counts as ready when it is there, or when somebody has deleted it already."""
    try:
        kube.get(target)
    except KubeStatusError as error:
        if error.code != _NOT_FOUND:
            raise


class _JobWatch:
    """Follows one Job."""

    def __init__(self, target: KubeObject, deadline: float, kube: KubeClient, kernel: KernelView) -> None:
        self._target = target
        self._deadline = deadline
        self._kube = kube
        self._kernel = kernel

    def wait(self, live: dict[str, Any]) -> None:
        """Return when the Job is complete or deleted; `live` is the Job to begin with."""
        check_convertible(self._target.resource, "batch/v1")
        version = None if self._ended("ADDED", live) else _version(live)
        while version is not None:
            version = self._follow(version)
            if version is not None:
                sleep(_PAUSE)

    def _follow(self, version: str) -> str | None:
        """Watch from a version on until the Job has ended (None) or the watch has: then from where to go on."""
        events = self._kube.watch(
            self._target.resource,
            self._target.namespace,
            fields=f"metadata.name={self._target.name}",
            resource_version=version,
            timeout=self._seconds_left(),
        )
        try:
            for kind, content in events:
                if self._ended(kind, content):
                    return None
                version = _version(content) or version
        except KubeTimeoutError as error:
            raise KubeTimeoutError(TIMED_OUT) from error
        except KubeConnectionError as error:
            self._kernel.progress(f"waiting for Job/{self._target.name}: {error.message}")
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                close()
        return version

    def _ended(self, kind: str, content: dict[str, Any]) -> bool:
        """Whether an event says that the Job has ended. Raises ReleaseError when it failed, KubeError for an error."""
        if kind == "DELETED":
            return True
        if kind == "ERROR":
            raise KubeError(f"Failed to deploy {self._target.name}", details=(str(content.get("message") or ""),))
        if kind not in ("ADDED", "MODIFIED"):
            return False
        status = content.get("status") or {}
        for condition in status.get("conditions") or ():
            if condition.get("status") == "True" and condition.get("type") == "Complete":
                return True
            if condition.get("status") == "True" and condition.get("type") == "Failed":
                message = str(condition.get("message") or "")
                raise ReleaseError(
                    f"Job failed: {condition.get('reason') or ''}", details=(message,) if message else ()
                )
        counts = ", ".join([f"{status.get(name) or 0} {name}" for name in ("active", "failed", "succeeded")])
        self._kernel.progress(f"waiting for Job/{self._target.name}: {counts}")
        return False

    def _seconds_left(self) -> float:
        """How long a watch may take, 0 for ever. Raises KubeTimeoutError when the time is over."""
        if not self._deadline:
            return 0.0
        left = self._deadline - monotonic()
        if left <= 0:
            raise KubeTimeoutError(TIMED_OUT)
        return left


def _version(content: dict[str, Any]) -> str:
    version: str = (content.get("metadata") or {}).get("resourceVersion") or ""
    return version
