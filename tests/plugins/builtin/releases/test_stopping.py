"""Operations that wait in threads of a process that is told to stop: they end soon, and nothing is left pending."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pilothouse.core import interruption
from pilothouse.core.errors import PilothouseError
from pilothouse.core.kernel import build_kernel
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.release_requests import (
    InstallRequest,
    RollbackRequest,
    TestRequest,
    UninstallRequest,
    UpdateRequest,
)
from pilothouse.core.settings import Settings
from pilothouse.plugins.builtin.releases.service import InProcessReleaseService

SOON = 2.0
"""Seconds within which everything has to end."""

POD = """apiVersion: v1
kind: Pod
metadata:
  name: {name}
  annotations: {{ {notes} }}
spec: {{containers: [{{name: c, image: "x:1"}}]}}
"""
JOB = """apiVersion: batch/v1
kind: Job
metadata:
  name: {name}
  annotations: {{ "helm.sh/hook": {event} }}
spec:
  template:
    metadata: {{annotations: {{ test.pilothouse/phase: Running }} }}
    spec: {{restartPolicy: Never, containers: [{{name: c, image: "x:1"}}]}}
"""
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{text: {text}}}\n"
NEVER_READY = POD.format(name="late", notes='test.pilothouse/ready: "false"')


def chart(**templates: str) -> Chart:
    files = [File(f"templates/{name}.yaml", text.encode()) for name, text in templates.items()]
    return Chart(Metadata("demo", "1.0.0"), files)


def plain(text: str = "one") -> str:
    return MAP.format(name="a", text=text)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[InProcessReleaseService]:
    kernel = build_kernel(
        Settings({"HELM_HOME": str(tmp_path), "HOME": str(tmp_path), "PILOTHOUSE_CLUSTER": "sandbox",
                  "PILOTHOUSE_NO_CACHE": "1"})
    )  # fmt: skip
    yield InProcessReleaseService(kernel)
    interruption.resume()
    kernel.finish()


class Stopped:
    """Some work in a thread of its own that is told to stop once the release is in a certain state."""

    def __init__(self, service: InProcessReleaseService, work: Callable[[], object]) -> None:
        self._service = service
        self._work = work
        self.error: BaseException | None = None

    def when(self, *status: str) -> PilothouseError:
        """The error with which the work ends; `status` are those of the release's revisions, newest first."""
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        end = time.monotonic() + 20
        while self._statuses() != status and thread.is_alive():
            assert time.monotonic() < end, self._statuses()
            time.sleep(0.02)
        time.sleep(0.2)
        assert thread.is_alive(), self.error
        interruption.stop_all()
        began = time.monotonic()
        thread.join(20)
        took = time.monotonic() - began
        interruption.resume()
        assert not thread.is_alive()
        assert took < SOON
        assert isinstance(self.error, PilothouseError)
        return self.error

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self.error = error

    def _statuses(self) -> tuple[str, ...]:
        try:
            return tuple(row.status for row in self._service.history("x", 9))
        except PilothouseError:
            return ()


def newest(service: InProcessReleaseService) -> tuple[int, str, str, str]:
    release = service.content("x")
    return release.revision, release.info.status, release.info.description, release.extras.get("interrupted", "")


def install(service: InProcessReleaseService, own: Chart, **options: bool) -> Callable[[], object]:
    return lambda: service.install(InstallRequest(own, name="x", namespace="default", **options))


@pytest.mark.parametrize(
    ("templates", "options"),
    [
        ({"pod": NEVER_READY, "a": plain()}, {"wait": True}),
        ({"a": plain(), "job": JOB.format(name="j", event="post-install")}, {}),
    ],
)
def test_an_install_that_waits_is_recorded_as_failed(
    templates: dict[str, str], options: dict[str, bool], service: InProcessReleaseService
) -> None:
    error = Stopped(service, install(service, chart(**templates), **options)).when("PENDING_INSTALL")
    assert error.message == "the operation was interrupted"
    assert error.details == ("Tiller was stopped", "x is recorded as FAILED")
    assert error.hint == "`pilothouse delete --purge x` removes what there is of it"
    assert newest(service) == (1, "FAILED", "Interrupted while PENDING_INSTALL", "PENDING_INSTALL")
    service.install(InstallRequest(chart(a=plain("two")), name="x", namespace="default", reuse_name=True))
    assert newest(service)[:2] == (2, "DEPLOYED")


