from __future__ import annotations

import gzip
import random

from pilothouse.core.archive.budget import Budget
from pilothouse.core.archive.gunzip import gunzip
from pilothouse.core.model.options import LoadOptions

_RANDOM = random.Random(1)
DATA = bytes(_RANDOM.randrange(97, 123) for _ in range(5000))


def unzip(packed: bytes) -> tuple[bytes, str]:
    return gunzip(packed, Budget(LoadOptions()))


def test_all_members_are_unpacked() -> None:
    assert unzip(gzip.compress(DATA)) == (DATA, "")
    assert unzip(gzip.compress(DATA) + gzip.compress(b"more")) == (DATA + b"more", "")


def test_what_comes_before_a_problem_is_kept() -> None:
    packed = gzip.compress(DATA, mtime=0)
    data, problem = unzip(packed[:-20])
    assert (DATA.startswith(data), len(data) > 4000, problem) == (True, True, "unexpected EOF")
    assert unzip(packed + b"0123456789") == (DATA, "gzip: invalid header")
    assert unzip(packed + b"0123") == (DATA, "unexpected EOF")


def test_a_wrong_checksum_is_told_from_corrupt_data() -> None:
    packed = bytearray(gzip.compress(DATA, mtime=0))
    packed[-5] ^= 1
    assert unzip(bytes(packed)) == (DATA, "gzip: invalid checksum")
    packed[10] = 0x07
    assert unzip(bytes(packed)) == (b"", "flate: corrupt input before offset 1")


def test_optional_header_fields_do_not_count_for_the_offset() -> None:
    plain = gzip.compress(b"x", mtime=0)
    packed = bytearray(plain[:3] + b"\x1e" + plain[4:10] + b"\x02\x00ab" + b"name\0" + b"comment\0" + b"\0\0\x07")
    packed[3] = 0x1C
    assert unzip(bytes(packed[:-3]) + b"\x07\0\0\0") == (b"", "flate: corrupt input before offset 1")


def test_less_than_a_header_is_an_early_end() -> None:
    assert (unzip(b""), unzip(b"\x1f\x8b")) == ((b"", "EOF"), (b"", "unexpected EOF"))
