from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.golib import asn1
from pilothouse.core.golib.types import GoError


@pytest.mark.parametrize(
    ("encoded", "hexadecimal"),
    [
        (asn1.integer(0), "020100"),
        (asn1.integer(127), "02017f"),
        (asn1.integer(128), "02020080"),
        (asn1.integer(-1), "0201ff"),
        (asn1.oid("1.2.840.113549.1.1.11"), "06092a864886f70d01010b"),
        (asn1.oid("2.5.29.17"), "0603551d11"),
        (asn1.string("a-B 1"), "1305612d422031"),
        (asn1.string("é*"), "0c03c3a92a"),
        (asn1.bits(b"\xa0", 5), "030205a0"),
        (asn1.octets(bytes(200))[:4], "0481c800"),
        (asn1.octets(bytes(300))[:4], "0482012c"),
        (asn1.sequence(asn1.integer(1), asn1.sequence()), "30050201013000"),
    ],
)
def test_values_are_written_in_der(encoded: bytes, hexadecimal: str) -> None:
    assert encoded.hex() == hexadecimal


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_what_is_written_is_read_back(contents: list[bytes]) -> None:
    whole = asn1.expect(asn1.SEQUENCE, asn1.sequence(*map(asn1.octets, contents)), "thing")
    assert [value.content for value in asn1.children(whole.content)] == contents


FIELD = (
    "{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 "
    "timeType:0 set:false omitEmpty:false}"
)


@pytest.mark.parametrize(
    ("hexadecimal", "error"),
    [
        ("", "asn1: syntax error: sequence truncated"),
        ("30", "asn1: syntax error: truncated tag or length"),
        ("3005", "asn1: syntax error: data truncated"),
        ("3080", "asn1: syntax error: indefinite length found (not DER)"),
        ("308201", "asn1: syntax error: truncated tag or length"),
        ("308100", "asn1: structure error: superfluous leading zeros in length"),
        ("30817f", "asn1: structure error: non-minimal length"),
        ("3085ffffffffff", "asn1: structure error: length too large"),
        (
            "616263",
            "asn1: structure error: tags don't match (16 vs {class:1 tag:1 length:98 isCompound:true}) "
            f"{FIELD} thing @2",
        ),
    ],
)
def test_what_is_no_der_is_an_error_in_go_words(hexadecimal: str, error: str) -> None:
    with pytest.raises(GoError) as caught:
        asn1.expect(asn1.SEQUENCE, bytes.fromhex(hexadecimal), "thing")
    assert str(caught.value) == error
