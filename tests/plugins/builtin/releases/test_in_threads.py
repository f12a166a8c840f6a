"""One service that many threads use at once, each call an operation of its own, on clusters and stores of all kinds."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster.control_plane import ControlPlane
from pilothouse.core.errors import PendingReleaseError, PilothouseError, RecordExistsError
from pilothouse.core.hapi.releases import decode_release
from pilothouse.core.kernel import build_kernel
from pilothouse.core.kube_namespace import ensure_namespace
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.release_requests import (
    InstallRequest,
    ListRequest,
    RollbackRequest,
    UninstallRequest,
    UnlockRequest,
    UpdateRequest,
)
from pilothouse.core.settings import Settings
from pilothouse.plugins.builtin.releases import at_work
from pilothouse.plugins.builtin.releases.holder import host_name
from pilothouse.plugins.builtin.releases.service import InProcessReleaseService

MANY = 16
MAP = """apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  text: {{ .Values.text | quote }}
  revision: {{ .Release.Revision | quote }}
"""


def chart() -> Chart:
    return Chart(Metadata("demo", "1.0.0"), [File("templates/a.yaml", MAP.encode())], "text: none\n")


def served(folder: Path, **environment: str) -> InProcessReleaseService:
    settings = {"HELM_HOME": str(folder), "HOME": str(folder), "PILOTHOUSE_CACHE_DIR": str(folder / "cache")}
    return InProcessReleaseService(build_kernel(Settings({**settings, **environment})))


_NUMBERS = itertools.count()


@pytest.fixture(params=["configmap", "secret", "sql", "memory", "control plane"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[InProcessReleaseService]:
    """A service with a namespace of its own, for records and objects."""
    if request.param == "control plane":
        plane: ControlPlane = request.getfixturevalue("control_plane")
        place = {"KUBECONFIG": str(plane.kubeconfig), "TILLER_STORAGE": "configmap"}
    else:
        place = {"PILOTHOUSE_CLUSTER": "sandbox", "TILLER_STORAGE": request.param}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KUBECONFIG", place.get("KUBECONFIG", ""))
        found = served(tmp_path, TILLER_NAMESPACE=f"threads-{next(_NUMBERS)}", **place)
        kube = found._connections.connect()
    ensure_namespace(kube, found._connections.namespace)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield found
    sys.setswitchinterval(before)
    found._connections.kernel.finish()
    assert at_work._made == set()


def request(service: InProcessReleaseService, name: str, values: str = "") -> InstallRequest:
    return InstallRequest(chart(), values, name=name, namespace=service._connections.namespace)


def at_once(*work: Callable[[], Any]) -> list[Any]:
    """What each piece of work gives, or the error that it raises, all begun together."""
    found: list[Any] = [None] * len(work)
    together = threading.Barrier(len(work))

    def run(number: int) -> None:
        together.wait()
        try:
            found[number] = work[number]()
        except BaseException as error:
            found[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def check_records(service: InProcessReleaseService, name: str) -> list[tuple[int, str]]:
    """The revisions of a release and their statuses; records, labels and the live object agree."""
    rows = service.history(name, 99)[::-1]
    assert [row.revision for row in rows] == list(range(1, len(rows) + 1))
    newest = max((row.revision for row in rows if row.status == "DEPLOYED"), default=0)
    if newest:
        kube = service._connections.connect()
        release = service.content(name, newest)
        (wanted,) = kube.build(release.manifest, release.namespace)
        assert kube.get(wanted)["data"] == wanted.content["data"]
    return [(row.revision, row.status) for row in rows]


class TestRaces:
    def test_of_upgrades_of_one_release_each_revision_has_one_winner(self, service: InProcessReleaseService) -> None:
        service.install(request(service, "x"))

        def upgrade(number: int) -> Callable[[], Any]:
            return lambda: service.update(UpdateRequest("x", chart(), f"text: n{number}\n"))

        ends = at_once(*[upgrade(number) for number in range(MANY)])
        won = sorted(end.revision for end in ends if not isinstance(end, BaseException))
        lost = [end for end in ends if isinstance(end, BaseException)]
        assert won == list(range(2, len(won) + 2))
        assert won
        assert all(isinstance(end, PendingReleaseError | RecordExistsError) for end in lost), lost
        superseded = [(number, "SUPERSEDED") for number in range(1, len(won) + 1)]
        assert check_records(service, "x") == [*superseded, (len(won) + 1, "DEPLOYED")]

    def test_of_installs_under_one_name_one_wins(self, service: InProcessReleaseService) -> None:
        ends = at_once(*[lambda: service.install(request(service, "x"))] * MANY)
        assert len([end for end in ends if not isinstance(end, BaseException)]) == 1
        assert len([end for end in ends if isinstance(end, PilothouseError)]) == MANY - 1
        assert check_records(service, "x") == [(1, "DEPLOYED")]

    def test_different_releases_do_not_meet_and_lists_are_whole(self, service: InProcessReleaseService) -> None:
        lists: list[list[str]] = []

        def come_and_go(number: int) -> Callable[[], Any]:
            def work() -> None:
                name = f"r{number:02}"
                service.install(request(service, name, f"text: one{number}\n"))
                service.update(UpdateRequest(name, chart(), f"text: two{number}\n"))
                service.rollback(RollbackRequest(name, 1))
                if number % 2:
                    service.uninstall(UninstallRequest(name, purge=number % 4 == 1))

            return work

        def read() -> None:
            for _ in range(5):
                service.list(ListRequest(sort_by="NAME"))
                pages = service.list_records(ListRequest(statuses=("DEPLOYED", "SUPERSEDED"), sort_by="NAME"))
                lists.append([decode_release(message).key for page in pages for message in page.records])

        ends = at_once(*[come_and_go(number) for number in range(MANY)], read, read)
        assert ends == [None] * (MANY + 2)
        assert all(len(set(keys)) == len(keys) for keys in lists)
        for number in range(0, MANY, 2):
            assert check_records(service, f"r{number:02}") == [(1, "SUPERSEDED"), (2, "SUPERSEDED"), (3, "DEPLOYED")]
        kept = [row.name for row in service.list(ListRequest(sort_by="NAME")).releases]
        assert kept == [f"r{number:02}" for number in range(0, MANY, 2)]
        gone = [row.name for row in service.list(ListRequest(statuses=("DELETED",), sort_by="NAME")).releases]
        assert gone == [f"r{number:02}" for number in range(3, MANY, 4)]

    def test_a_limited_history_stays_limited(self, tmp_path: Path) -> None:
        service = served(tmp_path, PILOTHOUSE_CLUSTER="sandbox", TILLER_HISTORY_MAX="3")
        for name in "ab":
            service.install(request(service, name))

        def upgrades(name: str) -> Callable[[], Any]:
            def work() -> None:
                for _ in range(6):
                    service.update(UpdateRequest(name, chart()))

            return work

        assert at_once(upgrades("a"), upgrades("b")) == [None, None]
        assert [[row.revision for row in service.history(name, 9)] for name in "ab"] == [[7, 6, 5], [7, 6, 5]]
        service._connections.kernel.finish()


ENDLESS = "{{ range until 2000 }}{{ range until 20000 }}{{ . | toString | sha256sum }}{{ end }}{{ end }}"


def test_a_chart_that_computes_for_ever_takes_nobody_else_down(tmp_path: Path) -> None:
    service = served(tmp_path, PILOTHOUSE_CLUSTER="sandbox", PILOTHOUSE_CPU_LIMIT="1")
    hostile = Chart(Metadata("evil", "1.0.0"), [File("templates/a.yaml", ENDLESS.encode())])

    def attack(name: str) -> Callable[[], Any]:
        return lambda: service.install(InstallRequest(hostile, name=name, namespace="default"))

    ends = at_once(attack("e1"), attack("e2"), *[lambda: service.install(request(service, "")) for _ in range(4)])
    assert [str(end) for end in ends[:2]] == [
        "more than 1 seconds of processor time (PILOTHOUSE_CPU_LIMIT) are needed"
    ] * 2
    assert [end.info.status for end in ends[2:]] == ["DEPLOYED"] * 4
    assert len(service.list(ListRequest()).releases) == 4
    service._connections.kernel.finish()


class TestWhoHoldsARevision:
    """The process that serves is one and the same for all calls, and a container's has the same number again."""

    def held(self, service: InProcessReleaseService) -> None:
        """Leave a revision pending, as a former life of this process would have."""
        service.install(request(service, "x"))
        release = service.content("x")
        release.revision, release.info.status = 2, "PENDING_UPGRADE"
        from pilothouse.plugins.builtin.releases.context import ServiceContext

        with ServiceContext(service._connections) as context:
            context.store.create(release)

    def test_what_a_former_life_of_this_process_has_left_is_cleared(self, service: InProcessReleaseService) -> None:
        self.held(service)
        with pytest.raises(PendingReleaseError) as caught:
            service.update(UpdateRequest("x", chart()))
        assert "a process that has ended" in caught.value.details[0]
        service.unlock(UnlockRequest("x"))
        assert service.content("x").info.status == "FAILED"

    def test_what_another_call_is_making_is_left_to_it(self, service: InProcessReleaseService) -> None:
        self.held(service)
        begun, done = threading.Event(), threading.Event()

        def make() -> None:
            at_work.begin("x.v2")
            begun.set()
            done.wait(30)
            at_work.end("x.v2")

        maker = threading.Thread(target=make)
        maker.start()
        begun.wait(30)
        try:
            with pytest.raises(PendingReleaseError) as caught:
                service.unlock(UnlockRequest("x"))
        finally:
            done.set()
            maker.join()
        assert f"@{host_name()} (process " in caught.value.details[0]
        assert "holds it since" in caught.value.details[0]
        assert caught.value.details[1].startswith("another call of this process (")
        service.unlock(UnlockRequest("x"))
