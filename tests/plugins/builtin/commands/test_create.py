from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core.testkit import run


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "the name of the new chart is required"),
        (("a", "b"), "command 'create' doesn't support multiple arguments"),
    ],
)
def test_one_name_is_needed(words: tuple[str, ...], message: str) -> None:
    assert run(["create", *words]) == (1, "", f"Error: {message}\n")


def test_the_name_is_printed_as_it_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["create", "./web"]) == (0, "Creating ./web\n", "")
    assert (tmp_path / "web" / "Chart.yaml").is_file()


def test_a_failure_comes_after_the_name(tmp_path: Path) -> None:
    assert run(["create", f"{tmp_path}/no/web"]) == (
        1,
        f"Creating {tmp_path}/no/web\n",
        f"Error: stat {tmp_path}/no: no such file or directory\n",
    )


@pytest.mark.parametrize("starter", ["simple", "{0}/home/starters/simple", "../starters/simple"])
def test_a_starter_is_a_name_below_the_home_or_a_path(tmp_path: Path, starter: str) -> None:
    folder = tmp_path / "home" / "starters" / "simple"
    folder.mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v1\nname: simple\nversion: 1.0.0\n")
    (folder / "values.yaml").write_text("<CHARTNAME>: 1\n")
    path = starter.format(tmp_path)
    outcome = run(["create", str(tmp_path / "web"), "-p", path], environment={"HELM_HOME": str(tmp_path / "home")})
    assert outcome == (0, f"Creating {tmp_path}/web\n", "")
    assert (tmp_path / "web" / "values.yaml").read_text() == "web: 1\n"
    assert sorted(os.listdir(tmp_path / "web")) == ["Chart.yaml", "charts", "templates", "values.yaml"]
