from __future__ import annotations

import pytest
from pilothouse.core.archive.budget import Budget
from pilothouse.core.archive.members import ArchivedFile, read_members
from pilothouse.core.errors import ChartError, HostileChartError
from pilothouse.core.model.options import LoadOptions
from stand_ins.archives import tgz


def members(packed: bytes, options: LoadOptions | None = None) -> list[ArchivedFile]:
    return list(read_members(packed, Budget(options or LoadOptions())))


def test_files_folders_and_links_are_told_apart() -> None:
    packed = tgz([("bin/", "dir"), ("./bin//run.sh", b"#!"), ("link", "symlink"), ("plugin.yaml", b"name: x")])
    assert [(one.path, one.is_folder, one.kind, one.mode, one.data) for one in members(packed)] == [
        ("bin", True, "5", 0o644, b""),
        ("bin/run.sh", False, "0", 0o644, b"#!"),
        ("link", False, "2", 0o644, b""),
        ("plugin.yaml", False, "0", 0o644, b"name: x"),
    ]


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "..", "C:/x", "..\\x", "a\x07"])
def test_names_that_leave_the_archive_are_refused(name: str) -> None:
    with pytest.raises(HostileChartError):
        members(tgz([(name, b"")]))


def test_what_is_no_archive_is_refused_in_gos_words() -> None:
    with pytest.raises(ChartError, match="gzip: invalid header"):
        members(b"no archive at all")


def test_limits_hold() -> None:
    packed = tgz([("a", b"1"), ("b", b"2")])
    with pytest.raises(HostileChartError, match="more than the maximum of 1 files"):
        members(packed, LoadOptions(max_files=1))
