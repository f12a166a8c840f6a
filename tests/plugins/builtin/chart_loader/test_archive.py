from __future__ import annotations

import gzip
import os
import tarfile
from pathlib import Path

import pytest
from pilothouse.core.archive.budget import Budget
from pilothouse.core.archive.chart_files import unpack
from pilothouse.core.errors import ChartError, HostileChartError
from pilothouse.core.model.options import LoadOptions
from pilothouse.plugins.builtin.chart_loader.archive import read_archive
from stand_ins.archives import CHART, tar, tgz


def unpacked(packed: bytes, options: LoadOptions | None = None) -> list[tuple[str, bytes]]:
    return unpack(packed, Budget(options or LoadOptions()))


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_files_come_in_archive_order_without_the_first_component(format: int) -> None:
    long = "d/" * 60 + "f.yaml"
    members: list[tuple[str, bytes | str]] = [
        ("p", "dir"),
        ("p/templates/b.yaml", b"b"),
        ("p/Chart.yaml", CHART),
        ("q/values.yaml", b""),
        (f"p/{long}", b"x" * 1000),
    ]
    if format != tarfile.USTAR_FORMAT:
        members += [("p/" + "n" * 180, b"long"), ("p/ünï", b"u")]
    expected = [("templates/b.yaml", b"b"), ("Chart.yaml", CHART), ("values.yaml", b""), (long, b"x" * 1000)]
    if format != tarfile.USTAR_FORMAT:
        expected += [("n" * 180, b"long"), ("ünï", b"u")]
    assert unpacked(tgz(members, format)) == expected


def test_backslashes_separate_when_a_name_has_one() -> None:
    assert unpacked(tgz([("p\\templates\\a.yaml", b"a"), ("p\\Chart.yaml", CHART)])) == [
        ("templates/a.yaml", b"a"),
        ("Chart.yaml", CHART),
    ]


def test_links_and_devices_are_empty_files() -> None:
    """CVE-2019-18658: nothing in an archive leads to a file outside of it."""
    members: list[tuple[str, bytes | str]] = [
        ("p/Chart.yaml", CHART),
        ("p/s", "symlink"),
        ("p/h", "link"),
        ("p/f", "fifo"),
    ]
    assert unpacked(tgz(members)) == [("Chart.yaml", CHART), ("s", b""), ("h", b""), ("f", b"")]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("p/../../escape.txt", "chart illegally references parent directory"),
        ("p/..", "chart illegally references parent directory"),
        ("p\\..\\..\\x", "chart illegally references parent directory"),
        ("p//etc/passwd", "chart illegally contains absolute paths"),
        ("/etc/passwd", None),
        ("p/c:/windows", "chart contains illegally named files"),
        ("p\\C:\\x", "chart contains illegally named files"),
        ("Chart.yaml", 'chart illegally contains content outside the base directory: "Chart.yaml"'),
        ("p/.", 'chart illegally contains content outside the base directory: "p/."'),
        ("Chart.yaml/x", "chart yaml not in base directory"),
        ("p/a\x1b[2Jb", "chart contains illegally named files"),
        ("p/a\u202eb", "chart contains illegally named files"),
    ],
)
def test_names_that_leave_the_chart_or_rewrite_terminals_are_refused(name: str, message: str | None) -> None:
    """CVE-2019-1000008 (paths), CVE-2021-21303 (control and bidirectional characters)."""
    packed = tgz([("p/Chart.yaml", CHART), (name, b"x")])
    if message is None:
        assert unpacked(packed)[1] == ("etc/passwd", b"x")
    else:
        with pytest.raises(ChartError) as caught:
            unpacked(packed)
        assert str(caught.value) == message


