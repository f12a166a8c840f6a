from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pilothouse.core.model.stored_record import RecordMetadata
from pilothouse.plugins.builtin.releases.holder import holds_it, host_name, way_out


def metadata(status: str, process: int, host: str = "") -> RecordMetadata:
    return RecordMetadata(
        "x.v2",
        (("NAME", "x"), ("STATUS", status)),
        writer=f"pilothouse/ann@{host or host_name()}/{process}",
        written=0,
    )


@pytest.fixture
def ended() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_process_that_runs_holds_the_revision() -> None:
    held = metadata("PENDING_UPGRADE", os.getppid())
    since = "holds it since 1970-01-01 00:00:00 UTC"
    assert holds_it(held) == f"x.v2 is PENDING_UPGRADE: ann@{host_name()} (process {os.getppid()}) {since}"
    assert way_out(held) == (
        "wait for that operation; if it is gone, `pilothouse release unlock x` explains and clears what it left"
    )


def test_a_process_of_this_machine_that_has_ended_is_not_waited_for(ended: int) -> None:
    held = metadata("PENDING_UPGRADE", ended)
    assert holds_it(held).endswith(
        f"(process {ended}), a process that has ended, wrote it at 1970-01-01 00:00:00 UTC"
    )
    assert way_out(held) == "`pilothouse release unlock x` explains and clears what it left"


def test_of_processes_of_other_machines_nobody_knows(ended: int) -> None:
    held = metadata("PENDING_UPGRADE", ended, "elsewhere")
    assert "holds it since" in holds_it(held)
    assert way_out(held).startswith("wait for that operation")


def test_a_revision_that_is_done_is_held_by_nobody() -> None:
    held = metadata("DEPLOYED", os.getppid())
    assert "wrote it at" in holds_it(held)
    assert way_out(held).startswith("that operation is done: `pilothouse history x` shows it")
