from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib.utf8 import byte_length, decode, encode, runes


@given(st.binary(max_size=20))
def test_bytes_survive_as_text(data: bytes) -> None:
    text = decode(data)
    assert encode(text) == data
    assert byte_length(text) == len(data)
    assert runes(text).encode().decode() == runes(text)


def test_each_invalid_byte_becomes_one_replacement_character() -> None:
    assert [runes(decode(data)) for data in (b"a\xff\xfeb", b"\xe2\x82", b"\xc3\xa9", b"\xed\xa0\x80")] == [
        "a\ufffd\ufffdb",
        "\ufffd\ufffd",
        "é",
        "\ufffd\ufffd\ufffd",
    ]
