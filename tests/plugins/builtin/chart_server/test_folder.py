from __future__ import annotations

import os
from pathlib import Path

import pytest
from pilothouse.plugins.builtin.chart_server.folder import ServedFolder


@pytest.fixture
def charts(tmp_path: Path) -> Path:
    folder = tmp_path / "charts"
    (folder / "below").mkdir(parents=True)
    (folder / "a.tgz").write_bytes(b"a")
    (folder / "below" / "b.tgz").write_bytes(b"b")
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "charts-too").mkdir()
    (tmp_path / "charts-too" / "x").write_bytes(b"x")
    return folder


def read(folder: Path, path: str) -> bytes:
    file, found = ServedFolder(str(folder)).open(path)
    with file:
        content = file.read()
    assert found.st_size == len(content)
    return content


@pytest.mark.parametrize(
    ("path", "content"), [("a.tgz", b"a"), ("/a.tgz", b"a"), ("a.tgz/", b"a"), ("below//b.tgz", b"b")]
)
def test_files_of_the_folder_are_served(charts: Path, path: str, content: bytes) -> None:
    assert read(charts, path) == content


@pytest.mark.parametrize(
    "path",
    [
        "none",
        "../secret",
        "below/../../secret",
        "/../../secret",
        "../charts-too/x",
        "a\0.tgz",
        "a.tgz/x",
        ".git/config",
        ".index.yaml.0123",
        "below/.env",
        "link",
        "pipe",
    ],
)
def test_whatever_is_not_in_the_folder_counts_as_absent(charts: Path, path: str) -> None:
    (charts / "link").symlink_to("../secret")
    os.mkfifo(charts / "pipe")
    (charts / ".git").mkdir()
    for hidden in (".git/config", ".index.yaml.0123", "below/.env"):
        (charts / hidden).write_bytes(b"hidden")
    with pytest.raises((FileNotFoundError, NotADirectoryError)):
        read(charts, path)


def test_folders_that_lead_out_are_not_entered(charts: Path) -> None:
    (charts / "out").symlink_to(charts.parent)
    with pytest.raises(FileNotFoundError):
        read(charts, "out/secret")
    with pytest.raises(FileNotFoundError):
        ServedFolder(str(charts)).names("out")


def test_links_inside_the_folder_are_followed(charts: Path) -> None:
    (charts / "latest.tgz").symlink_to("below/b.tgz")
    assert read(charts, "latest.tgz") == b"b"


def test_the_folder_itself_may_be_a_link(charts: Path) -> None:
    (charts.parent / "link").symlink_to(charts)
    assert read(charts.parent / "link", "a.tgz") == b"a"


def test_a_folder_is_no_file(charts: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read(charts, "below")


def test_a_folder_lists_what_would_be_served(charts: Path) -> None:
    (charts / "below" / "more").mkdir()
    (charts / "below" / "in").symlink_to("../a.tgz")
    (charts / "below" / "out").symlink_to("../../secret")
    (charts / "below" / "nowhere").symlink_to("nowhere-else")
    os.mkfifo(charts / "below" / "pipe")
    assert ServedFolder(str(charts)).names("below") == ["b.tgz", "in", "more/"]
