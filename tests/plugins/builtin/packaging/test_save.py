from __future__ import annotations

import io
import os
import tarfile
import time
from pathlib import Path

import pytest
from pilothouse.core.errors import ChartError, HostileChartError, PilothouseError, SettingError
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.options import PackageOptions
from pilothouse.core.testkit import make_kernel


def save(
    folder: Path | str, name: str = "web", version: str = "1.2.3", *, reproducible: bool = False, **variables: str
) -> Path:
    options = PackageOptions(str(folder), reproducible)
    kernel = make_kernel(environment=variables)
    return Path(kernel.first("helm_package_chart", chart=Chart(Metadata(name, version)), options=options))


def times(path: Path) -> set[float]:
    with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as archive:
        return {member.mtime for member in archive}


def test_the_file_is_named_after_chart_and_version(tmp_path: Path) -> None:
    path = save(tmp_path)
    assert path == tmp_path / "web-1.2.3.tgz"
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask()
    assert os.listdir(tmp_path) == ["web-1.2.3.tgz"]


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_path_is_given_back_as_the_destination_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    assert [str(save(folder)) for folder in (".", "out/", "./out")] == [
        "web-1.2.3.tgz", "out/web-1.2.3.tgz", "out/web-1.2.3.tgz",
    ]  # fmt: skip


def test_an_archive_has_the_time_at_which_it_was_made(tmp_path: Path) -> None:
    before = int(time.time())
    (found,) = times(save(tmp_path, SOURCE_DATE_EPOCH="7"))
    assert before <= found <= time.time() + 1


def test_a_reproducible_archive_has_a_time_that_is_known_beforehand(tmp_path: Path) -> None:
    first = save(tmp_path, reproducible=True)
    assert times(first) == {315532800}
    content = first.read_bytes()
    assert save(tmp_path, reproducible=True).read_bytes() == content
    assert times(save(tmp_path, reproducible=True, SOURCE_DATE_EPOCH="1577836800")) == {1577836800}


@pytest.mark.parametrize("epoch", ["x", "-1", "1.5", "99999999999", "٣"])
def test_a_time_that_is_none_is_refused(tmp_path: Path, epoch: str) -> None:
    with pytest.raises(SettingError, match="which is no number of seconds"):
        save(tmp_path, reproducible=True, SOURCE_DATE_EPOCH=epoch)


@pytest.mark.parametrize(
    ("name", "version", "message"),
    [
        ("", "1.0.0", "no chart name specified (Chart.yaml)"),
        ("web", "", "no chart version specified (Chart.yaml)"),
    ],
)
def test_a_chart_without_name_or_version_has_no_file_name(
    tmp_path: Path, name: str, version: str, message: str
) -> None:
    with pytest.raises(ChartError) as caught:
        save(tmp_path, name, version)
    assert (caught.value.message, os.listdir(tmp_path)) == (message, [])


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("../web", "1.0.0"),
        ("/tmp/web", "1.0.0"),
        ("a/web", "1.0.0"),
        ("a\\web", "1.0.0"),
        ("web\n", "1.0.0"),
        ("web\x1b[2J", "1.0.0"),
        ("web", "1.0.0/../../x"),
        ("web", "/../../x"),
        ("web", "1.0.0\\x"),
        ("web", "1.0.0\u202e"),
        ("web", "1.0.0\0"),
    ],
)
def test_neither_name_nor_version_chooses_where_the_file_goes(tmp_path: Path, name: str, version: str) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    with pytest.raises(HostileChartError, match="cannot be part of a file name"):
        save(folder, name, version)
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "b"]


def test_a_version_that_is_no_version_is_taken_as_it_is(tmp_path: Path) -> None:
    assert save(tmp_path, version="not a version").name == "web-not a version.tgz"


def test_a_link_in_the_place_of_the_file_is_replaced_and_what_it_points_to_is_left(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep")
    (tmp_path / "web-1.2.3.tgz").symlink_to(precious)
    path = save(tmp_path)
    assert precious.read_text() == "keep"
    assert not path.is_symlink()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "stat {}: no such file or directory"),
        (lambda path: path.write_text(""), "location {} is not a directory"),
        (lambda path: (path / "web-1.2.3.tgz").mkdir(parents=True), "open {}/web-1.2.3.tgz: is a directory"),
    ],
)
def test_a_destination_that_cannot_be_written_to_is_an_error(tmp_path: Path, make: object, message: str) -> None:
    make(tmp_path / "out")  # type: ignore[operator]
    with pytest.raises(PilothouseError) as caught:
        save(tmp_path / "out")
    assert caught.value.message == message.format(tmp_path / "out")
