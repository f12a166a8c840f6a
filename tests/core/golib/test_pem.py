from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import pem


@given(st.binary(max_size=200))
def test_a_written_block_is_read_back(data: bytes) -> None:
    assert pem.decode(pem.encode("THING", data).encode()) == data


def test_lines_are_64_characters_long() -> None:
    assert [len(line) for line in pem.encode("X", bytes(100)).splitlines()] == [17, 64, 64, 8, 15]


@pytest.mark.parametrize(
    "text",
    [
        b"before\n-----BEGIN X-----\nYWJj\n-----END X-----\nafter",
        b"-----BEGIN X-----\r\nYW\r\nJj\r\n-----END X-----",
        b"-----BEGIN X-----\nKey: value\n\nYWJj\n-----END X-----\n",
        b"-----BEGIN X-----\nYW Jj \t\n-----END X----- \n",
        b"-----BEGIN X-----\nYWJj\n-----END Y-----\n-----BEGIN X-----\nYWJj\n-----END X-----\n",
    ],
)
def test_text_around_headers_and_blanks_do_not_matter(text: bytes) -> None:
    assert pem.decode(text) == b"abc"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"abc",
        b"-----BEGIN X-----",
        b"-----BEGIN X\nYWJj\n-----END X-----",
        b"-----BEGIN X-----\nYWJj\n-----END Y-----",
        b"-----BEGIN X-----\nYWJj\n-----END X-----more",
        b"-----BEGIN X-----\nY$Jj\n-----END X-----",
        b"-----BEGIN X-----\nYWJ\n-----END X-----",
        b" -----BEGIN X-----\nYWJj\n-----END X-----",
    ],
)
def test_what_is_no_block_gives_nothing(text: bytes) -> None:
    assert pem.decode(text) is None


def test_an_empty_block_has_no_content() -> None:
    assert pem.decode(b"-----BEGIN X-----\n-----END X-----\n") == b""
