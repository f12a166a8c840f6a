from __future__ import annotations

import grpc
import pytest
from fake_release_service import FakeReleaseService, make_release, messages
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.plan import Plan
from pilothouse.core.model.release_requests import (
    InstallRequest,
    ListRequest,
    RevisionRequest,
    RollbackRequest,
    UninstallRequest,
    UnlockRequest,
    UpdateRequest,
)
from tiller_world import Failure, MakeWorld

CHART = Chart(Metadata("tiny", "0.1.0"), values_text="")

RECORDING = """
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_call_refusals(call, kernel):
    kernel.warn(repr((call.service.rpartition(".")[2], call.method, call.release, call.namespace, call.dry_run,
                      call.identity.subject, call.peer.rpartition(":")[0], call.client_version)))
"""


def refusing(*body: str) -> str:
    lines = "\n    ".join(body)
    return f"from pilothouse.hookspecs import hookimpl\n\n@hookimpl\ndef helm_call_refusals(call):\n    {lines}\n"


def denied(text: str) -> Failure:
    return Failure(grpc.StatusCode.PERMISSION_DENIED, text)


def test_a_plugin_hears_what_is_asked_of_what_by_whom(make_world: MakeWorld) -> None:
    service = FakeReleaseService(
        install=make_release(), list_records=lambda _: messages(), rollback=make_release(), unlock=None
    )
    world = make_world(service, guard=RECORDING)
    world.call("InstallRelease", InstallRequest(CHART, "", "web", "shop", dry_run=True))
    world.call("ListReleases", ListRequest(namespace="shop"))
    world.call("RollbackRelease", RollbackRequest("web"))
    world.failure("UnlockRelease", UnlockRequest("web"))
    world.call("GetVersion")
    heard = [line.removeprefix("[tiller] ") for line in world.log if line.startswith("[tiller] (")]
    assert heard == [
        "('ReleaseService', 'InstallRelease', 'web', 'shop', True, '', '127.0.0.1', 'v2.17.0')",
        "('ReleaseService', 'ListReleases', '', 'shop', False, '', '127.0.0.1', 'v2.17.0')",
        "('ReleaseService', 'RollbackRelease', 'web', '', False, '', '127.0.0.1', 'v2.17.0')",
        "('ReleaseCare', 'UnlockRelease', 'web', '', False, '', '127.0.0.1', 'v2.17.0')",
    ]


def test_a_plugin_hears_of_requests_that_bring_what_is_to_be_applied(make_world: MakeWorld) -> None:
    world = make_world(
        FakeReleaseService(install=make_release(), update=make_release()),
        a=refusing("return ['charts only'] if call.planned else None"),
    )
    plan = Plan(make_release(), 0, 0)
    assert world.failure("InstallRelease", InstallRequest(None, "", "web", planned=plan)) == denied("charts only")
    assert world.failure("UpdateRelease", UpdateRequest("web", None, planned=plan)) == denied("charts only")
    world.call("InstallRelease", InstallRequest(CHART, "", "web"))


def test_one_reason_is_enough_and_all_are_told(make_world: MakeWorld) -> None:
    world = make_world(
        a=refusing("return ['not on Fridays'] if call.method.startswith('Un') else None"),
        b=refusing("if call.release == 'web':", "    yield f'{call.release} is frozen'"),
    )
    assert world.failure("UninstallRelease", UninstallRequest("web")) == denied("web is frozen; not on Fridays")
    assert world.failure("UninstallRelease", UninstallRequest("db")) == denied("not on Fridays")
    assert world.failure("ListReleases", ListRequest(), timeout=20).code is grpc.StatusCode.INTERNAL
    assert world.service.asked == [("version",), ("list_records", ListRequest())]


def test_streams_are_refused_as_well(make_world: MakeWorld) -> None:
    world = make_world(a=refusing("return ['nobody lists']"))
    assert world.failure("ListReleases", ListRequest()) == denied("nobody lists")


@pytest.mark.parametrize("body", ["return 1 / 0", "return 'no'", "return 5", "yield from [1 / 0]", "return ['']"])
def test_a_plugin_that_fails_to_answer_refuses(make_world: MakeWorld, body: str) -> None:
    world = make_world(FakeReleaseService(content=make_release()), a=refusing(body))
    failed = world.failure("GetReleaseContent", RevisionRequest("web"))
    assert failed == denied("the call could not be authorized")
    assert world.service.asked == [("version",)]


def test_why_a_plugin_fails_stands_in_the_log_alone(make_world: MakeWorld) -> None:
    world = make_world(a=refusing("return {}['password']"))
    world.failure("GetReleaseContent", RevisionRequest("web"))
    (line,) = (line for line in world.log if "authorizes" in line)
    assert line.startswith("[tiller] GetReleaseContent is refused, since a plugin fails that authorizes calls: ")
    assert line.endswith("failed in helm_call_refusals: KeyError: 'password'")


def test_the_version_is_told_to_whoever_asks(make_world: MakeWorld) -> None:
    world = make_world(a=refusing("return ['nothing for nobody']"))
    assert world.call("GetVersion").sem_ver == "v2.17.0"
    assert world.failure("GetReleaseContent", RevisionRequest("a")) == denied("nothing for nobody")
