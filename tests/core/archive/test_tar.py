from __future__ import annotations

import tarfile

import pytest
from pilothouse.core.archive.tar import TarReader
from pilothouse.core.errors import ChartError, HostileChartError
from stand_ins.archives import tar


def header(
    name: bytes = b"a", size: bytes = b"00000000000\0", flag: bytes = b"0", magic: bytes = b"ustar\x0000"
) -> bytes:
    block = bytearray(512)
    block[: len(name)] = name
    block[100:108] = b"0000644\0"
    block[124:136] = size
    block[148:156] = b" " * 8
    block[156:157] = flag
    block[257:265] = magic
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def listed(data: bytes, problem: str = "") -> list[tuple[str, str, bool, int]]:
    return [(member.name, member.flag, member.is_directory, member.size) for member in TarReader(data, problem)]


def record(key: str, value: str) -> bytes:
    body = f" {key}={value}\n".encode()
    length = len(body) + 1
    while len(str(length)) + len(body) != length:
        length += 1
    return str(length).encode() + body


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 512)


def with_pax(*records: bytes, flag: bytes = b"x") -> bytes:
    content = b"".join(records)
    return header(b"pax", b"%011o\0" % len(content), flag) + padded(content)


def test_members_of_every_type_are_listed() -> None:
    data = tar([("a", b"xyz"), ("d", "dir"), ("l", "symlink"), ("p" * 150, b"")], tarfile.PAX_FORMAT)
    assert listed(data) == [
        ("a", "0", False, 3),
        ("d/", "5", True, 0),
        ("l", "2", False, 0),
        ("p" * 150, "0", False, 0),
    ]


def test_old_headers_make_a_directory_of_a_trailing_slash() -> None:
    assert listed(header(b"old/", flag=b"\0", magic=b"\0" * 8)) == [("old/", "5", True, 0)]


def test_pax_records_give_path_and_size_and_global_ones_stand_alone() -> None:
    data = with_pax(record("comment", "x"), flag=b"g") + with_pax(record("path", "long/ü"), record("size", "3"))
    assert listed(data + header() + padded(b"abc")) == [("pax", "g", False, 13), ("long/ü", "0", False, 3)]


def test_a_prefix_and_base_256_numbers_are_understood() -> None:
    block = bytearray(header(b"file", b"\x80" + bytes(10) + b"\x02"))
    block[345:351] = b"prefix"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    assert listed(bytes(block) + padded(b"ab")) == [("prefix/file", "0", False, 2)]


@pytest.mark.parametrize(
    "data",
    [
        header()[:100] + b"x" + header()[101:],
        header(size=b"\xff" * 12),
        header(size=b"0000000000x\0"),
        bytes(512) + header(),
        with_pax(b"8 path=a\n") + header(),
        with_pax(b"x path=a\n") + header(),
        with_pax(b"12 path=a\0b\n") + header(),
        with_pax(record("size", "-1")) + header(),
        with_pax(b"99999999999999999999 a=b\n") + header(),
    ],
)
def test_impossible_headers_are_invalid(data: bytes) -> None:
    with pytest.raises(ChartError) as caught:
        listed(data)
    assert str(caught.value) == "archive/tar: invalid tar header"


@pytest.mark.parametrize("records", [(record("GNU.sparse.major", "1"),), ()])
def test_sparse_files_are_refused(records: tuple[bytes, ...]) -> None:
    """CVE-2025-32386: a few bytes must not stand for a large file."""
    data = with_pax(*records) + header() if records else header(flag=b"S")
    with pytest.raises(HostileChartError) as caught:
        listed(data)
    assert str(caught.value) == "chart archive contains a sparse file"


def test_data_that_ends_too_early_says_why() -> None:
    data = header(size=b"00000002000\0") + b"x" * 100
    for problem, message in (("", "unexpected EOF"), ("gzip: invalid checksum", "gzip: invalid checksum")):
        with pytest.raises(ChartError) as caught:
            listed(data, problem)
        assert str(caught.value) == message
    assert listed(header()) == [("a", "0", False, 0)]
    assert listed(header() + bytes(512)) == [("a", "0", False, 0)]
    with pytest.raises(ChartError, match="^unexpected EOF$"):
        listed(header() + b"x")
