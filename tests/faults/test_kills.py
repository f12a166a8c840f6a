"""A process that is killed before or after any of its requests leaves a release that the next command mends."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster.control_plane import ControlPlane
from cluster.proxy import Fault, FaultyProxy
from faults.figures import Count
from faults.world import World, finish, objects_of


@pytest.fixture
def world(control_plane: ControlPlane, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    proxy = FaultyProxy(control_plane.port)
    yield World(control_plane, proxy, f"kill-{request.node.callspec.id}", tmp_path)
    proxy.close()


def nothing(world: World) -> list[tuple[str, ...]]:
    return []


def installed(world: World) -> list[tuple[str, ...]]:
    return [world.install()]


def upgraded(world: World) -> list[tuple[str, ...]]:
    return [world.install(), world.upgrade()]


SCENARIOS: dict[str, tuple[Callable[[World], list[tuple[str, ...]]], Callable[[World], tuple[str, ...]]]] = {
    "install": (nothing, lambda world: world.install()),
    "upgrade": (installed, lambda world: world.upgrade()),
    "rollback": (upgraded, lambda world: ("rollback", world.name, "1")),
    "delete": (upgraded, lambda world: ("delete", world.name)),
    "purge": (upgraded, lambda world: ("delete", "--purge", world.name)),
}


@pytest.mark.parametrize("verb", SCENARIOS)
def test_after_a_kill_at_any_request_the_natural_next_command_converges(
    verb: str, world: World, count: Callable[[Count], None]
) -> None:
    prepare, command = SCENARIOS[verb]
    boundaries = undisturbed(world, prepare(world), command(world))
    failures = []
    for number in range(1, boundaries + 1):
        for moment in ("before", "after"):
            world.forget()
            for step in prepare(world):
                assert world.run(*step).code == 0
            history = world.statuses()
            killed = kill_at(world, command(world), number, moment)
            if complaint := broken(world, history, verb) or mend(world, verb, command(world), history):
                failures.append(f"{verb} killed {moment} request {number} ({killed}): {complaint}")
            count(Count(boundaries=1, runs=1))
    assert not failures, "\n".join(failures)


def undisturbed(world: World, steps: list[tuple[str, ...]], command: tuple[str, ...]) -> int:
    """How many requests a command makes when nothing disturbs it (with warm caches)."""
    for step in steps:
        finished = world.run(*step)
        assert finished.code == 0, finished
    world.run("list")
    for _ in range(2 if not steps else 1):
        world.proxy.reset()
        finished = world.run(*command, proxied=True)
        assert finished.code == 0, finished
        if not steps:
            world.forget()
    return world.proxy.arrived


def kill_at(world: World, command: tuple[str, ...], number: int, moment: str) -> str:
    """Run a command and kill it at one of its requests; returns that request."""
    process: list[subprocess.Popen[str]] = []
    hit: list[str] = []

    def kill() -> None:
        os.kill(process[0].pid, signal.SIGKILL)

    def plan(current: int, method: str, path: str) -> Fault | None:
        if current != number:
            return None
        hit.append(f"{method} {path.partition('?')[0]}")
        return Fault(before=kill, cut="before") if moment == "before" else Fault(after=kill, cut="after")

    world.proxy.reset(plan)
    process.append(world.start(*command))
    finish(process[0])
    world.proxy.reset()
    return hit[0] if hit else "not reached"


def broken(world: World, history: dict[int, str], verb: str) -> str:
    """What is wrong right after the kill: two deployed revisions, lost history, objects that no record lists."""
    statuses = world.statuses()
    if list(statuses.values()).count("DEPLOYED") > 1:
        return f"two deployed revisions: {statuses}"
    if verb != "purge" and not history.keys() <= statuses.keys():
        return f"lost history: {history} became {statuses}"
    if statuses and (unlisted := world.objects().keys() - world.listed()):
        return f"objects that no record lists: {sorted(unlisted)} beside {statuses}"
    return ""


def mend(world: World, verb: str, command: tuple[str, ...], history: dict[int, str]) -> str:
    """Do what a user would do next; returns what is wrong afterwards."""
    said = []
    for step in natural_steps(world, verb, command):
        finished = world.run(*step)
        said.append(f"{' '.join(step[:2])}: {finished.code} {finished.stderr.strip()}")
        if finished.code == 0 and step == command:
            break
    statuses, live = world.statuses(), world.objects()
    context = f"{statuses} {live} after " + " | ".join(said)
    if verb in {"delete", "purge"}:
        gone = not statuses if verb == "purge" else set(statuses.values()) <= {"DELETED", "SUPERSEDED"}
        return "" if gone and not live else f"not deleted: {context}"
    if list(statuses.values()).count("DEPLOYED") != 1 or not history.keys() <= statuses.keys():
        return f"not converged: {context}"
    if any(status.startswith("PENDING") for status in statuses.values()):
        return f"still pending: {context}"
    deployed = next(release for release in world.records() if release.info.status == "DEPLOYED")
    text = {"install": "one", "upgrade": "two", "rollback": "one"}[verb]
    if live != {name: text for name in objects_of(deployed)}:
        return f"live objects are not those of the deployed revision {deployed.revision}: {context}"
    return ""


def natural_steps(world: World, verb: str, command: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The command again; then what its error advises, and the command once more."""
    unlock = ("release", "unlock", world.name)
    if verb == "install":
        if world.statuses().get(1) == "DEPLOYED":
            return []
        return [command, unlock, ("delete", "--purge", world.name), command]
    if verb == "upgrade":
        return [command, unlock, command]
    return [command]
