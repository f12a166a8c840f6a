from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.plugins.builtin.kube.web_socket import (
    BINARY,
    CLOSE,
    PING,
    MessageReader,
    Opening,
    WebSocketError,
    encode_frame,
)


def unmasked(frame: bytes) -> bytes:
    """A frame of a client as a server would have sent it."""
    length = frame[1] & 0x7F
    start = 2 + {126: 2, 127: 8}.get(length, 0)
    mask, payload = frame[start : start + 4], frame[start + 4 :]
    plain = bytes(byte ^ mask[position % 4] for position, byte in enumerate(payload))
    return bytes((frame[0], length)) + frame[2:start] + plain


@pytest.mark.parametrize("size", [0, 1, 4, 125, 126, 127, 65535, 65536, 100_001])
def test_messages_of_any_length_are_framed(size: int) -> None:
    payload = (b"0123456789" * (size // 10 + 1))[:size]
    reader = MessageReader()
    reader.feed(unmasked(encode_frame(BINARY, payload)))
    assert (reader.message(), reader.message()) == ((BINARY, payload), None)


def test_every_frame_of_a_client_has_its_own_mask() -> None:
    frames = {encode_frame(BINARY, b"the same text") for _ in range(20)}
    assert len(frames) == 20
    assert {frame[:2] for frame in frames} == {b"\x82\x8d"}


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=300)), max_size=6), st.integers(1, 50))
def test_messages_are_found_however_they_arrive(messages: list[tuple[bool, bytes]], step: int) -> None:
    sent = [(PING, content[:125]) if control else (BINARY, content) for control, content in messages]
    data = b"".join(unmasked(encode_frame(*message)) for message in sent)
    reader, found = MessageReader(), []
    for start in range(0, len(data), step):
        reader.feed(data[start : start + step])
        while (message := reader.message()) is not None:
            found.append(message)
    assert found == sent


def test_control_frames_may_come_between_the_frames_of_a_message() -> None:
    reader = MessageReader()
    reader.feed(b"\x02\x01a\x89\x01p\x80\x01b\x88\x00")
    assert [reader.message() for _ in range(4)] == [(PING, b"p"), (BINARY, b"ab"), (CLOSE, b""), None]


def test_frames_without_content_take_no_memory() -> None:
    reader = MessageReader()
    reader.feed(b"\x02\x01a" + b"\x00\x00" * 10_000)
    assert reader.message() is None
    assert reader._parts == [b"a"]
    reader.feed(b"\x80\x01b")
    assert reader.message() == (BINARY, b"ab")


@given(st.binary(max_size=200))
def test_whatever_comes_is_messages_or_an_error(data: bytes) -> None:
    reader = MessageReader()
    reader.feed(data)
    try:
        while reader.message() is not None:
            continue
    except WebSocketError:
        pass


def test_an_opening_knows_its_answer() -> None:
    opening = Opening("v4.channel.k8s.io")
    sent = {name.lower(): value for name, value in opening.headers}
    assert sent["sec-websocket-protocol"] == "v4.channel.k8s.io"
    # The example of RFC 6455, section 1.3.
    opening._key = "dGhlIHNhbXBsZSBub25jZQ=="
    answer = {
        "upgrade": "websocket",
        "connection": "Upgrade",
        "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "sec-websocket-protocol": "v4.channel.k8s.io",
    }
    opening.check(answer)
    with pytest.raises(WebSocketError):
        opening.check({**answer, "sec-websocket-extensions": "permessage-deflate"})
