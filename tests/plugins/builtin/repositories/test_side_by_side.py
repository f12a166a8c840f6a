"""Several processes that change the list of repositories at the same time."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

from pilothouse.plugins.builtin.repositories.repository_file import load_repository_file
from stand_ins.chart_repository import ChartRepository, write_home

PROGRAM = (sys.executable, "-m", "pilothouse")


def start(home: Path, *args: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "HELM_HOME": str(home), "PILOTHOUSE_NO_CACHE": "1", "NO_PROXY": "*"}
    return subprocess.Popen(
        [*PROGRAM, *args], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def names(home: Path) -> list[str]:
    return [entry.name for entry in load_repository_file(str(home / "repository/repositories.yaml")).entries]


def test_nothing_is_lost_when_many_add_and_remove(repository: ChartRepository, tmp_path: Path) -> None:
    home = write_home(tmp_path / "home", ("old1", "http://a"), ("kept", "http://b"), ("old2", "http://c"))
    work = [("repo", "add", f"r{number}", repository.url) for number in range(6)]
    work += [("repo", "remove", "old1"), ("repo", "remove", "old2")]
    running = [start(home, *args) for args in work]
    ended = [(process.wait(120), process.communicate()[1]) for process in running]
    assert ended == [(0, "")] * len(work)
    assert sorted(names(home)) == ["kept", *(f"r{number}" for number in range(6))]
    assert names(home)[0] == "kept"
    cached = sorted(path.name for path in (home / "repository/cache").iterdir())
    assert cached == [f"r{number}-index.yaml" for number in range(6)]


def test_a_process_waits_for_who_holds_helms_lock(repository: ChartRepository, tmp_path: Path) -> None:
    home = write_home(tmp_path / "home", ("a", "http://a"), ("b", "http://b"))
    lock = home / "repository/repositories.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        running = [start(home, "repo", "add", "new", repository.url), start(home, "repo", "remove", "a")]
        deadline = time.monotonic() + 60
        while not (home / "repository/cache/new-index.yaml").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert names(home) == ["a", "b"]
        assert [process.poll() for process in running] == [None, None]
    assert [process.wait(60) for process in running] == [0, 0]
    for process in running:
        process.communicate()
    assert sorted(names(home)) == ["b", "new"]
