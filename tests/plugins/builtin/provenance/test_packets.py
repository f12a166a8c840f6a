from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.provenance.openpgp_errors import EndOfPackets, OpenPgpError
from pilothouse.plugins.builtin.provenance.packets import Body, Packets


def read(data: bytes) -> list[tuple[int, bytes]] | str:
    """All packets, or the error of reading one of them whole."""
    packets = Packets(data)
    found = []
    while True:
        try:
            kind, body = packets.next()
            found.append((kind, body.rest()))
        except EndOfPackets:
            return found
        except OpenPgpError as error:
            return error.message


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\x88\x02ab\xb4\x00", [(2, b"ab"), (13, b"")]),
        (b"\x99\x00\x03abc", [(6, b"abc")]),
        (b"\x9a\x00\x00\x00\x01a", [(6, b"a")]),
        (b"\x9bto the end", [(6, b"to the end")]),
        (b"\xc6\x01a", [(6, b"a")]),
        (b"\xcd\xc0\x00" + b"x" * 192, [(13, b"x" * 192)]),
        (b"\xcd\xff\x00\x00\x00\x02xy", [(13, b"xy")]),
        (b"\xcb\xe1ab\xe0c\x02de\xc6\x01f", [(11, b"abcde"), (6, b"f")]),
    ],
)
def test_packets_have_lengths_of_every_form(data: bytes, expected: list[tuple[int, bytes]]) -> None:
    assert read(data) == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x00", "openpgp: invalid data: tag byte does not have MSB set"),
        (b"-----BEGIN", "openpgp: invalid data: tag byte does not have MSB set"),
        (b"\x88", "unexpected EOF"),
        (b"\x88\x05abc", "unexpected EOF"),
        (b"\x99\x00", "unexpected EOF"),
        (b"\xc6", "unexpected EOF"),
        (b"\xc6\xc0", "unexpected EOF"),
        (b"\xc6\xff\x00\x00", "unexpected EOF"),
        (b"\xcb\xe1ab", "unexpected EOF"),
        (b"\xcb\xe1ab\xe1c", "unexpected EOF"),
    ],
)
def test_packets_that_are_cut_short_or_are_none_are_errors(data: bytes, message: str) -> None:
    assert read(data) == message


def test_fields_are_read_one_after_the_other() -> None:
    body = Body(b"\x04\x01\x02\x00\x09\x01\xffrest")
    assert (body.number(1), body.take(2), body.multiprecision(), body.rest()) == (4, b"\x01\x02", b"\x01\xff", b"rest")
    with pytest.raises(OpenPgpError, match="unexpected EOF"):
        body.number(1)


def test_what_ends_the_data_is_the_error_where_it_ends() -> None:
    problem = OpenPgpError("damaged")
    packets = Packets(b"\x88\x01a\x88\x02b", problem)
    assert packets.next()[1].rest() == b"a"
    with pytest.raises(OpenPgpError, match="damaged"):
        packets.next()[1].rest()
    with pytest.raises(OpenPgpError, match="damaged"):
        packets.next()
