"""Answers of any bytes end in an answer or in one of the declared failures."""

from __future__ import annotations

import contextlib
import gzip
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.plugins.builtin.kube import http_answer
from pilothouse.plugins.builtin.kube.connection import Connection
from pilothouse.plugins.builtin.kube.http_answer import AnswerError, read_body, read_head


def read(*pieces: bytes, method: str = "GET") -> tuple[int, dict[str, str], bytes, bool]:
    """Read an answer that comes in pieces and then ends."""
    here, there = socket.socketpair()
    with here, there:
        connection = Connection(here)
        connection.begin(None, 5)
        for piece in pieces:
            there.sendall(piece)
        there.shutdown(socket.SHUT_WR)
        head = read_head(connection)
        body = read_body(connection, head, method)
        return head.status, head.headers, body, head.keep


_PIECES = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from(
            [
                b"HTTP/1.1 200 OK\r\n",
                b"HTTP/1.1 100 Continue\r\n\r\n",
                b"Content-Length: 3\r\n",
                b"Transfer-Encoding: chunked\r\n",
                b"Content-Encoding: gzip\r\n",
                b"\r\n",
                b"3\r\nabc\r\n",
                b"0\r\n\r\n",
                gzip.compress(b"abc"),
            ]
        ),
    ),
    max_size=12,
)


@given(_PIECES)
def test_any_bytes_are_an_answer_or_a_declared_failure(pieces: list[bytes]) -> None:
    with contextlib.suppress(AnswerError):
        status, _, body, _ = read(*pieces)
        assert 200 <= status <= 999 or status == 101
        assert isinstance(body, bytes)


@given(st.binary(max_size=300), st.lists(st.integers(1, 60), max_size=6), st.integers(1, 30))
def test_a_body_is_the_same_however_it_comes(body: bytes, cuts: list[int], size: int) -> None:
    chunked = b"".join(
        b"%x;x=y\r\n%s\r\n" % (len(body[i : i + size]), body[i : i + size]) for i in range(0, len(body), size)
    )
    packed = gzip.compress(body)
    answers = [
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n%s0\r\nTrailer: x\r\n\r\n" % chunked,
        b"HTTP/1.0 200 OK\r\n\r\n" + body,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(packed), packed),
    ]
    for answer in answers:
        pieces, rest = [], answer
        for cut in cuts:
            pieces.append(rest[:cut])
            rest = rest[cut:]
        assert read(*pieces, rest)[2] == body


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"Content-Length: 1\r\nContent-Length: 2", "http: message cannot contain multiple Content-Length headers"),
        (b"Content-Length: -1", 'bad Content-Length "-1"'),
        (b"Content-Length: 9999999999999999999", 'bad Content-Length "9999999999999999999"'),
        (b"Transfer-Encoding: gzip, chunked", 'unsupported transfer encoding: "gzip, chunked"'),
        (b"No colon", 'malformed MIME header line: "No colon"'),
        (b" Folded: x", 'malformed MIME header line: " Folded: x"'),
    ],
)
def test_heads_that_can_be_read_in_two_ways_are_refused(head: bytes, reason: str) -> None:
    with pytest.raises(AnswerError) as raised:
        read(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\nabc")
    assert str(raised.value) == reason


def test_a_length_beside_chunks_ends_the_connection() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    assert read(answer)[2:] == (b"abc", False)


def test_interim_answers_are_passed_over_up_to_a_number() -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
    assert read(interim * 3, b"HTTP/1.1 204 No Content\r\n\r\n")[0] == 204
    with pytest.raises(AnswerError):
        read(interim * 100)


def test_bodies_are_limited_packed_and_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_answer, "MAX_BODY", 3 << 20)
    packed = gzip.compress(b"a" * (64 << 20))
    for framed in (packed, b"a" * (4 << 20)):
        encoding = b"Content-Encoding: gzip\r\n" if framed is packed else b""
        with pytest.raises(AnswerError) as raised:
            read_large(b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (encoding, len(framed)), framed)
        assert str(raised.value) == f"the answer is larger than {3 << 20} bytes"


def read_large(head: bytes, body: bytes) -> None:
    """As `read`, for more than a socket takes at once."""
    import threading

    here, there = socket.socketpair()
    with here, there:
        connection = Connection(here)
        connection.begin(None, 5)

        def send() -> None:
            try:
                there.sendall(head + body)
            except OSError:
                return

        sender = threading.Thread(target=send)
        sender.start()
        try:
            read_body(connection, read_head(connection), "GET")
        finally:
            here.close()
            sender.join(10)
