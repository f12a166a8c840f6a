from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.core.archive.expand import expand_chart, write_folder
from pilothouse.core.errors import ChartError, HostileChartError
from pilothouse.core.model.options import LoadOptions
from stand_ins.archives import CHART, tgz

FILES: list[tuple[str, bytes | str]] = [("x/Chart.yaml", CHART), ("x/templates/a.yaml", b"a"), ("x/README.md", b"r")]


def tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def refusal(packed: bytes, folder: Path, options: LoadOptions | None = None) -> str:
    with pytest.raises(ChartError) as caught:
        expand_chart(packed, str(folder), options)
    return caught.value.message


def test_a_chart_goes_into_a_folder_of_its_name(tmp_path: Path) -> None:
    assert expand_chart(tgz(FILES), str(tmp_path)) == str(tmp_path / "p")
    assert tree(tmp_path) == {
        "p": "folder",
        "p/Chart.yaml": CHART.decode(),
        "p/README.md": "r",
        "p/templates": "folder",
        "p/templates/a.yaml": "a",
    }


def test_an_empty_folder_is_taken_over_and_a_full_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    expand_chart(tgz(FILES), str(tmp_path))
    before = tree(tmp_path)
    assert refusal(tgz([*FILES, ("x/new", b"")]), tmp_path) == f"mkdir {tmp_path}/p: directory not empty"
    assert tree(tmp_path) == before


def test_a_link_of_that_name_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "p").symlink_to("elsewhere")
    assert refusal(tgz(FILES), tmp_path) == f"mkdir {tmp_path}/p: not a directory"
    assert tree(tmp_path / "elsewhere") == {}


def test_of_equal_names_the_last_file_counts(tmp_path: Path) -> None:
    expand_chart(tgz([*FILES, ("x/README.md", b"again")]), str(tmp_path))
    assert (tmp_path / "p/README.md").read_text() == "again"


def test_links_and_devices_become_empty_files(tmp_path: Path) -> None:
    expand_chart(tgz([("x/Chart.yaml", CHART), ("x/link", "symlink"), ("x/hard", "link")]), str(tmp_path))
    assert [(tmp_path / "p" / name).is_symlink() for name in ("link", "hard")] == [False, False]
    assert (tmp_path / "p/link").read_bytes() == b""


@pytest.mark.parametrize("name", [".", "..", "../p", "a/b", "/etc", "a\\b", "p\x1b[2J", ".ssh"])
def test_a_chart_whose_name_is_no_name_of_a_folder_is_refused(name: str, tmp_path: Path) -> None:
    """CVE-2019-1000008, CVE-2024-25620, CVE-2026-35206."""
    packed = tgz([("x/Chart.yaml", f'name: "{name.encode("unicode_escape").decode()}"\nversion: 1.0.0\n'.encode())])
    with pytest.raises(HostileChartError):
        expand_chart(packed, str(tmp_path / "in"))
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("name", ["x/../../evil", "x//etc/passwd", "x/../..", "x\\..\\..\\evil", "x/C:/evil"])
def test_files_that_leave_the_chart_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(HostileChartError):
        expand_chart(tgz([*FILES, (name, b"evil")]), str(tmp_path))
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("name", ["x/README.md/below", "x/README.md/far/below"])
def test_nothing_is_left_of_a_chart_that_cannot_be_written(name: str, tmp_path: Path) -> None:
    message = refusal(tgz([*FILES, (name, b"")]), tmp_path)
    assert message == f"mkdir {tmp_path}/p/README.md: not a directory"
    assert tree(tmp_path) == {}


def test_what_is_no_chart_is_refused_in_helms_words(tmp_path: Path) -> None:
    assert refusal(tgz([("x/values.yaml", b"")]), tmp_path) == "chart name not specified"
    assert refusal(tgz([("x/Chart.yaml", b"version: 1")]), tmp_path) == "chart name not specified"
    assert refusal(b"hello", tmp_path) == "unexpected EOF"
    assert refusal(tgz([("x/Chart.yaml", b"a: [")]), tmp_path) == (
        "error converting YAML to JSON: yaml: line 1: did not find expected node content"
    )


def test_limits_hold(tmp_path: Path) -> None:
    message = refusal(tgz([*FILES, ("x/big", b"x" * 1000)]), tmp_path, LoadOptions(max_file_size=999))
    assert message == 'decompressed chart file "big" is larger than the maximum file size 999 bytes'
    assert tree(tmp_path) == {}


def test_modes_are_as_given_and_paths_are_checked(tmp_path: Path) -> None:
    umask = os.umask(0o022)
    try:
        write_folder(str(tmp_path / "t"), [("bin/run", b"#!", 0o755), ("a", b"", 0o644)])
    finally:
        os.umask(umask)
    assert (tmp_path / "t/bin/run").stat().st_mode & 0o777 == 0o755
    for path in ("../x", "/x", ".", "a/../.."):
        with pytest.raises(HostileChartError):
            write_folder(str(tmp_path / "u"), [(path, b"", 0o644)])
    assert sorted(os.listdir(tmp_path)) == ["t"]


def test_folders_are_not_nested_deeper_than_they_can_be_removed(tmp_path: Path) -> None:
    refused = refusal(tgz([*FILES, (f"x/{'a/' * 201}b", b"")]), tmp_path)
    assert (refused, tree(tmp_path)) == ("directories are nested deeper than 200 levels", {})
    expand_chart(tgz([*FILES, (f"x/{'a/' * 200}b", b"")]), str(tmp_path))
    assert (tmp_path / "p" / ("a/" * 200) / "b").is_file()
