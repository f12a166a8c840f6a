from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pilothouse.core.testkit import Outcome, run
from stand_ins.chart_repository import chart_archive

Index = Callable[..., Outcome]


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Outcome:
        environment = {"HELM_HOME": str(tmp_path / "home"), "HOME": str(tmp_path), "PILOTHOUSE_HINTS": "never"}
        return run(["repo", "index", *words], environment=environment, program="helm")

    return call


def test_the_index_of_a_folder_is_written_in_silence(index: Index, tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "alpha.tgz").write_bytes(chart_archive("alpha", "1.0.0"))
    assert index("r", "--url", "http://example.com/") == (0, "", "")
    text = (tmp_path / "r" / "index.yaml").read_text()
    assert "    - http://example.com/alpha.tgz\n" in text
    assert index("./r/", "--merge", "r/index.yaml") == (0, "", "")
    assert "    - alpha.tgz\n" in (tmp_path / "r" / "index.yaml").read_text()


@pytest.mark.parametrize("words", [[], ["a", "b"]])
def test_there_is_one_folder(index: Index, words: list[str]) -> None:
    assert index(*words) == (1, "", "Error: This command needs 1 argument: path to a directory\n")


def test_a_folder_that_is_none_is_told_in_helms_words(index: Index, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert index("none") == (1, "", f"Error: open {tmp_path}/none/index.yaml: no such file or directory\n")
    assert index("file") == (1, "", f"Error: open {tmp_path}/file/index.yaml: not a directory\n")
