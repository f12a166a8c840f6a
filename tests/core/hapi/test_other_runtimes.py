"""Requests and answers between this codec and betterproto2, in both directions."""

from __future__ import annotations

from typing import Any

import pytest
from foreign_hapi.facts import facts
from foreign_hapi.messages import Foreign
from foreign_hapi.models import ANSWERS, RELEASES, REQUESTS, pages
from hypothesis import HealthCheck, given, settings
from pilothouse.core.hapi.calls import CALLS
from pilothouse.core.hapi.releases import encode_release

PAGES = pages(RELEASES.map(encode_release))
unhurried = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def test_every_call_is_tried() -> None:
    assert CALLS.keys() == REQUESTS.keys() == ANSWERS.keys() | PAGES.keys()


@pytest.mark.parametrize("name", CALLS)
def test_a_request_is_the_same_to_another_runtime(foreign: Foreign, name: str) -> None:
    call = CALLS[name]

    @unhurried
    @given(REQUESTS[name])
    def check(request: Any) -> None:
        message = foreign.request(name, request)
        data = call.encode_request(request)
        assert type(message).parse(data) == message
        assert bytes(message) == data
        assert facts(call.decode_request(bytes(message))) == facts(request)

    check()


@pytest.mark.parametrize("name", CALLS)
def test_an_answer_is_the_same_to_another_runtime(foreign: Foreign, name: str) -> None:
    call = CALLS[name]

    @unhurried
    @given((ANSWERS | PAGES)[name])
    def check(answer: Any) -> None:
        message = foreign.response(name, answer)
        data = call.encode_response(answer)
        assert type(message).parse(data) == message
        assert bytes(message) == data
        assert facts(call.decode_response(bytes(message))) == facts(answer)

    check()
