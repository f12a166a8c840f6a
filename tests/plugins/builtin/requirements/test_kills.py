"""A process that is killed at any of its changes to a chart leaves a chart that can be read, and updated."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pilothouse.core.model.options import LoadOptions
from pilothouse.core.testkit import make_kernel
from stand_ins.chart_repository import ChartRepository, chart_archive
from worlds import World, entry, names, write_chart

# Ends itself without warning when it is about to change the chart for the n-th time, or to open a file there.
PROGRAM = """
import os, signal, sys

chart, count = sys.argv[1], int(sys.argv[2])

def watch(event, arguments):
    global count
    if event in ("open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod"):
        writes = event != "open" or arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes and any(isinstance(one, str) and one.startswith(chart) for one in arguments):
            count -= 1
            if not count:
                os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
from pilothouse.core.testkit import run
outcome = run(["--home", sys.argv[3], "dep", "up", chart], environment={})
sys.stderr.write(outcome.stderr)
sys.exit(outcome.code)
"""

OLD = ["alpha-0.1.0.tgz", "beta-1.0.0.tgz", "kept"]
NEW = ["alpha-1.0.0.tgz", "beta-2.0.0.tgz", "kept", "local-1.0.0.tgz"]


def prepare(world: World) -> Path:
    """A chart whose update adds, replaces, removes and keeps archives."""
    write_chart(world.folder / "local")
    lines = entry("alpha", "1.0.0", "@main") + entry("beta", "2.0.0", "@main") + entry("local", "1", "file://../local")
    main = write_chart(world.folder / "main", requirements=lines)
    (main / "charts").mkdir()
    (main / "charts" / "alpha-0.1.0.tgz").write_bytes(chart_archive("alpha", "0.1.0"))
    (main / "charts" / "beta-1.0.0.tgz").write_bytes(chart_archive("beta", "1.0.0"))
    write_chart(main / "charts" / "kept")
    return main


def visible(folder: Path) -> list[str]:
    return [name for name in names(folder) if not name.startswith(".")]


def test_who_is_killed_loses_nothing(repository: ChartRepository, tmp_path: Path) -> None:
    repository.add("beta", "1.0.0")
    for count in range(1, 100):
        (tmp_path / str(count)).mkdir()
        here = World(tmp_path / str(count), ("main", repository.url))
        main = prepare(here)
        command = [sys.executable, "-c", PROGRAM, str(main), str(count), str(here.home)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        left = visible(main / "charts")
        if done.returncode == 0:
            assert left == NEW
            break
        assert (done.returncode, done.stderr) == (-signal.SIGKILL, "")
        # Whatever is there is whole, and at every moment there is an alpha and a beta.
        chart = make_kernel().first("helm_load_chart", path=str(main), options=LoadOptions())
        assert {"alpha", "beta", "kept"} <= {subchart.name for subchart in chart.dependencies}
        assert set(left) <= {*OLD, *NEW}
        assert here.update(main).error == ""
        assert visible(main / "charts") == NEW
    else:
        pytest.fail("the update never came to its end")
    assert count > 8


def test_several_at_once_lose_nothing(world: World, repository: ChartRepository) -> None:
    repository.add("beta", "1.0.0")
    main = prepare(world)
    command = [sys.executable, "-c", PROGRAM, str(main), "0", str(world.home)]
    started = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    errors = [process.communicate()[1] for process in started]
    # Who reads the chart while another one removes an archive may have to give up.
    assert [error for error in errors if error and "no such file or directory" not in error] == []
    assert 0 in [process.returncode for process in started]
    assert names(main / "charts") == NEW
    assert world.update(main, locked=True).error == ""
