from __future__ import annotations

import hashlib
import io
import tarfile

import pytest
from pilothouse.plugins.builtin.packaging.tar import tar_files


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("a", "0d40bb71f4cdbd22"),
        ("a" * 100, "66a29f418636a21d"),
        ("b/" + "a" * 99, "6708cffce1313d06"),
        ("a" * 101, "1e863fd285d74a08"),
        ("p" * 155 + "/" + "s" * 100, "c02df8680a23cc12"),
        ("p" * 156 + "/" + "s" * 100, "a1fa5c1a8f0acd1b"),
        ("p" * 154 + "/q/" + "s" * 100, "1b224df47a853b79"),
        ("ü/x", "e578cbbec338ec77"),
        ("c/" + "ü" * 80, "3bea3d1dd6b33d86"),
        ("d/" * 90 + "f", "793ece32aa77155d"),
        ("\udcff/bad", "9da92fb81e6d0aa5"),
    ],
)
def test_headers_are_those_of_gos_writer_byte_for_byte(name: str, digest: str) -> None:
    """The digests are of what archive/tar of Go 1.15 wrote."""
    assert hashlib.sha256(tar_files([(name, b"abc")], 1577836801)).hexdigest()[:16] == digest


def test_other_readers_find_names_contents_and_facts() -> None:
    files = [("c/Chart.yaml", b"name: c\n"), ("c/" + "ü" * 90, b""), ("c/" + "d/" * 90 + "f", b"x" * 513)]
    with tarfile.open(fileobj=io.BytesIO(tar_files(files, 7))) as archive:
        found = [(member.name, (archive.extractfile(member) or io.BytesIO()).read()) for member in archive]
        facts = {(member.mode, member.mtime, member.uid, member.gid, member.isreg()) for member in archive}
    assert found == files
    assert facts == {(0o755, 7, 0, 0, True)}


def test_nothing_makes_an_archive_of_nothing() -> None:
    assert tar_files([], 0) == bytes(1024)
