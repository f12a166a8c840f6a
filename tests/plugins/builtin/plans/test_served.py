"""Plans and drift by way of a Tiller: ours does what a plan says, one of Helm is asked for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pilothouse.core.errors import PilothouseError
from pilothouse.core.model.release_requests import InstallRequest, UpdateRequest
from pilothouse.core.model.service_target import ServiceTarget
from pilothouse.core.protocols import ReleaseService
from pilothouse.core.testkit import Outcome, make_kernel
from pilothouse.plugins.builtin.releases.service import InProcessReleaseService
from pilothouse.plugins.builtin.tiller_client.service import TillerService
from pilothouse.plugins.builtin.tiller_server.console import TillerConsole
from pilothouse.plugins.builtin.tiller_server.server import TillerServer
from stand_ins.user_world import UserWorld

CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {colour: {{ .Values.colour }}, token: {{ randAlphaNum 24 }}}
"""


class Served:
    """A Tiller of ours on a sandbox, and plans that are made and applied by way of it."""

    def __init__(self, world: UserWorld, address: str) -> None:
        self.world = world
        self.host = ("--host", address)
        self.chart = world.chart({"config.yaml": CONFIG}, "colour: blue\n")
        self.file = str(world.folder / "plan.json")

    def run(self, *words: str) -> Outcome:
        return self.world.run(*words, *self.host)

    def plan(self, *words: str) -> None:
        done = self.run("upgrade", "web", self.chart, "--plan", self.file, "--namespace", self.world.namespace, *words)
        assert done.code == 0, done.stderr


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    world = UserWorld(tmp_path, None)
    kernel = make_kernel(environment=world.environment)
    console = TillerConsole(stderr=BytesIO())
    kernel.console = console
    server = TillerServer(kernel, InProcessReleaseService(kernel), console, "127.0.0.1:0")
    server.start()
    try:
        yield Served(world, server.address)
    finally:
        server.stop()


def test_what_was_planned_is_applied_by_a_tiller_of_ours(served: Served) -> None:
    served.plan("--install")
    done = served.run("apply", served.file)
    assert done.code == 0, done.stderr
    served.plan("--set", "colour=red")
    token = served.world.get("configmaps", "web")["data"]["token"]
    assert served.run("apply", served.file).code == 0
    data = served.world.get("configmaps", "web")["data"]
    assert data["colour"] == "red"
    assert data["token"] != token
    assert data["token"] in Path(served.file).read_text()
    assert served.world.history() == [(1, "SUPERSEDED"), (2, "DEPLOYED")]


def test_a_tiller_of_ours_refuses_what_has_moved(served: Served) -> None:
    served.world.install(served.chart)
    served.plan("--set", "colour=red", "--atomic")
    served.world.edit("configmaps", "web", {"data": {"colour": "mauve"}})
    before = served.world.everything()
    done = served.run("apply", served.file)
    assert (done.code, done.stderr.splitlines()[:2]) == (
        1,
        [
            "Error: the plan does not fit any more; nothing was done",
            f"  ConfigMap web in {served.world.namespace}: it was changed",
        ],
    )
    assert served.world.everything() == before


def test_a_tiller_of_helm_is_sent_nothing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    served.world.install(served.chart)
    served.plan("--set", "colour=red")
    before = served.world.everything()
    monkeypatch.setattr(TillerService, "_is_ours", lambda _: False)
    done = served.run("apply", served.file)
    assert (done.code, done.stderr.splitlines()[0]) == (1, "Error: this Tiller cannot apply plans")
    assert served.world.everything() == before


def test_a_plan_in_a_request_for_a_dry_run_is_not_applied(served: Served) -> None:
    """Whoever lets a client make dry runs alone has not let it apply plans."""
    asked = make_kernel(environment=served.world.environment)
    service: ReleaseService = asked.first("helm_connect_release_service", target=ServiceTarget(host=served.host[1]))
    served.plan("--install")
    before = served.world.everything()
    installation = InstallRequest(
        None, "", "web", served.world.namespace, dry_run=True, planned=asked.first("helm_open_plan", path=served.file)
    )
    with pytest.raises(PilothouseError, match="there is no dry run of a plan"):
        service.install(installation)
    assert served.world.everything() == before
    service.install(installation.replace(dry_run=False))
    served.plan("--set", "colour=red")
    before = served.world.everything()
    planned = asked.first("helm_open_plan", path=served.file)
    with pytest.raises(PilothouseError, match="there is no dry run of a plan"):
        service.update(UpdateRequest("web", None, dry_run=True, planned=planned))
    assert served.world.everything() == before
    asked.finish()


def test_drift_is_found_by_the_records_of_a_tiller(served: Served) -> None:
    served.world.install(served.chart)
    served.world.edit("configmaps", "web", {"data": {"colour": "mauve"}})
    assert served.run("drift").code == 2
    done = served.run("drift", "--correct")
    assert (done.code, done.stdout.splitlines()[-1]) == (0, "web: no drift is left")
    assert served.world.get("configmaps", "web")["data"]["colour"] == "blue"
