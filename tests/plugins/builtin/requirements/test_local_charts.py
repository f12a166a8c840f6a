from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core.errors import RequirementsError
from pilothouse.plugins.builtin.requirements.local_charts import local_path


def test_a_path_is_of_the_chart_or_absolute(tmp_path: Path) -> None:
    (tmp_path / "main").mkdir()
    (tmp_path / "sub").mkdir()
    for repository in ("file://../sub", f"file://{tmp_path}/main/../sub/", "../sub"):
        assert local_path(str(tmp_path / "main"), repository) == str(tmp_path / "sub")


def test_a_relative_chart_has_relative_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    assert local_path(".", "file://sub") == "sub"


@pytest.mark.parametrize(
    ("repository", "message"),
    [
        ("file://gone", "directory {}/gone not found"),
        ("file://file/sub", "stat {}/file/sub: not a directory"),
        ("file://\0", "stat {}/\0: invalid argument"),
        ("file://" + "x" * 300, "stat {}/" + "x" * 300 + ": file name too long"),
    ],
)
def test_what_is_not_there_is_an_error(tmp_path: Path, repository: str, message: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RequirementsError) as caught:
        local_path(os.fspath(tmp_path), repository)
    assert caught.value.message == message.format(tmp_path)
