"""How replays are judged: what is listed may differ, nothing else, and missing data is never taken for success."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from parity import conformance
from parity.conformance import REPOSITORY, VARIABLE, Tally, first_difference

PAGE = """
| suite | case | reason |
| --- | --- | --- |
| `micro` | `listed/one` | because |
| `charts` | `listed/other` | because |
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page of known differences."""
    path = tmp_path / "compatibility.md"
    path.write_text(PAGE)
    monkeypatch.setattr(conformance, "PAGE", path)
    return path


@pytest.mark.usefixtures("page")
def test_only_differences_that_are_listed_for_the_suite_are_excused() -> None:
    tally = Tally("micro/render", "micro", 1000)
    for case in ("listed/one", "listed/other", "unlisted"):
        tally.record(case, "differs")
    assert tally.complaints() == ["listed/other: differs", "unlisted: differs"]
    assert (len(tally.agreed), tally.total) == (0, 3)


@pytest.mark.usefixtures("page")
def test_a_listed_case_that_agrees_is_a_complaint() -> None:
    tally = Tally("micro/render", "micro", 1000)
    tally.record("listed/one", "")
    tally.record("unlisted", "")
    assert tally.complaints() == ["listed/one: is listed in compatibility.md but agrees"]


def test_more_than_five_listed_differences_in_a_thousand_are_too_many(page: Path) -> None:
    page.write_text("\n".join(f"| `micro` | `case/{number}` | because |" for number in range(6)))
    tally = Tally("micro/render", "micro", 1000)
    for number in range(6):
        tally.record(f"case/{number}", "differs")
    assert tally.complaints() == ["6 of 1000 cases are listed in compatibility.md: too many"]


def test_the_first_difference_is_shown_with_its_line() -> None:
    assert first_difference("a\nb\n", "a\nb\n") == ""
    assert first_difference("a\nx\n", "a\nb\n") == "line 2\n    got  'a\\nx\\n'\n    want 'a\\nb\\n'"
    assert first_difference("a", "a\nb") == "line 1\n    got  'a'\n    want 'a\\nb'"


@pytest.mark.parametrize(("ci", "code", "word"), [("true", 1, "failed"), ("", 0, "skipped")])
def test_missing_data_skips_the_replays_and_fails_them_on_ci(ci: str, code: int, word: str, tmp_path: Path) -> None:
    environment = {**os.environ, "CI": ci, VARIABLE: str(tmp_path / "nowhere")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/parity/test_charts.py"],
        env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout
    assert f"parity charts: no data in {tmp_path / 'nowhere'}" in done.stdout
    assert f"3 {word}" in done.stdout
