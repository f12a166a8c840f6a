from __future__ import annotations

import grpc
import pytest
from fake_release_service import FakeReleaseService, make_release
from pilothouse.core.model.capabilities import TillerVersion
from pilothouse.core.model.release_requests import InstallRequest, ListRequest, RevisionRequest
from pilothouse.plugins.builtin.tiller_server.gate import is_compatible
from tiller_world import Failure, MakeWorld

COMPATIBLE = [
    ("v2.17.0", "v2.17.0"),
    ("v2.17.9", "v2.17.0"),
    ("2.17", "v2.17.0"),
    ("v2", "v2.17.0"),
    ("v2.14.3", "v2.17.0"),
    ("v2.0.0", "v2.17.0"),
    ("v2.17.0+build", "v2.17.0"),
    ("v2.17+unreleased", "v3.0.0"),
    ("unreleased", "v2.17.0"),
    ("v9", "v2.17+unreleased"),
    ("nonsense", "unreleased"),
    ("v2.17.0-rc.1", "v2.17.0-rc.1"),
]
INCOMPATIBLE = [
    ("", "v2.17.0"),
    ("nonsense", "v2.17.0"),
    ("v2.18.0", "v2.17.0"),
    ("v2.17.0", "v2.16.12"),
    ("v3.0.0", "v2.17.0"),
    ("v1.9.9", "v2.17.0"),
    ("v2.17.0-rc.1", "v2.17.0"),
    ("v2.17.0", "v2.17.0-rc.1"),
    ("v2.17.0-rc.1", "v2.17.0-rc.2"),
    ("v2.17.0 ", "v2.17.0"),
    ("v2.17.0", "nonsense"),
    ("2." + "9" * 400, "v2.17.0"),
    ("v2.17." + "9" * 100_000, "v2.17.0"),
]


@pytest.mark.parametrize(("client", "server"), COMPATIBLE)
def test_who_may_speak_to_one_another(client: str, server: str) -> None:
    assert is_compatible(client, server)


@pytest.mark.parametrize(("client", "server"), INCOMPATIBLE, ids=[str(number) for number in range(len(INCOMPATIBLE))])
def test_who_may_not(client: str, server: str) -> None:
    assert not is_compatible(client, server)


def test_a_client_that_is_too_new_is_told_so_for_every_kind_of_call(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService())
    metadata = (("x-helm-api-client", "v2.18.0"),)
    expected = Failure(grpc.StatusCode.UNKNOWN, "incompatible versions client[v2.18.0] server[v2.17.0]")
    assert world.failure("InstallRelease", InstallRequest(None), metadata=metadata) == expected
    assert world.failure("ListReleases", ListRequest(), metadata=metadata) == expected
    assert world.service.asked == [("version",)]
    assert [line.rpartition(" for ")[0] for line in world.log] == ["[tiller] InstallRelease", "[tiller] ListReleases"]


def test_a_client_without_a_version_is_refused(make_world: MakeWorld) -> None:
    failed = make_world().failure("GetReleaseContent", RevisionRequest("a"), metadata=())
    assert failed == Failure(grpc.StatusCode.UNKNOWN, "incompatible versions client[] server[v2.17.0]")


def test_of_several_versions_the_first_counts(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(content=make_release()))
    first, second = ("x-helm-api-client", "v2.17.0"), ("x-helm-api-client", "v9.0.0")
    assert world.call("GetReleaseContent", RevisionRequest("a"), metadata=(first, second)).name == "a"
    failed = world.failure("GetReleaseContent", RevisionRequest("a"), metadata=(second, first))
    assert failed.text == "incompatible versions client[v9.0.0] server[v2.17.0]"


def test_every_client_may_ask_for_the_version(make_world: MakeWorld) -> None:
    world = make_world()
    for metadata in ((), (("x-helm-api-client", "v9.0.0"),)):
        assert world.call("GetVersion", metadata=metadata).sem_ver == "v2.17.0"


def test_the_version_that_counts_is_the_services(make_world: MakeWorld) -> None:
    world = make_world(FakeReleaseService(version=TillerVersion("v2.16.0"), content=make_release()))
    failed = world.failure("GetReleaseContent", RevisionRequest("a"))
    assert failed.text == "incompatible versions client[v2.17.0] server[v2.16.0]"
