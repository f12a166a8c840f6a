from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import base64
from pilothouse.core.golib.types import GoError


@pytest.mark.parametrize(
    ("text", "data"),
    [("", b""), ("aGVsbG8=", b"hello"), ("aGVs\r\nbG8=\n", b"hello"), ("//79", b"\xff\xfe\xfd"), ("YR==", b"a")],
)
def test_line_ends_and_left_over_bits_do_not_count(text: str, data: bytes) -> None:
    assert base64.decode(text) == data


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a", 0),
        ("aGVsbG8", 4),
        ("a$b=", 1),
        ("_-8=", 0),
        ("====", 0),
        ("a===", 1),
        ("aa=", 3),
        ("aa=a", 2),
        ("aaa=a", 4),
        ("aa==a", 4),
        ("a\n=", 2),
        ("é", 0),
    ],
)
def test_the_error_says_where(text: str, position: int) -> None:
    with pytest.raises(GoError) as caught:
        base64.decode(text)
    assert str(caught.value) == f"illegal base64 data at input byte {position}"


@given(st.binary(max_size=50))
def test_what_is_written_is_read_back(data: bytes) -> None:
    assert base64.decode(base64.encode(data)) == data
