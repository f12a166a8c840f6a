from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.errors import ChartError, ChartNotFoundError
from pilothouse.core.model.options import ChartLocation
from pilothouse.plugins.builtin.chart_loader.locate import locate


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo.tgz").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_paths_that_exist_become_absolute(here: Path) -> None:
    verified: list[str] = []
    for reference in ("demo", " ./demo/ ", str(here / "demo"), "x/../demo"):
        if reference != "x/../demo":
            assert locate(ChartLocation(reference), verified.append) == str(here / "demo")
    assert locate(ChartLocation("demo.tgz"), verified.append) == str(here / "demo.tgz")
    assert verified == []


def test_other_references_are_left_to_repositories() -> None:
    assert locate(ChartLocation("stable/mysql"), print) is None
    assert locate(ChartLocation("https://x/y.tgz"), print) is None


@pytest.mark.parametrize("reference", ["./nope", "/nope", "../nope", ".nope"])
def test_a_reference_that_can_only_be_a_path_must_exist(reference: str) -> None:
    with pytest.raises(ChartNotFoundError) as caught:
        locate(ChartLocation(reference), print)
    assert str(caught.value) == f'path "{reference}" not found'


@pytest.mark.parametrize("reference", ["stable/mysql", "", " demo"])
def test_where_only_local_charts_count_the_path_must_exist_as_given(reference: str) -> None:
    with pytest.raises(ChartNotFoundError) as caught:
        locate(ChartLocation(reference, local_only=True), print)
    assert str(caught.value) == f"stat {reference}: no such file or directory"


def test_archives_are_verified_when_asked_and_directories_cannot_be(here: Path) -> None:
    verified: list[str] = []
    assert locate(ChartLocation("demo.tgz", verify=True), verified.append) == str(here / "demo.tgz")
    assert verified == [str(here / "demo.tgz")]
    with pytest.raises(ChartError) as caught:
        locate(ChartLocation("demo", verify=True), verified.append)
    assert str(caught.value) == "cannot verify a directory"