def test_an_install_that_is_stopped_before_its_record_leaves_none(service: InProcessReleaseService) -> None:
    own = chart(a=plain(), job=JOB.format(name="j", event="pre-install"))
    error = Stopped(service, install(service, own)).when()
    assert (error.message, error.details) == ("the operation was interrupted", ("Tiller was stopped",))
    with pytest.raises(PilothouseError, match='release: "x" not found'):
        service.content("x")


@pytest.mark.parametrize("event", ["pre-upgrade", "post-upgrade"])
def test_an_upgrade_whose_hook_waits_is_recorded_as_failed(event: str, service: InProcessReleaseService) -> None:
    install(service, chart(a=plain()))()
    own = chart(a=plain("two"), job=JOB.format(name="j", event=event))
    work = Stopped(service, lambda: service.update(UpdateRequest("x", own)))
    assert "revision 2 of x is recorded as FAILED" in work.when("PENDING_UPGRADE", "DEPLOYED").details
    assert newest(service) == (2, "FAILED", "Interrupted while PENDING_UPGRADE", "PENDING_UPGRADE")
    service.update(UpdateRequest("x", chart(a=plain("three"))))
    assert [row.status for row in service.history("x", 9)] == ["DEPLOYED", "FAILED", "SUPERSEDED"]


def test_a_rollback_that_waits_is_recorded_as_failed(service: InProcessReleaseService) -> None:
    install(service, chart(pod=NEVER_READY))()
    service.update(UpdateRequest("x", chart(a=plain())))
    work = Stopped(service, lambda: service.rollback(RollbackRequest("x", 1, wait=True)))
    work.when("PENDING_ROLLBACK", "DEPLOYED", "SUPERSEDED")
    assert newest(service) == (3, "FAILED", "Interrupted while PENDING_ROLLBACK", "PENDING_ROLLBACK")
    service.rollback(RollbackRequest("x", 2))
    assert newest(service)[:2] == (4, "DEPLOYED")


def test_a_deletion_that_has_begun_is_recorded_as_failed_and_can_be_gone_on_with(
    service: InProcessReleaseService,
) -> None:
    install(service, chart(a=plain(), job=JOB.format(name="j", event="post-delete")))()
    error = Stopped(service, lambda: service.uninstall(UninstallRequest("x"))).when("DELETING")
    assert error.details == ("Tiller was stopped", "revision 1 of x is recorded as FAILED")
    assert error.hint == "`pilothouse delete x` goes on with what is left"
    assert newest(service) == (1, "FAILED", "Interrupted while DELETING", "DELETING")
    service.uninstall(UninstallRequest("x", disable_hooks=True))
    assert newest(service) == (1, "DELETED", "Deletion complete", "")


def test_a_deletion_that_has_not_begun_changes_nothing(service: InProcessReleaseService) -> None:
    install(service, chart(a=plain(), job=JOB.format(name="j", event="pre-delete")))()
    Stopped(service, lambda: service.uninstall(UninstallRequest("x"))).when("DEPLOYED")
    assert newest(service)[1] == "DEPLOYED"


@pytest.mark.parametrize("parallel", [False, True])
def test_tests_that_wait_are_given_up(parallel: bool, service: InProcessReleaseService) -> None:
    notes = '"helm.sh/hook": test-success, test.pilothouse/phase: Running'
    pods = {name: POD.format(name=name, notes=notes) for name in ("t1", "t2")}
    install(service, chart(a=plain(), **pods))()
    request = TestRequest("x", parallel=parallel)
    error = Stopped(service, lambda: list(service.run_tests(request))).when("DEPLOYED")
    assert error.details == ("Tiller was stopped",)
    assert newest(service)[1] == "DEPLOYED"


def test_what_is_asked_for_afterwards_is_refused(service: InProcessReleaseService) -> None:
    install(service, chart(a=plain()))()
    interruption.stop_all()
    with pytest.raises(PilothouseError, match="the operation was interrupted"):
        service.history("x", 1)
