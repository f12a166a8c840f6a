"""Error answers in client-go's words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse.core.errors import KubeStatusError
from pilothouse.core.model.kube_object import ApiResource
from pilothouse.plugins.builtin.kube.status_errors import error_of_status, status_error

CONFIG_MAPS = ApiResource("", "v1", "ConfigMap", "configmaps", True)
DEPLOYMENTS = ApiResource("apps", "v1", "Deployment", "deployments", True)
SECRETS = ApiResource("", "v1", "Secret", "secrets", True)
TEXT = {"content-type": "text/plain; charset=utf-8"}


def of_text(status: int, text: str = "some text", method: str = "GET", **more: Any) -> tuple[str, str]:
    error = status_error(status, TEXT, text.encode(), method=method, **more)
    assert error.code == status
    return error.reason, error.message


def of_status(document: dict[str, Any], **more: Any) -> KubeStatusError:
    return status_error(422, {"content-type": "application/json"}, json.dumps(document).encode(), method="POST", **more)


def test_a_status_object_speaks_for_itself() -> None:
    error = of_status(
        {
            "kind": "Status",
            "status": "Failure",
            "message": 'configmaps "x" already exists',
            "reason": "AlreadyExists",
            "code": 409,
        },
        resource=CONFIG_MAPS,
    )
    assert (error.message, error.reason, error.code, error.retry_after) == (
        'configmaps "x" already exists', "AlreadyExists", 409, 0,
    )  # fmt: skip


def test_a_status_object_may_say_when_to_come_back() -> None:
    error = of_status({"status": "Failure", "message": "busy", "details": {"retryAfterSeconds": 7}})
    assert (error.message, error.retry_after) == ("busy", 7)


def test_a_status_without_fields_takes_the_code_of_the_answer() -> None:
    error = error_of_status({}, 418, 3)
    assert (error.message, error.reason, error.code, error.retry_after) == ("", "", 418, 3)


@pytest.mark.parametrize(
    ("status", "reason", "sentence"),
    [
        (400, "BadRequest", "the server rejected our request for an unknown reason"),
        (401, "Unauthorized", "the server has asked for the client to provide credentials"),
        (403, "Forbidden", "some text"),
        (404, "NotFound", "the server could not find the requested resource"),
        (405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        (406, "NotAcceptable", "some text"),
        (409, "Conflict", "the server reported a conflict"),
        (415, "UnsupportedMediaType", "some text"),
        (418, "", "the server responded with the status code 418 but did not return more information"),
        (422, "Invalid", "the server rejected our request due to an error in our request"),
        (429, "TooManyRequests", "the server has received too many requests and has asked us to try again later"),
        (500, "InternalError", 'an error on the server ("some text") has prevented the request from succeeding'),
        (502, "InternalError", 'an error on the server ("some text") has prevented the request from succeeding'),
        (503, "ServiceUnavailable", "the server is currently unable to handle the request"),
        (
            504,
            "Timeout",
            "the server was unable to return a response in the time allotted, but may still be processing the request",
        ),
    ],
)
def test_the_code_decides_when_there_is_no_status_object(status: int, reason: str, sentence: str) -> None:
    assert of_text(status) == (reason, sentence)


def test_a_conflict_of_a_creation_means_that_the_object_exists() -> None:
    assert of_text(409, method="POST") == ("AlreadyExists", "the server reported a conflict")


def test_an_empty_not_acceptable_has_a_sentence_of_its_own() -> None:
    assert of_text(406, "")[1] == "the server was unable to respond with a content type that the client supports"


def test_the_sentence_ends_with_what_was_asked_for() -> None:
    assert of_text(404, resource=DEPLOYMENTS, name="web")[1] == (
        "the server could not find the requested resource (get deployments.apps web)"
    )
    assert of_text(500, " boom\n", method="POST", resource=CONFIG_MAPS)[1] == (
        'an error on the server ("boom") has prevented the request from succeeding (post configmaps)'
    )


def test_what_is_no_text_is_not_quoted() -> None:
    error = status_error(500, {"content-type": "application/octet-stream"}, b"\x00\x01", method="GET")
    assert error.message == 'an error on the server ("unknown") has prevented the request from succeeding'


def test_an_answer_without_a_type_counts_as_text_and_odd_bytes_are_escaped() -> None:
    error = status_error(500, {}, b"a\xff\n\tb", method="GET")
    assert error.message == 'an error on the server ("a\\xff\\n\\tb") has prevented the request from succeeding'


def test_a_long_text_is_cut() -> None:
    quoted = of_text(500, "x" * 5000)[1].split('"')[1]
    assert quoted == "x" * 2048


def test_json_that_is_no_failure_does_not_count_as_a_status() -> None:
    error = of_status({"kind": "Status", "status": "Success", "message": "fine"})
    assert error.message == "the server rejected our request due to an error in our request"


def test_what_the_server_quotes_of_a_secret_is_left_out() -> None:
    message = (
        'Secret in version "v1" cannot be handled as a Secret: v1.Secret.Data: base64Codec: invalid input, error found '
        'in #10 byte of ...|"a":"hunter2"}|..., bigger context ...|"data":{"a":"hunter2"},"kind":"Secret"\n|...'
    )
    document = {"kind": "Status", "status": "Failure", "message": message, "code": 400}
    assert of_status(document, resource=SECRETS).message == (
        'Secret in version "v1" cannot be handled as a Secret: v1.Secret.Data: base64Codec: invalid input, error found '
        "in #10 byte of ...|hidden|..."
    )
    assert str(of_status(document, resource=SECRETS)) == of_status(document, resource=SECRETS).message
    assert of_status(document, resource=CONFIG_MAPS).message == message


def test_the_header_says_when_to_come_back() -> None:
    error = status_error(429, {**TEXT, "retry-after": "12"}, b"", method="GET")
    assert error.retry_after == 12
    assert status_error(429, {"retry-after": "Mon, 02 Jan"}, b"", method="GET").retry_after == 0


@given(st.integers(207, 599), st.binary(max_size=60), st.sampled_from(["", "text/html", "application/json", "??"]))
def test_any_answer_makes_an_error(status: int, body: bytes, content_type: str) -> None:
    error = status_error(status, {"content-type": content_type}, body, method="PUT", resource=DEPLOYMENTS, name="n")
    assert error.code == status
    assert isinstance(error.message, str)


@pytest.mark.parametrize("seconds", [-5, 10**400, True, 0])
def test_waits_that_nobody_can_mean_are_none(seconds: int) -> None:
    error = of_status({"status": "Failure", "message": "busy", "details": {"retryAfterSeconds": seconds}})
    assert error.retry_after in (0, 1)


def test_refused_credentials_come_with_what_helps() -> None:
    unauthorized = {"kind": "Status", "status": "Failure", "message": "Unauthorized", "code": 401}
    for error in (of_status(unauthorized), status_error(401, TEXT, b"", method="GET")):
        assert error.hint.startswith("the server refuses the credentials of the kubeconfig")
    assert of_status({**unauthorized, "code": 403}).hint == ""
