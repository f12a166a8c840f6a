"""``test``: run the tests of a release. Rules: pkg/tiller/release_testing.go, pkg/releasetesting.

Tests are the chart hooks of the events test-success and test-failure, taken apart into documents, each a Pod. Their
order is that of the record (in Helm any order). Weights and delete policies mean nothing here.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ....core.errors import (
    KubeError,
    KubeStatusError,
    KubeTimeoutError,
    PilothouseError,
    RecordConflictError,
    ReleaseError,
    StorageError,
)
from ....core.golib.types import GoError
from ....core.golib.unmarshal import STRING, MapType, StructType, unmarshal
from ....core.golib.utf8 import WHITE_SPACE
from ....core.interruption import Stopped
from ....core.manifest_documents import split_documents
from ....core.model.kube_object import ApplyOptions, ManifestChange
from ....core.model.release import TestRun, TestSuite
from ....core.model.release_requests import TestMessage
from .naming import check_release_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.manifest import ChartHook
    from ....core.model.release import Release
    from ....core.model.release_requests import TestRequest
    from .context import ServiceContext

SUCCESS, FAILURE, RUNNING, UNKNOWN = "SUCCESS", "FAILURE", "RUNNING", "UNKNOWN"
MAX_PARALLEL = 20

_HOOK = "helm.sh/hook"
_EXPECTATIONS = {"test-success": True, "test-failure": False}
_PHASES = {"Succeeded": True, "Failed": False}
_TIMED_OUT = "timed out waiting for the condition"
_HEAD = StructType(
    "releaseutil.SimpleHead",
    {
        "apiVersion": STRING,
        "kind": STRING,
        "metadata": StructType("", {"name": STRING, "annotations": MapType(STRING)}),
    },
)


class _Test:
    """A test that can be run: its manifest, whether the Pod has to succeed, and the result."""

    __slots__ = ("manifest", "result", "succeeds")

    def __init__(self, manifest: str, name: str, *, succeeds: bool) -> None:
        self.manifest = manifest
        self.succeeds = succeeds
        self.result = TestRun(name)


class _Environment:
    """Where tests run."""

    __slots__ = ("context", "namespace", "release", "timeout")

    def __init__(self, context: ServiceContext, release: Release, timeout: int) -> None:
        self.context = context
        self.release = release.name
        self.namespace = release.namespace
        self.timeout = timeout


def run_tests(context: ServiceContext, request: TestRequest) -> Iterator[TestMessage]:
    """Run the tests of the newest revision, report as they go, and record the results in the end.

    The percent signs of logs are doubled, as Tiller sends them. Raises ReleaseError for what is no test (before any
    test is run), StorageError.
    """
    check_release_name(request.name)
    release = context.store.last(request.name)
    suite = TestSuite(started_at=time.time_ns())
    manifests = [document for hook in _test_hooks(release) for document in split_documents(hook.manifest.content)]
    if not manifests:
        yield TestMessage("No Tests Found", UNKNOWN)
    tests = [_read(manifest) for manifest in manifests]
    environment = _Environment(context, release, request.timeout)
    if request.parallel:
        yield from _side_by_side(environment, tests, request.max_parallel or MAX_PARALLEL)
    else:
        for test in tests:
            yield from _run(environment, test)
    suite.results = [test.result for test in tests]
    suite.completed_at = time.time_ns()
    release.info.last_test_suite_run = suite
    if request.logs:
        for manifest in manifests:
            yield _logs(environment, manifest)
    if request.cleanup:
        for manifest in manifests:
            yield from _clean_up(environment, manifest)
    _record(context, release, suite)


def _record(context: ServiceContext, release: Release, suite: TestSuite) -> None:
    """Note the results in the record, whatever it has become meanwhile. Where the store fails, only say so."""
    try:
        try:
            context.store.update(release)
        except RecordConflictError:
            now = context.store.get(release.name, release.revision)
            now.info.last_test_suite_run = suite
            context.store.update(now)
    except (StorageError, KubeError) as error:
        context.kernel.warn(f"warning: Failed to update release {release.name}: {error.message}")


def _test_hooks(release: Release) -> list[ChartHook]:
    """The chart hooks that are tests; one with both events counts twice."""
    return [hook for hook in release.hooks for event in hook.events if event in _EXPECTATIONS]


def _read(manifest: str) -> _Test:
    """The test in a document. Raises ReleaseError when it is none."""
    try:
        head = unmarshal(manifest, _HEAD)
    except GoError as error:
        raise ReleaseError(str(error)) from None
    metadata = head.get("metadata", {})
    name: str = metadata.get("name", "")
    if head.get("kind", "") != "Pod":
        raise ReleaseError(f"{name} is not a pod")
    for word in metadata.get("annotations", {}).get(_HOOK, "").split(","):
        expected = _EXPECTATIONS.get(word.strip(WHITE_SPACE).lower())
        if expected is not None:
            return _Test(manifest, name.removesuffix(","), succeeds=expected)
    raise ReleaseError("No test-success or test-failure hook found")


def _run(environment: _Environment, test: _Test) -> Iterator[TestMessage]:
    """Create the Pod of a test, wait for its end, and judge it."""
    result = test.result
    result.started_at = time.time_ns()
    yield TestMessage(f"RUNNING: {result.name}", RUNNING)
    result.status = RUNNING
    try:
        try:
            _create(environment, test)
        except PilothouseError as error:
            result.status, result.info = FAILURE, error.message
            raise
        try:
            phase = _final_phase(environment, test)
        except PilothouseError as error:
            result.status, result.info = UNKNOWN, error.message
            raise
    except PilothouseError as error:
        yield TestMessage(f"ERROR: {error.message}", FAILURE)
    else:
        result.status = SUCCESS if _PHASES[phase] == test.succeeds else FAILURE
        yield _verdict(environment, result)
    result.completed_at = time.time_ns()


def _verdict(environment: _Environment, result: TestRun) -> TestMessage:
    if result.status == SUCCESS:
        return TestMessage(f"PASSED: {result.name}", SUCCESS)
    command = f"kubectl logs {result.name} --namespace {environment.namespace}"
    return TestMessage(f"FAILED: {result.name}, run `{command}` for more info", FAILURE)


def _create(environment: _Environment, test: _Test) -> None:
    context = environment.context
    context.kernel.first(
        "helm_apply_manifests",
        change=ManifestChange(environment.release, environment.namespace, None, test.manifest),
        options=ApplyOptions(timeout=environment.timeout),
        kube=context.kube,
    )


def _final_phase(environment: _Environment, test: _Test) -> str:
    """The phase in which the Pod of a test ended. Raises KubeError."""
    kube = environment.context.kube
    target = kube.build(test.manifest, environment.namespace)[0]
    events = kube.watch(
        target.resource, target.namespace, fields=f"metadata.name={target.name}", timeout=environment.timeout
    )
    environment.context.kernel.progress(f"waiting for the test {target.name}")
    try:
        for event, pod in events:
            if event == "DELETED":
                raise KubeError("pod not found")
            status = pod.get("status")
            phase = status.get("phase") if isinstance(status, dict) else None
            if event in ("ADDED", "MODIFIED") and isinstance(phase, str) and phase in _PHASES:
                return phase
    except KubeTimeoutError as error:
        raise KubeTimeoutError(_TIMED_OUT, details=error.details, hint=error.hint) from error
    finally:
        environment.context.kernel.progress("")
    raise KubeTimeoutError(_TIMED_OUT)


def _side_by_side(environment: _Environment, tests: list[_Test], width: int) -> Iterator[TestMessage]:
    """Run tests at the same time, at most `width` of them, and pass on what they report in the order of arrival.

    What escapes from one of them is raised here: a test that could not be run to its end has not passed.
    """
    import queue
    import threading

    messages: queue.Queue[TestMessage | Exception | Stopped | None] = queue.Queue()
    waiting = iter(tests)
    lock = threading.Lock()

    def work() -> None:
        try:
            while True:
                with lock:
                    test = next(waiting, None)
                if test is None:
                    return
                for message in _run(environment, test):
                    messages.put(message)
        except (Exception, Stopped) as error:
            messages.put(error)
        finally:
            messages.put(None)

    workers = [threading.Thread(target=work, daemon=True) for _ in range(min(width, len(tests)))]
    for worker in workers:
        worker.start()
    running = len(workers)
    while running:
        message = messages.get()
        if message is None:
            running -= 1
        elif isinstance(message, TestMessage):
            yield message
        else:
            raise message


def _logs(environment: _Environment, manifest: str) -> TestMessage:
    """The log of a test's Pod, or why there is none."""
    kube = environment.context.kube
    try:
        targets = kube.build(manifest, environment.namespace)
        if not targets:
            return TestMessage("ERROR: Pod manifest is invalid. Unable to obtain the logs", FAILURE)
        name = targets[0].name
        try:
            text = kube.pod_logs(environment.namespace, name)
        except KubeError as error:
            return TestMessage(f"ERROR: error in opening log stream, got: {error.message}", FAILURE)
    except KubeError as error:
        return TestMessage(f"ERROR: {error.message}", FAILURE)
    return TestMessage(f"\nPOD LOGS: {name}\n{text.replace('%', '%%')}", RUNNING)


def _clean_up(environment: _Environment, manifest: str) -> Iterator[TestMessage]:
    """Delete what a test has made; what is gone already is as good."""
    kube = environment.context.kube
    try:
        for target in kube.build(manifest, environment.namespace):
            try:
                kube.delete(target)
            except KubeStatusError as error:
                if error.code != 404:
                    raise
    except KubeError as error:
        yield TestMessage(f"ERROR: {error.message}", FAILURE)
