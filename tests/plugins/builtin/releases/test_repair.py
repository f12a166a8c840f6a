from __future__ import annotations

import pytest
from pilothouse.core.errors import RecordNotFoundError
from pilothouse.core.model.release_requests import (
    InstallRequest,
    ListRequest,
    RepairRequest,
    RepairResult,
    RollbackRequest,
    UninstallRequest,
    UpdateRequest,
)
from stand_ins.release_world import World, chart, config_map

PROBLEM = "illegal base64 data at input byte 0"


@pytest.fixture
def damaged(world: World) -> World:
    """A release with two revisions, of which the deployed one is damaged."""
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    world.service.update(UpdateRequest("x", chart(a=config_map("a", "two"))))
    world.damage("x.v2")
    return world


def test_a_damaged_record_is_put_aside_with_its_content(damaged: World) -> None:
    assert damaged.service.repair(RepairRequest("x")) == RepairResult(
        (("x.v2", PROBLEM),),
        (
            "x.v2 is set aside (label OWNER=DAMAGED); its content is kept",
            "no readable revision is deployed: `pilothouse rollback x 1` makes the newest one the deployed one",
        ),
    )
    kept = damaged.driver.get("x.v2")
    assert kept.body == "!!!"
    assert dict(kept.metadata.labels) == {"NAME": "x", "OWNER": "DAMAGED", "STATUS": "DEPLOYED", "VERSION": "2"}
    assert [row.revision for row in damaged.service.history("x", 256)] == [1]
    assert damaged.service.list(ListRequest()).releases == ()
    with pytest.raises(RecordNotFoundError) as caught:
        damaged.service.content("x", 2)
    assert caught.value.message == 'release: "x.v2" not found'
    assert "set aside" in caught.value.details[0]


def test_a_dry_run_only_says_so(damaged: World) -> None:
    result = damaged.service.repair(RepairRequest("x", dry_run=True))
    assert (result.damaged, result.actions[0].split(" set aside")[0]) == ((("x.v2", PROBLEM),), "x.v2 would be")
    assert damaged.driver.get("x.v2").metadata.label("OWNER") == "TILLER"


def test_its_number_is_not_given_again(damaged: World) -> None:
    damaged.service.repair(RepairRequest("x"))
    assert damaged.service.rollback(RollbackRequest("x", 1)).revision == 3
    assert damaged.service.update(UpdateRequest("x", chart(a=config_map("a", "four")))).revision == 4


def test_a_name_whose_only_record_was_damaged_can_be_used_again(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    world.damage("x.v1")
    result = world.service.repair(RepairRequest("x"))
    assert result.actions[1] == "no readable record of x is left; its objects, if it has any, stay in the cluster"
    assert world.service.install(InstallRequest(chart(b=config_map("b")), name="x", namespace="apps")).revision == 2


def test_a_purge_erases_what_was_put_aside(damaged: World) -> None:
    damaged.service.repair(RepairRequest("x"))
    damaged.service.uninstall(UninstallRequest("x", purge=True))
    assert damaged.driver.query({"NAME": "x"}) == []


def test_an_older_damaged_record_changes_nothing_about_the_deployed_one(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    world.service.update(UpdateRequest("x", chart(a=config_map("a", "two"))))
    world.damage("x.v1")
    assert world.service.repair(RepairRequest("x")).actions[1] == "revision 2 is now the newest one (DEPLOYED)"


def test_sound_releases_need_nothing(world: World) -> None:
    world.service.install(InstallRequest(chart(a=config_map("a")), name="x", namespace="apps"))
    assert world.service.repair(RepairRequest("x")) == RepairResult((), ("no record of x is damaged",))
    with pytest.raises(RecordNotFoundError):
        world.service.repair(RepairRequest("nosuch"))
