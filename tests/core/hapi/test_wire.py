from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.errors import DamagedRecordError, StorageError
from pilothouse.core.hapi.wire import (
    BOOL,
    BYTES,
    INT32,
    INT64,
    MAP,
    MAX_DEPTH,
    MAX_FIELDS,
    MESSAGE,
    UNKNOWN,
    Field,
    Message,
    decode,
    encode,
)

NODE = Message("test.Node")
NODE.define(
    (
        Field(1, "text"),
        Field(2, "number", INT32),
        Field(3, "long", INT64),
        Field(4, "flag", BOOL),
        Field(5, "data", BYTES),
        Field(6, "words", repeated=True),
        Field(7, "numbers", INT32, repeated=True),
        Field(8, "map", MAP),
        Field(9, "child", MESSAGE, NODE),
        Field(10, "children", MESSAGE, NODE, repeated=True),
        Field(1000, "far"),
    )
)

FULL: dict[str, Any] = {
    "text": "ä☸",
    "number": -2,
    "long": 1 << 40,
    "flag": True,
    "data": b"\x00\xff",
    "words": ["", "a"],
    "numbers": [0, 300, -1],
    "map": {"b": "", "": "c"},
    "child": {"text": "inner"},
    "children": [{}, {"number": 7}],
    "far": "away",
}
BYTES_OF_FULL = bytes.fromhex(
    "0a05c3a4e298b8"  # text
    "10feffffffffffffffff01"  # number, negative ones take ten bytes
    "18808080808020"  # long
    "2001"  # flag
    "2a0200ff"  # data
    "32003201" + "61"  # words
    "3a0d00ac02ffffffffffffffffff01"  # numbers, packed
    "42050a01621200" + "42050a00120163"  # map, both keys and values always there
    "4a070a05696e6e6572"  # child
    "52005202" + "1007"  # children
    "c23e0461776179"  # far
)


def test_fields_are_written_in_the_order_of_their_numbers() -> None:
    assert encode(dict(reversed(FULL.items())), NODE) == BYTES_OF_FULL


def test_what_was_written_is_read() -> None:
    assert decode(BYTES_OF_FULL, NODE) == FULL


def test_defaults_are_not_written_but_empty_messages_are() -> None:
    values = {"text": "", "number": 0, "flag": False, "data": b"", "words": [], "numbers": [], "map": {}, "child": {}}
    assert encode(values, NODE) == bytes.fromhex("4a00")
    assert encode({"child": None}, NODE) == b""


def test_numbers_that_are_not_packed_are_read_too() -> None:
    assert decode(bytes.fromhex("3801" + "3a020203" + "3804"), NODE) == {"numbers": [1, 2, 3, 4]}


def test_a_repeated_message_is_merged_and_a_repeated_value_replaced() -> None:
    assert decode(bytes.fromhex("4a021001" + "4a030a0161" + "1002" + "1003" + "1004"), NODE) == {
        "child": {"number": 1, "text": "a"},
        "number": 4,
    }


def test_an_int32_is_cut_to_its_bits() -> None:
    assert decode(bytes.fromhex("10ffffffffff7f"), NODE) == {"number": -1}


@pytest.mark.parametrize(
    "field",
    ["f80105", "fa0103616263", "f9010102030405060708", "fd0101020304", "fb01" + "0805" + "fb01fc01" + "fc01"],
    ids=["number", "length", "eight bytes", "four bytes", "group"],
)
def test_unknown_fields_are_kept(field: str) -> None:
    unknown = bytes.fromhex(field)
    values = decode(b"\x10\x01" + unknown + b"\x0a\x01a" + unknown, NODE)
    assert values == {"number": 1, "text": "a", UNKNOWN: unknown + unknown}
    assert encode(values, NODE) == b"\x0a\x01a\x10\x01" + unknown + unknown


