from __future__ import annotations

import gzip
import random
import tarfile
from pathlib import Path

import pytest
from security.attacks import archive, pilothouse, tar, tree

NOISE = random.Random(1).randbytes(8_000_000)


def header(size: int, flag: bytes) -> bytes:
    """A header block of an extension entry."""
    block = bytearray(512)
    block[:1], block[100:107], block[124:136], block[156:157] = b"x", b"0000644", b"%011o\0" % size, flag
    block[257:265] = b"ustar\x0000"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def extension(content: bytes, flag: bytes) -> bytes:
    return header(len(content), flag) + content + bytes(-len(content) % 512)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("c//etc/passwd", "chart illegally contains absolute paths"),
        ("c/../../x", "chart illegally references parent directory"),
        ("c/templates/../../x", "chart illegally references parent directory"),
        ("c/..", "chart illegally references parent directory"),
        ("c\\..\\..\\x", "chart illegally references parent directory"),
        ("c/..\\..\\x", "chart illegally references parent directory"),
        ("c/C:/x", "chart contains illegally named files"),
        ("c\\C:\\x", "chart contains illegally named files"),
        ("c\\\\server\\x", "chart illegally contains absolute paths"),
        ("c/a\u202eb", "chart contains illegally named files"),
        ("c/\x1b[2J", "chart contains illegally named files"),
        ("c/" + "d/" * 2500 + "x", "chart contains illegally named files"),
    ],
)
def test_names_that_leave_the_chart_or_cannot_be_shown_are_refused(tmp_path: Path, name: str, message: str) -> None:
    path = archive(tmp_path, tar((name, b"x")))
    assert pilothouse("template", str(path)).error() == message
    assert tree(tmp_path) == ["c.tgz"]


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "c/\uff0e\uff0e/x", "c/\u2025/x", "c/..x", "c/...", "c/aux", "c/a\u2215..\u2215b"]
)
def test_look_alikes_of_dots_and_slashes_are_ordinary_names(tmp_path: Path, name: str) -> None:
    done = pilothouse("template", str(archive(tmp_path, tar((name, b"x")))))
    assert (done.code, done.stderr.partition("\n")[0]) in (
        (0, ""),
        (1, "Error: chart illegally references parent directory"),  # every name that begins with two dots
    )
    assert tree(tmp_path) == ["c.tgz"]


@pytest.mark.parametrize("kind", [tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_an_archive_lead_nowhere(tmp_path: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("c/templates/stolen.yaml")
    info.type, info.linkname = kind, "/etc/passwd"
    done = pilothouse("template", str(archive(tmp_path, tar(info))))
    assert (done.code, done.stdout, done.stderr) == (0, "---\n# Source: c/templates/stolen.yaml\n\n", "")


@pytest.mark.parametrize("name", [".", "..", "a/b", "../../x", "a\\b", '"a\\eb"', '"a\\u202eb"'])
def test_of_equal_entries_the_last_counts_and_its_chart_name_is_checked(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path, tar(("c/Chart.yaml", f"name: {name}\nversion: 1.0.0\n".encode())))
    assert pilothouse("template", str(path)).error().startswith("invalid chart (Chart.yaml): name ")


def test_chart_yaml_must_stand_in_the_base_directory(tmp_path: Path) -> None:
    path = archive(tmp_path, tar(("Chart.yaml/x", b"")))
    assert pilothouse("template", str(path)).error() == "chart yaml not in base directory"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (lambda: tar(("c/f", bytes(200_000_000))), "chart archive unpacks to more than 1000 times its size"),
        (
            lambda: tar(("c/f", NOISE * 3)),
            'decompressed chart file "f" is larger than the maximum file size 20971520 bytes',
        ),
        (
            lambda: tar(*((f"c/f{number}", b"") for number in range(21_000))),
            "chart has more than the maximum of 20000 files",
        ),
        (lambda: extension(b"a" * 2_000_000, b"L") + tar(), "archive/tar: header field too long"),
        (lambda: extension(b"9 aaa=v\n" * 200_000, b"x") + tar(), "archive/tar: header field too long"),
        (lambda: extension(b"8 a=bc\n" * 140_000, b"x") * 20 + tar(), "archive/tar: invalid tar header"),
        (lambda: extension(b"7 a=bc\n" * 140_000, b"x") * 20 + tar(), "archive/tar: header field too long"),
    ],
)
def test_bombs_of_every_kind_end_in_an_error(tmp_path: Path, data: object, message: str) -> None:
    assert callable(data)
    assert pilothouse("template", str(archive(tmp_path, data()))).error() == message


def test_archives_in_archives_share_one_budget(tmp_path: Path) -> None:
    def inner(number: int) -> bytes:
        return gzip.compress(tar((f"c/{number}", bytes(900_000))), mtime=0)

    members = [(f"c/charts/x{number}.tgz", inner(number)) for number in range(150)]
    assert pilothouse("template", str(archive(tmp_path, tar(*members)))).error().endswith(
        "decompressed chart is larger than the maximum size 104857600 bytes"
    )


def test_archives_nested_without_end_are_refused(tmp_path: Path) -> None:
    data = tar()
    for _ in range(70):
        data = tar(("c/charts/x.tgz", gzip.compress(data, mtime=0)))
    assert pilothouse("template", str(archive(tmp_path, data))).error().endswith(
        "subcharts are nested deeper than 64 levels"
    )


def test_very_many_gzip_members_are_refused(tmp_path: Path) -> None:
    packed = gzip.compress(tar(), mtime=0) + gzip.compress(b"", mtime=0) * 100_000
    path = archive(tmp_path, packed, packed=True)
    assert pilothouse("template", str(path)).error() == "chart archive consists of more than 1000 gzip members"


def test_a_large_archive_that_is_broken_at_its_end_is_read_up_to_there(tmp_path: Path) -> None:
    packed = gzip.compress(tar()[:1024] + NOISE, mtime=0)
    path = archive(tmp_path, packed[:-20_000] + b"\xff" * 20_000, packed=True)
    assert pilothouse("template", str(path)).error() == "archive/tar: invalid tar header"


def test_what_follows_the_chart_in_an_archive_is_not_looked_at(tmp_path: Path) -> None:
    path = archive(tmp_path, gzip.compress(tar(), mtime=0) + b"garbage" * 1000, packed=True)
    assert pilothouse("template", str(path)) == (0, "", "")
