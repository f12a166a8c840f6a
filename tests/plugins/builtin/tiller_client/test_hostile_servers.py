"""What servers do that are broken, or mean harm: it ends in an error of ours, in bounded memory."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable

import pytest
from grpc_tiller import big_chart, release
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pilothouse.core.errors import PilothouseError, TillerError
from pilothouse.core.hapi.calls import CALLS
from pilothouse.core.hapi.releases import encode_release
from pilothouse.core.model.release_requests import InstallRequest, ListRequest
from pilothouse.plugins.builtin.tiller_client import http2
from raw_server import (
    ACK,
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HEADERS,
    OK_FIELDS,
    PING,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    Peer,
    RawServer,
    answer,
    data,
    fields,
    frame,
    message,
)

VERSION = b"\x0a\x0b\x0a\x09v2.17.0-x"
MIB = 1024 * 1024
DONE = fields(("grpc-status", "0"), end=True)


def replies(*frames: bytes) -> Callable[[Peer], None]:
    """A script that waits for a request and sends frames."""

    def script(peer: Peer) -> None:
        peer.greet()
        peer.wait_for_request()
        peer.send(b"".join(frames))
        peer.read(1 << 30)

    return script


def failure(service) -> tuple[str, str]:
    with pytest.raises(PilothouseError) as caught:
        service.version()
    assert isinstance(caught.value, TillerError)
    return caught.value.code, caught.value.message


def settings_of(**numbers: int) -> bytes:
    known = {"window": 4, "frame": 5, "streams": 3}
    return frame(SETTINGS, b"".join(struct.pack(">HI", known[name], value) for name, value in numbers.items()))


def test_a_whole_answer_is_read(raw, client):
    assert client(raw(replies(answer(VERSION))).host).version().sem_ver == "v2.17.0-x"


def test_an_answer_in_single_bytes_is_read(raw, client):
    def script(peer: Peer) -> None:
        peer.greet()
        peer.wait_for_request()
        for byte in answer(VERSION):
            peer.send(bytes((byte,)))
        peer.read(1 << 30)

    assert client(raw(script).host).version().sem_ver == "v2.17.0-x"


def test_what_belongs_to_no_request_and_what_nobody_knows_is_passed_over(raw, client):
    noise = (
        frame(PING, b"12345678") + frame(PING, b"pilothse", flags=ACK) + frame(0xFA, b"what?", stream=1)
        + settings_of(window=70000) + frame(WINDOW_UPDATE, struct.pack(">I", 5)) + frame(2, b"\0\0\0\0\1", stream=7)
    )  # fmt: skip
    early = fields((":status", "103"), ("x", "y"))
    server = raw(replies(noise, early, noise, answer(VERSION)))
    assert client(server.host).version().sem_ver == "v2.17.0-x"


def test_padding_and_empty_frames_are_no_content(raw, client):
    padded = frame(DATA, b"\x03" + message(VERSION) + b"\0\0\0", flags=8, stream=1)
    server = raw(replies(fields(*OK_FIELDS), data(b""), padded, data(b""), DONE))
    assert client(server.host).version().sem_ver == "v2.17.0-x"


def test_pings_are_answered(raw, client):
    acks: list[bytes] = []

    def script(peer: Peer) -> None:
        peer.greet()
        peer.wait_for_request()
        peer.send(frame(PING, b"12345678"))
        while True:
            kind, flags, _, content = peer.next_frame()
            if kind == PING:
                acks.append(content)
                assert flags == ACK
                peer.send(answer(VERSION))

    client(raw(script).host).version()
    assert acks == [b"12345678"]


STATUSES = {
    "a status of HTTP": (fields((":status", "503"), end=True), "Unavailable", "Service Unavailable"),
    "a status of HTTP that nobody knows": (fields((":status", "599"), end=True), "Unknown", ""),
    "a page of a web server": (
        fields((":status", "404"), ("content-type", "text/html")) + data(b"<html>", end=True),
        "Internal",
        'transport: received the unexpected content-type "text/html"',
    ),
    "no status": (fields(*OK_FIELDS, end=True), "Unknown", ""),
    "a status alone": (
        fields(*OK_FIELDS, ("grpc-status", "7"), ("grpc-message", "no"), end=True),
        "PermissionDenied",
        "no",
    ),
    "a status that is no number": (
        fields(*OK_FIELDS, ("grpc-status", "x"), end=True),
        "Internal",
        'transport: malformed grpc-status: strconv.Atoi: parsing "x": invalid syntax',
    ),
    "a status that nobody knows": (fields(*OK_FIELDS, ("grpc-status", "99"), end=True), "Code(99)", ""),
    "success without an answer": (fields(*OK_FIELDS, ("grpc-status", "0"), end=True), "Internal", "EOF"),
    "trailers without a status": (
        fields(*OK_FIELDS) + data(message(VERSION)) + fields(("a", "b"), end=True),
        "Internal",
        "malformed header: doesn't contain status(gRPC or HTTP)",
    ),
    "no trailers": (
        fields(*OK_FIELDS) + data(message(VERSION), end=True),
        "Internal",
        "server closed the stream without sending trailers",
    ),
    "half a message": (
        fields(*OK_FIELDS) + data(message(VERSION)[:-1]) + DONE,
        "Internal",
        "unexpected EOF",
    ),
    "a second message": (
        fields(*OK_FIELDS) + data(message(VERSION) * 2) + DONE,
        "Internal",
        "grpc: client streaming protocol violation. get <nil>, want <EOF>",
    ),
    "a compressed message": (
        fields(*OK_FIELDS, ("grpc-encoding", "gzip")) + data(message(VERSION, flag=1)) + DONE,
        "Unimplemented",
        'grpc: Decompressor is not installed for grpc-encoding "gzip"',
    ),
    "a message compressed by nothing": (
        fields(*OK_FIELDS) + data(message(VERSION, flag=1)) + DONE,
        "Internal",
        "grpc: compressed flag set with identity or empty encoding",
    ),
    "a message of another kind": (
        fields(*OK_FIELDS) + data(message(VERSION, flag=9)) + DONE,
        "Internal",
        "grpc: received unexpected payload format 9",
    ),
    "a message that says it is huge": (
        fields(*OK_FIELDS) + data(message(VERSION, size=0xFFFFFFFF)),
        "ResourceExhausted",
        f"grpc: received message larger than max ({0xFFFFFFFF} vs. {20 * MIB})",
    ),
    "details that are no base64": (
        fields(*OK_FIELDS, ("grpc-status", "2"), ("grpc-message", "no"), ("pilothouse-error-bin", "!"), end=True),
        "Unknown",
        "no",
    ),
    "a broken stream": (
        frame(RST_STREAM, struct.pack(">I", 2), stream=1),
        "Internal",
        "stream terminated by RST_STREAM with error code: INTERNAL_ERROR",
    ),
    "a stream that is broken in its middle": (
        fields(*OK_FIELDS) + frame(RST_STREAM, struct.pack(">I", 8), stream=1),
        "Canceled",
        "stream terminated by RST_STREAM with error code: CANCEL",
    ),
    "a stream refused in its middle": (
        fields(*OK_FIELDS) + frame(RST_STREAM, struct.pack(">I", 7), stream=1),
        "Unavailable",
        "stream terminated by RST_STREAM with error code: REFUSED_STREAM",
    ),
    "an error of HTTP/2 that nobody knows": (
        frame(RST_STREAM, struct.pack(">I", 0x1F), stream=1),
        "Unknown",
        "stream terminated by RST_STREAM with error code: unknown error code 0x1f",
    ),
}


@pytest.mark.parametrize("case", STATUSES)
def test_an_answer_that_is_none_is_an_error_in_the_words_of_grpc(raw, client, case):
    sent, code, text = STATUSES[case]
    assert failure(client(raw(replies(sent)).host)) == (code, text)


BROKEN = {
    "garbage": b"\x00\x00\x04\x03" + b"garbage" * 50,
    "a frame beyond its limit": struct.pack(">I", 2 * MIB)[1:] + bytes((DATA, 0)) + struct.pack(">I", 1),
    "data before fields": data(message(VERSION)),
    "data for another request": data(message(VERSION), stream=3),
    "fields for another request": fields(*OK_FIELDS, stream=2),
    "a promise": frame(5, struct.pack(">I", 2), flags=END_HEADERS, stream=1),
    "fields that cannot be unpacked": frame(HEADERS, b"\xff\xff\xff\xff\xff", flags=END_HEADERS, stream=1),
    "a block of fields without an end": frame(HEADERS, b"", stream=1) + frame(CONTINUATION, b"", stream=1) * 500,
    "a block of fields with something between": frame(HEADERS, b"", stream=1) + frame(PING, b"12345678"),
    "a ping of the wrong length": frame(PING, b"1"),
    "settings of the wrong length": frame(SETTINGS, b"12345"),
    "settings for a request": frame(SETTINGS, stream=1),
    "settings that are not allowed": settings_of(window=0xFFFFFFFF),
    "a frame size that is not allowed": settings_of(frame=1),
    "a window that overflows": frame(WINDOW_UPDATE, struct.pack(">I", 0x7FFFFFFF)),
    "a window update of nothing": frame(WINDOW_UPDATE, struct.pack(">I", 0)),
    "a GOAWAY that is too short": frame(GOAWAY, b"1234"),
    "a GOAWAY that is huge": struct.pack(">I", 70000)[1:] + bytes((GOAWAY, 0)) + struct.pack(">I", 0),
    "padding longer than the frame": fields(*OK_FIELDS) + frame(DATA, b"\xff1", flags=8, stream=1),
    "fields in capitals": fields(*OK_FIELDS, ("Bad", "x")),
    "no fields of HTTP": fields(("content-type", "application/grpc")),
    "a second block of fields that is not the last": fields(*OK_FIELDS) + fields(("a", "b")),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_connection_on_which_http2_is_broken_is_lost(raw, client, case):
    assert failure(client(raw(replies(BROKEN[case])).host)) == ("Unavailable", "transport is closing")


GREETINGS = {
    "HTTP/1": (b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", "the other side speaks HTTP/1"),
    "an alert of TLS": (b"\x15\x03\x01\x00\x02\x02\x16", "the other side speaks TLS"),
    "something else": (b"220 mail.example.com ESMTP\r\n", "the other side does not speak HTTP/2"),
    "another frame": (frame(PING, b"12345678"), "the other side does not speak HTTP/2"),
    "nothing": (b"", "the other side hung up"),
    "half a frame": (b"\x00\x00", "the other side hung up"),
}


@pytest.mark.parametrize("case", GREETINGS)
def test_a_server_that_does_not_greet_in_http2_is_dialled_until_the_time_is_up(raw, client, case):
    sent, reason = GREETINGS[case]

    def script(peer: Peer) -> None:
        peer.read(24)
        peer.send(sent)
        peer.next_frame()
        peer.next_frame()

    server = raw(script)
    with pytest.raises(TillerError) as caught:
        client(server.host, timeout=1).version()
    assert (caught.value.message, caught.value.details) == (
        "context deadline exceeded",
        (f"no connection to Tiller at {server.host} in 1 s", reason),
    )
    assert server.connections > 1


def test_no_request_is_made_before_the_server_has_greeted(raw, client):
    early: list[int] = []

    def script(peer: Peer) -> None:
        peer.read(24)
        early.extend(peer.next_frame()[0] for _ in range(2))
        peer.send(frame(SETTINGS))
        early.append(peer.next_frame()[0])
        peer.wait_for_request()
        peer.send(answer(VERSION))
        peer.read(1 << 30)

    client(raw(script).host).version()
    assert early == [SETTINGS, WINDOW_UPDATE, SETTINGS]


def test_a_server_that_says_nothing_is_given_up_when_the_time_is_up(raw, client):
    server = raw(lambda peer: peer.read(1 << 30))
    with pytest.raises(TillerError) as caught:
        client(server.host, timeout=1).version()
    assert (caught.value.message, caught.value.details[1:]) == ("context deadline exceeded", ("timed out",))


@pytest.mark.parametrize("end", ["hang_up", "reset"])
@pytest.mark.parametrize("said", [b"", fields(*OK_FIELDS), fields(*OK_FIELDS) + data(message(VERSION))])
def test_a_server_that_goes_away_during_a_call_is_helms_sentence(raw, client, end, said):
    def script(peer: Peer) -> None:
        peer.greet()
        peer.wait_for_request()
        peer.send(said)
        getattr(peer, end)()

    server = raw(script)
    assert failure(client(server.host)) == ("Unavailable", "transport is closing")
    assert server.connections == 1


def test_a_server_that_goes_away_between_calls_is_dialled_again(raw, client):
    def script(peer: Peer) -> None:
        peer.greet()
        peer.wait_for_request()
        peer.send(answer(VERSION))

    server = raw(script)
    service = client(server.host)
    for _ in range(3):
        service.version()
        server.join()
    assert server.connections == 3


def test_a_call_that_was_not_begun_is_made_again(raw, client):
    counted = []
    refusals = [
        frame(RST_STREAM, struct.pack(">I", 7), stream=1),
        frame(GOAWAY, struct.pack(">II", 0, 0)),
        frame(GOAWAY, struct.pack(">II", 0, 0) + b"too_many_pings") + frame(DATA, b"late", stream=1),
    ]

    def script(peer: Peer) -> None:
        counted.append(1)
        peer.greet()
        peer.wait_for_request()
        peer.send(refusals[len(counted) - 1] if len(counted) <= len(refusals) else answer(VERSION))
        peer.read(1 << 30)

    assert client(raw(script).host).version().sem_ver == "v2.17.0-x"
    assert len(counted) == 4


def test_a_server_that_begins_with_nothing_is_given_up(raw, client):
    server = raw(replies(frame(GOAWAY, struct.pack(">II", 0, 0))))
    assert failure(client(server.host)) == (
        "Unavailable",
        "the stream is rejected because server is draining the connection",
    )
    assert server.connections == 4


def test_what_was_begun_before_a_goaway_is_ended_after_it(raw, client):
    away = frame(GOAWAY, struct.pack(">II", 0x7FFFFFFF, 0) + b"bye") + frame(GOAWAY, struct.pack(">II", 1, 0))

    def script(peer: Peer) -> None:
        peer.greet()
        peer.wait_for_request()
        for piece in (away[:13], away[13:], answer(VERSION)):
            peer.send(piece)
        peer.read(1 << 30)

    server = raw(script)
    service = client(server.host)
    assert [service.version().sem_ver for _ in range(2)] == ["v2.17.0-x"] * 2
    assert server.connections == 2


def test_what_has_been_answered_is_not_asked_again_whatever_a_goaway_says(raw, client):
    away = frame(GOAWAY, struct.pack(">II", 0, 0))
    whole = raw(replies(answer(VERSION) + away))
    assert client(whole.host).version().sem_ver == "v2.17.0-x"
    begun = raw(replies(fields(*OK_FIELDS) + away))
    assert failure(client(begun.host)) == ("Unavailable", "transport is closing")
    assert (whole.connections, begun.connections) == (1, 1)


def test_a_server_that_is_silent_is_asked_whether_it_is_there(raw, client, monkeypatch):
    monkeypatch.setattr(http2, "_PING_AFTER", 0.05)
    pings: list[bytes] = []

    def script(peer: Peer) -> None:
        peer.greet()
        peer.wait_for_request()
        while len(pings) < 3:
            kind, flags, _, content = peer.next_frame()
            if kind == PING and not flags:
                pings.append(content)
                peer.send(frame(PING, content, flags=ACK))
        peer.send(answer(VERSION))
        peer.read(1 << 30)

    assert client(raw(script).host).version().sem_ver == "v2.17.0-x"
    assert len(pings) == 3


def test_a_server_that_answers_no_ping_is_given_up(raw, client, monkeypatch):
    monkeypatch.setattr(http2, "_PING_AFTER", 0.05)
    monkeypatch.setattr(http2, "_PING_WAIT", 0.1)
    server = raw(replies(fields(*OK_FIELDS)))
    with pytest.raises(TillerError) as caught:
        client(server.host).version()
    assert (caught.value.message, caught.value.details) == (
        "transport is closing",
        (f"connection to {server.host}: no answer to a ping for 0 s",),
    )


def test_a_server_that_does_not_read_is_given_up(client, monkeypatch, cleanup):

    monkeypatch.setattr(http2, "_PING_AFTER", 0.2)
    listener = cleanup.enter_context(socket.create_server(("127.0.0.1", 0)))
    socks = []

    def serve() -> None:
        sock, _ = listener.accept()
        socks.append(sock)
        sock.sendall(settings_of(window=0x7FFFFFFF) + frame(WINDOW_UPDATE, struct.pack(">I", 0x7FFF0000)))

    thread = threading.Thread(target=serve)
    thread.start()
    with pytest.raises(TillerError) as caught:
        client(f"127.0.0.1:{listener.getsockname()[1]}").install(InstallRequest(big_chart(19 * MIB)))
    thread.join()
    socks[0].close()
    assert caught.value.message == "transport is closing"


def test_a_server_that_lets_little_through_at_a_time_gets_everything(raw, client):

    got = bytearray()

    def script(peer: Peer) -> None:
        peer.greet()
        peer.send(settings_of(window=1000))
        while True:
            kind, flags, stream, content = peer.next_frame()
            if kind != DATA:
                continue
            got.extend(content)
            if flags & END_STREAM:
                break
            for number in (0, stream):
                peer.send(frame(WINDOW_UPDATE, struct.pack(">I", len(content)), stream=number))
        peer.send(answer(CALLS["InstallRelease"].encode_response(release())))
        peer.read(1 << 30)

    request = InstallRequest(big_chart(100_000))
    assert encode_release(client(raw(script).host).install(request)) == encode_release(release())
    assert bytes(got) == message(CALLS["InstallRelease"].encode_request(request))


def test_a_server_that_sends_more_than_it_may_is_lost(raw, client):
    piece = message(b"\x82\x3e\x80\x7d" + b"x" * 16000)

    def script(peer: Peer) -> None:
        peer.greet()
        peer.wait_for_request()
        peer.send(fields(*OK_FIELDS))
        for _ in range(2 * http2.WINDOW // len(piece)):
            peer.send(data(piece))
        peer.read(1 << 30)

    service = client(raw(script).host)
    pages = service.list_records(ListRequest())
    next(pages)
    # The second call meets what has come, before it is made or after.
    assert failure(service)[0] in ("Internal", "Unavailable")
    with pytest.raises(TillerError, match="^transport is closing$"):
        list(pages)


def test_fields_without_end_are_an_error_in_bounded_memory(raw, client):
    block = b"".join(b"\x00\x01a\x7f\xe1\x06" + b"x" * 1000 for _ in range(15))

    def script(peer: Peer) -> None:
        peer.greet()
        peer.wait_for_request()
        peer.send(frame(HEADERS, block, stream=1))
        for _ in range(60):
            peer.send(frame(CONTINUATION, block * 4, stream=1))
        peer.send(frame(CONTINUATION, b"", flags=END_HEADERS, stream=1))
        peer.read(1 << 30)

    assert failure(client(raw(script).host)) == ("Internal", "peer header list size exceeded limit")


def test_fields_that_unpack_to_more_than_they_are_are_an_error(raw, client):
    large = b"\x40\x01a\x7f\x81\x1e" + b"x" * 3968
    server = raw(replies(frame(HEADERS, large + b"\xbe" * 1000, flags=END_HEADERS, stream=1)))
    assert failure(client(server.host)) == ("Internal", "peer header list size exceeded limit")


def test_a_text_of_200_kib_is_read(raw, client):
    from hpack import Encoder

    text = "x" * (200 * 1024)
    block = Encoder().encode([(":status", "200"), ("grpc-status", "2"), ("grpc-message", text)], huffman=False)
    pieces = [block[start : start + 16384] for start in range(0, len(block), 16384)]
    sent = frame(HEADERS, pieces[0], flags=END_STREAM, stream=1) + b"".join(
        frame(CONTINUATION, piece, stream=1) for piece in pieces[1:]
    )
    server = raw(replies(sent + frame(CONTINUATION, b"", flags=END_HEADERS, stream=1)))
    assert failure(client(server.host)) == ("Unknown", text)


_frames = st.builds(
    lambda kind, flags, stream, content: frame(kind, content, flags=flags, stream=stream),
    st.sampled_from([*range(11), 0xFA]),
    st.integers(0, 255),
    st.sampled_from([0, 1, 2, 3, 0x7FFFFFFF]),
    st.binary(max_size=40),
)
_pieces = st.one_of(
    _frames,
    st.binary(max_size=30),
    st.sampled_from([fields(*OK_FIELDS), data(message(VERSION)), DONE, frame(GOAWAY, b"\0" * 8), frame(SETTINGS)]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_pieces, max_size=8))
def test_whatever_a_server_sends_ends_in_an_answer_or_in_an_error_of_ours(client, pieces):
    def script(peer: Peer) -> None:
        peer.greet()
        peer.wait_for_request()
        peer.send(b"".join(pieces))

    server = RawServer(script)
    service = client(server.host)
    try:
        service.version()
    except PilothouseError:
        pass
    finally:
        service.close()
        server.close()
