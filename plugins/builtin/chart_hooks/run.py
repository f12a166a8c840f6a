"""The chart hooks of one event, one after the other. Rule: pkg/tiller/release_server.go execHook"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.errors import KubeError, PilothouseError
from ....core.kube_namespace import ensure_namespace
from ....core.model.kube_object import ChartHookReport
from .delete import delete_objects
from .until_ready import wait_until_ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.model.kube_object import ChartHookOptions, KubeObject
    from ....core.model.manifest import ChartHook
    from ....core.protocols import KernelView, KubeClient

CRD_INSTALL = "crd-install"
SUCCEEDED = "hook-succeeded"
FAILED = "hook-failed"
BEFORE_CREATION = "before-hook-creation"


def run_chart_hooks(
    event: str, hooks: list[ChartHook], options: ChartHookOptions, kube: KubeClient, kernel: KernelView
) -> ChartHookReport:
    """Run `hooks` by weight, then by name, then in their order, and stop at the first that fails.

    Each is deleted first where its policy says so, created, and waited for. When all have succeeded, those whose
    policy says so are deleted and `last_run` of all is set. One that fails while it is waited for is deleted where its
    policy says so; what ran before it stays. Raises what the cluster refused, or ReleaseError, KubeTimeoutError; which
    chart hook it was and where its logs are is in the details.
    """
    ordered = sorted(hooks, key=lambda hook: (hook.weight, hook.manifest.name))
    runs = [_Run(event, hook, options, kube, kernel) for hook in ordered]
    try:
        for place, run in enumerate(runs, 1):
            run.show(f"{place} of {len(runs)}")
            run.described(run.start if place > 1 else run.start_first)
        for run in runs:
            run.described(run.finish)
    finally:
        kernel.progress("")
    return ChartHookReport(tuple(hook.manifest.name for hook in ordered))


class _Run:
    """One chart hook and its objects, which are built when they are first needed."""

    def __init__(
        self, event: str, hook: ChartHook, options: ChartHookOptions, kube: KubeClient, kernel: KernelView
    ) -> None:
        self._event = event
        self._hook = hook
        self._options = options
        self._kube = kube
        self._kernel = kernel
        self._objects: list[KubeObject] | None = None
        self._failure: PilothouseError | None = None

    def show(self, place: str) -> None:
        """Show which chart hook runs."""
        manifest = self._hook.manifest
        limit = f" for up to {self._options.timeout}s" if self._options.timeout > 0 else ""
        self._kernel.progress(
            f"waiting for chart hook {place} of {self._event}: {manifest.kind}/{manifest.name}{limit}"
        )

    def described(self, work: Callable[[], None]) -> None:
        """Do some work, and say of what goes wrong which chart hook it is about."""
        try:
            work()
        except PilothouseError as error:
            self._describe(error)
            raise

    def start_first(self) -> None:
        """As `start`, and make the namespace of the release between deleting and creating, if it is missing."""
        self._delete_by(BEFORE_CREATION)
        ensure_namespace(self._kube, self._options.namespace)
        self._create_and_wait()

    def start(self) -> None:
        """Delete, create, and wait."""
        self._delete_by(BEFORE_CREATION)
        self._create_and_wait()

    def finish(self) -> None:
        """What is due when all chart hooks of the event have succeeded."""
        self._delete_by(SUCCEEDED)
        self._hook.last_run = time.time_ns()

    def _create_and_wait(self) -> None:
        created = [self._kube.create(target) for target in self._build()]
        if self._event == CRD_INSTALL:
            self._wait_for_definitions()
            return
        try:
            wait_until_ready(self._build(), created, self._options.timeout, self._kube, self._kernel)
        except PilothouseError as error:
            self._describe(error)
            self._delete_by(FAILED)
            raise

    def _build(self) -> list[KubeObject]:
        if self._objects is None:
            self._objects = self._kube.build(self._hook.manifest.content, self._options.namespace)
            if not self._objects:
                raise KubeError("no objects visited")
        return self._objects

    def _delete_by(self, policy: str) -> None:
        if policy in self._hook.delete_policies:
            delete_objects(self._build(), self._hook.delete_timeout, self._kube)

    def _wait_for_definitions(self) -> None:
        from .established import wait_until_established

        wait_until_established(self._kube.build(self._hook.manifest.content, ""), self._options.timeout, self._kube)

    def _describe(self, error: PilothouseError) -> None:
        """Say it once, while the Pods are there."""
        if error is not self._failure:
            from .failure import describe_failure

            self._failure = error
            describe_failure(error, self._event, self._hook, self._objects or [], self._kube)
