from __future__ import annotations

from base64 import b32encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import base32
from pilothouse.core.golib.types import GoError


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("0189", 0),
        ("ME", 0),
        ("MFRGG==", 7),
        ("MFRGG=A=", 5),
        ("M=======", 1),
        ("MFR=====", 3),
        ("MFRGGZ==", 6),
        ("mfrgg===", 0),
    ],
)
def test_the_error_says_where(text: str, position: int) -> None:
    with pytest.raises(GoError) as caught:
        base32.decode(text)
    assert str(caught.value) == f"illegal base32 data at input byte {position}"


def test_line_ends_do_not_count() -> None:
    assert base32.decode("NBSW\nY3DP\r\n") == b"hello"


@given(st.binary(max_size=50))
def test_what_is_written_is_the_standard_form_and_read_back(data: bytes) -> None:
    text = base32.encode(data)
    assert text == b32encode(data).decode()
    assert base32.decode(text) == data