@pytest.mark.parametrize(
    ("packed", "message"),
    [
        (tgz([]), "no files in chart archive"),
        (tgz([("p", "dir")]), "no files in chart archive"),
        (b"", "EOF"),
        (b"junk", "unexpected EOF"),
        (b"junk" * 10, "gzip: invalid header"),
        (gzip.compress(b"not a tar" * 100), "archive/tar: invalid tar header"),
        (gzip.compress(b"short"), "unexpected EOF"),
        (tgz([("p/a", b"x" * 5000)])[:60], "unexpected EOF"),
        (gzip.compress(tar([("p/a", b"x" * 5000)])[:2000]), "unexpected EOF"),
    ],
)
def test_broken_archives_end_in_go_s_words(packed: bytes, message: str) -> None:
    with pytest.raises(ChartError) as caught:
        unpacked(packed)
    assert str(caught.value) == message


def test_what_follows_the_end_of_the_tar_does_not_matter() -> None:
    packed = tgz([("p/Chart.yaml", CHART)])
    assert unpacked(packed[:-8]) == unpacked(packed + b"junk") == unpacked(packed + packed) == [("Chart.yaml", CHART)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            LoadOptions(max_chart_size=100_000, max_file_size=0),
            "decompressed chart is larger than the maximum size 100000 bytes",
        ),
        (
            LoadOptions(max_file_size=1000),
            'decompressed chart file "bomb" is larger than the maximum file size 1000 bytes',
        ),
        (LoadOptions(max_files=1), "chart has more than the maximum of 1 files"),
        (LoadOptions(max_ratio=100), "chart archive unpacks to more than 100 times its size"),
    ],
)
def test_a_decompression_bomb_is_stopped_by_each_limit(options: LoadOptions, message: str) -> None:
    """CVE-2025-32386: total, per-file, count and ratio limits."""
    packed = tgz([("p/Chart.yaml", CHART), ("p/bomb", bytes(4_000_000))])
    with pytest.raises(HostileChartError) as caught:
        unpacked(packed, options)
    assert str(caught.value) == message


def test_limits_of_zero_let_everything_through() -> None:
    packed = tgz([("p/bomb", bytes(6_000_000))])
    assert unpacked(packed, LoadOptions(0, 0, 0, 0)) == [("bomb", bytes(6_000_000))]


def write(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def test_files_that_are_no_archive_are_named_for_what_they_are(tmp_path: Path) -> None:
    cases = {
        write(tmp_path / "a.yaml", b"a: b\n"): "file '{}' seems to be a YAML file, but I expected a gzipped archive",
        write(tmp_path / "a.txt", b"text"): "file '{}' does not appear to be a gzipped archive; got "
        "'application/octet-stream'",
        write(tmp_path / "b.txt", b"text" * 200): "file '{}' does not appear to be a gzipped archive; got "
        "'text/plain; charset=utf-8'",
        write(tmp_path / "c.tgz", b"\x1f\x8b\x08\x02" + b"x" * 20): "file '{}' does not appear to be a valid chart "
        "file (details: gzip: invalid header)",
        str(tmp_path): "cannot load a directory",
        str(tmp_path / "nope"): "stat {}: no such file or directory",
    }
    for path, message in cases.items():
        with pytest.raises(ChartError) as caught:
            read_archive(path, Budget(LoadOptions()))
        assert str(caught.value) == message.format(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.tgz"
    os.mkfifo(path)
    with pytest.raises(ChartError) as caught:
        read_archive(str(path), Budget(LoadOptions()))
    assert str(caught.value) == f"cannot load irregular file {path} as it has file mode type bits set"


def test_an_archive_file_larger_than_a_chart_may_be_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path / "c.tgz", tgz([("p/x", os.urandom(3000))]))
    with pytest.raises(HostileChartError) as caught:
        read_archive(path, Budget(LoadOptions(max_chart_size=1000)))
    assert str(caught.value) == "chart archive is larger than the maximum size 1000 bytes"


def test_reading_a_hostile_archive_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CVE-2007-4559: no member is ever extracted."""
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "c.tgz", tgz([("p/Chart.yaml", CHART), ("p/l", "symlink"), ("p/l/x", b"through")]))
    assert read_archive(path, Budget(LoadOptions()))[2] == ("l/x", b"through")
    assert sorted(os.listdir(tmp_path)) == ["c.tgz"]
