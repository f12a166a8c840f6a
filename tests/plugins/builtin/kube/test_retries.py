"""What is sent again, how often, and what never is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.errors import KubeConnectionError, KubeError, KubeTimeoutError
from pilothouse.core.model.kube_object import KubeRequest
from pilothouse.plugins.builtin.kube.retries import Sender
from stand_ins.scripted_transport import ScriptedClock, ScriptedStream, ScriptedTransport, answer

READ = KubeRequest("GET", "/x")
WRITE = KubeRequest("POST", "/x", body=b"{}")
FINE = answer({"fine": True})
RESET = KubeConnectionError("connection reset by peer")
NEVER_SENT = KubeConnectionError("connection refused", may_have_arrived=False)
TIMEOUT = KubeTimeoutError("context deadline exceeded")


def sender(
    transport: ScriptedTransport, *, deadline: float = 30, answered: bool = True
) -> tuple[Sender, ScriptedClock]:
    clock = ScriptedClock()
    made = Sender(transport, 32, deadline, clock)
    if answered:
        made.send(KubeRequest("GET", "/before"))
        transport.requests.clear()
    return made, clock


@pytest.mark.parametrize(
    "trouble",
    [
        answer("busy", 429),
        answer("busy", 429, retry_after="2"),
        answer("down", 503, retry_after="2"),
        NEVER_SENT,
    ],
)
@pytest.mark.parametrize("repeatable", [True, False])
def test_what_was_not_done_is_sent_again(trouble: object, repeatable: bool) -> None:
    transport = ScriptedTransport().on("POST", "/x", trouble, trouble, FINE)
    made, clock = sender(transport)
    assert made.send(WRITE, repeatable=repeatable) == (FINE, False)
    assert transport.asked() == ["POST /x"] * 3
    assert len(clock.pauses) == 2


@pytest.mark.parametrize(
    "trouble",
    [
        answer("", 500),
        answer("", 500, retry_after="1"),
        answer("", 502),
        answer("", 503),
        answer("", 504),
        RESET,
        TIMEOUT,
    ],
)
def test_what_may_have_been_done_is_sent_again_only_if_that_does_no_harm(trouble: object) -> None:
    transport = ScriptedTransport().on("POST", "/x", trouble, FINE)
    made, _ = sender(transport)
    assert made.send(WRITE) == (FINE, True)
    transport.on("POST", "/x", trouble, FINE)
    if isinstance(trouble, KubeError):
        with pytest.raises(type(trouble)):
            made.send(WRITE, repeatable=False)
    else:
        assert made.send(WRITE, repeatable=False) == (trouble, False)
    assert transport.asked() == ["POST /x"] * 3


@pytest.mark.parametrize("status", [200, 201, 400, 401, 403, 404, 409, 410, 422, 501])
def test_other_answers_are_taken_as_they_are(status: int) -> None:
    transport = ScriptedTransport().on("GET", "/x", answer("", status))
    made, clock = sender(transport)
    assert made.send(READ)[0].status == status
    assert (transport.asked(), clock.pauses) == (["GET /x"], [])


def test_the_server_says_how_long_to_wait() -> None:
    transport = ScriptedTransport().on("GET", "/x", answer("", 429, retry_after="7"), FINE)
    made, clock = sender(transport)
    made.send(READ)
    assert clock.pauses == [7]


def test_pauses_grow_and_vary_up_to_the_deadline() -> None:
    transport = ScriptedTransport().on("GET", "/x", answer("", 503))
    made, clock = sender(transport, deadline=30)
    assert made.send(READ)[0].status == 503
    assert sum(clock.pauses) <= 30
    for index, pause in enumerate(clock.pauses):
        middle = min(0.1 * 2**index, 5)
        assert middle * 0.5 <= pause <= middle * 1.5
    assert len(clock.pauses) >= 7


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    transport = ScriptedTransport().on("GET", "/x", answer("", 429, retry_after="31"))
    made, clock = sender(transport)
    assert made.send(READ)[0].status == 429
    assert clock.pauses == []


def test_an_internal_error_is_given_three_more_chances() -> None:
    transport = ScriptedTransport().on("GET", "/x", answer("", 500))
    made, clock = sender(transport)
    made.send(READ)
    assert (len(transport.asked()), len(clock.pauses)) == (4, 3)


def test_a_server_that_cannot_be_reached_at_first_is_reported_at_once() -> None:
    transport = ScriptedTransport().on("GET", "/x", NEVER_SENT)
    made, clock = sender(transport, answered=False)
    with pytest.raises(KubeConnectionError, match="connection refused"):
        made.send(READ)
    assert (len(transport.asked()), clock.pauses) == (1, [])


def test_a_server_that_breaks_off_at_first_gets_three_more_chances() -> None:
    transport = ScriptedTransport().on("GET", "/x", RESET)
    made, _ = sender(transport, answered=False)
    with pytest.raises(KubeConnectionError, match="reset"):
        made.send(READ)
    assert len(transport.asked()) == 4


def test_a_server_that_is_restarted_meanwhile_is_waited_for() -> None:
    transport = ScriptedTransport().on("GET", "/x", *[NEVER_SENT] * 6, FINE)
    made, clock = sender(transport)
    assert made.send(READ) == (FINE, False)
    assert len(clock.pauses) == 6


def test_without_patience_trouble_is_taken_as_it_comes() -> None:
    transport = ScriptedTransport().on("GET", "/x", answer("", 503))
    made, clock = sender(transport)
    assert made.send(READ, patient=False)[0].status == 503
    assert clock.pauses == []


def test_requests_have_a_timeout_of_their_own_or_the_usual_one() -> None:
    transport = ScriptedTransport().on("GET", "/x", FINE)
    made, _ = sender(transport)
    made.send(READ)
    made.send(READ.replace(timeout=5.0))
    assert [request.timeout for request in transport.requests] == [32, 5.0]


def test_what_is_waited_for_is_told_and_taken_back() -> None:
    transport = ScriptedTransport().on("GET", "/x", answer("", 503), RESET, FINE)
    made, clock = sender(transport)
    made.send(READ)
    assert clock.reports == ["the server answers with 503; trying again", "connection reset by peer; trying again", ""]


def test_nothing_is_told_when_all_goes_well() -> None:
    made, clock = sender(ScriptedTransport().on("GET", "/x", FINE))
    made.send(READ)
    assert clock.reports == []


def test_streams_are_opened_with_the_same_patience() -> None:
    stream, busy = ScriptedStream(), ScriptedStream(body=answer("", 429, retry_after="1"))
    transport = ScriptedTransport().on("WATCH", "/x", busy, NEVER_SENT, ScriptedStream(body=answer("", 502)), stream)
    made, clock = sender(transport)
    assert made.open(READ, 60) is stream
    assert (len(clock.pauses), busy.closed) == (3, True)


def test_streams_are_not_waited_for_longer_than_the_caller_has_time() -> None:
    made, clock = sender(ScriptedTransport().on("WATCH", "/x", NEVER_SENT))
    with pytest.raises(KubeConnectionError):
        made.open(READ, 1)
    assert sum(clock.pauses) <= 1


@given(st.lists(st.sampled_from([429, 500, 502, 503, 504, "reset", "refused", "timeout"]), max_size=12), st.booleans())
def test_a_request_that_may_not_be_repeated_never_reaches_the_server_twice(trouble: list[object], last: bool) -> None:
    errors = {"reset": RESET, "refused": NEVER_SENT, "timeout": TIMEOUT}
    answers = [errors[it] if isinstance(it, str) else answer("", int(str(it))) for it in trouble]
    transport = ScriptedTransport().on("POST", "/x", *answers, FINE if last else RESET)
    made, clock = sender(transport)
    try:
        made.send(WRITE, repeatable=False)
    except KubeError:
        pass
    may_have_been_done = [it for it in [*trouble, "last"][: len(transport.requests)] if it not in (429, "refused")]
    assert len(may_have_been_done) <= 1
    assert sum(clock.pauses) <= 30
