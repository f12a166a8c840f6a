from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core.testkit import run
from stand_ins.chart_repository import chart_archive


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A chart that requires three others and has one of them, and one that it does not require."""
    main = tmp_path / "main"
    (main / "charts" / "extra").mkdir(parents=True)
    (main / "Chart.yaml").write_text("apiVersion: v1\nname: main\nversion: 1.0.0\n")
    (main / "charts" / "extra" / "Chart.yaml").write_text("name: extra\nversion: 1.0.0\n")
    (main / "charts" / "db-1.2.0.tgz").write_bytes(chart_archive("db", "1.2.0"))
    long = "http://example.com/" + "x" * 70
    (main / "requirements.yaml").write_text(
        "dependencies:\n- {name: db, version: ~1.2, repository: '@main'}\n- {name: cache, version: 1.0.0}\n"
        f"- {{name: '日本', version: '1', repository: '{long}'}}\n"
    )
    return main


def table(main: Path) -> str:
    shown = "http://example.com/" + "x" * 58 + "..."
    return (
        f"NAME \tVERSION\t{'REPOSITORY':<80}\tSTATUS \n"
        f"db   \t~1.2   \t{'@main':<80}\tok     \n"
        f"cache\t1.0.0  \t{'':<80}\tmissing\n"
        f"日本 \t1      \t{shown:<80}\tmissing\n"
        "\n"
        f'WARNING: "{main}/charts/extra" is not in requirements.yaml.\n'
    )


@pytest.mark.parametrize("words", [("dependency", "list"), ("dep", "ls"), ("dependencies", "list")])
def test_requirements_are_a_table_and_other_charts_warnings(main: Path, words: tuple[str, ...]) -> None:
    assert run([*words, str(main)]) == (0, table(main), "")


def test_by_default_the_chart_is_here(main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(main)
    assert run(["dep", "list"]) == (0, table(main), "")
    monkeypatch.chdir(main / "charts")
    assert run(["dep", "list", os.pardir]) == (0, table(main), "")


def test_a_chart_without_requirements_has_no_table(main: Path) -> None:
    (main / "requirements.yaml").unlink()
    assert run(["dep", "list", str(main)]) == (0, f"WARNING: no requirements at {main}/charts\n", "")


def test_a_chart_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    outcome = run(["dep", "list", f"{tmp_path}/gone"])
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith(f"Error: stat {tmp_path}/gone: no such file or directory\n")
