from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core.errors import UsageError
from pilothouse.plugins.builtin.commands._output_files import write_file
from security.attacks import chart, pilothouse, tree

PRECIOUS = "precious\n"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    folder.mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text(PRECIOUS)
    return folder


def render(tmp_path: Path) -> tuple[int, str]:
    folder = chart(tmp_path / "c", {"templates/a.yaml": "kind: A\n"})
    done = pilothouse("template", str(folder), "--output-dir", str(tmp_path / "output"))
    assert tree(tmp_path / "outside") == ["file"]
    assert (tmp_path / "outside" / "file").read_text() == PRECIOUS
    return done.code, done.stderr


@pytest.mark.parametrize("link", ["c", "c/templates"])
def test_a_link_to_a_folder_is_refused(tmp_path: Path, output: Path, link: str) -> None:
    path = output / link
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(tmp_path / "outside")
    assert render(tmp_path) == (
        1,
        f"Error: stat {output}/c/templates: not a directory\n"
        "hint: links below the output directory are not followed\n",
    )


@pytest.mark.parametrize("make", ["symlink_to", "hardlink_to"])
def test_a_link_in_the_place_of_a_file_is_replaced_and_what_it_leads_to_is_kept(
    tmp_path: Path, output: Path, make: str
) -> None:
    path = output / "c" / "templates" / "a.yaml"
    path.parent.mkdir(parents=True)
    getattr(path, make)(tmp_path / "outside" / "file")
    assert render(tmp_path) == (0, "")
    assert (path.is_symlink(), path.read_text()) == (False, "---\n# Source: c/templates/a.yaml\nkind: A\n")
    assert tree(output) == ["c", "c/templates", "c/templates/a.yaml"]


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path, output: Path) -> None:
    (output / "c" / "templates").mkdir(parents=True)
    os.mkfifo(output / "c" / "templates" / "a.yaml")
    assert render(tmp_path) == (0, "")


@pytest.mark.parametrize("source", ["../x", "c/../../x", "/x", "c//x", "", ".", "c/", "c/."])
def test_paths_that_leave_the_directory_are_refused(tmp_path: Path, output: Path, source: str) -> None:
    with pytest.raises(UsageError, match="is not a path below the output directory"):
        write_file(str(output), source, "text")
    assert tree(output) == []


def test_a_file_where_a_folder_should_be_is_named(output: Path) -> None:
    (output / "c").write_text("")
    with pytest.raises(UsageError) as caught:
        write_file(str(output), "c/x", "text")
    assert caught.value.message == f"stat {output}/c: not a directory"


def test_a_folder_where_the_file_should_be_is_an_error_without_litter(output: Path) -> None:
    (output / "x").mkdir()
    with pytest.raises(UsageError) as caught:
        write_file(str(output), "x", "text")
    assert caught.value.message == f"open {output}/x: is a directory"
    assert tree(output) == ["x"]
