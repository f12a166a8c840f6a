"""Several processes that change one release at once: one wins each revision, the others change nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster.control_plane import ControlPlane
from cluster.proxy import FaultyProxy
from faults.figures import Count
from faults.world import World, finish

LOST = re.compile(
    r"Error: (UPGRADE FAILED: )?("
    r'release: "[\w.-]+" already exists|another operation \(install/upgrade/rollback\) is in progress)'
)


@pytest.fixture(params=["configmap", "secret", "sql"])
def world(control_plane: ControlPlane, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    proxy = FaultyProxy(control_plane.port)
    yield World(control_plane, proxy, f"race-{request.param}", tmp_path, request.param)
    proxy.close()


@pytest.mark.parametrize("processes", [2, 4, 8])
def test_of_upgrades_at_once_each_revision_has_one_winner(
    world: World, processes: int, count: Callable[[Count], None]
) -> None:
    world.forget()
    world.run("delete", "--purge", world.name)
    assert world.run(*world.install()).code == 0
    racers = [
        world.start(*world.upgrade(text=f"text-{number}", extra=f"extra-{number}"), proxied=False)
        for number in range(processes)
    ]
    finished = [finish(racer) for racer in racers]
    winners = [number for number, one in enumerate(finished) if one.code == 0]
    assert winners, finished
    for one in finished:
        if one.code != 0:
            assert LOST.search(one.stderr), one
            assert "holds it" in one.stderr or "pilothouse" in one.stderr, one
    statuses = history(world)
    assert sorted(statuses) == list(range(1, len(winners) + 2))
    assert list(statuses.values()).count("DEPLOYED") == 1
    assert set(statuses.values()) <= {"DEPLOYED", "SUPERSEDED"}
    manifest = world.run("get", "manifest", world.name).stdout
    last = re.findall(r"text-(\d)", manifest)
    assert int(last[0]) in winners
    assert set(world.objects()) == {
        f"configmaps/{world.name}-kept", f"services/{world.name}-service", f"secrets/{world.name}-extra-{last[0]}"
    }  # fmt: skip
    count(Count(races=1, runs=processes))


def history(world: World) -> dict[int, str]:
    """The status of each revision, as the command shows it, whatever the store."""
    lines = world.run("history", world.name).stdout.splitlines()[1:]
    return {int(cells[0]): cells[2].strip() for cells in (line.split("\t") for line in lines)}