def test_a_partial_table_passes_over_what_it_does_not_have() -> None:
    partial = Message("test.Node", (Field(2, "number", INT32),), partial=True)
    assert decode(BYTES_OF_FULL + b"\xf8\x01\x05", partial) == {"number": -2}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("0a", "unexpected EOF"),
        ("0a05", "unexpected EOF"),
        ("0affffffffffffffff7f", "unexpected EOF"),
        ("10", "unexpected EOF"),
        ("1080", "unexpected EOF"),
        ("4a030a0561", "unexpected EOF"),
        ("fb01", "unexpected EOF"),
        ("f90101", "unexpected EOF"),
        ("10ffffffffffffffffffff01", "proto: integer overflow"),
        ("10ffffffffffffffffff02", "proto: integer overflow"),
        ("0000", "proto: illegal tag 0 (wire type 0)"),
        ("0f", "proto: bad wiretype for field test.Node.Text: got wiretype 7, want 2"),
        ("ff01", "proto: can't skip unknown wire type 7"),
        ("fc01", "proto: can't skip unknown wire type 4"),
        ("0801", "proto: bad wiretype for field test.Node.Text: got wiretype 0, want 2"),
        ("1200", "proto: bad wiretype for field test.Node.Number: got wiretype 2, want 0"),
        ("4801", "proto: bad wiretype for field test.Node.Child: got wiretype 0, want 2"),
        ("0a01ff", 'proto: field "test.Node.Text" contains invalid UTF-8'),
        ("0a03eda080", 'proto: field "test.Node.Text" contains invalid UTF-8'),
        ("42030a01ff", 'proto: field "test.Node.Map" contains invalid UTF-8'),
    ],
)
def test_what_is_no_message_is_damaged(data: str, message: str) -> None:
    with pytest.raises(DamagedRecordError) as caught:
        decode(bytes.fromhex(data), NODE)
    assert caught.value.message == message


def test_text_that_is_not_utf_8_is_not_written() -> None:
    for values in ({"text": "\udcff"}, {"words": ["\udcff"]}, {"map": {"\udcff": ""}}):
        with pytest.raises(StorageError, match=r'^proto: field "test\.Node\.\w+" contains invalid UTF-8$'):
            encode(values, NODE)


def nested(depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = encode({"child": {}}, NODE)[:1] + encode({"data": data or b"\x00"}, NODE)[1:] if data else b"\x4a\x00"
    return data


def test_messages_may_be_nested_as_deep_as_elsewhere_and_no_deeper() -> None:
    decode(nested(MAX_DEPTH), NODE)
    with pytest.raises(DamagedRecordError, match="nested more than 100 deep"):
        decode(nested(MAX_DEPTH + 1), NODE)
    with pytest.raises(DamagedRecordError, match="nested more than 100 deep"):
        decode(nested(20_000), NODE)


@pytest.mark.parametrize("piece", [b"\x52\x00", b"\x10\x01", b"\xf8\x01\x01", b"\xfb\x01\xfc\x01"])
def test_fields_without_number_are_damage(piece: bytes) -> None:
    with pytest.raises(DamagedRecordError, match=f"more than {MAX_FIELDS} fields"):
        decode(piece * (MAX_FIELDS + 1), NODE)


def test_packed_numbers_without_number_are_damage() -> None:
    with pytest.raises(DamagedRecordError, match=f"more than {MAX_FIELDS} fields"):
        decode(encode({"data": b"\x00" * (MAX_FIELDS + 1)}, NODE).replace(b"\x2a", b"\x3a", 1), NODE)


def test_a_caller_may_allow_fewer_fields() -> None:
    assert decode(b"\x10\x01" * 5, NODE, 5) == {"number": 1}
    with pytest.raises(DamagedRecordError, match="^proto: more than 5 fields$"):
        decode(b"\x10\x01" * 6, NODE, 5)


def test_a_message_in_pieces_is_put_together_but_not_for_ever() -> None:
    piece = b"\x4a\x02\x78\x01"
    assert decode(piece * 9, NODE) == {"child": {UNKNOWN: b"\x78\x01" * 9}}
    long = encode({"child": {UNKNOWN: encode({"data": bytes(1_000_000)}, NODE).replace(b"\x2a", b"\x7a", 1)}}, NODE)
    with pytest.raises(DamagedRecordError, match=f"more than {MAX_FIELDS} fields"):
        decode(long + piece * 100, NODE)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_damaged(data: bytes) -> None:
    try:
        decode(data, NODE)
    except DamagedRecordError:
        pass


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
INT32S = st.integers(-(1 << 31), (1 << 31) - 1).filter(bool)
MESSAGES = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "text": TEXTS.filter(bool),
            "number": INT32S,
            "long": st.integers(-(1 << 63), (1 << 63) - 1).filter(bool),
            "flag": st.just(True),
            "data": st.binary(min_size=1, max_size=8),
            "words": st.lists(TEXTS, min_size=1, max_size=3),
            "numbers": st.lists(st.integers(-5, 500), min_size=1, max_size=3),
            "map": st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=3),
        },
    ),
    lambda inner: st.fixed_dictionaries({}, optional={"child": inner, "children": st.lists(inner, min_size=1)}),
    max_leaves=5,
)


@given(MESSAGES)
def test_every_message_comes_back(values: dict[str, Any]) -> None:
    assert decode(encode(values, NODE), NODE) == values
