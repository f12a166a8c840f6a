from __future__ import annotations

import gzip
import io
import os
import re
import tarfile
from pathlib import Path

import pytest
from pilothouse.core.errors import ChartError
from pilothouse.core.golib.oserrors import path_error
from pilothouse.plugins.builtin.lint.unpack import unpacked


def write_archive(path: Path, files: dict[str, str]) -> str:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    path.write_bytes(gzip.compress(buffer.getvalue()))
    return str(path)


def test_a_chart_is_unpacked_into_a_folder_of_its_name_that_goes_away(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "x.tgz", {"base/Chart.yaml": "name: web\n", "base/templates/a.yaml": "a: b\n"})
    with unpacked(path, str(tmp_path)) as folder:
        assert re.fullmatch(re.escape(str(tmp_path)) + r"/helm-lint\d+/web", folder)
        assert (os.stat(os.path.dirname(folder)).st_mode & 0o777, sorted(os.listdir(folder))) == (
            0o700,
            ["Chart.yaml", "templates"],
        )
    assert os.listdir(tmp_path) == ["x.tgz"]


def test_the_folder_goes_away_after_an_error_too(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "x.tgz", {"base/Chart.yaml": "name: web\n"})
    with pytest.raises(KeyError), unpacked(path, str(tmp_path)):
        raise KeyError
    assert os.listdir(tmp_path) == ["x.tgz"]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "no files in chart archive"),
        ({"base/values.yaml": ""}, "chart name not specified"),
        ({"base/../../Chart.yaml": "name: x"}, "chart illegally references parent directory"),
        ({"Chart.yaml": "name: x"}, 'chart illegally contains content outside the base directory: "Chart.yaml"'),
    ],
)
def test_what_cannot_be_unpacked_leaves_nothing(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    path = write_archive(tmp_path / "x.tgz", files)
    with pytest.raises(ChartError) as caught, unpacked(path, str(tmp_path)):
        pass
    assert caught.value.message == f"unable to extract tar ball: {problem}"
    assert os.listdir(tmp_path) == ["x.tgz"]


def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    inner = tmp_path / "tmp"
    inner.mkdir()
    path = write_archive(tmp_path / "x.tgz", {"base/Chart.yaml": "name: ../../escaped\n"})
    with pytest.raises(ChartError), unpacked(path, str(inner)):
        pass
    assert (sorted(os.listdir(tmp_path)), os.listdir(inner)) == (["tmp", "x.tgz"], [])


def test_what_cannot_be_read_is_said_as_helm_says_it(tmp_path: Path) -> None:
    gone, folder, pipe = tmp_path / "gone.tgz", tmp_path / "folder.tgz", tmp_path / "pipe.tgz"
    folder.mkdir()
    os.mkfifo(pipe)
    messages = []
    for path in (gone, folder, pipe):
        with pytest.raises(ChartError) as caught, unpacked(str(path), str(tmp_path)):
            pass
        messages.append(caught.value.message)
    assert messages == [
        f"unable to open tar ball {gone}: {path_error('open', str(gone), FileNotFoundError(2, ''))}",
        f"unable to extract tar ball: read {folder}: is a directory",
        f"unable to extract tar ball: {pipe} is no regular file",
    ]


def test_a_place_for_temporary_folders_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "x.tgz", {"base/Chart.yaml": "name: web\n"})
    with pytest.raises(ChartError) as caught, unpacked(path, str(tmp_path / "none")):
        pass
    assert re.fullmatch(r"mkdir .*/none/helm-lint\d+: no such file or directory", caught.value.message)
